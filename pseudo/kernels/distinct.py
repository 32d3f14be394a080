"""Which rows of a column repeat each other: so that each distinct value is worked on once.

Repetition is searched only where it pays: a sample of rows tells. The result never depends on it, because whoever finds
a repeated row gives it what the first one was given; a repetition that is missed costs time and nothing else.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only, text_layout
from pseudo.kernels._vector_ir import word_at

if TYPE_CHECKING:
    from pseudo.kernels._layout import Bytes, Offsets, Valid

__all__ = ["first_seen", "repeated_rows"]

Numbers = NDArray[np.int32]
Positions = NDArray[np.int64]
Slots = NDArray[np.uint64]

RUNS, RUN_ROWS = 8, 128
"""The sample: runs of neighbouring rows, at even distances. Repetition of neighbours and across the table is told apart."""

WORTH, MOST_DISTINCT = 0.2, 32_768
"""Share and number of distinct rows up to which searching them takes less than hashing all (HMAC-SHA-256).

A larger table of them leaves the processor's caches, and each row then waits for memory.
"""

PROBES = 8  # so that no choice of texts can make the search slow
LEAST_SLOTS = 4096
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
ALL, EIGHT, S32 = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(8), np.uint64(32)


@jit
def _part(data: Bytes, at: int, count: int) -> np.uint64:
    """The ``count`` bytes (at most 8, none where negative) from ``at`` on as a number."""
    if count <= 0:
        return np.uint64(0)
    if at + 8 <= data.size:
        return np.uint64(word_at(data, at) & ALL >> EIGHT * np.uint64(8 - min(count, 8)))
    number = np.uint64(0)
    for byte in range(min(count, 8)):
        number |= np.uint64(data[at + byte]) << EIGHT * np.uint64(byte)
    return number


@jit
def _mix(mixed: np.uint64, part: np.uint64) -> np.uint64:
    """A step of a hash function that spreads texts over slots; nothing rests on it but speed."""
    mixed = (mixed ^ part) * MULTIPLIER
    return np.uint64(mixed ^ mixed >> S32)


@jit
def _same(data: Bytes, a: int, b: int, length: int) -> bool:
    """Whether texts of one length agree behind their first sixteen bytes."""
    for at in range(16, length, 8):  # noqa: SIM110 (Numba has no generators)
        if _part(data, a + at, length - at) != _part(data, b + at, length - at):
            return False
    return True


@jit
def _number(
    offsets: Offsets,
    data: Bytes,
    valid: Valid,
    first: int,
    last: int,
    slots: Slots,
    numbers: Numbers,
    firsts: Positions,
    found: int,
) -> int:
    """Number the rows ``first`` to ``last``, ``found`` numbers being given before; how many are given now.

    A slot (4,) holds a number, counted from 1, and the text's length and first sixteen bytes: most are compared there.
    """
    mask = np.uint64(slots.shape[0] - 1)
    for row in range(first, last):
        start, length = int(offsets[row]), int(offsets[row + 1]) - int(offsets[row])
        low, high = _part(data, start, length), _part(data, start + 8, length - 8)
        mixed = _mix(_mix(np.uint64(length) * MULTIPLIER, low), high)
        for at in range(16, length, 8):
            mixed = _mix(mixed, _part(data, start + at, length - at))
        number = -1 if valid[row] else -2
        for probe in range(PROBES if valid[row] else 0):
            place = mixed + np.uint64(probe) & mask
            if slots[place, 0] == 0:
                slots[place, 0], slots[place, 1], slots[place, 2], slots[place, 3] = found + 1, length, low, high
                break
            if slots[place, 2] == low and slots[place, 3] == high and slots[place, 1] == np.uint64(length):
                known = int(np.int64(slots[place, 0])) - 1
                if length <= 16 or _same(data, start, int(offsets[firsts[known]]), length):
                    number = known
                    break
        if number == -1:
            number = found
            firsts[found] = row
            found += 1
        numbers[row] = max(number, -1)
    return found


@jit
def _sampled(
    offsets: Offsets, data: Bytes, valid: Valid, slots: Slots, numbers: Numbers, firsts: Positions
) -> tuple[int, int, int]:
    """Of the sample: rows that are not null, those that repeat one of their run, those that repeat one of another run."""
    rows = valid.size
    found, taken, far = 0, 0, 0
    for run in range(RUNS):
        first = run * (rows - RUN_ROWS) // (RUNS - 1)
        before = found
        found = _number(offsets, data, valid, first, first + RUN_ROWS, slots, numbers, firsts, found)
        for row in range(first, first + RUN_ROWS):
            if numbers[row] >= 0:
                taken += 1
                if numbers[row] < before:
                    far += 1
    return taken, taken - found - far, far


def _expected(rows: int, taken: int, near: int, far: int) -> float:
    """Expected number of distinct rows, from a sample."""
    pairs = taken * taken * (1 - 1 / RUNS) / 2
    values = pairs / far if far else math.inf
    spread = values * -math.expm1(-rows / values) if far else rows
    return min(spread, rows * (1 - near / max(taken, 1)))


def repeated_rows(offsets: Offsets, data: Bytes, valid: Valid) -> tuple[Numbers, Positions] | None:
    """Number the distinct rows of a string column, if there are few enough of them.

    Parameters
    ----------
    offsets, data, valid : arrays
        Arrow's string layout (:func:`pseudo.kernels.arrow.string_layout`).

    Returns
    -------
    numbers : int32 array of shape (n,)
        Rows of the same number hold the same text; -1 for null.
    firsts : int64 array of shape (m,)
        The first row of each number. A text may have more than one number; that is rare.

    None where a sample says that more than a fifth or too many are distinct, and where rows are few.

    Raises
    ------
    ValueError
        Where the layout is not sound.

    Examples
    --------
    >>> import numpy as np
    >>> offsets, data = np.arange(5001, dtype=np.int32), np.resize(np.frombuffer(b"ab", np.uint8), 5000)
    >>> numbers, firsts = repeated_rows(offsets, data, np.ones(5000, np.bool_))
    >>> numbers[:4].tolist(), firsts.tolist()
    ([0, 1, 0, 1], [0, 1])
    """
    offsets, data, valid = text_layout(offsets, data, valid)
    rows = valid.size
    if rows < 2 * RUNS * RUN_ROWS:
        return None
    numbers, firsts = np.empty(rows, np.int32), np.empty(rows, np.int64)
    sample = _sampled(offsets, data, valid, np.zeros((LEAST_SLOTS, 4), np.uint64), numbers, firsts)
    expected = _expected(rows, *sample)
    if expected > min(WORTH * rows, MOST_DISTINCT):
        return None
    slots = np.zeros((max(LEAST_SLOTS, 1 << math.ceil(math.log2(2 * expected + 1))), 4), np.uint64)
    found = int(_number(offsets, data, valid, 0, rows, slots, numbers, firsts, 0))
    return numbers, firsts[:found]


@jit
def _in_order(codes: Numbers, valid: Valid, size: int) -> bool:
    """Whether the rows use all codes and show them first in rising order. No jumps: they could not be foreseen."""
    found = np.int32(0)
    other = False
    for row in range(codes.size):
        code = codes[row] if valid[row] else np.int32(0)
        other |= valid[row] & ((code < 0) | (code > found))
        found = max(found, np.int32(code + valid[row]))
    return found == size and not other


@jit
def _renumber(codes: Numbers, valid: Valid, seen: Numbers, numbers: Numbers, used: Positions) -> int:
    """How many codes are in use; -1 where one is outside of the dictionary."""
    found = 0
    for row in range(codes.size):
        code = codes[row]
        if not valid[row]:
            numbers[row] = -1
            continue
        if code < 0 or code >= seen.size:
            return -1
        number = seen[code]
        if number < 0:
            number = found
            seen[code] = number
            used[found] = code
            found += 1
        numbers[row] = number
    return found


def first_seen(codes: Numbers, valid: Valid, size: int) -> tuple[Numbers, Positions]:
    """Number a dictionary's values anew in the order in which the rows show them.

    What no row holds is left out, and the order of the dictionary, often that of the plain values, is gone.

    Parameters
    ----------
    codes : int32 array of shape (n,)
        0..size-1 where ``valid``.
    valid : bool array of shape (n,)
    size : int
        Values of the dictionary.

    Returns
    -------
    numbers : int32 array of shape (n,)
        -1 for null; ``codes`` itself where it is in that order.
    used : int64 array of shape (m,)
        The old code of each number.

    Raises
    ------
    ValueError
        Where a code is outside the dictionary.
    """
    if codes.shape != valid.shape or codes.dtype != np.int32:
        raise ValueError("a dictionary of n rows has n int32 codes and n validity flags")
    if _in_order(read_only(codes), read_only(valid), size):
        return codes, np.arange(size)
    numbers, used = np.empty(codes.size, np.int32), np.empty(min(size, codes.size), np.int64)
    found = int(_renumber(read_only(codes), read_only(valid), np.full(size, -1, np.int32), numbers, used))
    if found < 0:
        raise ValueError(f"codes must be below the dictionary's size, {size}")
    return numbers, used[:found]
