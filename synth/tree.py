"""A distribution over columns that hangs on a tree: from noisy counts to consistent chances, and rows drawn from it.

Everything here works on counts that were released already: it is post-processing, and knows no table.

Each column's chances are the mean of what its own counts and every pair's sums say, weighted by the inverse of their noise's variance,
then brought to the nearest point of the simplex. Each pair's counts are brought to the chances of its two columns by iterative
proportional fitting, so that all of them belong to one distribution: that of the tree (Chow and Liu, 1968).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]

__all__ = ["Tree"]

ROUNDS = 50
"""Of iterative proportional fitting; its error falls geometrically."""


@dataclass(frozen=True)
class Tree:
    """The distribution.

    Attributes
    ----------
    root : ndarray of float64
        Chances of the first column's values.
    branches : tuple of (int, int, ndarray)
        Parent, child and the child's chances by the parent's value, shape (sizes[parent], sizes[child]); parents come before children.
    columns : int
        How many columns there are.
    """

    root: Floats
    branches: tuple[tuple[int, int, Floats], ...]
    columns: int

    @classmethod
    def fitted(
        cls, ones: Sequence[Floats], pairs: Mapping[tuple[int, int], Floats], scales: tuple[float, float]
    ) -> Tree:
        """The tree that noisy counts tell of; ``pairs`` span all columns."""
        chances = [_chances(column, ones, pairs, scales) for column in range(len(ones))]
        joints = {edge: _joint(counts, chances[edge[0]], chances[edge[1]]) for edge, counts in pairs.items()}
        branches = []
        seen, waiting = {0}, dict(joints)
        while waiting:
            (i, j) = next(edge for edge in waiting if (edge[0] in seen) != (edge[1] in seen))
            joint = waiting.pop((i, j))
            parent, child, table = (i, j, joint) if i in seen else (j, i, joint.T)
            rows = table.sum(axis=1, keepdims=True)
            branches.append((parent, child, np.where(rows > 0, table / np.where(rows > 0, rows, 1), chances[child])))
            seen.add(child)
        return cls(chances[0], tuple(branches), len(ones))

    def draw(self, rows: int, generator: np.random.Generator) -> Codes:
        """Rows of codes, shape (rows, columns). Counts lie as near to the chances as whole numbers can: sampling adds little noise."""
        codes = np.zeros((rows, self.columns), np.int64)
        codes[:, 0] = _dealt(self.root, rows, generator)
        for parent, child, table in self.branches:
            order = np.argsort(codes[:, parent], kind="stable")
            values, starts = np.unique(codes[order, parent], return_index=True)
            for value, places in zip(values, np.split(order, starts[1:]), strict=True):
                codes[places, child] = _dealt(table[value], places.size, generator)
        return codes


def _chances(
    column: int, ones: Sequence[Floats], pairs: Mapping[tuple[int, int], Floats], scales: tuple[float, float]
) -> Floats:
    counts, weights = ones[column] / scales[0] ** 2, 1 / scales[0] ** 2
    for edge, table in pairs.items():
        if column in edge:
            axis = 1 - edge.index(column)
            weight = 1 / (scales[1] ** 2 * table.shape[axis])
            counts = counts + table.sum(axis=axis) * weight
            weights += weight
    mean = counts / weights
    return _on_simplex(mean / max(mean.sum(), 1.0))


def _on_simplex(values: Floats) -> Floats:
    """The nearest point with no negative part and sum 1 (Duchi et al., 2008)."""
    falling = np.sort(values)[::-1]
    excess = (np.cumsum(falling) - 1) / np.arange(1, values.size + 1)
    return np.asarray(np.maximum(values - excess[np.flatnonzero(falling > excess)[-1]], 0.0))


def _joint(counts: Floats, first: Floats, second: Floats) -> Floats:
    """The pair's chances, with the given sums of rows and columns."""
    table: Floats = np.maximum(counts, 0.0)
    table = table / max(table.sum(), 1.0) + 1e-12 * np.outer(first, second)
    for _ in range(ROUNDS):
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
