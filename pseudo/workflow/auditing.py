"""Audit an engine: it is fitted many times with and without one person, and its outputs are told apart."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.dp import Budget
from pseudo.entropy import seeded
from pseudo.errors import BadInput, UsageError, Where
from pseudo.model import ColumnType, Evidence, Recipe
from pseudo.risk.attacks import Shadow, shadow, signs
from pseudo.workflow.applying import lineage
from pseudo.workflow.prepare import as_source, make_plan, quiet

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from pseudo.synth import Privacy, SynthTask

__all__ = ["EngineAudit", "audit_engine"]

FEWEST_PERSONS = 20
SOURCE = "Stadler et al. 2022; Jagielski et al. 2020; Clopper & Pearson 1934"
ATTACKER = "knows everybody else's rows, the person's own and the engine, and sees one output"


@dataclass(frozen=True)
class EngineAudit:
    """What was found of an engine.

    Attributes
    ----------
    engine, guarantee : str
        Its name, and its claim or "none".
    persons : int
        Persons (rows, where the recipe names no subject) of the table that was audited with.
    evidence : tuple of Evidence
        ``shadow_membership_auc`` and ``audited_epsilon_floor``.
    epsilon : str or None
        The claim.
    """

    engine: str
    guarantee: str
    persons: int
    evidence: tuple[Evidence, ...]
    epsilon: str | None
    schema_version: int = 1

    @property
    def breaks_its_claim(self) -> bool:
        """Whether the audited ε is above the claimed one."""
        floor = next(f.value for f in self.evidence if f.metric == "audited_epsilon_floor")
        return self.epsilon is not None and float(str(floor)) > float(self.epsilon)


def audit_engine(
    what: Any,
    recipe: str | Path | Recipe,
    *,
    engine: str = "gaussian_copula",
    epsilon: str | None = None,
    delta: str = "0",
    max_rows_per_subject: int = 1,
    runs: int = 100,
    persons: int = 1000,
    seed: int = 0,
    project: str = "default",
    recipient: str = "internal",
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> EngineAudit:
    """Fit an engine again and again with and without the person who stands most apart, and tell its outputs from each other.

    Parameters
    ----------
    what : path, "-", frame or Source
        The real table, or one like it.
    recipe : str, path or Recipe
        With a ``synth`` part.
    engine, epsilon, delta, max_rows_per_subject
        As for :func:`pseudo.synthesize`. No budget is spent: the outputs are thrown away, and the figures stay inside.
    runs : int
        Fits on each side; an even number, at least 8. 100 can show an ε of 2.4 at most.
    persons : int
        Persons drawn to audit with; few are quick, and hide one the least.
    seed : int
        Of what is drawn. The noise of a private engine has none.

    Raises
    ------
    UsageError
        ``workflow.audit-runs``; ``synth.privacy-missing`` and the like.
    BadInput
        ``workflow.audit-persons``: fewer than 20.

    Notes
    -----
    A floor of 0 shows nothing: one person, one table, one attacker. A floor above the claim shows that the claim is wrong.
    """
    from pseudo import synth
    from pseudo.recipes import load_recipe

    if runs < 8 or runs % 2:
        raise UsageError("workflow.audit-runs", runs=runs)
    source = as_source(what, **reading)
    policy = recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    plan = make_plan(source, policy, project=project, recipient=recipient, progress=progress)
    task = synth.build_task(source.schema.names, policy, plan)
    table = synth.read_training(source, task)
    of_row, count = _persons(table, task, persons, seed)
    if count < FEWEST_PERSONS:
        raise BadInput("workflow.audit-persons", Where(file=source.facts.name), persons=count, least=FEWEST_PERSONS)
    with tempfile.TemporaryDirectory() as folder:  # amounts of a budget, and no cell
        privacy = _thrown_away(Path(folder), epsilon, delta, max_rows_per_subject, runs, lineage(plan))
        made = synth.create(engine, privacy)
        found = _shadow(made, task, table.filter(of_row >= 0), of_row[of_row >= 0], runs, float(delta), seed, progress)
    about: dict[str, Any] = {"seed": seed, "attacker": ATTACKER, "params": {"engine": engine, "runs": runs}}
    told = found.membership
    evidence = (
        Evidence(
            "shadow_membership_auc",
            told.auc,
            "",
            "AUC of outputs with and without one person, by a score learned on other outputs",
            SOURCE,
            "input",
            told.n,
            interval=told.interval(),
            **about,
        ),
        Evidence(
            "audited_epsilon_floor",
            found.epsilon_floor,
            "nats",
            f"lower 95 % confidence bound of epsilon at delta {delta}; so many runs show {found.most:.2f} at most",
            SOURCE,
            "input",
            told.n,
            **about,
        ),
    )
    return EngineAudit(engine, made.guarantee, count, evidence, epsilon)


def _persons(table: pa.Table, task: SynthTask, most: int, seed: int) -> tuple[NDArray[np.int64], int]:
    """Each row's person, -1 where the person is not drawn, and how many were."""
    if task.subject is None:
        codes = np.arange(table.num_rows)
    else:
        cells = table.column(task.subject).combine_chunks().dictionary_encode()
        codes = cells.indices.fill_null(-1).to_numpy()
    every = np.unique(codes[codes >= 0])
    drawn = seeded(seed, "audit/persons").permutation(every)[:most]
    return np.where(np.isin(codes, drawn), codes, -1).astype(np.int64), len(drawn)


