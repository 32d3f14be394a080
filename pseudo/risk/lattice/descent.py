"""The best level of each quasi-identifier: branch and bound over the lattice of levels.

Columns are set one after another. A column's groups are rolled up from the level below, a subtree is left as soon as its floor
reaches the best score, and three columns that already suppress too many rows rule out every node that has their levels
(El Emam et al. 2009; LeFevre et al. 2005; Kohlmayer et al. 2012).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf
from typing import TYPE_CHECKING

from pseudo.clock import elapsed
from pseudo.risk.lattice.bounds import ruled_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.risk.lattice.bounds import Ruled
    from pseudo.risk.lattice.groups import Groups
    from pseudo.risk.lattice.nodes import Lattice, Node

__all__ = ["Found", "allowed", "search"]

TINY = 1e-9
FIRST_LOOK = 300
"""Nodes that a first pass looks at, only to have a good score to start with."""


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    best : Node or None
        The node of the least score; None where none within the limit was found.
    floor : float
        No node within the limit scores less. It is the best node's score where the search came to its end, infinite where it
        proved that there is none.
    nearest : Node
        The best node, or else the top of the lattice: no node suppresses fewer rows for k.
    looked_at, nodes : int
        Nodes whose classes were formed, and nodes of the lattice.
    n, most : int
        Rows of the table, and how many of them may be suppressed.
    """

    best: Node | None
    floor: float
    nearest: Node
    looked_at: int
    nodes: int
    n: int
    most: int

    @property
    def is_optimal(self) -> bool:
        """Whether nothing can be better."""
        return self.best is not None and self.floor >= self.best.score


def search(lattice: Lattice, limit: float = 0.0, seconds: float | None = None) -> Found:
    """The node of the least score among those that suppress at most ``limit`` of the rows.

    Parameters
    ----------
    lattice : Lattice
    limit : float
        Share of rows, 0..1, that may be suppressed: ``floor(limit * n)`` of them.
    seconds : float, optional
        After so long the best node so far is given, with the floor that was proved until then.

    Returns
    -------
    Found
        Of nodes that score the same, any.

    Notes
    -----
    Memory is 32 bytes (48 with keys of two words) for each column and different row. A quality model without a floor
    (discernibility, average class size) has every node looked at that three columns do not rule out.
    """
    if not 0.0 <= limit <= 1.0:
        raise ValueError("limit is 0 to 1")
    most = allowed(limit, lattice.n)
    ruled = ruled_out(lattice.ladders, lattice.packed, lattice.least, most)
    top = lattice.node([height - 1 for height in lattice.heights])
    end = inf if seconds is None else elapsed() + seconds
    first = _Descent(lattice, ruled, lattice.order[::-1], most, end, None, FIRST_LOOK)
    first.run()
    whole = _Descent(lattice, ruled, lattice.order, most, end, first.best, None)
    whole.run()
    best = whole.best or (top if top.suppressed <= most else None)
    least = min(whole.left, best.score if best else inf)
    looked_at = first.looked_at + whole.looked_at + 1
    return Found(best, least, best or top, looked_at, lattice.size, lattice.n, most)


def allowed(share: float, n: int) -> int:
    """``floor(share * n)``, where ``share`` is meant as the decimal that it was written as: 29 of 100 for 0.29."""
    return floor(share * n + TINY)


class _Descent:
    """One pass over the lattice, columns in the given order, levels from the lowest."""

    def __init__(
        self,
        lattice: Lattice,
        ruled: Ruled,
        order: Sequence[int],
        most: int,
        end: float,
        best: Node | None,
        looks: int | None,
    ) -> None:
        self.lattice, self.ruled, self.order, self.most, self.end = lattice, ruled.in_order(order), order, most, end
        self.best, self.looks, self.looked_at = best, looks, 0
        self.middle = len(order) // 2
        self.heights = [lattice.heights[column] for column in order]
        self.left = inf
        self.levels = [0] * len(order)
        self.costs = [0.0] * len(order)

    def run(self) -> None:
        """Look at everything that could be better than the best so far, as long as there is time."""
        least = self.ruled.least_levels(self.heights)
        if all(level < height for level, height in zip(least, self.heights, strict=True)):
            self._descend(0, self.lattice.packed.base, least)

    def _descend(self, place: int, groups: Groups, least: Sequence[int]) -> None:
        """All nodes whose first columns have the levels that are set."""
        column, at = self.order[place], 0
        for level in range(least[place], self.heights[place]):
            self.levels[place] = level
            later = self.ruled.raised(self.levels, place, least, self.heights)
            if later is None:
                continue
            floor = self._floor(place, later)
            if self.best is not None and floor >= self.best.score:
                continue
            if self._is_over():
                self.left = min(self.left, floor)
                continue
            while at < level:
                at += 1
                groups = self.lattice.packed.up(groups, column, at)
            if place + 1 < len(self.order):
                if place != self.middle or self._is_worth(place, groups, later):
                    self._descend(place + 1, groups, later)
            else:
                self._look(groups)

    def _floor(self, place: int, least: Sequence[int]) -> float:
        """No node with the levels that are set, and the others at least at ``least``, scores less."""
        for here, column in enumerate(self.order):
            level = self.levels[here] if here <= place else least[here]
            self.costs[column] = self.lattice.costing.least[column][level]
        return self.lattice.quality.floor(self.costs)

    def _is_worth(self, place: int, groups: Groups, least: Sequence[int]) -> bool:
        """Whether a node below could be better, seen from the classes of the columns that are set."""
        levels, stands = [0] * len(self.order), [0] * len(self.order)
        for here, column in enumerate(self.order):
            levels[column] = self.levels[here] if here <= place else least[here]
            stands[column] = self.levels[here] if here <= place else 0
        floor = self.lattice.floor(groups, levels, stands, self.order[: place + 1], self.most)
        return floor < (self.best.score if self.best else inf)

    def _look(self, groups: Groups) -> None:
        """Look at the node whose levels are set."""
        self.looked_at += 1
        levels = [0] * len(self.order)
        for place, column in enumerate(self.order):
            levels[column] = self.levels[place]
        node = self.lattice.look(groups, levels, self.most, self.best.score if self.best else inf)
        if node and (self.best is None or (node.score, node.suppressed) < (self.best.score, self.best.suppressed)):
            self.best = node

    def _is_over(self) -> bool:
        return (self.looks is not None and self.looked_at >= self.looks) or elapsed() > self.end
