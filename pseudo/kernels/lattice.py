"""Groups of rows on packed keys, for the search of generalization levels: one level up, and what is too small.

A key holds a digit of bits for each column, in a low and a high word. A column's digit is replaced by the digit of the level above,
and groups that now agree become one; so a level costs the groups of the level below it, however many rows there are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._keys import MIX1, MIX2

__all__ = [
    "count_cells",
    "excess",
    "mark_small",
    "number_classes",
    "places",
    "roll_up",
    "small_by_levels",
    "split_small",
]

Words = NDArray[np.uint64]
Counts = NDArray[np.int64]
Slots = NDArray[np.int32]

HALF = np.uint64(32)


@jit
def places(groups: int) -> int:
    """Places of the hash table for so many groups: a power of two, at most half full."""
    size = 64
    while size < 2 * groups:
        size *= 2
    return size


@jit
def _first_place(low: np.uint64, high: np.uint64, top: int) -> np.int64:
    """Where the search for a key's group begins in a hash table whose last place is ``top``."""
    mixed = low * MIX1 ^ high * MIX2
    return np.int64((mixed ^ (mixed >> HALF)) & np.uint64(top))


@jit
def roll_up(
    low: Words,
    high: Words,
    counts: Counts,
    groups: int,
    shift: int,
    mask: np.uint64,
    above: Words,
    slots: Slots,
    lows: Words,
    highs: Words,
    sums: Counts,
) -> int:
    """Replace a column's digit by the one above it and add up groups that agree.

    Parameters
    ----------
    low, high, counts : arrays of which the first ``groups`` entries count
        ``high`` has no entry where the keys fit one word.
    shift : int
        The digit's first bit, 64 and more in the high word.
    mask : uint64
        The digit's bits before the shift.
    above : uint64 array
        The digit above each digit.
    slots : int32 array
        Scratch, of :func:`places` entries at least.
    lows, highs, sums : arrays
        Where the groups are written, in order of first appearance.

    Returns
    -------
    int
        How many groups there are.
    """
    size = places(groups)
    slots[:size] = -1
    wide, is_high = high.size > 0, shift >= 64
    by = np.uint64(shift - 64 if is_high else shift)
    rest = ~(mask << by)
    made = 0
    for row in range(groups):
        word, second = low[row], np.uint64(0)
        if wide:
            second = high[row]
        if is_high:
            second = (second & rest) | (above[np.int64((second >> by) & mask)] << by)
        else:
            word = (word & rest) | (above[np.int64((word >> by) & mask)] << by)
        at = _first_place(word, second, size - 1)
        # the same search stands in number_classes: a call with these arrays would halve the speed
        while slots[at] >= 0 and (lows[slots[at]] != word or (wide and highs[slots[at]] != second)):
            at = (at + 1) & (size - 1)
        if slots[at] >= 0:
            sums[slots[at]] += counts[row]
        else:
            slots[at] = made
            lows[made], sums[made] = word, counts[row]
            if wide:
                highs[made] = second
            made += 1
    return made


@jit
def number_classes(
    low: Words, high: Words, groups: int, keep_low: np.uint64, keep_high: np.uint64, slots: Slots, ids: Counts
) -> int:
    """Number the groups by the bits of their keys that are kept: the classes of pairs of class and sensitive value.

    Returns
    -------
    int
        How many classes there are; ``ids`` has the number of each group, in order of first appearance.
    """
    size = places(groups)
    slots[:size] = -1
    wide = high.size > 0
    lows = np.empty(groups, np.uint64)
    highs = np.empty(groups if wide else 0, np.uint64)
    made = 0
    for row in range(groups):
        word, second = low[row] & keep_low, np.uint64(0)
        if wide:
            second = high[row] & keep_high
        at = _first_place(word, second, size - 1)
        while slots[at] >= 0 and (lows[slots[at]] != word or (wide and highs[slots[at]] != second)):
            at = (at + 1) & (size - 1)
        if slots[at] < 0:
            slots[at] = made
            lows[made] = word
            if wide:
                highs[made] = second
            made += 1
        ids[row] = slots[at]
    return made


@jit
def mark_small(ids: Counts, n_classes: int, counts: Counts, least: int, removed: NDArray[np.bool_]) -> int:
    """Mark the groups whose class has fewer than ``least`` rows; returns the rows in them."""
    sums = np.zeros(n_classes, np.int64)
    for row in range(ids.size):
        sums[ids[row]] += counts[row]
    rows = 0
    for row in range(ids.size):
        removed[row] = sums[ids[row]] < least
        if removed[row]:
            rows += counts[row]
    return rows


