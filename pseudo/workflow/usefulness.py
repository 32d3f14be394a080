"""Utility beside the risk: a table before and after its treatment, so that an officer sees the trade.

제28조의12 (in force from 2027-03-09) lets original data be used for AI where pseudonymised ones make it difficult: these figures are what
such a difficulty is shown by, or its absence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.errors import UsageError, Where
from pseudo.model import Evidence
from pseudo.workflow.prepare import as_source

if TYPE_CHECKING:
    import polars as pl

    from pseudo.risk.utility import Coded

__all__ = ["usefulness"]

BINS = 20
MANY = 50
"""A number with more values is put into bins of equal share."""
MOST_COLUMNS = 40
MOST_VALUES = 0.1
"""Share of the rows: a column with more values is no feature of a prediction."""
METHOD = "on codes; numbers with many values in 20 bins of equal share"


def usefulness(
    before: Any, after: Any, keys: list[str], *, target: str | None = None, group: str | None = None, **reading: Any
) -> tuple[Evidence, ...]:
    """Measure what a treatment leaves of a table's use.

    Parameters
    ----------
    before, after : path, frame or Source
        The table and what was made of it; columns are compared by name.
    keys : list of str
        Quasi-identifiers, for class sizes; those that are still there count after.
    target : str, optional
        A column that others are to predict; its values must not be treated.
    group : str, optional
        A column of subgroups, untreated, too.

    Returns
    -------
    tuple of Evidence
        No value of a cell: of subgroups, the least and the most that was kept.

    Raises
    ------
    UsageError
        ``workflow.utility-columns``: target or group is not in both tables, or was treated; no column is in both.
    """
    first, second = _table(before, reading), _table(after, {})
    names = [name for name in first.columns if name in second.columns][:MOST_COLUMNS]
    _hold(first, second, names, target, group)
    old, new = _coded(first, second, names)
    figures = [
        _figure("rows_kept_0_1", new.rows / max(1, old.rows), old.rows, method="rows after / rows before"),
        _figure(
            "columns_lost", len(set(first.columns) - set(second.columns)), old.rows, unit="columns", method="by name"
        ),
        *(_figure("cells_kept_0_1", _kept(old, new, name), old.rows, (name,)) for name in names),
        *(_figure("entropy_kept_0_1", _information(old, new, name), old.rows, (name,)) for name in names),
        *_associations(old, new, names),
        *_classes(first, second, keys),
    ]
    if target:
        figures += _prediction(
            old, new, target, [name for name in names if name != target and _tells_groups(old, new, name)]
        )
    if group:
        figures += _groups(old, new, group)
    return tuple(figures)


def _table(what: Any, reading: dict[str, Any]) -> pl.DataFrame:
    import polars as pl
    import pyarrow as pa

    source = as_source(what, **reading)
    return pl.DataFrame(pa.Table.from_batches(source.batches(), schema=source.schema))


def _hold(first: pl.DataFrame, second: pl.DataFrame, names: list[str], target: str | None, group: str | None) -> None:
    if not names:
        raise UsageError("workflow.utility-columns", columns="-")
    for name in (target, group):
        if name is None:
            continue
        there = name in names
        treated = there and not set(_texts(second, name).drop_nulls().unique()) <= set(_texts(first, name).unique())
        if not there or treated:
            raise UsageError("workflow.utility-columns", Where(column=name), columns=name)


def _texts(table: pl.DataFrame, name: str) -> pl.Series:
    import polars as pl

    return table[name].cast(pl.String)


def _coded(first: pl.DataFrame, second: pl.DataFrame, names: list[str]) -> tuple[Coded, Coded]:
    """Both tables on common codes where a column has common values; numbers in bins of the first."""
    import numpy as np
    import polars as pl

    from pseudo.risk.utility import Coded

    columns: list[dict[str, Any]] = [{}, {}]
    sizes, missing = {}, {}
    for name in names:
        cells = pl.concat([_texts(first, name), _texts(second, name)])
        cells = _binned(cells, first.height)
        codes = cells.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()
        sizes[name], missing[name] = int(codes.max(initial=0)) + 1, 0
        for place, part in enumerate((codes[: first.height], codes[first.height :])):
            columns[place][name] = np.ascontiguousarray(part)
    return (
        Coded(first.height, columns[0], sizes, missing),
        Coded(second.height, columns[1], sizes, missing),
    )


def _binned(cells: pl.Series, rows: int) -> pl.Series:
    """Numbers with many values as bins whose limits are the first table's; anything else as it is."""
    import numpy as np
    import polars as pl

    numbers = cells.cast(pl.Float64, strict=False)
    if numbers.null_count() > cells.null_count() or numbers.n_unique() <= MANY:
        return cells
    limits = sorted({limit for n in range(1, BINS) if (limit := numbers[:rows].quantile(n / BINS)) is not None})
    bins = pl.Series(np.searchsorted(limits, numbers.fill_null(0).to_numpy()))
    return pl.select(pl.when(numbers.is_not_null()).then(bins.cast(pl.String))).to_series()


