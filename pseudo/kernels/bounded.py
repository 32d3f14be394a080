"""At most so many rows of each person, in one pass over rows that come in any order: those with the lowest of their numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._prefetch import prefetch

__all__ = ["LINE", "keep_lowest", "move_persons"]

Words = NDArray[np.uint64]

FETCHED = 128
"""Rows whose places in memory are fetched together."""
LINE = 4
"""Words of a person in the hash table: the key's two, the person's number from 1 (0: nobody), and how many rows came."""


@jit
def _find(table: Words, low: np.uint64, high: np.uint64) -> np.int64:
    """The first word of a key's line, or of the free one where it belongs; keys are evenly spread as they are."""
    last = table.size // LINE - 1
    at = np.int64(low & np.uint64(last))
    while table[LINE * at + 2] and (table[LINE * at] != low or table[LINE * at + 1] != high):
        at = (at + 1) & last
    return LINE * at


@jit
def _beaten(lowest: Words, first: np.int64, most: int, draw: np.uint64) -> np.int64:
    """The place of the highest of a person's numbers; -1 where ``draw`` is not below it."""
    highest = 0
    for slot in range(1, most):
        if lowest[first + slot] > lowest[first + highest]:
            highest = slot
    return first + np.int64(highest) if draw < lowest[first + highest] else np.int64(-1)


@jit
def keep_lowest(
    keys: Words, draws: Words, row: int, table: Words, most: int, lowest: Words, found: int, places: NDArray[np.int64]
) -> tuple[int, int]:
    """Where each row goes among its person's, from ``row`` on and until the table is half full.

    Parameters
    ----------
    keys : uint64 array, shape (n, 2)
        Digests of the rows' persons.
    draws : uint64 array, shape (n,)
        A number for each row; a person's ``most`` rows with the lowest stay.
    row : int
        The first row to treat.
    table : uint64 array, shape (LINE * a power of two,)
        Persons so far, written.
    most : int
    lowest : uint64 array, shape (persons * most,)
        The numbers of the rows that stay, written; there is room for as many persons as half the table's lines.
    found : int
        Persons so far.
    places : int64 array, shape (n,)
        Written: the row's place, ``person * most`` and up, in the order of the rows; -1 where it does not stay. A later row may take
        the place of an earlier one.

    Returns
    -------
    row, found : int
        The next row to treat (n where all are) and the persons so far.
    """
    room, last = table.size // LINE // 2, np.uint64(table.size // LINE - 1)
    while row < draws.size and found + FETCHED <= room:
        end = min(row + FETCHED, draws.size)
        for ahead in range(row, end):
            prefetch(table, LINE * np.int64(keys[ahead, 0] & last))
        for here in range(row, end):
            line = _find(table, keys[here, 0], keys[here, 1])
            if not table[line + 2]:
                found += 1
                table[line], table[line + 1], table[line + 2] = keys[here, 0], keys[here, 1], np.uint64(found)
            places[here] = line
            prefetch(lowest, (np.int64(table[line + 2]) - 1) * most)
        for here in range(row, end):
            line = places[here]
            first, came = (np.int64(table[line + 2]) - 1) * most, np.int64(table[line + 3])
            table[line + 3] = np.uint64(came + 1)
            at = first + came
            if came >= most:
                at = _beaten(lowest, first, most, draws[here])
            if at >= 0:
                lowest[at] = draws[here]
            places[here] = at
        row = end
    return row, found


@jit
def move_persons(old: Words, table: Words) -> None:
    """Copy all persons into a larger, empty table."""
    for at in range(0, old.size, LINE):
        if old[at + 2]:
            line = _find(table, old[at], old[at + 1])
            table[line : line + LINE] = old[at : at + LINE]
