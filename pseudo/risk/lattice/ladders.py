"""The levels that a column can be generalized to, as codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Ladder", "ladder"]


@dataclass(frozen=True, repr=False, eq=False)
class Ladder:
    """One quasi-identifier and its levels. No repr: codes follow from cells.

    Attributes
    ----------
    column : str
    codes : int32 array, shape (n,)
        Each row's code at level 0, 0..sizes[0]-1.
    above : tuple of int32 arrays, shapes (sizes[l],)
        ``above[l]`` has the code at level ``l + 1`` of each code of level ``l``.
    shares : tuple of float64 arrays, shapes (sizes[l],)
        How much of the hierarchy's values stands under each code, less what one value is: 0 for one value, 1 for all of them.
    """

    column: str
    codes: NDArray[np.int32]
    above: tuple[NDArray[np.int32], ...]
    shares: tuple[NDArray[np.float64], ...]

    @property
    def height(self) -> int:
        """How many levels there are, that of the values themselves among them."""
        return len(self.shares)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Codes of each level."""
        return tuple(map(len, self.shares))

    def at(self, level: int, stand: int = 0) -> NDArray[np.int32]:
        """The code at ``level`` of each code of the level ``stand``, not above it."""
        code = np.arange(self.sizes[stand], dtype=np.int32)
        for above in self.above[stand:level]:
            code = above[code]
        return code

    def starting_at(self, level: int) -> Ladder:
        """The ladder without the levels below ``level``; shares stay what they are."""
        return replace(self, codes=self.at(level)[self.codes], above=self.above[level:], shares=self.shares[level:])


def ladder(column: str, codes: NDArray[np.int32], levels: Sequence[NDArray[np.int32]]) -> Ladder:
    """A ladder from a hierarchy.

    Parameters
    ----------
    column : str
    codes : int32 array, shape (n,)
        The hierarchy's value of each row, 0..v-1; -1 for a missing cell, which stays one at every level: a category of its own.
    levels : sequence of int32 arrays, shape (v,)
        The category of each value at level 1, 2 and so on. Level 0 is the values themselves.

    Raises
    ------
    ValueError
        Where a code is out of range, or two values that agree at one level differ at the next; with the levels and a count.
    """
    size = len(levels[0]) if levels else int(codes.max(initial=-1)) + 1
    if codes.size and not -1 <= int(codes.min()) <= int(codes.max()) < size:
        raise ValueError(f"codes of {column} are -1 to {size - 1}, as the hierarchy has {size} values")
    if any(len(level) != size for level in levels):
        raise ValueError(f"each level of {column} has a category for each of {size} values")
    steps = [np.arange(size, dtype=np.int32), *levels]
    for number, (low, high) in enumerate(pairwise(steps)):
        if (torn := len(np.unique(np.column_stack([low, high]), axis=0)) - len(np.unique(low))) > 0:
            raise ValueError(f"{torn} categories of {column} at level {number} stand under more than one at the next")
    return _of_used(column, codes, steps)


def _of_used(column: str, codes: NDArray[np.int32], steps: Sequence[NDArray[np.int32]]) -> Ladder:
    """The ladder of the values that occur, with shares of all the hierarchy's values."""
    of_all = len(steps[0])
    used, dense = np.unique(codes, return_inverse=True)
    missing = int(used.size > 0 and used[0] == -1)
    values = used[missing:]
    shares, places = [], []
    for step in steps:
        categories, place = np.unique(step[values], return_inverse=True)
        under = np.bincount(step, minlength=int(step.max(initial=-1)) + 1)[categories]
        share = (under - 1) / max(of_all - 1, 1)
        shares.append(np.concatenate([np.zeros(missing), share]))
        places.append(np.concatenate([np.zeros(missing, np.int32), place + missing]).astype(np.int32))
    above = []
    for low, high in pairwise(places):
        over = np.zeros(int(low.max(initial=-1)) + 1, np.int32)
        over[low] = high
        above.append(over)
    return Ladder(column, dense.astype(np.int32), tuple(above), tuple(shares))
