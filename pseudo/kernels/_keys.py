"""Rows of codes as 64-bit keys, and what can be done with many keys: number the different ones, or count them.

Keys are compared, not their hashes, so no two of them are ever merged. Where the possible keys are few, a table has a
place for each; where they are many, keys are first spread over parts so small that a part's hash table stays in the
processor's cache.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only
from pseudo.kernels._prefetch import prefetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "KEY_SPAN",
    "Codes",
    "Ids",
    "Keys",
    "count_directly",
    "count_keys",
    "is_direct",
    "number_directly",
    "number_keys",
    "packed",
]

Keys = NDArray[np.uint64]
Ids = NDArray[np.int64]
Codes = NDArray[np.int32] | NDArray[np.int64]
Columns: TypeAlias = "Sequence[Codes]"

KEY_SPAN = 2**64 - 1
"""Most keys there can be: the number above them marks an empty place."""
EMPTY = np.uint64(KEY_SPAN)

BLOCK = 16_384
"""Rows packed at a time: their keys stay in the processor's cache until all columns are in."""
DIRECT_SLOTS_PER_ROW = 4
DIRECT_SLOTS_AT_LEAST = 65_536
PART_ROWS = 8_192
MOST_PARTS = 1_024
"""So many streams are written to at once without the processor's address cache giving way."""
FETCHED = 128
"""Rows whose places in the hash table are fetched together."""
SMALLEST_TABLE, GROWTH = 4_096, 4
"""Places of a hash table that is to grow, and by how much."""

# The finalizer of SplitMix64 (Steele, Lea and Flood 2014); wrapping multiplication is meant.
MIX1, MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
ONE, S27, S30, S31 = np.uint64(1), np.uint64(27), np.uint64(30), np.uint64(31)


@jit
def _append(keys: Keys, codes: Codes, size: int) -> int:
    """``keys = keys * size + codes`` in place; returns how many codes are not in 0..size-1 (their keys mean nothing)."""
    outside = 0
    scale = np.uint64(size)
    for row in range(keys.size):
        code = np.int64(codes[row])
        outside += 1 if (code < 0) | (code >= size) else 0
        keys[row] = np.uint64(keys[row] * scale) + np.uint64(code)
    return outside


def _packed_blocks(columns: Columns, sizes: Sequence[int], rows: int, out: Keys | None = None) -> Iterator[Keys]:
    """The rows' keys in mixed radix, a block of rows at a time, each written over the one before it.

    Parameters
    ----------
    columns : sequence of int32 or int64 arrays of shape (n,)
        Column ``j`` holds codes 0..sizes[j]-1. Contiguous ones are read as they are.
    sizes : sequence of int
        Their product is at most :data:`KEY_SPAN`.
    rows : int
        The columns' length ``n``.
    out : uint64 array of shape (n,), optional
        Where the keys are to stay.

    Raises
    ------
    ValueError
        Where a code is outside its column's range; the message has the column's position and a count.
    """
    scratch = np.empty(min(BLOCK, rows), np.uint64)
    outside = np.zeros(len(sizes), np.int64)
    with np.errstate(over="ignore"):  # of interest only where Numba is switched off
        for start in range(0, rows, BLOCK):
            stop = min(start + BLOCK, rows)
            keys = scratch[: stop - start] if out is None else out[start:stop]
            keys[:] = 0
            for column, size in enumerate(sizes):
                outside[column] += _append(keys, read_only(columns[column][start:stop]), size)
            if not outside.any():
                yield keys
    for column in np.flatnonzero(outside).tolist()[:1]:
        raise ValueError(f"{outside[column]} codes of column {column} are outside its {sizes[column]} codes")


def packed(columns: Columns, sizes: Sequence[int], rows: int) -> Keys:
    """All of :func:`_packed_blocks` in one array."""
    keys = np.empty(rows, np.uint64)
    for _ in _packed_blocks(columns, sizes, rows, keys):
        pass
    return keys


def is_direct(span: int, rows: int) -> bool:
    """Whether a table with a place for each of ``span`` keys is the faster way."""
    return span <= max(DIRECT_SLOTS_AT_LEAST, DIRECT_SLOTS_PER_ROW * rows)


@jit
def _count_directly(keys: Keys, counts: Ids) -> None:
    for row in range(keys.size):
        counts[keys[row]] += 1


def count_directly(columns: Columns, sizes: Sequence[int], rows: int, span: int) -> Ids:
    """How often each of the ``span`` possible keys occurs; int64 array of shape (span,)."""
    counts = np.zeros(span, np.int64)
    for keys in _packed_blocks(columns, sizes, rows):
        _count_directly(read_only(keys), counts)
    return counts


@jit
def _number_directly(keys: Keys, slots: Ids, found: int, ids: Ids) -> int:
    """Give ``ids`` in order of first appearance, and how many; ``slots`` (-1: not seen) has a place for each key."""
    for row in range(keys.size):
        key = keys[row]
        if slots[key] < 0:
            slots[key] = found
            found += 1
        ids[row] = slots[key]
    return found


def number_directly(columns: Columns, sizes: Sequence[int], rows: int, span: int) -> tuple[Ids, int]:
    """Number the keys in order of first appearance: a number a row, and how many there are."""
    ids, slots = np.empty(rows, np.int64), np.full(span, -1, np.int64)
    found = 0
    for block, keys in enumerate(_packed_blocks(columns, sizes, rows)):
        found = _number_directly(read_only(keys), slots, found, ids[block * BLOCK :][: keys.size])
    return ids, int(found)