def _kept(old: Coded, new: Coded, name: str) -> float:
    return float(new.there(name).sum()) / max(1, int(old.there(name).sum()))


def _information(old: Coded, new: Coded, name: str) -> float | None:
    from pseudo.risk.utility import entropy_of

    before = entropy_of(old, name)
    return min(1.0, entropy_of(new, name) / before) if before else None


def _associations(old: Coded, new: Coded, names: list[str]) -> list[Evidence]:
    from pseudo.risk.utility import association_loss

    mean, most = association_loss(old, new, names)
    source = "Bergsma 2013, bias-corrected Cramér's V"
    return [
        _figure("association_loss_0_1", mean, old.rows, source=source),
        _figure("largest_association_loss_0_1", most, old.rows, source=source),
    ]


def _classes(first: pl.DataFrame, second: pl.DataFrame, keys: list[str]) -> list[Evidence]:
    figures = []
    for when, table in (("before", first), ("after", second)):
        there = [name for name in keys if name in table.columns]
        if not there:
            continue
        sizes = table.group_by(there).len()["len"]
        figures += [
            _figure(f"average_class_size_{when}", table.height / max(1, len(sizes)), table.height, tuple(there), unit="rows"),
            _figure(f"discernibility_{when}", int((sizes.cast(int) ** 2).sum()), table.height, tuple(there), unit="",
                    source="Bayardo & Agrawal 2005"),
        ]  # fmt: skip
    return figures


def _prediction(old: Coded, new: Coded, target: str, features: list[str]) -> list[Evidence]:
    from pseudo.risk.utility import predicted

    classes = len(set(old.codes[target][old.there(target)].tolist()))
    method = "naive Bayes on the other columns with values for ten rows each or more, five-fold, balanced accuracy"
    return [
        _figure("prediction_before_0_1", predicted(old, target, features), old.rows, (target,), method=method),
        _figure("prediction_after_0_1", predicted(new, target, features), new.rows, (target,), method=method),
        _figure(
            "prediction_chance_0_1", 1 / max(1, classes), old.rows, (target,), method="one over the number of classes"
        ),
    ]


def _tells_groups(old: Coded, new: Coded, name: str) -> bool:
    """Whether a column has few enough values for a model to learn from: a number of each person tells that person again."""
    import numpy as np

    return all(len(np.unique(part.codes[name])) <= part.rows * MOST_VALUES for part in (old, new))


def _groups(old: Coded, new: Coded, group: str) -> list[Evidence]:
    from pseudo.risk.utility import least_and_most_kept

    least, most, count = least_and_most_kept(old.codes[group], new.codes[group], old.sizes[group])
    method = "rows after / rows before, over subgroups of 20 rows or more"
    return [
        _figure("group_rows_kept_least_0_1", least, count, (group,), method=method),
        _figure("group_rows_kept_most_0_1", most, count, (group,), method=method),
    ]


def _figure(
    metric: str,
    value: float | None,
    n: int,
    columns: tuple[str, ...] = (),
    *,
    unit: str = "rate_0_1",
    method: str = METHOD,
    source: str = "pseudokit docs/risk.md",
) -> Evidence:
    return Evidence(metric, value, unit, method, source, "input", n, columns)
