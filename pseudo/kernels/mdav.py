"""Maximum distance to average vector: groups of at least k alike points (microaggregation)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only

__all__ = ["mdav"]

FARTHEST = 1e100
"""Squares of what lies within it do not overflow."""

Points = NDArray[np.float64]
Whole = NDArray[np.int64]


@jit
def _farthest(points: Points, left: Whole, count: int, centre: Points) -> int:
    """The first of the points left that lies farthest from ``centre``."""
    found, most = left[0], -1.0
    for place in range(count):
        square = 0.0
        for column in range(points.shape[1]):
            gap = points[left[place], column] - centre[column]
            square += gap * gap
        if square > most:
            found, most = left[place], square
    return int(found)


@jit
def _average(points: Points, weights: Whole, left: Whole, count: int, out: Points) -> None:
    total = 0.0
    out[:] = 0.0
    for place in range(count):
        weight = float(weights[left[place]])
        total += weight
        for column in range(points.shape[1]):
            out[column] += weight * points[left[place], column]
    out /= total


@jit
def _gather(points: Points, weights: Whole, left: Whole, count: int, seed: int, k: int, group: int, out: Whole) -> int:
    """Put the points nearest to ``seed`` into ``group`` until they weigh ``k``; give how many are left after them."""
    most = min(k, count)  # points weigh 1 or more
    squares = np.full(most, np.inf)
    nearest = np.zeros(most, np.int64)
    for place in range(count):
        square = 0.0
        for column in range(points.shape[1]):
            gap = points[left[place], column] - points[seed, column]
            square += gap * gap
        if square < squares[most - 1]:
            slot = most - 1
            while slot > 0 and squares[slot - 1] > square:
                squares[slot], nearest[slot] = squares[slot - 1], nearest[slot - 1]
                slot -= 1
            squares[slot], nearest[slot] = square, place
    weight, taken = 0, 0
    while weight < k:
        weight += weights[left[nearest[taken]]]
        out[left[nearest[taken]]] = group
        left[nearest[taken]] = -1
        taken += 1
    kept = 0
    for place in range(count):
        if left[place] >= 0:
            left[kept] = left[place]
            kept += 1
    return kept


@jit
def _weight(weights: Whole, left: Whole, count: int) -> int:
    total = 0
    for place in range(count):
        total += weights[left[place]]
    return total


@jit
def _mdav(points: Points, weights: Whole, k: int, out: Whole) -> int:
    """Number the groups; give how many there are."""
    left = np.arange(points.shape[0])
    count = points.shape[0]
    centre = np.empty(points.shape[1], np.float64)
    group = 0
    seed = 0
    while _weight(weights, left, count) >= 2 * k:
        _average(points, weights, left, count, centre)
        seed = _farthest(points, left, count, centre)
        count = _gather(points, weights, left, count, seed, k, group, out)
        group += 1
        if _weight(weights, left, count) >= 2 * k:
            seed = _farthest(points, left, count, points[seed])
            count = _gather(points, weights, left, count, seed, k, group, out)
            group += 1
    # What weighs too little to be a group (heavy points may leave such a rest) joins the last one.
    rest = _weight(weights, left, count)
    if rest >= k or (rest > 0 and group == 0):
        group += 1
    for place in range(count):
        out[left[place]] = group - 1
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
    return groups, int(_mdav(read_only(points), read_only(weights), k, groups))
