"""The levels that a recipe leaves open: found for this table, and written into its plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pseudo.planning.law import refuse
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.model import ColumnPlan, Generalization, LevelChoice, Plan, Recipe
    from pseudo.planning.match import Matches

__all__ = ["with_levels"]

SHOWN = 3


def with_levels(
    recipe: Recipe, matches: Matches, plan: Plan, choose: Callable[[Plan, Generalization], LevelChoice] | None
) -> Plan:
    """The plan with the levels that ``choose`` finds; level 0 leaves a column as it is (미적용).

    Raises
    ------
    BadInput
        ``planning.levels-unsearched``; ``planning.levels-unreachable`` where even the highest levels leave too many units below k.
    """
    wanted = _of_table(recipe, matches)
    if wanted is None or plan.anonymity is None:
        return plan
    if choose is None:
        refuse([Problem("planning.levels-unsearched", ("generalization",))])
    from pseudo.risk.lattice import allowed

    found = choose(plan, wanted)
    most = allowed(wanted.max_small_rate, found.of)
    if found.small > most:
        without = sorted(found.columns, key=lambda column: column.small_without)[:SHOWN]
        facts = {
            "small": found.small,
            "of": found.of,
            "k": plan.anonymity.k,
            "most": most,
            "without": ", ".join(f"'{column.column}' {column.small_without}" for column in without),
        }
        refuse([Problem("planning.levels-unreachable", ("generalization",), facts)])
    levels = {column.column: column.level for column in found.columns if column.level is not None}
    return replace(plan, columns=tuple(_at(entry, levels.get(entry.column)) for entry in plan.columns), levels=found)


def _at(entry: ColumnPlan, level: int | None) -> ColumnPlan:
    if level is None:
        return entry
    if level == 0:
        return replace(entry, technique="keep", params={})
    return replace(entry, params=entry.params | {"level": level})


def _of_table(recipe: Recipe, matches: Matches) -> Generalization | None:
    """The recipe's limits with the table's names; None where none of its columns is in the table."""
    wanted = recipe.generalization
    if wanted is None:
        return None
    lowest = {column: level for name, level in wanted.lowest.items() for column in matches.columns(name)}
    weights = {column: weight for name, weight in wanted.weights.items() for column in matches.columns(name)}
    return replace(wanted, lowest=lowest, weights=weights) if lowest else None
