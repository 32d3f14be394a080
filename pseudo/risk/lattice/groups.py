"""A table as its different rows on packed keys, generalized one column after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pseudo.kernels.classes import merge_classes
from pseudo.kernels.lattice import number_classes, places, roll_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.risk.lattice.ladders import Ladder

    Words = NDArray[np.uint64]

__all__ = ["Groups", "Packed", "TooWide"]

WORD = 64
MOST_BITS = 2 * WORD


class TooWide(ValueError):
    """The codes of a row are more than keys hold."""


class Groups(NamedTuple):
    """Different rows: the first ``size`` entries of the arrays; ``high`` is empty where keys fit one word."""

    low: Words
    high: Words
    counts: NDArray[np.int64]
    size: int


class Packed:
    """The different rows of a table, and room for one more set of groups for each column and turn.

    Parameters
    ----------
    ladders : sequence of Ladder
        The quasi-identifiers.
    order : sequence of int
        The columns' numbers as a search sets their levels. The last one's digit is the lowest, and the different rows are
        sorted, so that groups that become one stand near each other.
    sensitive : sequence of pairs of int32 array, shape (n,), and int
        Codes and their number of the columns that stay as they are and are part of no class.

    Raises
    ------
    TooWide
        Where the codes of a row need more than 128 bits; with how many.
    """

    def __init__(
        self, ladders: Sequence[Ladder], order: Sequence[int], sensitive: Sequence[tuple[NDArray[np.int32], int]]
    ) -> None:
        columns = [ladder.codes for ladder in ladders] + [codes for codes, _ in sensitive]
        sizes = [ladder.sizes[0] for ladder in ladders] + [size for _, size in sensitive]
        self.shifts, self.masks = _layout(sizes, [*order, *range(len(ladders), len(sizes))][::-1])
        self.ladder_bits = self.shifts[: len(ladders)].copy(), self.masks[: len(ladders)].copy()
        codes, counts = merge_classes(np.asfortranarray(np.column_stack(columns)), [max(size, 1) for size in sizes])
        high = len(codes) if self.shifts.max() >= WORD else 0
        words = np.zeros(len(codes), np.uint64), np.zeros(high, np.uint64)
        for column, shift in zip(codes.T, self.shifts.tolist(), strict=True):
            words[shift // WORD][:] |= column.astype(np.uint64) << np.uint64(shift % WORD)
        sorting = np.lexsort(words[: 1 + (high > 0)])
        self.base = Groups(words[0][sorting], words[1][sorting] if high else words[1], counts[sorting], len(codes))
        self.above = [[step.astype(np.uint64) for step in ladder.above] for ladder in ladders]
        places_of = zip(self.shifts.tolist(), self.masks.tolist(), strict=True)
        self._words = [(shift // WORD, mask << (shift % WORD)) for shift, mask in places_of]
        self._slots = np.empty(places(len(codes)), np.int32)
        self._rooms: dict[tuple[int, int], Groups] = {}

    def up(self, groups: Groups, column: int, level: int) -> Groups:
        """The groups with ``column`` at ``level``, from those with it at the level below.

        They are overwritten by the next but one call for the same column.
        """
        room = self._room(column, level & 1)
        shift, above = int(self.shifts[column]), self.above[column][level - 1]
        with np.errstate(over="ignore"):  # of interest only where Numba is switched off
            size = roll_up(*groups, shift, self.masks[column], above, self._slots, *room[:3])
        return room._replace(size=size)

    def classes(self, groups: Groups, columns: Sequence[int]) -> tuple[NDArray[np.int64], int]:
        """The class of each group by these columns alone, shape (size,), and how many there are."""
        keep = [0, 0]
        for column in columns:
            keep[self._words[column][0]] |= self._words[column][1]
        ids = np.empty(groups.size, np.int64)
        low, high, _, size = groups
        with np.errstate(over="ignore"):  # of interest only where Numba is switched off
            return ids, number_classes(low, high, size, np.uint64(keep[0]), np.uint64(keep[1]), self._slots, ids)

    def digits(self, groups: Groups, column: int) -> NDArray[np.int64]:
        """A column's codes of the groups, sensitive ones behind the quasi-identifiers; shape (size,)."""
        shift = int(self.shifts[column])
        word = groups.high if shift >= WORD else groups.low
        digits: NDArray[np.int64] = ((word[: groups.size] >> np.uint64(shift % WORD)) & self.masks[column]).astype(
            np.int64
        )
        return digits

    def _room(self, column: int, turn: int) -> Groups:
        if (column, turn) not in self._rooms:
            low, high, counts, size = self.base
            self._rooms[column, turn] = Groups(np.empty_like(low), np.empty_like(high), np.empty_like(counts), size)
        return self._rooms[column, turn]


def _layout(sizes: Sequence[int], order: Sequence[int]) -> tuple[NDArray[np.int64], Words]:
    """Each column's first bit and the mask of its bits, in ``order`` from the lowest; none lies across two words."""
    bits = [max(1, (max(size, 1) - 1).bit_length()) for size in sizes]
    shifts, at = np.zeros(len(sizes), np.int64), 0
    for column in order:
        if at % WORD + bits[column] > WORD:
            at = (at // WORD + 1) * WORD
        shifts[column] = at
        at += bits[column]
    if at > MOST_BITS:
        raise TooWide(f"the codes of a row need {at} bits, none across two words; {MOST_BITS} are the most")
    return shifts, np.array([(1 << width) - 1 for width in bits], np.uint64)
