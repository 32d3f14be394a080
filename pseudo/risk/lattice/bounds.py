"""What any three columns already rule out: rows alone in three columns are alone in all of them (LeFevre et al. 2005)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.lattice import count_cells, small_by_levels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.risk.lattice.groups import Packed
    from pseudo.risk.lattice.ladders import Ladder

    Dead = dict[tuple[int, int, int], NDArray[np.bool_]]

__all__ = ["Ruled", "ruled_out"]

CELLS_PER_GROUP = 8
CELLS_AT_LEAST = 65_536


@dataclass(frozen=True)
class Ruled:
    """The levels of three columns at which more rows are suppressed than may be, whatever the other columns' levels.

    Attributes
    ----------
    dead : dict
        By three columns' places, rising: which of their levels are ruled out, shape their heights.
    """

    dead: Dead

    def in_order(self, order: Sequence[int]) -> Ruled:
        """The same for the columns in another order: ``order[p]`` is the column at place ``p``."""
        found: Dead = {}
        for places in combinations(range(len(order)), 3):
            columns = [order[place] for place in places]
            dead = self.dead.get(tuple(sorted(columns)))  # type: ignore[arg-type]
            if dead is not None:
                found[places] = dead.transpose(np.argsort(np.argsort(columns)))
        return Ruled(found)

    def least_levels(self, heights: Sequence[int]) -> list[int]:
        """The lowest level of each column that no three columns rule out; a height where none is left."""
        found = [0] * len(heights)
        for three, dead in self.dead.items():
            for axis, column in enumerate(three):
                others = tuple(other for other in range(3) if other != axis)
                found[column] = max(found[column], int(dead.all(axis=others).sum()))
        return found

    def raised(
        self, levels: Sequence[int], place: int, least: Sequence[int], heights: Sequence[int]
    ) -> list[int] | None:
        """The lowest levels of the columns behind ``place`` once those up to it are set; None where one has none left."""
        if not self.dead:
            return list(least)
        found = list(least)
        for later in range(place + 1, len(heights)):
            level = found[later]
            for earlier in range(place):
                dead = self.dead.get((earlier, place, later))
                if dead is not None:
                    along = dead[levels[earlier], levels[place]]
                    while level < heights[later] and along[level]:
                        level += 1
            if level == heights[later]:
                return None
            found[later] = level
        return found


def ruled_out(ladders: Sequence[Ladder], packed: Packed, least: int, most: int) -> Ruled:
    """Look at every three columns whose table is not too large.

    Parameters
    ----------
    ladders : sequence of Ladder
    packed : Packed
        The same columns in the same order.
    least : int
        Rows of the smallest class that may stay.
    most : int
        Rows that may be suppressed.
    """
    counts = packed.base.counts
    dead: Dead = {}
    if most >= int(counts.sum()):
        return Ruled({})
    most_cells = max(CELLS_AT_LEAST, CELLS_PER_GROUP * packed.base.size)
    digits = [packed.digits(packed.base, column).astype(np.int32) for column in range(len(ladders))]
    steps = [_steps(ladder) for ladder in ladders]
    for i, j, k in combinations(range(len(ladders)), 3):
        sizes = ladders[i].sizes[0], ladders[j].sizes[0], ladders[k].sizes[0]
        if prod(sizes) <= most_cells:
            cells = count_cells(digits[i], digits[j], digits[k], counts, sizes)
            (a, above_a), (b, above_b), (c, above_c) = steps[i], steps[j], steps[k]
            dead[i, j, k] = small_by_levels(cells, a, b, c, above_a, above_b, above_c, least) > most
    return Ruled(dead)


def _steps(ladder: Ladder) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Codes of each level, and what is one level up of each code: shape (height - 1, codes of level 0), padded."""
    above = np.zeros((ladder.height - 1, ladder.sizes[0]), np.int32)
    for level, step in enumerate(ladder.above):
        above[level, : len(step)] = step
    return np.array(ladder.sizes, np.int64), above