@jit
def _mixed(key: np.uint64) -> np.uint64:
    key = np.uint64((key ^ (key >> S30)) * MIX1)
    key = np.uint64((key ^ (key >> S27)) * MIX2)
    return np.uint64(key ^ (key >> S31))


@jit
def _place(table: Keys, key: np.uint64, start: np.uint64) -> np.uint64:
    """Where ``key`` is, or where it belongs, by linear probing; the table has a power of two of places."""
    mask = np.uint64(table.size - 1)
    place = start & mask
    while table[place] != key and table[place] != EMPTY:
        place = np.uint64(place + ONE) & mask
    return np.uint64(place)


@jit
def _number_by_hash(keys: Keys, row: int, table: Keys, numbers: Ids, found: int, ids: Ids) -> tuple[int, int]:
    """As :func:`_number_directly`, from ``row`` on and until ``table`` is half full: the next row, and the numbers given."""
    starts = np.empty(FETCHED, np.uint64)
    mask = np.uint64(table.size - 1)
    while row < keys.size and 2 * (found + FETCHED) <= table.size:
        ahead = min(FETCHED, keys.size - row)
        for at in range(ahead):
            starts[at] = _mixed(keys[row + at]) & mask
            prefetch(table, starts[at])
            prefetch(numbers, starts[at])
        for at in range(ahead):
            key = keys[row + at]
            place = _place(table, key, starts[at])
            if table[place] == EMPTY:
                table[place], numbers[place] = key, found
                found += 1
            ids[row + at] = numbers[place]
        row += ahead
    return row, found


@jit
def _refill(old: Keys, old_numbers: Ids, table: Keys, numbers: Ids) -> None:
    for slot in range(old.size):
        if old[slot] != EMPTY:
            place = _place(table, old[slot], _mixed(old[slot]))
            table[place], numbers[place] = old[slot], old_numbers[slot]


def number_keys(keys: Keys) -> tuple[Ids, int]:
    """Number the keys (each below :data:`KEY_SPAN`) in order of first appearance: a number a row, and how many there are."""
    ids = np.empty(keys.size, np.int64)
    size = SMALLEST_TABLE
    table, numbers = np.full(size, EMPTY), np.empty(size, np.int64)
    row, found = 0, 0
    with np.errstate(over="ignore"):  # of interest only where Numba is switched off
        while True:
            row, found = _number_by_hash(read_only(keys), row, table, numbers, found, ids)
            if row == keys.size:
                return ids, int(found)
            size *= GROWTH
            old, old_numbers = table, numbers
            table, numbers = np.full(size, EMPTY), np.empty(size, np.int64)
            _refill(old, old_numbers, table, numbers)


@jit
def _part_sizes(keys: Keys, shift: np.uint64, sizes: Ids) -> None:
    for row in range(keys.size):
        sizes[_mixed(keys[row]) >> shift] += 1


@jit
def _spread(keys: Keys, shift: np.uint64, starts: Ids, out: Keys) -> None:
    """Put each key into its part of ``out``; ``starts`` become the parts' ends."""
    for row in range(keys.size):
        part = _mixed(keys[row]) >> shift
        out[starts[part]] = keys[row]
        starts[part] += 1


@jit
def _count_part(keys: Keys, table: Keys, counts: Ids) -> int:
    """Count keys in a hash table, then move what was found to its front: how many, or -1 where it gets too full."""
    table[:] = EMPTY
    counts[:] = 0
    found = 0
    for row in range(keys.size):
        place = _place(table, keys[row], _mixed(keys[row]))  # the highest bits chose the part, so these are the lowest
        if table[place] == EMPTY:
            table[place] = keys[row]
            found += 1
            if 4 * found > 3 * table.size:
                return -1
        counts[place] += 1
    front = 0
    for slot in range(table.size):
        table[front], counts[front] = table[slot], counts[slot]
        front += 1 if counts[slot] else 0
    return found


def count_keys(keys: Keys) -> tuple[Keys, Ids]:
    """The different keys and how often each occurs, in an order that depends on the array alone.

    Parameters
    ----------
    keys : uint64 array of shape (n,)
        Each below :data:`KEY_SPAN`.

    Returns
    -------
    keys : uint64 array of shape (m,)
    counts : int64 array of shape (m,)
    """
    bits = max(min(len(keys) // PART_ROWS, MOST_PARTS).bit_length() - 1, 0)
    with np.errstate(over="ignore"):  # of interest only where Numba is switched off
        if bits == 0:
            return _count_parts(keys, [len(keys)])
        shift = np.uint64(64 - bits)
        sizes = np.zeros(1 << bits, np.int64)
        _part_sizes(read_only(keys), shift, sizes)
        ends = np.cumsum(sizes)
        spread = np.empty_like(keys)
        _spread(read_only(keys), shift, ends - sizes, spread)
        return _count_parts(spread, ends.tolist())


def _count_parts(keys: Keys, ends: list[int]) -> tuple[Keys, Ids]:
    table, counts = np.empty(2 * PART_ROWS, np.uint64), np.empty(2 * PART_ROWS, np.int64)
    different: list[Keys] = []
    times: list[Ids] = []
    for start, stop in zip([0, *ends[:-1]], ends, strict=True):
        while (found := _count_part(read_only(keys[start:stop]), table, counts)) < 0:
            table, counts = np.empty(GROWTH * table.size, np.uint64), np.empty(GROWTH * table.size, np.int64)
        different.append(table[:found].copy())
        times.append(counts[:found].copy())
    return np.concatenate(different), np.concatenate(times)
