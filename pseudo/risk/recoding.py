"""Local recoding: each row is generalized by itself, as little as classes of k rows allow; no row is suppressed.

Rows that are cheapest to write alike become clusters, in rounds: each cluster below k finds its cheapest partner, and the cheapest pairs
that have no cluster in common are joined; a new cluster above k gives back the records it is cheaper without (the modified
agglomeration of Gionis & Tassa 2009). Then records move to clusters where they cost less, and clusters are given up whose records
do. A cluster is written as the lowest category above its records in each column, so one value may stand at different
levels in different classes. Which recoding costs least of all is not searched for: that is NP-hard (Meyerson & Williams 2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.recoding import cheapest, dissolve, joins, move, prefixes, shed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.risk.lattice.ladders import Ladder

    Nodes = NDArray[np.int32]
    Ids = NDArray[np.int64]
    Real = NDArray[np.float64]

__all__ = ["Recoded", "recode"]

PASSES = 8
"""Most improving passes; they end sooner where one gains nothing."""


@dataclass(frozen=True, repr=False, eq=False)
class Recoded:
    """What is written for each row. No repr: codes follow from cells.

    Attributes
    ----------
    levels : int32 array, shape (n, d)
        The level of each cell; the ladder's height where the cell is emptied, as no category stands above all of its class.
    classes : int64 array, shape (n,)
        The cluster of each row, 0..count-1, of k rows or more. Two clusters that are written alike are one equivalence class.
    count : int
        Clusters.
    loss : float
        Iyengar's loss, 0..1: the mean over all cells of the share of the column's domain; an emptied one counts 1.
    """

    levels: Nodes
    classes: Ids
    count: int
    loss: float


def recode(ladders: Sequence[Ladder], k: int) -> Recoded:
    """Generalize each row so far that at least ``k`` rows are written alike in every column.

    Parameters
    ----------
    ladders : sequence of Ladder
        The quasi-identifiers, of as many rows each. A missing cell is a category of its own.
    k : int
        Least rows of a class, 1 or more.

    Raises
    ------
    ValueError
        Without columns, with k below 1, or with fewer rows than k.
    """
    if not ladders or k < 1 or len(ladders[0].codes) < k:
        raise ValueError("local recoding needs a column, k of 1 or more, and k rows or more")
    order = sorted(range(len(ladders)), key=lambda place: ladders[place].sizes[0])  # coarse columns end a scan soonest
    forest, starts = _forest([ladders[place] for place in order])
    cells = [ladders[place].codes + start for place, start in zip(order, starts, strict=True)]
    nodes, which, rows = np.unique(np.stack(cells, axis=1), axis=0, return_inverse=True, return_counts=True)
    made = _Clusters(forest, np.ascontiguousarray(nodes, np.int32), rows.astype(np.int64), k)
    made.agglomerate()
    for _ in range(PASSES):
        if not made.improved():
            break
    levels = np.empty((len(which), len(order)), np.int32)
    levels[:, order] = forest.levels[made.clusters[made.of]][which]
    return Recoded(levels, made.of[which], len(made.sizes), made.total() / levels.size)


@dataclass(frozen=True, repr=False, eq=False)
class _Forest:
    """The nodes of all hierarchies: the node above (a root's is itself), the level, what a cell costs."""

    parents: Nodes
    levels: Nodes
    costs: Real


def _forest(ladders: Sequence[Ladder]) -> tuple[_Forest, list[int]]:
    """Nodes in the order of columns, levels and codes, each column's last the emptied cell; each column's first node."""
    parents: list[NDArray[np.int64]] = []
    levels, costs, starts, stand = [], [], [], 0
    for one in ladders:
        starts.append(stand)
        for level, size in enumerate(one.sizes):
            above = one.above[level] if level + 1 < one.height else np.zeros(size, np.int32)
            parents.append(stand + size + above.astype(np.int64))
            stand += size
        parents.append(np.array([stand]))
        stand += 1
        levels += [np.full(size, level, np.int32) for level, size in enumerate([*one.sizes, 1])]
        costs += [*one.shares, np.ones(1)]
    return _Forest(np.concatenate(parents).astype(np.int32), np.concatenate(levels), np.concatenate(costs)), starts


class _Clusters:
    """Distinct records (``nodes``, ``rows`` of the table each) and their clusters: ``of`` each record, written as ``clusters``."""

    def __init__(self, forest: _Forest, nodes: Nodes, rows: Ids, k: int) -> None:
        self.nodes, self.rows, self.k = nodes, rows, k
        self.tables = forest.parents, forest.levels, forest.costs
        self.costs = forest.costs
        self.of = np.arange(len(rows), dtype=np.int64)
        self.clusters, self.sizes = nodes, rows

    def total(self) -> float:
        """The loss of all cells."""
        return float(self.sizes @ self._cost(self.clusters))

    def _cost(self, nodes: Nodes) -> Real:
        cost: Real = self.costs[nodes].sum(axis=1)
        return cost

    def agglomerate(self) -> None:
        """Join clusters until none is below k. Each round makes one more of k rows, or leaves fewer below."""
        self._regroup(self.of)
        while (small := np.flatnonzero(self.sizes < self.k)).size:
            found, prices = self._partners(self.clusters[small], self.sizes[small], small)
            into, is_taken = np.arange(len(self.sizes)), np.zeros(len(self.sizes), np.bool_)
            for place in np.argsort(prices, kind="stable").tolist():
                pair = [small[place], found[place]]
                if not is_taken[pair].any():
                    is_taken[pair], into[pair[0]] = True, found[place]
            is_new = np.ones(len(into), np.bool_)
            is_new[into[self.sizes >= self.k]] = False  # clusters that had k rows keep what they have
            self._regroup(into[self.of], is_new)

    def _regroup(self, of: Ids, is_new: NDArray[np.bool_] | None = None) -> None:
        """Clusters anew from each record's, in lexicographic order; ``is_new`` ones give back what they are cheaper without."""
        used, of = np.unique(of, return_inverse=True)
        sizes, clusters, heads, following = self._joined(of, len(used))
        if is_new is not None:
            shed(is_new[used], self.k, self.nodes, self.rows, clusters, sizes, of, heads, following, *self.tables)
            used, of = np.unique(of, return_inverse=True)
            sizes, clusters, *_ = self._joined(of, len(used))
        order = np.lexsort(clusters.T[::-1])
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        self.clusters, self.sizes, self.of = np.ascontiguousarray(clusters[order]), sizes[order], place[of]

    def _joined(self, of: Ids, count: int) -> tuple[Ids, Nodes, Ids, Ids]:
        """Rows and joins of the clusters; each one's first record, and the next after each record (-1: none)."""
        order = np.argsort(of, kind="stable")
        is_first = np.append(True, np.diff(of[order]) != 0)
        heads, following = order[is_first], np.full(len(order), -1, np.int64)
        following[order[:-1]] = np.where(is_first[1:], -1, order[1:])
        clusters = np.zeros((count, self.nodes.shape[1]), np.int32)
        joins(heads, following, self.nodes, *self.tables[:2], clusters)
        return np.bincount(of, self.rows, count).astype(np.int64), clusters, heads, following

    def _partners(self, mine: Nodes, weights: Ids, own: Ids) -> tuple[Ids, Real]:
        """The cheapest cluster of each record, but its own, and what it adds."""
        firsts, ends = np.zeros(len(self.sizes), np.int32), np.zeros(self.clusters.shape, np.int32)
        prefixes(self.clusters, firsts, ends)
        found, prices = np.zeros(len(mine), np.int64), np.zeros(len(mine))
        cheapest(mine, weights, own, self.clusters, self.sizes, firsts, ends, *self.tables, found, prices)
        return found, prices

    def improved(self) -> bool:
        """Give up dear clusters and move records, dearest first; False, and all as before, where that gains nothing."""
        before = self.total(), self.of, self.clusters, self.sizes
        found, prices = self._partners(self.nodes, self.rows, self.of)
        gains = self.rows * self._cost(self.clusters[self.of]) - prices
        lost = np.bincount(self.of, -gains, len(self.sizes))
        of = self.of.copy()
        sizes, clusters, heads, following = self._joined(of, len(self.sizes))
        state = self.nodes, self.rows, clusters, sizes, of, heads, following, *self.tables
        dissolve(np.argsort(lost, kind="stable"), found, *state)
        move(np.argsort(-gains, kind="stable"), found, self.k, *state)
        self._regroup(of)
        if self.total() < before[0] - 1e-9:
            return True
        _, self.of, self.clusters, self.sizes = before
        return False
