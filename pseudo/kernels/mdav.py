"""Maximum distance to average vector: groups of at least k alike points (microaggregation).

Points lie column by column, so that distances are taken in vector instructions. A point that has its group weighs nothing
and lies at NaN, where it is neither nearest nor farthest, until the points left are moved together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

__all__ = ["mdav"]

FARTHEST = 1e100
"""Squares of what lies within it do not overflow."""
BLOCK = 512
"""Points whose distances are taken at a time: they stay in the processor's nearest cache."""
MOVED_FROM = 16
"""Points left are moved together when one in so many has its group."""

Points = NDArray[np.float64]
Whole = NDArray[np.int64]


@jit
def _squares(columns: Points, first: int, last: int, centre: Points, out: Points) -> None:
    """Squared distances of the points ``first`` to ``last - 1`` from ``centre``, summed in the columns' order."""
    out[: last - first] = 0.0
    for number in range(columns.shape[0]):
        middle = centre[number]
        column = columns[number][first:last]  # a slice: the compiler then knows that no index is below 0
        for at in range(column.size):
            gap = column[at] - middle
            out[at] += gap * gap


@jit
def _farthest(columns: Points, count: int, centre: Points, squares: Points) -> int:
    """The first of the points left that lies farthest from ``centre``."""
    found, most = 0, -1.0
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        _squares(columns, first, last, centre, squares)
        for at in range(last - first):
            if squares[at] > most:
                found, most = first + at, squares[at]
    return found


@jit
def _average(columns: Points, weights: Whole, count: int, out: Points) -> None:
    """The weighted average of the points left, added up in their order, four columns at a time."""
    final = columns.shape[0] - 1
    for number in range(0, columns.shape[0], 4):
        a, b = columns[number], columns[min(number + 1, final)]
        c, d = columns[min(number + 2, final)], columns[min(number + 3, final)]
        total, sum_a, sum_b, sum_c, sum_d = 0.0, 0.0, 0.0, 0.0, 0.0
        for place in range(count):
            weight = float(weights[place])
            if weight > 0.0:
                total += weight
                sum_a += weight * a[place]
                sum_b += weight * b[place]
                sum_c += weight * c[place]
                sum_d += weight * d[place]
        for step, each in enumerate((sum_a, sum_b, sum_c, sum_d)):
            if number + step <= final:
                out[number + step] = each / total


@jit
def _nearest(columns: Points, count: int, centre: Points, squares: Points, gaps: Points, nearest: Whole) -> None:
    """The places of the points nearest to ``centre``, and ``gaps``, their squared distances; the first of equal ones first."""
    gaps[:] = np.inf
    final = gaps.size - 1
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        _squares(columns, first, last, centre, squares)
        for at in range(last - first):
            square = squares[at]
            if square < gaps[final]:
                slot = final
                while slot > 0 and gaps[slot - 1] > square:
                    gaps[slot], nearest[slot] = gaps[slot - 1], nearest[slot - 1]
                    slot -= 1
                gaps[slot], nearest[slot] = square, first + at


@jit
def _take(
    columns: Points, weights: Whole, rows: Whole, nearest: Whole, k: int, group: int, out: Whole
) -> tuple[int, int]:
    """Put the nearest points into ``group`` until they weigh ``k``: their weight and number."""
    weight, taken = 0, 0
    while weight < k:
        place = nearest[taken]
        weight += weights[place]
        out[rows[place]] = group
        weights[place] = 0
        columns[:, place] = np.nan
        taken += 1
    return weight, taken


@jit
def _move_together(columns: Points, weights: Whole, rows: Whole, count: int) -> int:
    """Close the gaps, in order; how many points are left."""
    kept = 0
    for place in range(count):
        if weights[place] > 0:
            weights[kept], rows[kept] = weights[place], rows[place]
            for number in range(columns.shape[0]):
                columns[number, kept] = columns[number, place]
            kept += 1
    return kept


@jit
def _mdav(columns: Points, weights: Whole, k: int, out: Whole) -> int:
    """Number the groups; give how many there are. ``columns`` (d, n), d 1 or more, and ``weights`` are used up."""
    count = columns.shape[1]
    rows = np.arange(count)
    centre, squares = np.empty(columns.shape[0], np.float64), np.empty(BLOCK, np.float64)
    gaps, nearest = np.empty(min(k, count), np.float64), np.empty(min(k, count), np.int64)  # points weigh 1 or more
    left = weights.sum()
    group, gone = 0, 0
    from_average = True
    while left >= 2 * k:
        if from_average:
            _average(columns, weights, count, centre)
        from_average = not from_average
        centre[:] = columns[:, _farthest(columns, count, centre, squares)]
        _nearest(columns, count, centre, squares, gaps, nearest)
        weight, taken = _take(columns, weights, rows, nearest, k, group, out)
        left -= weight
        gone += taken
        group += 1
        if gone * MOVED_FROM > count:
            count = _move_together(columns, weights, rows, count)
            gone = 0
    # What weighs too little to be a group (heavy points may leave such a rest) joins the last one.
    if left >= k or (left > 0 and group == 0):
        group += 1
    for place in range(_move_together(columns, weights, rows, count)):
        out[rows[place]] = group - 1
    return group


def mdav(points: Points, weights: Whole, k: int) -> tuple[Whole, int]:
    """Group points so that each group weighs at least ``k``.

    Parameters
    ----------
    points : float64 array of shape (n, d)
        Within 10¹⁰⁰ of 0, and scaled so that the columns' distances can be compared.
    weights : int64 array of shape (n,)
        How many rows each point stands for, 1 or more. A point is never split.
    k : int
        Least weight of a group, 1 or more; a single group weighs less where all points together do.

    Returns
    -------
    groups : int64 array of shape (n,)
        Group of each point, in 0 .. number - 1.
    number : int

    Raises
    ------
    ValueError
        Where shapes or types do not fit, or numbers are out of range.

    Notes
    -----
    Domingo-Ferrer & Mateo-Sanz 2002; Domingo-Ferrer & Torra 2005 (MDAV). With weights of 1 it is that algorithm, the first
    of equally distant points being taken. Time grows with n²; sums run in the points' order, so that equal input gives
    equal groups on every machine.
    """
    if points.dtype != np.float64 or points.ndim != 2 or weights.dtype != np.int64 or weights.shape != points.shape[:1]:
        raise ValueError("points are float64 of shape (n, d), weights int64 of shape (n,)")
    if k < 1 or bool((weights < 1).any()) or not bool((np.abs(points) <= FARTHEST).all()):
        raise ValueError("k and weights are 1 or more, points are within 1e100 of 0")
    groups = np.empty(len(points), np.int64)
    columns = points.T.copy() if points.shape[1] else np.zeros((1, len(points)))
    return groups, int(_mdav(columns, weights.copy(), k, groups))
