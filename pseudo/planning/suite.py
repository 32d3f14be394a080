"""The gate's suite of a plan: what the recipe asks, what the techniques promise, what the law wants."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pseudo.errors import PseudoError
from pseudo.model import Check, ColumnType, digest
from pseudo.planning.law import holds_rrn, listed
from pseudo.planning.lint import idle_technique
from pseudo.planning.steps import (
    broken_promises,
    homes_of,
    in_their_tables,
    left_columns,
    linked_tables,
    second_tables,
    step_promises,
)
from pseudo.recipes.checks import CHECK_KINDS
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from pseudo.model import Plan, Recipe
    from pseudo.planning.match import Matches

__all__ = ["build_suite", "missing_checks"]

_LAW = "law:개인정보 보호법 제28조의2"
_RRN_LAW = "law:개인정보 보호법 제24조의2"


def build_suite(recipe: Recipe, plan: Plan, matches: Matches) -> tuple[tuple[Check, ...], list[Problem]]:
    """The plan's checks, each once, and what is wrong with techniques or checks.

    A recipe's check on a column that this table does not have falls away, as its rule is not ``required``.
    """
    from pseudo.techniques.contract import Options

    asked, problems = _recipe_checks(recipe, matches)
    for entry in plan.columns:
        options = Options(entry.column, entry.type, entry.nulls, entry.domain, plan.subject, entry.date_format)
        try:
            promises = idle_technique(entry.technique, options, entry.params).promises()
        except PseudoError as error:
            problems.append(Problem(error.code, ("columns", entry.column), error.facts))
        else:
            kept, broken = broken_promises(promises, plan)
            asked += kept
            problems += broken
    placed, split = in_their_tables([*asked, *step_promises(plan)], plan)
    return _each_once([*placed, *_law_checks(plan)]), [*problems, *split]


def _recipe_checks(recipe: Recipe, matches: Matches) -> tuple[list[Check], list[Problem]]:
    made: list[Check] = []
    problems: list[Problem] = []
    for check in recipe.checks:
        groups = [matches.columns(name) for name in check.columns]
        columns = tuple(column for group in groups for column in group)
        if CHECK_KINDS[check.kind].each and check.columns:
            made += [replace(check, columns=(column,)) for column in columns]
        elif any(len(group) > 1 for group in groups):
            problems.append(Problem("planning.two-columns", (), {"what": check.kind, "columns": listed(columns)}))
        elif all(groups):
            made.append(replace(check, columns=columns))
    return made, problems


def _law_checks(plan: Plan) -> list[Check]:
    """No column that nobody planned, deleted ones are gone, no text that is left names a person, and the stated k is reached."""
    from pseudo.techniques import catalogue
    from pseudo.techniques.contract import Output

    # Pseudonyms and made-up cells have an identifier's form by intent.
    formed = {name for name, technique in catalogue().items() if technique.info.output is Output.PSEUDONYM} | {
        "fictitious"
    }
    homes, linked = homes_of(plan), linked_tables(plan)
    checks = [Check("columns", (), {"names": list(left_columns(plan))}, "plan")]
    for name, columns in second_tables(plan).items():
        checks.append(Check("columns", (), {"names": list(columns)}, "plan", name))
    checks += [Check("absent", (column,), {}, "plan") for column in homes]
    for entry in plan.columns:
        if entry.technique == "delete":
            checks.append(Check("absent", (entry.column,), {}, _RRN_LAW if holds_rrn(entry) else "technique:delete"))
        elif entry.type is ColumnType.TEXT and entry.technique not in formed:
            tables = linked.get(entry.column, (homes.get(entry.column, ""),))
            checks += [Check("no_identifier", (entry.column,), {}, _LAW, table) for table in tables]
    if plan.anonymity is not None:
        params = {"k": plan.anonymity.k, "unit": plan.anonymity.unit.value}
        checks.append(Check("k_anonymity", plan.anonymity.quasi_identifiers, params, "recipe:anonymity"))
    return checks


def missing_checks(plan: Plan) -> tuple[Check, ...]:
    """What law and plan ask of the gate and the plan's suite leaves out; empty for every plan that was made here."""
    asked = {digest(replace(check, because="")) for check in plan.checks}
    return tuple(check for check in _law_checks(plan) if digest(replace(check, because="")) not in asked)


def _each_once(checks: list[Check]) -> tuple[Check, ...]:
    """The same check asked by several is one check, with all who ask."""
    merged: list[Check] = []
    for check in checks:
        same = next((i for i, m in enumerate(merged) if replace(m, because="") == replace(check, because="")), None)
        if same is None:
            merged.append(check)
        elif check.because not in merged[same].because.split("; "):
            merged[same] = replace(merged[same], because=f"{merged[same].because}; {check.because}")
    return tuple(merged)
