"""Counts that agree: noisy counts of a forest of cells, made such that children add up to their parents.

What goes in was released already, so what comes out costs no privacy (post-processing; Dwork and Roth 2014, proposition 2.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["agreed", "whole"]


def agreed(noisy: Sequence[Ints], variances: Sequence[float], parents: Sequence[Ints]) -> list[Floats]:
    """The least-squares estimate of every cell under the condition that children add up (Hay et al. 2010, for any forest).

    Parameters
    ----------
    noisy : sequence of int64 arrays
        Noisy counts of each level, the coarsest first.
    variances : sequence of float
        Of a count of each level.
    parents : sequence of int64 arrays
        For each level but the first: the cell of the level above.

    Returns
    -------
    list of float64 arrays
        Of all unbiased linear estimates those of the least variance (Gauss and Markov), level by level.
    """
    means = [np.asarray(counts, np.float64) for counts in noisy]
    spreads = [np.full(len(counts), variance) for counts, variance in zip(noisy, variances, strict=True)]
    for level in range(len(noisy) - 2, -1, -1):  # what the cells below say of each cell, and what it says itself
        up, size = parents[level], len(noisy[level])
        below = np.bincount(up, means[level + 1], size)
        spread = np.bincount(up, spreads[level + 1], size)
        share = spread / (spread + spreads[level])
        means[level] = share * means[level] + (1 - share) * below
        spreads[level] = share * spreads[level]
    for level in range(1, len(noisy)):  # what is left over is shared out by variance
        up, size = parents[level - 1], len(noisy[level - 1])
        left = means[level - 1] - np.bincount(up, means[level], size)
        spread = np.bincount(up, spreads[level], size)
        means[level] = means[level] + (left / spread)[up] * spreads[level]
    return means


def whole(estimates: Sequence[Floats], parents: Sequence[Ints]) -> list[Ints]:
    """Whole numbers from 0 that still add up: from the top, each cell's children are the nearest to their estimates.

    Each family is projected onto the numbers from 0 with its parent's sum (Duchi et al. 2008), then rounded by largest remainder.
    """
    found = [np.maximum(np.rint(estimates[0]), 0).astype(np.int64)]
    for level, up in enumerate(parents, start=1):
        made = np.zeros(len(up), np.int64)
        order = np.argsort(up, kind="stable")
        for family in np.split(order, np.flatnonzero(np.diff(up[order])) + 1):
            made[family] = _apportioned(estimates[level][family], int(found[level - 1][up[family[0]]]))
        found.append(made)
    return found


def _apportioned(estimates: Floats, total: int) -> Ints:
    """The whole numbers from 0 with the sum ``total`` that are near the estimates."""
    if total == 0:
        return np.zeros(len(estimates), np.int64)
    falling = np.sort(estimates)[::-1]
    surplus = (np.cumsum(falling) - total) / np.arange(1, len(falling) + 1)
    cut = surplus[np.flatnonzero(falling > surplus)[-1]]
    wanted = np.maximum(estimates - cut, 0.0)
    made: Ints = np.floor(wanted).astype(np.int64)
    rest = total - int(made.sum())
    made[np.argsort(made - wanted, kind="stable")[: max(rest, 0)]] += 1
    return made
