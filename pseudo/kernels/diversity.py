"""How the sensitive values of each equivalence class differ from those of the whole table.

The classes' values lie one class after another, so that one pass gives every model, in the memory of the pairs of class and
value that occur.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only

__all__ = ["FIGURES", "class_figures", "class_values"]

FIGURES = ("distinct", "entropy", "share", "recursive", "t_equal", "t_ordered", "delta", "beta", "enhanced_beta")
"""The rows of :func:`class_figures`."""

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

DENSE = 8
"""Pairs that are possible for each row, up to which a table of all pairs is counted."""


def class_values(
    ids: Whole, n_classes: int, values: NDArray[Any], n_values: int, weights: Whole | None = None
) -> tuple[Whole, Whole, Whole]:
    """The sensitive values of each class, with the rows that have them.

    Parameters
    ----------
    ids : int64 array, shape (n,)
        The class of each row, 0..n_classes-1.
    n_classes : int
    values : int32 or int64 array, shape (n,)
        The sensitive value of each row, 0..n_values-1.
    n_values : int
    weights : int64 array, shape (n,), optional
        How many rows each entry stands for, 1 or more; 1 by default.

    Returns
    -------
    starts : int64 array, shape (n_classes + 1,)
        The pairs of class ``c`` stand at ``starts[c]`` to ``starts[c + 1] - 1``.
    of_pairs : int64 array, shape (pairs,)
        The value of each pair, rising within a class.
    counts : int64 array, shape (pairs,)
        The rows of each pair.
    """
    pairs = ids * n_values + values
    if n_classes * n_values <= DENSE * len(ids):
        table = np.bincount(pairs, weights, n_classes * n_values)  # sums of weights are whole up to 2^53
        keys = np.flatnonzero(table)
        counts = table[keys]
    elif weights is None:
        keys, counts = np.unique(pairs, return_counts=True)
    else:
        keys, place = np.unique(pairs, return_inverse=True)
        counts = np.bincount(place, weights)
    classes, of_pairs = np.divmod(keys, max(n_values, 1))
    starts = np.searchsorted(classes, np.arange(n_classes + 1))
    return starts.astype(np.int64), of_pairs, counts.astype(np.int64)


def class_figures(
    starts: Whole, values: Whole, counts: Whole, n_values: int, level: int, table: Whole | None = None
) -> Real:
    """All models of one sensitive column, class by class.

    Parameters
    ----------
    starts, values, counts
        As :func:`class_values` gives them; no class is empty.
    n_values : int
        Codes of the sensitive column.
    level : int
        ``l`` of recursive (c, l)-diversity, at least 1.
    table : int64 array, shape (n_values,), optional
        Rows of the whole table by value, none of them 0 where a class holds the value; those of the classes together by default.

    Returns
    -------
    float64 array, shape (9, classes)
        A row for each of :data:`FIGURES`, infinite where no finite bound holds.
    """
    of_all = np.bincount(values, weights=counts, minlength=n_values) if table is None else table
    overall = of_all / max(int(of_all.sum()), 1)
    before = np.concatenate([[0.0], np.cumsum(overall)])
    mass = np.concatenate([[0.0], np.cumsum(before[1:])])
    out = np.empty((len(FIGURES), len(starts) - 1))
    whole = read_only(starts), read_only(values), read_only(counts)
    _figures(*whole, read_only(overall), read_only(before), read_only(mass), level, out)
    return out


@jit
def _figures(
    starts: Whole, values: Whole, counts: Whole, overall: Real, before: Real, mass: Real, level: int, out: Real
) -> None:
    for number in range(starts.size - 1):
        first, last = starts[number], starts[number + 1]
        size = 0
        for at in range(first, last):
            size += counts[at]
        entropy, most, beta, held = 0.0, 0, 0.0, True
        delta, apart, covered = 0.0, 0.0, 0.0
        for at in range(first, last):
            share, of_all = counts[at] / size, overall[values[at]]
            entropy -= share * np.log(share)
            most = max(most, counts[at])
            gain, nats = share / of_all - 1.0, -np.log(of_all)
            delta = max(delta, abs(np.log(share / of_all)))
            beta = max(beta, gain)
            if gain > nats:
                held = False
            apart += abs(share - of_all)
            covered += of_all
        out[0, number] = last - first
        out[1, number] = entropy
        out[2, number] = most / size
        out[3, number] = _recursive(counts[first:last], level)
        out[4, number] = 0.5 * (apart + max(0.0, 1.0 - covered))
        out[5, number] = _ordered(values[first:last], counts[first:last], size, before, mass)
        out[6, number] = delta
        out[7, number] = beta
        out[8, number] = beta if held else np.inf


@jit
def _recursive(counts: Whole, level: int) -> float:
    """The largest count over the sum of the ``level``-th largest and all below it; infinite with fewer values."""
    if counts.size < level:
        return np.inf
    falling = np.sort(counts)[::-1]
    rest = 0
    for at in range(level - 1, falling.size):
        rest += falling[at]
    ratio: float = falling[0] / rest
    return ratio


@jit
def _ordered(values: Whole, counts: Whole, size: int, before: Real, mass: Real) -> float:
    """Earth mover's distance with equal steps between neighbours, divided by all steps.

    Between two values of the class its cumulative share stays what it is while the table's rises, so the gap changes sign once:
    where it does is searched, and both sides are sums of ``before`` that ``mass`` has.
    """
    steps = before.size - 2
    if steps < 1:
        return 0.0
    moved, upto, start = 0.0, 0, 0
    for at in range(values.size + 1):
        end = values[at] if at < values.size else steps  # cumulative gaps start..end-1
        share = upto / size
        cut = start + np.searchsorted(before[start + 1 : end + 1], share) if end > start else start
        moved += share * (cut - start) - (mass[cut] - mass[start])
        moved += (mass[end] - mass[cut]) - share * (end - cut)
        if at < values.size:
            upto += counts[at]
        start = end
    gap: float = moved / steps
    return gap
