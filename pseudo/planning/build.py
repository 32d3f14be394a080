"""A plan from a recipe and a scan, or one refusal that lists everything in its way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pseudo.model import Anonymity, ColumnPlan, ColumnType, Plan, Role, digest
from pseudo.planning.collisions import collision_problems, collisions
from pseudo.planning.law import listed, plan_problems, refuse
from pseudo.planning.levels import with_levels
from pseudo.planning.match import Match, Matches, match_columns
from pseudo.planning.rare import decide_rare, rare_problems
from pseudo.planning.steps import order_steps, step_problems
from pseudo.planning.suite import build_suite
from pseudo.recipes import policy_problems, rule_name
from pseudo.recipes.load import refuse_recipe
from pseudo.recipes.problem import Problem
from pseudo.recipes.references import NAMING
from pseudo.techniques.contract import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pseudo.model import Generalization, LevelChoice, RareFinding, Recipe, Scan, Statistic

__all__ = ["build_plan"]

_TREATS_IDENTIFIERS = frozenset({Output.MASKED, Output.PSEUDONYM, Output.NOTHING})
"""Of techniques that treat every cell of an identifier's column."""
_SHOWS_CELLS = frozenset({Output.UNSTATED, Output.SOURCE, Output.MASKED})
"""Of techniques after which parts of a cell can still be read."""


def build_plan(
    recipe: Recipe,
    scan: Scan,
    *,
    project: str,
    recipient: str,
    date_formats: Mapping[str, str] | None = None,
    measure: Callable[[Plan], Sequence[RareFinding]] | None = None,
    choose: Callable[[Plan, Generalization], LevelChoice] | None = None,
) -> Plan:
    """What the recipe's policy means for the scanned table.

    Parameters
    ----------
    recipe : Recipe
        The policy.
    scan : Scan
        What was found in the table.
    project, recipient : str
        Whose key and whose pseudonyms.
    date_formats : mapping of str to str, optional
        Table column → format of its dates in strptime's letters, as read from the table; a rule's own goes before it.
    measure : callable, optional
        Finds the rare values of the planned columns. Asked once nothing else is in the plan's way, and needed where the recipe says
        what a rare value is.
    choose : callable, optional
        Finds the levels of hierarchies, from a plan with the highest ones and the recipe's limits in the table's names. Asked
        before ``measure``, and needed where the recipe leaves levels open.

    Returns
    -------
    Plan
        Sealed, with an entry for each column in the table's order.

    Raises
    ------
    BadInput
        ``recipes.invalid``; ``planning.no-rule``, ``planning.missing-columns``, ``planning.subject-missing``,
        ``planning.two-columns``, ``planning.no-quasi-identifier``, ``planning.date-format``, ``planning.step-column-gone``,
        ``planning.step-thins``, ``planning.step-changes``, ``planning.step-breaks``, ``planning.levels-unreachable``,
        ``planning.levels-unsearched``, a technique's own code;
        several at once under ``planning.unplannable``.
    PolicyRefused
        ``recipes.refused``; ``planning.rrn``, ``planning.identifier-left``, ``planning.stray-hits``, ``planning.open``,
        ``planning.rare-undecided``, ``planning.rare-untreated``, ``planning.collisions``; several at once under ``planning.refused``.
    """
    refuse_recipe(policy_problems(recipe))  # one made in Python is held to the rules of a file
    matches = match_columns(recipe, scan)
    columns = tuple(_entry(m, matches, date_formats or {}, _typed_columns(scan)) for m in matches.matches)
    draft = _checked(recipe, scan, matches, _draft(recipe, matches, columns, project, recipient))
    if recipe.generalization is not None:
        draft = _checked(recipe, scan, matches, with_levels(recipe, matches, draft, choose))
    if recipe.rare_values is not None:
        found = decide_rare(recipe, draft, measure(draft)) if measure else None
        draft = replace(draft, rare_findings=found)
        if undecided := list(rare_problems(draft)):
            refuse(undecided)
    return draft.sealed()


def _draft(recipe: Recipe, matches: Matches, columns: tuple[ColumnPlan, ...], project: str, recipient: str) -> Plan:
    anonymity = _anonymity(recipe, matches)
    return Plan(
        recipe=recipe.name,
        recipe_version=recipe.version,
        recipe_digest=digest(recipe),
        release_class=recipe.release_class,
        purpose=recipe.purpose,
        purpose_text=recipe.purpose_text,
        project=project,
        recipient=recipient,
        subject=next(iter(matches.columns(recipe.subject)), None) if recipe.subject else None,
        columns=columns,
        anonymity=anonymity,
        steps=order_steps(recipe, matches, anonymity),
        rare_values=recipe.rare_values,
        rare_findings=None if recipe.rare_values is None else (),
        statistics=tuple(_statistics(recipe, matches)),
    )


def _checked(recipe: Recipe, scan: Scan, matches: Matches, plan: Plan) -> Plan:
    """The plan with its collisions and its suite, or the refusal of everything that is in its way."""
    plan = replace(plan, collisions=collisions(plan, scan))
    problems = [*_missing(matches), *_left_identifiers(matches, plan), *_stray(matches, plan)]
    problems += collision_problems(recipe, plan.collisions)
    checks, faults = build_suite(recipe, plan, matches)
    problems += [*_references(recipe, matches), *_dates(plan, _typed_columns(scan)), *faults, *plan_problems(plan)]
    if recipe.subject is None or plan.subject is not None:  # what needs a subject that is missing is not told once more
        problems += step_problems(plan)
    if problems:
        refuse(problems)
    return replace(plan, checks=checks)


