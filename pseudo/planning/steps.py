"""The steps on the whole table: in which order they run, and that none of them undoes what another one, or a column's technique, did."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from pseudo.errors import PseudoError
from pseudo.model import TableStep, Text
from pseudo.planning.law import listed
from pseudo.planning.lint import idle_step
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.model import Anonymity, Check, Plan, Recipe
    from pseudo.planning.match import Matches
    from pseudo.techniques.contract import Technique

__all__ = [
    "broken_promises",
    "homes_of",
    "in_their_tables",
    "left_columns",
    "linked_tables",
    "order_steps",
    "second_tables",
    "step_problems",
    "step_promises",
    "suppression",
]

REASON = Text(
    ko="레시피의 anonymity가 정한 k-익명성 목표를 이루기 위한 로컬 삭제",
    en="Local suppression, to reach the k that the recipe's anonymity asks for",
)


def order_steps(recipe: Recipe, matches: Matches, anonymity: Anonymity | None) -> tuple[TableStep, ...]:
    """The recipe's steps with the table's columns, and among them the local suppression that reaches k.

    It stands behind the last step that leaves rows out or changes a quasi-identifier; the steps after it can undo nothing of
    it. A step none of whose columns is in the table falls away.
    """
    subject = next(iter(matches.columns(recipe.subject)), None) if recipe.subject else None
    steps = []
    for step in recipe.steps:
        columns = tuple(column for name in step.columns for column in matches.columns(name))
        if columns or not step.columns:
            steps.append(TableStep(step.technique, step.reason, columns, step.params))
    if anonymity is None or not anonymity.quasi_identifiers:
        return tuple(steps)
    before = [i for i, step in enumerate(steps) if _unsettles(step, subject, anonymity)]
    steps.insert(max(before, default=-1) + 1, suppression(anonymity))
    return tuple(steps)


def suppression(anonymity: Anonymity) -> TableStep:
    """The step that reaches the k of a plan's ``anonymity``."""
    params = {
        "k": anonymity.k,
        "unit": anonymity.unit.value,
        "max_suppressed_rate": anonymity.max_suppressed_rate,
    }
    return TableStep("local_suppression", REASON, anonymity.quasi_identifiers, params)


def _unsettles(step: TableStep, subject: str | None, anonymity: Anonymity) -> bool:
    """Whether classes could fall below k again after the step; a step that cannot be set up is told of elsewhere."""
    try:
        technique = idle_step(step, subject)
    except PseudoError:
        return False
    return technique.thins or bool(set(technique.changes()) & set(anonymity.quasi_identifiers))


def step_problems(plan: Plan) -> list[Problem]:
    """Steps that cannot be set up, that read what is not there, or that undo what was done before them."""
    problems: list[Problem] = []
    ready: list[tuple[int, Technique]] = []
    for i, step in enumerate(plan.steps):
        try:
            ready.append((i, idle_step(step, plan.subject)))
        except PseudoError as error:
            problems.append(Problem(error.code, ("steps", i), error.facts))
    problems += _names(plan, [technique for _, technique in ready])
    gone = {entry.column for entry in plan.columns if entry.technique == "delete"}
    for i, technique in ready:
        if absent := [name for name in technique.reads() if name in gone]:
            facts = {"technique": technique.info.name, "columns": listed(absent)}
            problems.append(Problem("planning.step-column-gone", ("steps", i), facts))
    for (_, earlier), (i, later) in combinations(ready, 2):
        problems += _undone(i, earlier, later)
    return problems


def _undone(place: int, earlier: Technique, later: Technique) -> Iterator[Problem]:
    """What the later of two steps would take away from the earlier one."""
    facts = {"earlier": earlier.info.name, "later": later.info.name}
    if earlier.tables() and (not later.tables() or set(later.changes()) & set(earlier.changes())):
        yield Problem("planning.step-splits", ("steps", place), facts)
        return
    if earlier.counts and later.thins:
        yield Problem("planning.step-thins", ("steps", place), facts)
    promised = {name for promise in earlier.promises() for name in promise.columns}
    if both := [name for name in later.changes() if name in promised]:
        yield Problem("planning.step-changes", ("steps", place), facts | {"columns": listed(both)})


