"""Rows of mixed cells: the nearest row of another table, and how many rows a conjunction of conditions fits.

A cell is a number that was scaled beforehand, or a category's code. Two numbers are as far apart as they differ, two categories are
1 apart where they differ; a missing number is 0 from another missing one and 1 from any number (Gower 1971).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

__all__ = ["EQUAL", "LEAST", "MISSING", "MOST", "fitting_rows", "nearest_rows"]

Real = NDArray[np.float64]
Flags = NDArray[np.bool_]

EQUAL, LEAST, MOST, MISSING = 0, 1, 2, 3
"""Conditions on a cell: it is the value, it is at least it, it is at most it, it is missing."""
NOBODY = -1
BLOCK = 512
"""Rows whose distances are added up together: they stay in the processor's first cache."""


@jit
def nearest_rows(
    rows: Real, table: Real, is_number: Flags, skip: NDArray[np.int64], which: NDArray[np.int64], distance: Real
) -> None:
    """The first of the nearest rows of a table for each of ``rows``, and the sum of the columns' distances to it.

    Parameters
    ----------
    rows : float64 array, shape (m, d)
    table : float64 array, shape (d, n), C order
        A row for each column, so that a block of a column's cells is compared in vector instructions.
    is_number : bool array, shape (d,)
        Which columns are numbers.
    skip : int64 array, shape (m,)
        A row of the table that does not count, such as the row itself; -1 for none.
    which, distance : arrays, shape (m,)
        Where the results are written; -1 and infinity where the table has no row that counts.
    """
    apart = np.empty(BLOCK)
    for at in range(rows.shape[0]):
        best, found = np.inf, NOBODY
        for start in range(0, table.shape[1], BLOCK):
            size = min(BLOCK, table.shape[1] - start)
            apart[:] = 0.0
            for column in range(is_number.size):
                _add_distances(rows[at, column], table[column, start : start + size], is_number[column], apart)
            for place in range(size):
                if apart[place] < best and start + place != skip[at]:
                    best, found = apart[place], start + place
        which[at], distance[at] = found, best


@jit
def _add_distances(value: float, cells: Real, is_number: bool, apart: Real) -> None:
    """Add each cell's distance from ``value``."""
    if not is_number:
        for place in range(cells.size):
            apart[place] += 1.0 if cells[place] != value else 0.0
    elif np.isnan(value):
        for place in range(cells.size):
            apart[place] += 0.0 if np.isnan(cells[place]) else 1.0
    else:
        for place in range(cells.size):
            away = abs(cells[place] - value)
            apart[place] += 1.0 if np.isnan(away) else away


@jit
def fitting_rows(
    columns: NDArray[np.int64], conditions: NDArray[np.int64], values: Real, table: Real, enough: int
) -> NDArray[np.int64]:
    """How many rows of ``table`` meet all conditions of each query, counted up to ``enough``.

    Parameters
    ----------
    columns, conditions, values : arrays, shape (queries, terms)
        A term is a column of ``table``, one of the conditions, and the value that it compares with.
    table : float64 array, shape (n, d)
    enough : int
        Counting ends there.

    Returns
    -------
    int64 array, shape (queries,)
    """
    counts = np.zeros(columns.shape[0], np.int64)
    for query in range(columns.shape[0]):
        for row in range(table.shape[0]):
            fits = True
            for term in range(columns.shape[1]):
                cell, value = table[row, columns[query, term]], values[query, term]
                condition = conditions[query, term]
                if condition == EQUAL:
                    fits = cell == value
                elif condition == LEAST:
                    fits = cell >= value
                elif condition == MOST:
                    fits = cell <= value
                else:
                    fits = np.isnan(cell)
                if not fits:
                    break
            if fits:
                counts[query] += 1
                if counts[query] >= enough:
                    break
    return counts
