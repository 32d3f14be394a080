"""Assess: the disclosure risk of a table as it stands, released or not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, UsageError, Where
from pseudo.workflow.prepare import as_source, quiet
from pseudo.workflow.usefulness import usefulness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa

    from pseudo.model import Evidence
    from pseudo.recipes import RiskProfile
    from pseudo.risk.subsets import Subset
    from pseudo.table.source import Source

__all__ = ["Assessment", "assess"]

LARGEST_SET = 3


@dataclass(frozen=True)
class Assessment:
    """What was measured of a table.

    Attributes
    ----------
    table : str
        Its name.
    rows, suppressed : int
        Rows, and those of them that belong to no class because all their quasi-identifiers are suppressed.
    profile : RiskProfile or None
        The limit that was named.
    evidence : tuple of Evidence
        The figures. None of them adds up others: there is no score.
    subsets : tuple of Subset
        Sets of quasi-identifiers, the ones that leave most rows alone first.
    utility : tuple of Evidence
        What a treatment leaves of the table's use, where a treated table was given.
    """

    table: str
    rows: int
    suppressed: int
    profile: RiskProfile | None
    evidence: tuple[Evidence, ...]
    subsets: tuple[Subset, ...]
    utility: tuple[Evidence, ...] = ()
    schema_version: int = 1


def assess(
    what: Any,
    keys: Sequence[str],
    *,
    sensitive: Sequence[str] = (),
    profile: str | None = None,
    population: Any = None,
    earlier: Any = None,
    weight: str | None = None,
    household: str | None = None,
    fraction: float | None = None,
    suppressed: str | None = None,
    largest: int = LARGEST_SET,
    utility: Any = None,
    target: str | None = None,
    group: str | None = None,
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> Assessment:
    """Measure what a table gives away about the people in it.

    Parameters
    ----------
    what : path, "-", frame or Source
        The table.
    keys : sequence of str
        Quasi-identifiers. A missing cell is a category of its own.
    sensitive : sequence of str
        Columns whose values an attacker wants to learn; each is measured by itself.
    profile : str, optional
        A name of :func:`pseudo.recipes.risk_profiles`; without it, no row is called at risk.
    population : path, frame or Source, optional
        A table of everybody the rows may belong to, with the same quasi-identifiers.
    earlier : path, frame or Source, optional
        An earlier release of the same people with the same columns, written the same way: what both say together. A class that is
        written otherwise there (another age band) counts as another class, so that less is found than there is.
    weight : str, optional
        Column of sampling weights, each at least 1: individual risk. Suppressed rows are left out.
    household : str, optional
        With ``weight``, column of households: the risk that one member is found.
    fraction : float, optional
        Sampling fraction in (0, 1), for population uniqueness. It is taken as a simple random sample.
    suppressed : str, optional
        How a suppressed cell is written. Rows whose quasi-identifiers all are this, or missing, are no class.
    largest : int
        Most columns of a set whose distinction, separation and special uniques are measured.
    utility : path, frame or Source, optional
        What was made of the table: information, associations and, by ``target`` and ``group``, prediction and subgroups before and after.
    target, group : str, optional
        Of ``utility``: a column that others are to predict, a column of subgroups; both untreated.

    Returns
    -------
    Assessment

    Raises
    ------
    UsageError
        ``workflow.assess-columns``, ``workflow.assess-sets``, ``workflow.utility-columns``, ``general.unknown-choice`` (profile).
    BadInput
        ``workflow.assess-population``; ``table.*`` where a table cannot be read.

    Notes
    -----
    Rows are counted, not persons: where a person has many rows, the risk is higher than the figures say. The codes of a table have
    no order, so the ordered distance of t-closeness is not among the figures.

    Examples
    --------
    >>> import pandas as pd, pseudo
    >>> found = pseudo.assess(pd.DataFrame({"age": [30, 30, 41]}), ["age"])
    >>> [(e.metric, e.value) for e in found.evidence[:2]]
    [('minimum_class_size', 1), ('equivalence_classes', 2)]
    """
    from pseudo.recipes import risk_profiles
    from pseudo.risk.subsets import MOST_SETS, set_count, subsets
    from pseudo.table.choices import unknown_choice

    known = risk_profiles()
    if profile is not None and profile not in known:
        raise unknown_choice("risk profile", "위험 기준", profile, known)
    limit = known[profile] if profile else None
    source = as_source(what, **reading)
    _hold_columns(source, [*keys, *sensitive, *(name for name in (weight, household) if name)])
    if household and not weight:
        raise UsageError("workflow.assess-household", column=household)
    if not keys:
        raise UsageError("workflow.assess-columns", columns="-")
    if set_count(len(keys), largest) > MOST_SETS:
        raise UsageError("workflow.assess-sets", columns=len(keys), largest=largest, most=MOST_SETS)
    table = _Table(source, list(keys), list(sensitive), suppressed, progress)
    evidence = table.figures(limit, fraction, largest)
    if population is not None:
        evidence += table.against(as_source(population), limit)
    if weight is not None:
        evidence += table.weighed(weight, household, limit)
    if earlier is not None:
        evidence += table.beside(as_source(earlier), limit)
    order = sorted(subsets(table.keys, largest), key=lambda s: -s.unique) if len(table.keys.codes) > 1 else []
    useful = () if utility is None else usefulness(what, utility, list(keys), target=target, group=group, **reading)
    return Assessment(
        source.facts.name, table.rows, int(table.suppressed.sum()), limit, tuple(evidence), tuple(order), useful
    )


def _hold_columns(source: Source, columns: Sequence[str]) -> None:
    names = set(source.schema.names)
    wrong = [name for at, name in enumerate(columns) if name not in names or name in columns[:at]]
    if wrong:
        raise UsageError("workflow.assess-columns", Where(file=source.facts.name), columns=", ".join(wrong))


class _Table:
    """The coded columns of a table."""

    def __init__(
        self,
        source: Source,
        keys: list[str],
        sensitive: list[str],
        suppressed: str | None,
        progress: Callable[[str, int], None],
    ) -> None:
        import numpy as np

        from pseudo.table import Codes, dense_codes

        marks: list[Any] = []

        def marked() -> Iterator[pa.RecordBatch]:
            for batch in source.batches([*keys, *sensitive]):
                marks.append(_no_class(batch, keys, suppressed))
                progress("measure", batch.num_rows)
                yield batch

        whole = dense_codes(marked(), [*keys, *sensitive])
        d = len(keys)
        self.rows = len(whole.codes)
        self.suppressed = np.concatenate(marks) if marks else np.zeros(0, np.bool_)
        self.whole = Codes(tuple(keys), whole.codes[:, :d], whole.sizes[:d])
        kept = self.whole.codes if not self.suppressed.any() else self.whole.codes[~self.suppressed]
        self.keys = Codes(tuple(keys), np.asfortranarray(kept), self.whole.sizes)
        self.sensitive = {name: (whole.codes[:, d + j], whole.sizes[d + j]) for j, name in enumerate(sensitive)}
        self._source, self._mark = source, suppressed

    def figures(self, limit: RiskProfile | None, fraction: float | None, largest: int) -> list[Evidence]:
        """What the table alone says."""
        from pseudo.model import Unit
        from pseudo.risk import class_sizes, measure
        from pseudo.risk.diversity import diversity, diversity_evidence
        from pseudo.risk.exhibits import at_risk, population_uniques, special

        made = measure(self.keys, Unit.ROW, basis="input")
        units = class_sizes(self.keys).units
        if limit:
            made.append(at_risk(units, units, limit.k, limit.source, self.keys.columns))
        if fraction is not None:
            made += population_uniques(units, fraction, self.keys.columns)
        if self.sensitive:
            classes = class_sizes(self.whole)
            for name, (codes, size) in self.sensitive.items():
                found = diversity(classes, codes, size, suppressed=self.suppressed)
                made += diversity_evidence(found, name, self.keys.columns, self.rows, basis="input")
        return [*made, special(self.keys, largest)]

    def against(self, population: Source, limit: RiskProfile | None) -> list[Evidence]:
        """What a table of the population adds: both are coded together, so that a code means the same in both."""
        from pseudo.risk.exhibits import in_population
        from pseudo.table import Codes, dense_codes

        names = list(self.keys.columns)
        self._hold_types(population, names)
        both = dense_codes(chain(self._source.batches(names), population.batches(names)), names)
        table = Codes(both.columns, both.codes[: self.rows][~self.suppressed], both.sizes)
        people = Codes(both.columns, both.codes[self.rows :], both.sizes)
        found = in_population(table, people, limit.k if limit else None, limit.source if limit else "")
        if isinstance(found, int):
            raise BadInput("workflow.assess-population", Where(file=population.facts.name), classes=found)
        return found

    def beside(self, earlier: Source, limit: RiskProfile | None) -> list[Evidence]:
        """What an earlier release of the same people adds."""
        import numpy as np

        from pseudo.kernels.classes import class_ids
        from pseudo.risk.repeated import difference, difference_evidence, intersection, intersection_evidence
        from pseudo.table import dense_codes

        keys, others = list(self.keys.columns), list(self.sensitive)
        names = [*keys, *others]
        self._hold_types(earlier, names)
        marks: list[Any] = []

        def marked() -> Iterator[pa.RecordBatch]:
            for batch in earlier.batches(names):
                marks.append(_no_class(batch, keys, self._mark))
                yield batch

        both = dense_codes(chain(self._source.batches(names), marked()), names)
        gone = np.concatenate([self.suppressed, *marks])
        d, later = len(keys), np.arange(len(gone)) < self.rows
        ids, count = class_ids(np.asfortranarray(both.codes[~gone][:, :d]), list(both.sizes[:d]))
        is_later = later[~gone]
        sizes = [np.bincount(ids[side], minlength=count) for side in (is_later, ~is_later)]
        k = limit.k if limit else None
        made = difference_evidence(difference(sizes[0], sizes[1], k), k, int(is_later.sum()), tuple(keys))
        for place, name in enumerate(others, d):
            values = int(both.sizes[place])
            pairs, cell = np.unique(ids * values + both.codes[~gone][:, place], return_inverse=True)
            first, second = (np.bincount(cell[side], minlength=len(pairs)) for side in (is_later, ~is_later))
            found = intersection(pairs // values, first, second)
            made += intersection_evidence(found, name, int(is_later.sum()), tuple(keys))
        return made

    def weighed(self, weight: str, household: str | None, limit: RiskProfile | None) -> list[Evidence]:
        """Individual and household risk of a sample with weights."""
        import numpy as np

        from pseudo.risk import class_sizes
        from pseudo.risk.individual import household_risk, individual_evidence, individual_risk
        from pseudo.table import dense_codes

        weights = _weights(self._source, weight)[~self.suppressed]
        classes = class_sizes(self.keys)
        sums = np.asarray(np.bincount(classes.ids, weights, len(classes.units)), np.float64)
        risk = individual_risk(classes.units, sums)[classes.ids]
        together = None
        if household is not None:
            column = dense_codes(self._source.batches([household]), [household])
            missing = np.concatenate([batch.column(0).is_null() for batch in self._source.batches([household])] or [[]])
            codes = np.where(missing.astype(bool), -1, column.codes[:, 0])
            together = household_risk(risk, codes[~self.suppressed].astype(np.int64))
        asked = (limit.k, limit.source) if limit else None
        return individual_evidence(risk, together, asked, tuple(self.keys.columns))

    def _hold_types(self, other: Source, names: list[str]) -> None:
        types = {name: self._source.schema.field(name).type for name in names}
        held = {field.name: field.type for field in other.schema}
        if wrong := [name for name in names if held.get(name) != types[name]]:
            where = Where(file=other.facts.name)
            raise UsageError("workflow.assess-population-columns", where, columns=", ".join(wrong))


def _weights(source: Source, name: str) -> Any:
    """Sampling weights, float64 of shape (n,)."""
    import numpy as np
    import pyarrow as pa

    parts, row = [np.zeros(0)], 0
    for batch in source.batches([name]):
        try:
            cells = batch.column(0).cast(pa.float64()).fill_null(np.nan).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:
            raise BadInput("workflow.assess-weight", Where(file=source.facts.name, column=name)) from None
        if wrong := np.flatnonzero(~(cells >= 1) | ~np.isfinite(cells)).tolist():
            where = Where(file=source.facts.name, column=name, rows=tuple(row + place + 1 for place in wrong[:5]))
            raise BadInput("workflow.assess-weight", where)
        parts.append(cells)
        row += len(cells)
    return np.concatenate(parts)


def _no_class(batch: pa.RecordBatch, keys: list[str], mark: str | None) -> Any:
    """Rows of a batch all of whose quasi-identifiers are suppressed; none where no mark is named. bool, shape (n,)."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    gone = np.full(batch.num_rows, mark is not None)
    for name in keys if mark is not None else ():
        column = batch.column(name)
        marked = pc.is_null(column)
        if pa.types.is_string(column.type):
            marked = pc.or_(marked, pc.fill_null(pc.equal(column, mark), False))
        gone &= marked.to_numpy(zero_copy_only=False)
    return gone
