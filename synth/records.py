"""Records that have the counts of many pairs of columns at once: from noisy counts to consistent chances, and rows adjusted to them.

Everything here works on counts that were released already: it is post-processing, and knows no table.

Each column's chances are the mean of what its own counts and every pair's sums say, weighted by the inverse of their noise's variance,
then brought to the nearest point of the simplex. Each pair's counts are brought there too, and to the chances of its two columns by
iterative proportional fitting. Pairs overlap, so no formula gives one distribution that has them all. Rows do: they begin with
independent columns, and one cell after another takes the value that lowers the squared error of all pairs the most
(:mod:`pseudo.kernels.adjusting`). Within a group each value is dealt by its column's own counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.coarse import grouped
from pseudo.kernels.adjusting import adjust_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.dp.marginals import Measured

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]

__all__ = ["Adjusted"]

FITTING = 30
"""Rounds of iterative proportional fitting; its error falls geometrically."""
SWEEPS = 6
"""Times that every cell is looked at; the last ones change few."""
MOST_ROWS = 100_000
"""Rows that are adjusted; more are drawn from them, with values of their own within the groups."""


@dataclass(frozen=True)
class Adjusted:
    """The distribution.

    Attributes
    ----------
    values : tuple of ndarray of float64
        Chances of each column's values, shape (size,).
    groups : tuple of ndarray of int64
        Group of each value.
    pairs : dict of (int, int) to ndarray of float64
        Chances of the pairs of two columns' groups.
    """

    values: tuple[Floats, ...]
    groups: tuple[Codes, ...]
    pairs: dict[tuple[int, int], Floats]

    @classmethod
    def fitted(cls, measured: Measured) -> Adjusted:
        """What noisy counts tell of."""
        coarse = [_chances(column, measured) for column in range(len(measured.ones))]
        columns = zip(measured.ones, measured.groups, coarse, strict=True)
        values = tuple(_within(_on_simplex(counts), group, chances) for counts, group, chances in columns)
        pairs = {(i, j): _joint(counts, coarse[i], coarse[j]) for (i, j), counts in measured.pairs.items()}
        return cls(values, measured.groups, pairs)

    def draw(self, rows: int, generator: np.random.Generator) -> Codes:
        """Rows of codes, shape (rows, columns). Counts lie as near to the chances as whole numbers can: sampling adds little noise."""
        made = min(rows, MOST_ROWS)
        columns = list(zip(self.values, self.groups, strict=True))
        coarse = np.column_stack([_dealt(grouped(chances, group), made, generator) for chances, group in columns])
        self._adjust(coarse, generator)
        if rows > made:
            coarse = coarse[generator.permutation(np.arange(rows) % made)]
        return np.column_stack([_refined(coarse[:, j], *column, generator) for j, column in enumerate(columns)])

    def _adjust(self, coarse: Codes, generator: np.random.Generator) -> None:
        """Change cells until the pairs' counts are near to what is wanted."""
        sizes = np.array([int(group.max()) + 1 for group in self.groups], np.int64)
        sides: list[list[tuple[int, int, int, int]]] = [[] for _ in sizes]
        excess: list[Floats] = [np.zeros(0)]
        at = 0
        for (i, j), chances in self.pairs.items():
            wide = chances.shape[1]
            found = np.bincount(coarse[:, i] * wide + coarse[:, j], minlength=chances.size)
            excess.append(found - chances.ravel() * len(coarse))
            sides[i].append((j, at, wide, 1))
            sides[j].append((i, at, 1, wide))
            at += chances.size
        starts = np.cumsum([0, *(len(side) for side in sides)])
        others, offsets, *strides = np.array([s for side in sides for s in side], np.int64).reshape(-1, 4).T.copy()
        over, scratch = np.concatenate(excess), np.zeros(sizes.max(initial=1))
        for _ in range(SWEEPS):
            order = generator.permutation(len(coarse))
            if not adjust_rows(coarse, order, sizes, starts, others, offsets, np.column_stack(strides), over, scratch):
                break


def _refined(coarse: Codes, chances: Floats, group: Codes, generator: np.random.Generator) -> Codes:
    """A value for each row's group."""
    made = np.empty_like(coarse)
    order = np.argsort(coarse, kind="stable")
    names, starts = np.unique(coarse[order], return_index=True)
    for name, places in zip(names, np.split(order, starts[1:]), strict=True):
        members = np.flatnonzero(group == name)
        within = chances[members]
        made[places] = members[_dealt(within if within.sum() > 0 else np.ones(len(members)), len(places), generator)]
    return made


def _chances(column: int, measured: Measured) -> Floats:
    """Chances of a column's groups."""
    group = measured.groups[column]
    precision = 1 / (measured.scale**2 * np.bincount(group))
    counts, weights = grouped(measured.ones[column], group) * precision, precision
    for pair, table in measured.pairs.items():
        if column in pair:
            axis = 1 - pair.index(column)
            weight = 1 / (measured.pair_scales[pair] ** 2 * table.shape[axis])
            counts, weights = counts + table.sum(axis=axis) * weight, weights + weight
    return _on_simplex(counts / weights)


def _within(chances: Floats, group: Codes, coarse: Floats) -> Floats:
    """Chances of values that add up to those of their groups."""
    sums = grouped(chances, group)
    even = 1 / np.bincount(group)
    shares = np.where(sums[group] > 0, chances / np.where(sums > 0, sums, 1)[group], even[group])
    return np.asarray(shares * coarse[group])


def _on_simplex(counts: Floats) -> Floats:
    """The nearest point to the shares with no negative part and sum 1 (Duchi et al., 2008)."""
    values = counts / max(counts.sum(), 1.0)
    falling = np.sort(values)[::-1]
    excess = (np.cumsum(falling) - 1) / np.arange(1, values.size + 1)
    return np.asarray(np.maximum(values - excess[np.flatnonzero(falling > excess)[-1]], 0.0))


def _joint(counts: Floats, first: Floats, second: Floats) -> Floats:
    """The pair's chances, with the given sums of rows and columns."""
    table = _on_simplex(counts.ravel()).reshape(counts.shape) + 1e-9 * np.outer(first, second)
    for _ in range(FITTING):
        table = table * _ratio(first, table.sum(axis=1))[:, None]
        table = table * _ratio(second, table.sum(axis=0))[None, :]
    return table


def _ratio(wanted: Floats, found: Floats) -> Floats:
    return np.divide(wanted, found, out=np.zeros_like(wanted), where=found > 0)


def _dealt(chances: Floats, rows: int, generator: np.random.Generator) -> Codes:
    """``rows`` codes in random order, each value's count its expectation rounded down or up (systematic sampling)."""
    ends = np.cumsum(chances)
    points = (np.arange(rows) + generator.random()) / rows * ends[-1]
    return generator.permutation(np.minimum(np.searchsorted(ends, points, side="right"), chances.size - 1))
