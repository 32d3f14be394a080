"""What the levels of a lattice cost a row of the table on average, with some of the rows removed."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.lattice import excess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.risk.lattice.groups import Groups, Packed
    from pseudo.risk.lattice.ladders import Ladder
    from pseudo.risk.lattice.quality import Quality

__all__ = ["Costing"]


class Costing:
    """The columns' costs at their levels, as the quality model has them.

    Parameters
    ----------
    ladders : sequence of Ladder
    quality : Quality

    Attributes
    ----------
    kept : list of list of float
        By column and level: mean cost where every row stays.
    least : list of list of float
        The same where each row stays or is removed, whichever costs less.
    least_removed : list of list of float
        The least that a row costs once it is removed.
    """

    def __init__(self, ladders: Sequence[Ladder], quality: Quality) -> None:
        self._ladders, costs = ladders, [quality.costs(ladder) for ladder in ladders]
        self._removed = [cost.removed for cost in costs]
        self.kept = [_means(ladder, cost.kept) for ladder, cost in zip(ladders, costs, strict=True)]
        cheaper = [[low + np.minimum(more, 0.0) for low, more in zip(c.kept, c.removed, strict=True)] for c in costs]
        self.least = [_means(ladder, least) for ladder, least in zip(ladders, cheaper, strict=True)]
        self.least_removed = [
            [float((low + more).min()) for low, more in zip(c.kept, c.removed, strict=True)] for c in costs
        ]
        self._n = len(ladders[0].codes)
        self._starts = np.cumsum([0, *(ladder.sizes[0] for ladder in ladders)])[:-1].astype(np.int64)
        self._added = np.zeros(sum(ladder.sizes[0] for ladder in ladders))
        self._set: list[tuple[int, int, float] | None] = [None] * len(ladders)
        self._known: dict[tuple[int, int, int, float], NDArray[np.float64]] = {}

    def mean(self, packed: Packed, groups: Groups, removed: NDArray[np.bool_], levels: Sequence[int]) -> list[float]:
        """Mean cost a row of each column at the levels of ``groups``, where the groups that are marked are removed."""
        kept = [costs[level] for costs, level in zip(self.kept, levels, strict=True)]
        return self._with_removed(kept, packed, groups, removed, levels, levels, -inf)

    def floor(
        self,
        packed: Packed,
        groups: Groups,
        removed: NDArray[np.bool_],
        levels: Sequence[int],
        stands: Sequence[int],
    ) -> list[float]:
        """The least that each column costs where the groups that are marked are removed and others may be.

        ``stands`` are the levels at which the digits of ``groups`` stand, at or below ``levels``.
        """
        least = [costs[level] for costs, level in zip(self.least, levels, strict=True)]
        return self._with_removed(least, packed, groups, removed, levels, stands, 0.0)

    def _with_removed(
        self,
        costs: Sequence[float],
        packed: Packed,
        groups: Groups,
        removed: NDArray[np.bool_],
        levels: Sequence[int],
        stands: Sequence[int],
        least: float,
    ) -> list[float]:
        """``costs`` and what the removed rows add to them, each at the least ``least``."""
        for column, (level, stand) in enumerate(zip(levels, stands, strict=True)):
            if self._set[column] != (level, stand, least):
                added = self._added_at(column, level, stand, least)
                self._added[self._starts[column] :][: len(added)] = added
                self._set[column] = level, stand, least
        low, high, counts, size = groups
        more = np.empty(len(costs))
        excess(low, high, counts, size, removed, *packed.ladder_bits, self._starts, self._added, more)
        return [cost + added / self._n for cost, added in zip(costs, more.tolist(), strict=True)]

    def _added_at(self, column: int, level: int, stand: int, least: float) -> NDArray[np.float64]:
        """What removing a row adds at ``level``, ``least`` at the least, by the column's codes at the level ``stand`` below."""
        key = column, level, stand, least
        if key not in self._known:
            code = self._ladders[column].at(level, stand)
            self._known[key] = np.maximum(self._removed[column][level][code], least)
        return self._known[key]


def _means(ladder: Ladder, costs: Sequence[NDArray[np.float64]]) -> list[float]:
    """Mean over the rows of a cost by code, for each level."""
    rows = np.bincount(ladder.codes, minlength=ladder.sizes[0])
    return [float(cost[ladder.at(level)] @ rows) / len(ladder.codes) for level, cost in enumerate(costs)]
