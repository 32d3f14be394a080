"""Coarse codes: values of a column that are too rare to be counted in pairs with another column's are put together.

What goes in was released already, so what comes out costs no privacy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.float64]
    Codes = NDArray[np.int64]

__all__ = ["grouped", "groups_of"]


def groups_of(counts: Counts, least: float, *, ordered: bool) -> Codes:
    """The group of each value, so that a group has ``least`` by its noisy counts, as far as there are so many.

    Parameters
    ----------
    counts : float64 array, shape (size,)
        Noisy counts of a column's values. The last is that of a missing cell, which stays by itself where it has so many, and else
        joins the last group.
    least : float
        Rows.
    ordered : bool
        Neighbouring values go together; without an order, all rare ones are one group.

    Returns
    -------
    int64 array, shape (size,)
        Groups from 0, rising where ``ordered``.
    """
    values, missing = counts[:-1], counts[-1]
    groups = _neighbours(values, least) if ordered else _rare_together(values, least)
    last = int(groups.max(initial=0))
    alone = missing >= least or not len(values)
    return np.append(groups, last + 1 if alone and len(values) else last)


def grouped(counts: Counts, groups: Codes) -> Counts:
    """Counts of the groups."""
    return np.asarray(np.bincount(groups, counts), np.float64)


def _rare_together(counts: Counts, least: float) -> Codes:
    common = counts >= least
    groups: Codes = np.cumsum(common) - 1
    groups[~common] = int(common.sum())
    rest = counts[~common].sum()
    if not common.all() and common.any() and rest < least:  # the rest are too few even together
        groups[~common] = int(groups[np.argmin(np.where(common, counts, np.inf))])
    return groups


def _neighbours(counts: Counts, least: float) -> Codes:
    """From the left: a value that is common by itself is a group, the others fill groups up between them."""
    groups = np.zeros(len(counts), np.int64)
    group, held, opened = -1, 0.0, False
    for place, count in enumerate(counts):
        if count >= least:
            group, opened = group + 1, False
        else:
            if not opened:
                group, held, opened = group + 1, 0.0, True
            held += count
        groups[place] = group
        if opened and held >= least:
            opened = False
    return _joined(groups, counts, least)


def _joined(groups: Codes, counts: Counts, least: float) -> Codes:
    """Groups with too few go to a neighbour, the smaller of the two."""
    sums = list(np.bincount(groups, counts))
    names = list(range(len(sums)))
    while len(sums) > 1 and min(sums) < least:
        place = int(np.argmin(sums))
        sides = [side for side in (place - 1, place + 1) if 0 <= side < len(sums)]
        other = min(sides, key=lambda side: sums[side])
        low, high = min(place, other), max(place, other)
        sums[low] += sums.pop(high)
        names = [low if name == high else name - (name > high) for name in names]
    return np.array(names, np.int64)[groups]
