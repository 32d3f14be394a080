"""How likely two values share a pseudonym in a table of this size: stated for each column domain, and held against the recipe."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pseudo.errors import PseudoError
from pseudo.model import Collision
from pseudo.planning.lint import idle_technique
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.model import ColumnFinding, ColumnPlan, Plan, Recipe, Scan
    from pseudo.techniques.contract import Technique

__all__ = ["collision_problems", "collisions"]

MARGIN = 1.1
"""The scan's estimate of many distinct values has a standard error of 2.2 %: four and a half of these are added."""

LEAST = 1e-99
ROUND_UP = 1.005


def collisions(plan: Plan, scan: Scan) -> tuple[Collision, ...]:
    """The birthday bound of each column domain whose pseudonyms may collide, in the order of its first column."""
    domains: dict[tuple[str, str, float], dict[str, int]] = {}
    for entry in plan.columns:
        technique = _technique(entry, plan)
        if technique is not None and (bits := technique.collision_bits()) is not None:
            columns = domains.setdefault((str(entry.domain), entry.technique, bits), {})
            columns[entry.column] = _distinct([scan[column] for column in technique.reads()], scan.table.rows)
    made = []
    for (domain, name, bits), columns in domains.items():
        distinct = sum(columns.values())
        made.append(Collision(domain, name, tuple(columns), distinct, bits, birthday_bound(distinct, bits)))
    return tuple(made)


def birthday_bound(distinct: int, bits: float) -> float:
    """Upper bound (0..1) of the probability that any two of n ``distinct`` values share one of 2^b pseudonyms.

    It is n(n-1) / 2^(b+1), the sum over all pairs. Rounded up to three digits, and to 10⁻⁹⁹ at the least.

    >>> birthday_bound(50_000_000, 64) > 1e-5 > birthday_bound(50_000_000, 128)
    True
    """
    exact = distinct * (distinct - 1) / 2 ** (bits + 1)
    return min(max(float(f"{ROUND_UP * exact:.2e}"), LEAST), 1.0) if exact else 0.0


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
    return 8 * math.ceil((math.log2(max(distinct, 2)) * 2 - 1 - math.log2(most / ROUND_UP**2)) / 8)


def _technique(entry: ColumnPlan, plan: Plan) -> Technique | None:
    from pseudo.techniques.contract import Options

    options = Options(entry.column, entry.type, entry.nulls, entry.domain, plan.subject, entry.date_format)
    try:
        return idle_technique(entry.technique, options, entry.params)
    except PseudoError:  # told where the plan's techniques are set up
        return None


def _distinct(findings: Sequence[ColumnFinding], rows: int | None) -> int:
    """Upper bound of the distinct values that columns have together; without a scan's figure, one a row."""
    seen = [finding.rates.get("distinct") for finding in findings]
    together = math.prod(math.inf if s is None else math.ceil(s * MARGIN) for s in seen)
    least = min(math.inf if rows is None else rows, together)
    return int(least) if math.isfinite(least) else 0  # nobody has looked