@jit
def split_small(
    counts: Counts, groups: int, least: int, most: int, removed: NDArray[np.bool_]
) -> tuple[int, int, int, int]:
    """Mark the groups of fewer than ``least`` rows.

    Returns
    -------
    suppressed, classes, smallest, squares : int
        Rows in marked groups (the rest is unfinished once they are above ``most``); groups that stay, rows of the smallest of
        them (0 where none stays), and the sum of their squared sizes.
    """
    suppressed, classes, smallest, squares = 0, 0, 0, 0
    for row in range(groups):
        count = counts[row]
        removed[row] = count < least
        if count < least:
            suppressed += count
            if suppressed > most:
                break
        else:
            classes += 1
            squares += count * count
            if smallest == 0 or count < smallest:
                smallest = count
    return suppressed, classes, smallest, squares


@jit
def excess(
    low: Words,
    high: Words,
    counts: Counts,
    groups: int,
    removed: NDArray[np.bool_],
    shifts: Counts,
    masks: Words,
    starts: Counts,
    gains: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """What removing the marked groups adds to each column's cost: ``gains[starts[j] + digit]`` a row."""
    words, weights = np.empty((2, groups), np.uint64), np.empty(groups, np.float64)
    found = 0
    for row in range(groups):
        if removed[row]:
            words[0, found] = low[row]
            if high.size > 0:
                words[1, found] = high[row]
            weights[found] = counts[row]
            found += 1
    for column in range(shifts.size):
        word, shift = words[shifts[column] >> 6], np.uint64(shifts[column] & 63)
        mask, start, total = masks[column], starts[column], 0.0
        for row in range(found):
            total += weights[row] * gains[start + np.int64((word[row] >> shift) & mask)]
        out[column] = total


@jit
def count_cells(
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    third: NDArray[np.int32],
    counts: Counts,
    sizes: tuple[int, int, int],
) -> NDArray[np.int64]:
    """Rows of each combination of three columns' codes, the last changing fastest; int64, shape (product of ``sizes``,)."""
    cells = np.zeros(sizes[0] * sizes[1] * sizes[2], np.int64)
    for row in range(counts.size):
        cells[(first[row] * sizes[1] + second[row]) * sizes[2] + third[row]] += counts[row]
    return cells


@jit
def _coarsen(cells: Counts, before: int, above: Slots, size: int, to: int, behind: int) -> Counts:
    """Add up a dense table along its middle axis: of shape (before, size, behind) to (before, to, behind), both flat."""
    out = np.zeros(before * to * behind, np.int64)
    for first in range(before):
        for middle in range(size):
            source, target = (first * size + middle) * behind, (first * to + above[middle]) * behind
            for last in range(behind):
                out[target + last] += cells[source + last]
    return out


@jit
def small_by_levels(
    cells: Counts,
    first: Counts,
    second: Counts,
    third: Counts,
    first_above: NDArray[np.int32],
    second_above: NDArray[np.int32],
    third_above: NDArray[np.int32],
    least: int,
) -> NDArray[np.int64]:
    """Rows in small cells of a table of three columns, at each of their levels.

    Parameters
    ----------
    cells : int64 array, shape (first[0] * second[0] * third[0],)
        Rows of each combination of codes at the lowest levels.
    first, second, third : int64 arrays
        Codes of each level.
    first_above, second_above, third_above : int32 arrays, shapes (levels - 1, codes of level 0)
        The code one level up of each code; behind a level's codes, anything.
    least : int
        Cells of fewer rows are small.

    Returns
    -------
    int64 array, shape (levels of first, of second, of third)
    """
    rows = np.zeros((first.size, second.size, third.size), np.int64)
    for i in range(first.size):
        if i:
            cells = _coarsen(cells, 1, first_above[i - 1], first[i - 1], first[i], second[0] * third[0])
        middle = cells
        for j in range(second.size):
            if j:
                middle = _coarsen(middle, first[i], second_above[j - 1], second[j - 1], second[j], third[0])
            inner = middle
            for k in range(third.size):
                if k:
                    inner = _coarsen(inner, first[i] * second[j], third_above[k - 1], third[k - 1], third[k], 1)
                for cell in inner:
                    if cell < least:
                        rows[i, j, k] += cell
    return rows
