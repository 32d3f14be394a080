"""How likely two values share a pseudonym in a table of this size: stated for each column domain, and held against the recipe."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pseudo.errors import PseudoError
from pseudo.model import Collision
from pseudo.planning.lint import idle_technique
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.model import ColumnFinding, ColumnPlan, Plan, Recipe, Scan

__all__ = ["collision_problems", "collisions"]

MARGIN = 1.1
"""The scan's estimate of many distinct values has a standard error of 2.2 %: four and a half of these are added."""

LEAST = 1e-99


def collisions(plan: Plan, scan: Scan) -> tuple[Collision, ...]:
    """The birthday bound of each column domain whose pseudonyms may collide, in the order of its first column."""
    domains: dict[tuple[str, str, float], list[str]] = {}
    for entry in plan.columns:
        if (bits := _bits(entry, plan)) is not None:
            domains.setdefault((str(entry.domain), entry.technique, bits), []).append(entry.column)
    made = []
    for (domain, technique, bits), columns in domains.items():
        distinct = sum(_distinct(scan[column], scan.table.rows) for column in columns)
        made.append(Collision(domain, technique, tuple(columns), distinct, bits, birthday_bound(distinct, bits)))
    return tuple(made)


def birthday_bound(distinct: int, bits: float) -> float:
    """Probability (0..1) that any two of ``distinct`` values share one of 2^bits pseudonyms: at most 1 - exp(-n(n-1) / 2^(b+1)).

    Rounded up to three digits, and to 10⁻⁹⁹ at the least.

    >>> birthday_bound(50_000_000, 64) > 1e-5 > birthday_bound(50_000_000, 128)
    True
    """
    exact = -math.expm1(-distinct * (distinct - 1) / 2 ** (bits + 1))
    return max(float(f"{1.005 * exact:.2e}"), LEAST) if exact else 0.0


def collision_problems(recipe: Recipe, made: tuple[Collision, ...]) -> Iterator[Problem]:
    """The domains whose pseudonyms are too short for the table."""
    most = recipe.max_collision_probability
    for collision in made:
        if most is not None and collision.probability > most:
            facts = {
                "columns": ", ".join(f"'{column}'" for column in collision.columns),
                "bits": f"{collision.bits:g}",
                "distinct": f"{collision.distinct:,}",
                "probability": f"{collision.probability:.3g}",
                "limit": f"{most:.3g}",
                "needed": _needed(collision.distinct, most),
            }
            yield Problem("planning.collisions", (), facts)


def _needed(distinct: int, most: float) -> int:
    """Bits, in whole bytes, with which the bound is kept."""
    return 8 * math.ceil((math.log2(max(distinct, 2)) * 2 - 1 - math.log2(-math.log1p(-most))) / 8)


def _bits(entry: ColumnPlan, plan: Plan) -> float | None:
    from pseudo.techniques.contract import Options

    options = Options(entry.column, entry.type, entry.nulls, entry.domain, plan.subject, entry.date_format)
    try:
        return idle_technique(entry.technique, options, entry.params).collision_bits()
    except PseudoError:  # told where the plan's techniques are set up
        return None


def _distinct(finding: ColumnFinding, rows: int | None) -> int:
    """Upper bound of the column's distinct values; without a scan's figure, one a row."""
    seen = finding.rates.get("distinct")
    most = rows if rows is not None else math.inf
    if seen is None:
        return 0 if rows is None else rows
    return int(min(most, math.ceil(seen * MARGIN)))
