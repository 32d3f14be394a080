"""Rare values (특이정보): each column that has some is decided on, and what is said to treat them does (가이드라인 별권 p.65-69)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pseudo.errors import PseudoError
from pseudo.model import Text
from pseudo.planning.lint import idle_step, idle_technique
from pseudo.recipes import rule_name
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.model import Plan, RareFinding, Recipe
    from pseudo.techniques.contract import Technique

__all__ = ["decide_rare", "rare_problems"]

IN_CLASSES = Text(
    ko="식별가능정보로서 k-익명성의 동질집합에 들어가므로 어떤 값도 k보다 적은 행에만 남지 않음",
    en="A quasi-identifier: within classes of k no value is left in fewer rows than k",
)

LIMITS = 2


def decide_rare(recipe: Recipe, plan: Plan, found: Sequence[RareFinding]) -> tuple[RareFinding, ...]:
    """What the recipe decided on each finding: by the column's rule, or by k where that covers it."""
    rules = {rule_name(rule): rule.rare_values for rule in recipe.columns}
    k, columns = (plan.anonymity.k, plan.anonymity.quasi_identifiers) if plan.anonymity else (0, ())
    limit = recipe.rare_values.frequency if recipe.rare_values else 0
    decided = []
    for finding in found:
        decision = rules.get(plan.column(finding.column).rule)
        if decision is not None:
            decided.append(replace(finding, by=decision.by, reason=decision.reason))
        elif finding.column in columns and k > limit:
            decided.append(replace(finding, by="local_suppression", reason=IN_CLASSES))
        else:
            decided.append(finding)
    return tuple(decided)


def rare_problems(plan: Plan) -> Iterator[Problem]:
    """Findings that nothing was decided on, and those that are said to be treated by what does not treat them."""
    if plan.rare_values is None:
        return
    if plan.rare_findings is None:
        yield Problem("planning.rare-unsearched")
    for finding in plan.rare_findings or ():
        path, facts = ("columns", finding.column), {"name": finding.column}
        if finding.by is None or finding.reason is None:
            figures = {"values": finding.values, "rows": finding.rows, "of": finding.of}
            yield Problem(
                "planning.rare-undecided", path, facts | figures | {"method": finding.method, "limit": finding.limit}
            )
        elif finding.by != "keep" and not _treated(plan, finding):
            yield Problem("planning.rare-untreated", path, facts | {"by": finding.by})


def _treated(plan: Plan, finding: RareFinding) -> bool:
    """Whether what is named treats such values.

    What the rule's own technique leaves was found after it: its limits may be left, one at either end, and no other value.
    """
    if plan.column(finding.column).technique == finding.by and finding.values > LIMITS:
        return False
    kind = "category" if finding.method == "frequency" else "number"
    frequency = plan.rare_values.frequency if plan.rare_values else 0
    return any(technique.treats(kind, frequency) for technique in _named(plan, finding))


def _named(plan: Plan, finding: RareFinding) -> Iterator[Technique]:
    """The techniques of the name that the decision gives, which work on the column; none that cannot be set up."""
    from pseudo.techniques.contract import Options

    entry = plan.column(finding.column)
    try:
        if entry.technique == finding.by:
            options = Options(entry.column, entry.type, entry.nulls, entry.domain, plan.subject, entry.date_format)
            yield idle_technique(entry.technique, options, entry.params)
        for step in plan.steps:
            if step.technique == finding.by and finding.column in step.columns:
                yield idle_step(step, plan.subject)
    except PseudoError:  # told where the plan's techniques are set up
        return
