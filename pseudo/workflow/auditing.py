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
from pseudo.model import Evidence, Recipe
from pseudo.risk.attacks import FEWEST_RUNS, NEAR, Shadow, encode, shadow, signs
from pseudo.workflow.applying import lineage
from pseudo.workflow.prepare import as_source, make_plan, quiet

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa
    from numpy.typing import NDArray

    from pseudo.synth import Privacy, Synthesizer, SynthTask

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
        Fits on each side; an even number, at least 8. 100 can show an ε of 2.5 at most.
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
    A floor of 0 shows nothing: one person, one table, one attacker. A floor above the claim shows, with 95 % confidence, that the
    claim is wrong.
    """
    from pseudo import synth
    from pseudo.recipes import load_recipe

    if runs < FEWEST_RUNS or runs % 2:
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
    return EngineAudit(engine, made.guarantee, count, _figures(found, engine, delta, seed), epsilon)


def _figures(found: Shadow, engine: str, delta: str, seed: int) -> tuple[Evidence, Evidence]:
    told, params = found.membership, {"engine": engine, "runs": found.runs}
    auc = Evidence(
        "shadow_membership_auc",
        told.auc,
        "",
        "AUC of outputs with and without one person, by a score learned on other outputs",
        SOURCE,
        "input",
        told.n,
        (),
        params,
        seed,
        told.interval(),
        ATTACKER,
    )
    method = f"lower 95 % confidence bound of epsilon at delta {delta}; so many runs show {found.most:.2f} at most"
    floor = Evidence(
        "audited_epsilon_floor",
        found.epsilon_floor,
        "nats",
        method,
        SOURCE,
        "input",
        told.n,
        (),
        params,
        seed,
        attacker=ATTACKER,
    )
    return auc, floor


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
    engine: Synthesizer,
    task: SynthTask,
    table: pa.Table,
    of_row: NDArray[np.int64],
    runs: int,
    delta: float,
    seed: int,
    progress: Callable[[str, int], None],
) -> Shadow:
    """Outputs with and without the person of ``table`` who stands most apart; ``of_row`` is each row's person."""
    learned = table.select([column.name for column in task.learned])
    person = _most_apart(learned)
    without = table.filter(of_row != of_row[person])
    likeness = [_Likeness(learned.column(name).combine_chunks(), person) for name in learned.column_names]

    def make(there: bool, run: int) -> NDArray[np.float64]:
        own = int(seeded(seed, f"audit/{run}/{there}").integers(2**31))
        engine.fit(table if there else without, task, own)
        made = engine.sample(table.num_rows, own)
        columns = (made.column(name).combine_chunks() for name in learned.column_names)
        return signs(np.column_stack([like.of(cells) for like, cells in zip(likeness, columns, strict=True)]))

    return shadow(make, runs, delta=delta, progress=lambda: progress("fit", 1))


class _Likeness:
    """Which cells of a column are those of a person: the same text, a number or date within 5 % of the real range. No repr shows it."""

    def __init__(self, cells: pa.Array[Any], person: int) -> None:
        self._cell = cells[person]
        numbers = _numbers(cells)
        self._number = None if numbers is None else float(numbers[person])
        known = np.zeros(0) if numbers is None else numbers[np.isfinite(numbers)]
        self._near = NEAR * float(np.ptp(known)) if known.size else 0.0

    def of(self, cells: pa.Array[Any]) -> NDArray[np.bool_]:
        """Of each cell of the column in an output, shape (n,)."""
        import pyarrow.compute as pc

        if self._cell.is_valid and self._number is not None and (numbers := _numbers(cells)) is not None:
            return np.abs(numbers - self._number) <= self._near
        alike = (
            pc.fill_null(pc.equal(cells, self._cell), fill_value=False) if self._cell.is_valid else pc.is_null(cells)
        )
        found: NDArray[np.bool_] = alike.to_numpy(zero_copy_only=False)
        return found


def _numbers(cells: pa.Array[Any]) -> NDArray[np.float64] | None:
    """Numbers, days, or the units of times, NaN where missing; None for texts."""
    import pyarrow as pa

    if pa.types.is_string(cells.type):
        return None
    if pa.types.is_temporal(cells.type):
        cells = cells.cast(pa.int32() if pa.types.is_date32(cells.type) else pa.int64())
    values: NDArray[np.float64] = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _most_apart(table: pa.Table) -> int:
    """The row whose nearest other row is farthest."""
    (rows, _), _ = encode([table, table], table.column_names)
    _, distance = rows.nearest(rows, np.arange(len(rows)))
    return int(np.argmax(np.where(np.isfinite(distance), distance, -math.inf)))