def _names(plan: Plan, techniques: list[Technique]) -> Iterator[Problem]:
    """Names of second tables and of columns that steps add, where they are taken."""
    tables = {plan.recipe.rsplit("/", 1)[-1]}
    columns = {entry.column for entry in plan.columns}
    for technique in techniques:
        added = set(technique.columns_after(technique.options.columns)) - set(technique.options.columns)
        taken = (tables & set(technique.tables())) | (columns & added)
        if taken:
            facts = {"technique": technique.info.name, "names": listed(sorted(taken))}
            yield Problem("planning.step-names", ("steps",), facts)
        tables |= set(technique.tables())
        columns |= added


def left_columns(plan: Plan) -> tuple[str, ...]:
    """The columns of the table itself after all steps."""
    elsewhere = {column for column, tables in linked_tables(plan).items() if "" not in tables}
    columns = tuple(e.column for e in plan.columns if e.technique != "delete" and e.column not in elsewhere)
    for technique in _ready(plan):
        columns = technique.columns_after(columns)
    return columns


def second_tables(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The second tables that steps make or that were synthesised beside the main one, with their columns."""
    found = {name: columns for technique in _ready(plan) for name, columns in technique.tables().items()}
    for column, tables in linked_tables(plan).items():
        for name in tables:
            if name:
                found[name] = (*found.get(name, ()), column)
    return found


def linked_tables(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Column of linked tables that were synthesised together → the tables that hold it, the main one under the empty name."""
    made = (entry for entry in plan.columns if entry.technique in {"synthesis", "fictitious"})
    return {entry.column: tuple(entry.params["tables"]) for entry in made if "tables" in entry.params}


def homes_of(plan: Plan) -> dict[str, str]:
    """The columns that are in a second table only, and in which."""
    left = left_columns(plan)
    return {column: name for name, columns in second_tables(plan).items() for column in columns if column not in left}


def in_their_tables(checks: Sequence[Check], plan: Plan) -> tuple[list[Check], list[Problem]]:
    """The checks, each for the table that holds its columns after all steps."""
    homes = homes_of(plan)
    placed: list[Check] = []
    problems: list[Problem] = []
    for check in checks:
        tables = {homes.get(column, "") for column in check.columns} - ({""} if check.table else set())
        if check.table or len(tables) <= 1:
            placed.append(check if check.table or not tables else replace(check, table=tables.pop()))
        else:
            names = {"kind": check.kind, "columns": listed(check.columns)}
            splitters = [technique.info.name for technique in _ready(plan) if technique.tables()]
            problems.append(Problem("planning.check-splits", (), names | {"technique": splitters[0]}))
    return placed, problems


def broken_promises(promises: tuple[Check, ...], plan: Plan) -> tuple[list[Check], list[Problem]]:
    """What a column's technique promised and still holds after the table's steps, and the promises that a step would break.

    That no cell is missing is given up where a step may empty cells; nothing else is.
    """
    kept: list[Check] = []
    problems: list[Problem] = []
    for promise in promises:
        breakers = [
            i
            for i, step in enumerate(plan.steps)
            if (technique := _idle(step, plan))
            and set(promise.columns) & set(technique.changes())
            and not technique.keeps(promise)
        ]
        if not breakers:
            kept.append(promise)
        elif promise.kind != "not_null":
            facts = {
                "later": plan.steps[breakers[0]].technique,
                "because": promise.because,
                "kind": promise.kind,
                "columns": listed(promise.columns),
            }
            problems.append(Problem("planning.step-breaks", ("steps", breakers[0]), facts))
    return kept, problems


def step_promises(plan: Plan) -> list[Check]:
    """What the steps themselves promise of the output."""
    return [promise for technique in _ready(plan) for promise in technique.promises()]


def _ready(plan: Plan) -> list[Technique]:
    """The steps' techniques, without those that cannot be set up."""
    return [technique for step in plan.steps if (technique := _idle(step, plan))]


def _idle(step: TableStep, plan: Plan) -> Technique | None:
    """The step's technique, or None where it cannot be set up (which :func:`step_problems` tells)."""
    try:
        return idle_step(step, plan.subject)
    except PseudoError:
        return None