def _thrown_away(
    folder: Path, epsilon: str | None, delta: str, max_rows: int, runs: int, population: str
) -> Privacy | None:
    """A budget that is there for the audit alone."""
    from pseudo.synth import Privacy

    if epsilon is None:
        return None
    budget = Budget(folder / "budget.jsonl")
    enough = min(Decimal(delta) * 2 * runs, Decimal("0.999999"))
    budget.grant(population, str(Decimal(epsilon) * 2 * runs), f"{enough:f}")
    return Privacy(epsilon, delta, population, budget, max_rows)


def _shadow(
    engine: Any,
    task: SynthTask,
    table: pa.Table,
    of_row: NDArray[np.int64],
    runs: int,
    delta: float,
    seed: int,
    progress: Callable[[str, int], None],
) -> Shadow:
    coding = _Coding(table, task)
    real, numeric = coding.matrix(table), coding.is_number
    target = _most_apart(real, numeric)
    without = table.filter(of_row != of_row[target])

    def make(there: bool, run: int) -> NDArray[np.float64]:
        own = int(seeded(seed, f"audit/{run}/{there}").integers(2**31))
        engine.fit(table if there else without, task, own)
        return signs(coding.matrix(engine.sample(table.num_rows, own)), real[target], numeric)

    return shadow(make, runs, delta=delta, progress=lambda: progress("fit", 1))


class _Coding:
    """Typed columns as numbers: scaled so that the real table's range is 1, or codes of the real table's values. No repr shows them."""

    def __init__(self, table: pa.Table, task: SynthTask) -> None:
        self._names = [column.name for column in task.learned]
        self.is_number = np.array([c.type is not ColumnType.TEXT and not c.categorical for c in task.learned])
        self._ends: dict[str, tuple[float, float]] = {}
        self._codes: dict[str, dict[str | None, float]] = {}
        for name, numeric in zip(self._names, self.is_number, strict=True):
            if numeric:
                known = _numbers(table, name)
                known = known[np.isfinite(known)]
                self._ends[name] = float(known.min(initial=0.0)), float(known.max(initial=1.0))
            else:
                texts, _ = _texts(table, name)
                self._codes[name] = {text: float(code) for code, text in enumerate(texts)}

    def matrix(self, table: pa.Table) -> NDArray[np.float64]:
        """A table's cells: NaN where missing, -1 for a text that the real table has not."""
        return np.column_stack([self._column(table, name) for name in self._names])

    def _column(self, table: pa.Table, name: str) -> NDArray[np.float64]:
        if name in self._ends:
            low, high = self._ends[name]
            return (_numbers(table, name) - low) / ((high - low) or 1.0)
        texts, places = _texts(table, name)
        codes = np.array([*(self._codes[name].get(text, -1.0) for text in texts), np.nan])
        return codes[places]


def _numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    """Numbers, days or the units of times."""
    import pyarrow as pa

    cells = table.column(name).combine_chunks()
    if pa.types.is_temporal(cells.type):
        cells = cells.cast(pa.int32() if pa.types.is_date32(cells.type) else pa.int64())
    values: NDArray[np.float64] = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _texts(table: pa.Table, name: str) -> tuple[list[str | None], NDArray[np.int64]]:
    """The distinct cells as texts, and each row's place among them; one beyond the last where missing."""
    import pyarrow as pa

    distinct = table.column(name).combine_chunks().dictionary_encode()
    texts = distinct.dictionary.cast(pa.string()).to_pylist()
    return texts, distinct.indices.fill_null(len(texts)).to_numpy()


def _most_apart(real: NDArray[np.float64], numeric: NDArray[np.bool_]) -> int:
    """The row whose nearest other row is farthest."""
    from pseudo.risk.attacks import Records

    rows = Records(tuple(str(j) for j in range(real.shape[1])), np.ascontiguousarray(real), numeric)
    _, distance = rows.nearest(rows, np.arange(len(rows), dtype=np.int64))
    return int(np.argmax(np.where(np.isfinite(distance), distance, -math.inf)))
