"""Rows of persons as they come in, of which at most so many are kept of each, evenly drawn among that person's own.

Which rows of a person are kept hangs on that person's rows and on numbers that were drawn for them, and on nothing of anybody else. That is
what lets a bound on a person's rows be a bound on what the person changes. Persons are told apart by HMAC-SHA-256 under a key of
the run's own, cut to 128 bits: that two of n are taken for one has a probability of n² / 2¹²⁹.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.bounded import LINE, keep_lowest, move_persons

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Contributions", "Records", "Rows"]

ROOM = 1 << 12
"""Persons that there is room for at first."""


@dataclass(frozen=True, repr=False, eq=False)
class Rows:
    """A batch as it comes in; a part of the data path, never shown or stored.

    Attributes
    ----------
    people : uint64 array, shape (n, 2), or None
        Digests of the rows' persons; None where each row is a person.
    draws : uint64 array, shape (n,)
        Random numbers: a person's rows with the lowest are kept.
    codes : int32 array, shape (n, groups)
    units : int64 array, shape (n, grids)
    """

    people: NDArray[np.uint64] | None
    draws: NDArray[np.uint64]
    codes: NDArray[np.int32]
    units: NDArray[np.int64]


@dataclass(frozen=True, repr=False, eq=False)
class Records:
    """Bounded rows; a part of the data path, too.

    Attributes
    ----------
    persons : int64 array, shape (n,)
        A number for each row's person.
    codes : int32 array, shape (n, groups)
    units : int64 array, shape (n, grids)
    """

    persons: NDArray[np.int64]
    codes: NDArray[np.int32]
    units: NDArray[np.int64]

    def __len__(self) -> int:
        """Rows."""
        return len(self.persons)


class Contributions:
    """What is kept so far: memory is persons × ``most`` rows, whatever comes.

    Parameters
    ----------
    most : int
        Rows of a person.
    groups, grids : int
        Columns of codes and of units.
    """

    def __init__(self, most: int, groups: int, grids: int) -> None:
        self.most, self._found = most, 0
        self._table = np.zeros(LINE * 2 * ROOM, np.uint64)
        self._lowest = np.zeros(ROOM * most, np.uint64)
        self._codes, self._units = np.zeros((ROOM * most, groups), np.int32), np.zeros((ROOM * most, grids), np.int64)
        self._alone: list[Rows] = []

    def add(self, rows: Rows) -> None:
        """Take in a batch."""
        if rows.people is None:
            self._alone.append(rows)
            return
        row, places = 0, np.empty(len(rows.draws), np.int64)
        while row < len(places):
            begin = row
            row, self._found = keep_lowest(
                rows.people, rows.draws, row, self._table, self.most, self._lowest, self._found, places
            )
            self._store(rows, begin, places[begin:row])
            if row < len(places):
                self._grow()

    def records(self) -> Records:
        """The rows that are kept."""
        if self._alone:
            codes = np.concatenate([rows.codes for rows in self._alone])
            return Records(np.arange(len(codes)), codes, np.concatenate([rows.units for rows in self._alone]))
        lines = self._table.reshape(-1, LINE)
        lines = lines[lines[:, 2] > 0]
        came = np.zeros(self._found, np.int64)
        came[lines[:, 2].astype(np.int64) - 1] = lines[:, 3]
        kept = np.flatnonzero(np.arange(self.most) < came[:, None])
        return Records(kept // self.most, self._codes[kept], self._units[kept])

    def _store(self, rows: Rows, begin: int, places: NDArray[np.int64]) -> None:
        """Put rows where they go. NumPy assigns in order, so a later row takes the place of an earlier one."""
        stay = np.flatnonzero(places >= 0)
        at, those = places[stay], stay + begin
        self._codes[at], self._units[at] = rows.codes[those], rows.units[those]

    def _grow(self) -> None:
        table = np.zeros(2 * self._table.size, np.uint64)
        move_persons(self._table, table)
        self._table = table
        self._lowest, self._codes, self._units = (
            np.concatenate([old, np.zeros_like(old)]) for old in (self._lowest, self._codes, self._units)
        )