def _typed_columns(scan: Scan) -> set[str]:
    """Columns whose file gives them a date type; they need no date format."""
    pairs = zip(scan.table.columns, scan.table.dtypes, strict=False)
    return {column for column, dtype in pairs if dtype.startswith(("date", "timestamp"))}


def _entry(match: Match, matches: Matches, date_formats: Mapping[str, str], typed: set[str]) -> ColumnPlan:
    rule = match.rule
    is_date = rule.type in {ColumnType.DATE, ColumnType.DATETIME} and match.column not in typed
    return ColumnPlan(
        column=match.column,
        rule=rule_name(rule),
        role=match.role,
        type=rule.type,
        technique=rule.technique,
        nulls=rule.nulls,
        reason=rule.reason,
        params={key: _named(value, matches) if key in NAMING else value for key, value in rule.params.items()},
        date_format=(rule.date_format or date_formats.get(match.column))
        if is_date and rule.technique != "delete"
        else None,
        domain=rule.domain,
        entity=match.entity,
        statutory_basis=rule.statutory_basis,
        accepts=rule.accepts,
    )


def _named(value: Any, matches: Matches) -> Any:
    """The table's names for a rule's name or a list of them; what is in no rule stays for the technique to refuse."""
    if isinstance(value, str):
        return next(iter(matches.columns(value)), value)
    if isinstance(value, list | tuple):
        return [column for name in value for column in matches.columns(name) or [name]]
    return value


def _missing(matches: Matches) -> Iterator[Problem]:
    """house.md: every column has a role; no default."""
    if matches.unmatched:
        yield Problem("planning.no-rule", (), {"count": len(matches.unmatched), "columns": listed(matches.unmatched)})
    if matches.missing:
        yield Problem("planning.missing-columns", (), {"columns": listed(matches.missing)})


def _left_identifiers(matches: Matches, plan: Plan) -> Iterator[Problem]:
    """A column that the scan found to hold identifiers, under a rule that does not treat it as such."""
    left = [
        f"{m.column} ({m.entity})"
        for m, entry in zip(matches.matches, plan.columns, strict=True)
        if m.entity is not None
        and m.finding.role is Role.DIRECT_IDENTIFIER
        and _output(entry.technique) not in _TREATS_IDENTIFIERS
        and m.entity not in m.rule.accepts
    ]
    if left:
        yield Problem("planning.identifier-left", (), {"columns": listed(left)})


def _output(technique: str) -> Output:
    """What can be read in a technique's cells. One that is not in the catalogue is refused under a code of its own."""
    from pseudo.techniques import catalogue

    found = catalogue().get(technique)
    return found.info.output if found else Output.UNSTATED


def _stray(matches: Matches, plan: Plan) -> Iterator[Problem]:
    """Identifiers in some cells of a column whose cells can be read in the output."""
    for match, entry in zip(matches.matches, plan.columns, strict=True):
        hits = [s for s in match.finding.stray if s.entity not in match.rule.accepts]
        if hits and _output(entry.technique) in _SHOWS_CELLS:
            found = ", ".join(f"{s.entity} × {s.count}" for s in hits)
            rows = ", ".join(str(r) for r in sorted({r for s in hits for r in s.rows})[:8]) or "-"
            yield Problem(
                "planning.stray-hits", ("columns", match.column), {"name": match.column, "found": found, "rows": rows}
            )


def _anonymity(recipe: Recipe, matches: Matches) -> Anonymity | None:
    """With the table's names. An optional quasi-identifier that the table does not have identifies nobody there."""
    if recipe.anonymity is None:
        return None
    names = recipe.anonymity.quasi_identifiers
    return replace(recipe.anonymity, quasi_identifiers=tuple(c for name in names for c in matches.columns(name)))


def _statistics(recipe: Recipe, matches: Matches) -> Iterator[Statistic]:
    for statistic in recipe.statistics:
        columns = matches.columns(statistic.column)
        if columns:
            yield replace(statistic, column=columns[0])


def _references(recipe: Recipe, matches: Matches) -> Iterator[Problem]:
    """What a recipe names must be one column of the table where one is needed."""
    if recipe.subject is not None and not matches.columns(recipe.subject):
        yield Problem("planning.subject-missing", (), {"name": recipe.subject})
    single = {recipe.subject or "": "subject", **{s.column: f"statistics/{s.name}" for s in recipe.statistics}}
    for name, what in single.items():
        if len(columns := matches.columns(name)) > 1:
            yield Problem("planning.two-columns", (), {"what": what, "columns": listed(columns)})
    wanted = recipe.anonymity
    if wanted is not None and not any(matches.columns(name) for name in wanted.quasi_identifiers):
        yield Problem("planning.no-quasi-identifier", (), {"names": listed(wanted.quasi_identifiers)})


def _dates(plan: Plan, typed: set[str]) -> Iterator[Problem]:
    """Text dates are read by a stated format, never guessed while the run goes on."""
    unread = [
        e.column
        for e in plan.columns
        if e.type in {ColumnType.DATE, ColumnType.DATETIME}
        and e.technique != "delete"
        and e.column not in typed
        and e.date_format is None
    ]
    if unread:
        yield Problem("planning.date-format", (), {"columns": listed(unread)})
