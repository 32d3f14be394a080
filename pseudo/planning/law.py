"""What no plan may do, whoever wrote it. Run when a plan is made and again when one is read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import ReleaseClass, Role
from pseudo.planning.rare import rare_problems
from pseudo.recipes.policy import REFUSALS, RRN_ENTITY, cites_article, is_rrn_name
from pseudo.recipes.problem import Problem, as_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.model import ColumnPlan, Plan

__all__ = ["POLICY", "holds_rrn", "listed", "plan_problems", "refuse"]

POLICY = REFUSALS | {
    "planning.rrn",
    "planning.open",
    "planning.identifier-left",
    "planning.stray-hits",
    "planning.rare-undecided",
    "planning.rare-untreated",
    "planning.collisions",
}
"""Codes that are refusals by policy, not faults of the input."""


STATISTIC = "private_statistics"
"""A word of statistics' releases for cells that are figures with differential privacy, and nobody's."""


def plan_problems(plan: Plan) -> list[Problem]:
    """Every rule of law and guideline that the plan breaks; empty for a lawful one."""
    return [*_resident_numbers(plan), *_kept_identifiers(plan), *_open(plan), *rare_problems(plan)]


def holds_rrn(entry: ColumnPlan) -> bool:
    """Whether a column holds resident registration numbers, by what was found or by what it is called."""
    return entry.entity == RRN_ENTITY or is_rrn_name(entry.column) or RRN_ENTITY in entry.accepts


def listed(names: Sequence[str]) -> str:
    """Column names for a message."""
    return ", ".join(f"'{name}'" for name in names)


def _resident_numbers(plan: Plan) -> Iterator[Problem]:
    """개인정보 보호법 제24조의2; 가이드라인 본권 p.33: deleted, unless an article allows their processing.

    ``fictitious`` is a synthetic release's word for cells that were made up: the real ones were never read.
    """
    at_fault = [
        e.column
        for e in plan.columns
        if holds_rrn(e) and e.technique not in {"delete", "fictitious"} and not cites_article(e.statutory_basis)
    ]
    if at_fault:
        yield Problem("planning.rrn", (), {"columns": listed(at_fault)})


def _kept_identifiers(plan: Plan) -> Iterator[Problem]:
    kept = [e.column for e in plan.columns if e.role is Role.DIRECT_IDENTIFIER and e.technique == "keep"]
    if kept:
        yield Problem("planning.identifier-left", (), {"columns": listed(kept)})


def _open(plan: Plan) -> Iterator[Problem]:
    """가이드라인 본권 p.12-13: pseudonymised data is not opened to the public."""
    if plan.release_class is not ReleaseClass.OPEN:
        return
    from pseudo.techniques import catalogue

    techniques = catalogue()
    if all(e.technique == STATISTIC for e in plan.columns):
        return
    surviving = [e for e in plan.columns if e.technique != "delete"]
    personal = [
        e.column
        for e in surviving
        if e.role in {Role.DIRECT_IDENTIFIER, Role.FREE_TEXT}
        or (e.technique in techniques and techniques[e.technique].info.keyed)
    ]
    if personal or plan.anonymity is None:
        yield Problem("planning.open", (), {"columns": listed(personal) or "anonymity: null"})


def refuse(problems: Sequence[Problem], where: Where | None = None) -> NoReturn:
    """Raise the one problem under its own code, or all of them together.

    Raises
    ------
    PolicyRefused
        Where every problem is one of policy (``planning.refused`` for several).
    BadInput
        Otherwise (``planning.unplannable`` for several).
    """
    policy = all(p.code in POLICY for p in problems)
    error = PolicyRefused if policy else BadInput
    if len(problems) == 1:
        column = str(problems[0].path[1]) if problems[0].path[:1] == ("columns",) else None
        raise error(problems[0].code, where or Where(column=column), **problems[0].facts)
    raise error("planning.refused" if policy else "planning.unplannable", where, **as_facts(problems))
