"""Classes of local recoding: records that are cheapest to write alike, by joins in the columns' hierarchies.

A node of a hierarchy is a number; ``parents`` has the node above (a root's is itself), ``levels`` how high it stands and
``costs`` what a cell costs that is written so. Clusters are sorted rows of nodes, one column each: of rows that share a prefix
its cost is summed once, and all of them are passed over where it alone is dearer than the best found.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

__all__ = ["cheapest", "dissolve", "joins", "move", "prefixes", "shed"]

Nodes = NDArray[np.int32]
Real = NDArray[np.float64]
Ids = NDArray[np.int64]


@jit
def _join(first: Any, second: Any, parents: Nodes, levels: Nodes) -> Any:
    """The lowest node above both."""
    while first != second:
        if levels[first] < levels[second]:
            first = parents[first]
        elif levels[second] < levels[first]:
            second = parents[second]
        else:
            first, second = parents[first], parents[second]
    return first


@jit
def prefixes(nodes: Nodes, firsts: Nodes, ends: Nodes) -> None:
    """Of sorted rows: the first column that differs from the row before, and the next row that differs in columns up to ``j``."""
    rows, width = nodes.shape
    for row in range(rows):
        firsts[row] = 0
        if row > 0:
            while firsts[row] < width - 1 and nodes[row, firsts[row]] == nodes[row - 1, firsts[row]]:
                firsts[row] += 1
    for row in range(rows - 1, -1, -1):
        for column in range(width):
            is_last = row == rows - 1 or firsts[row + 1] <= column
            ends[row, column] = row + 1 if is_last else ends[row + 1, column]


@jit
def _price(
    mine: Nodes, weight: Any, other: Nodes, other_weight: Any, parents: Nodes, levels: Nodes, costs: Real
) -> Any:
    """What it adds that two clusters are written alike."""
    price = 0.0
    for column in range(mine.size):
        joined = costs[_join(mine[column], other[column], parents, levels)]
        price += weight * (joined - costs[mine[column]]) + other_weight * (joined - costs[other[column]])
    return price


@jit
def _beside(
    mine: Nodes, weight: Any, own: Any, nodes: Nodes, rows: Ids, parents: Nodes, levels: Nodes, costs: Real
) -> tuple[Any, Any]:
    """The cheaper of the clusters before and after ``own`` (-1: none) and what it adds, so that a scan has a bound to begin with."""
    best, least = -1, np.inf
    for near in (own - 1, own + 1):
        if 0 <= near < rows.size:
            price = _price(mine, weight, nodes[near], rows[near], parents, levels, costs)
            if price < least:
                best, least = near, price
    return best, least


@jit
def cheapest(
    mine: Nodes,
    weights: Ids,
    own: Ids,
    nodes: Nodes,
    rows: Ids,
    firsts: Nodes,
    ends: Nodes,
    parents: Nodes,
    levels: Nodes,
    costs: Real,
    partners: Ids,
    prices: Real,
) -> None:
    """For each record the cluster, not ``own``, that it is cheapest to be written alike with, and what that adds.

    ``nodes`` are clusters in lexicographic order, ``rows`` how many rows of the table each has.
    """
    width, count = nodes.shape[1], nodes.shape[0]
    lightest = rows.min()
    joins_mine, joins_other = np.zeros(width + 1), np.zeros(width + 1)
    for record in range(mine.shape[0]):
        me, weight, excluded = mine[record], weights[record], own[record]
        best, least = _beside(me, weight, excluded, nodes, rows, parents, levels, costs)
        row, column = 0, 0
        while row < count:
            while column < width:
                node = nodes[row, column]
                joined = costs[_join(me[column], node, parents, levels)]
                joins_mine[column + 1] = joins_mine[column] + joined - costs[me[column]]
                joins_other[column + 1] = joins_other[column] + joined - costs[node]
                if weight * joins_mine[column + 1] + lightest * joins_other[column + 1] >= least:
                    break
                column += 1
            if column == width:
                price = weight * joins_mine[width] + rows[row] * joins_other[width]
                if price < least and row != excluded:
                    best, least = row, price
                column = width - 1
            row = ends[row, column]
            if row < count:
                column = firsts[row]
        partners[record], prices[record] = best, least


@jit
def _tighten(
    cluster: Any, without: Any, heads: Ids, following: Ids, nodes: Nodes, parents: Nodes, levels: Nodes, made: Nodes
) -> None:
    """The joins of a cluster's records, but for one, into ``made``."""
    record, is_first = heads[cluster], True
    while record >= 0:
        if record != without:
            for column in range(made.size):
                node = nodes[record, column]
                made[column] = node if is_first else _join(made[column], node, parents, levels)
            is_first = False
        record = following[record]


@jit
def _unlink(record: Any, cluster: Any, heads: Ids, following: Ids) -> None:
    if heads[cluster] == record:
        heads[cluster] = following[record]
        return
    before = heads[cluster]
    while following[before] != record:
        before = following[before]
    following[before] = following[record]


@jit
def _total(node: Nodes, costs: Real) -> Any:
    total = 0.0
    for column in range(node.size):
        total += costs[node[column]]
    return total


@jit
def _enter(
    record: Any,
    target: Any,
    nodes: Nodes,
    weights: Ids,
    clusters: Nodes,
    rows: Ids,
    of: Ids,
    heads: Ids,
    following: Ids,
    parents: Nodes,
    levels: Nodes,
) -> None:
    for column in range(nodes.shape[1]):
        clusters[target, column] = _join(clusters[target, column], nodes[record, column], parents, levels)
    rows[target] += weights[record]
    of[record], following[record], heads[target] = target, heads[target], record


@jit
def move(
    order: Ids,
    targets: Ids,
    least: Any,
    nodes: Nodes,
    weights: Ids,
    clusters: Nodes,
    rows: Ids,
    of: Ids,
    heads: Ids,
    following: Ids,
    parents: Nodes,
    levels: Nodes,
    costs: Real,
) -> Any:
    """Move records to ``targets`` where that is cheaper and leaves ``least`` rows behind: how many moved."""
    made, moved = np.zeros(nodes.shape[1], np.int32), 0
    for record in order:
        source, target, weight = of[record], targets[record], weights[record]
        if target < 0 or target == source or rows[target] == 0 or rows[source] - weight < least:
            continue
        _tighten(source, record, heads, following, nodes, parents, levels, made)
        saved = rows[source] * _total(clusters[source], costs) - (rows[source] - weight) * _total(made, costs)
        price = _price(nodes[record], weight, clusters[target], rows[target], parents, levels, costs)
        if price + weight * _total(nodes[record], costs) < saved - 1e-9:
            _unlink(record, source, heads, following)
            rows[source] -= weight
            clusters[source] = made
            _enter(record, target, nodes, weights, clusters, rows, of, heads, following, parents, levels)
            moved += 1
    return moved


@jit
def dissolve(
    order: Ids,
    targets: Ids,
    nodes: Nodes,
    weights: Ids,
    clusters: Nodes,
    rows: Ids,
    of: Ids,
    heads: Ids,
    following: Ids,
    parents: Nodes,
    levels: Nodes,
    costs: Real,
) -> Any:
    """Give up clusters whose records are cheaper elsewhere, each in its own target: how many were given up."""
    gone = 0
    for cluster in order:
        budget, spent, record = rows[cluster] * _total(clusters[cluster], costs) - 1e-9, 0.0, heads[cluster]
        if record < 0:
            continue
        while record >= 0 and spent < budget:
            target, weight = targets[record], weights[record]
            if target < 0 or target == cluster or rows[target] == 0:
                spent = np.inf
                break
            spent += weight * _total(nodes[record], costs)
            spent += _price(nodes[record], weight, clusters[target], rows[target], parents, levels, costs)
            record = following[record]
        if spent < budget:
            record = heads[cluster]
            heads[cluster], rows[cluster] = -1, 0
            while record >= 0:
                after = following[record]
                _enter(record, targets[record], nodes, weights, clusters, rows, of, heads, following, parents, levels)
                record = after
            gone += 1
    return gone


@jit
def joins(heads: Ids, following: Ids, nodes: Nodes, parents: Nodes, levels: Nodes, clusters: Nodes) -> None:
    """The joins of every cluster's records."""
    for cluster in range(heads.size):
        _tighten(cluster, -1, heads, following, nodes, parents, levels, clusters[cluster])


@jit
def shed(
    chosen: Any,
    least: Any,
    nodes: Nodes,
    weights: Ids,
    clusters: Nodes,
    rows: Ids,
    of: Ids,
    heads: Ids,
    following: Ids,
    parents: Nodes,
    levels: Nodes,
    costs: Real,
) -> Any:
    """Take from chosen clusters the records whose going saves most, down to ``least`` rows; they stand alone: how many."""
    made, kept = np.zeros(nodes.shape[1], np.int32), np.zeros(nodes.shape[1], np.int32)
    alone = heads.size
    for cluster in range(heads.size):
        while chosen[cluster] and rows[cluster] > least:
            most, goes, record = 1e-9, -1, heads[cluster]
            full = rows[cluster] * _total(clusters[cluster], costs)
            while record >= 0:
                weight = weights[record]
                if rows[cluster] - weight >= least:
                    _tighten(cluster, record, heads, following, nodes, parents, levels, made)
                    saved = full - (rows[cluster] - weight) * _total(made, costs)
                    saved = (saved - weight * _total(nodes[record], costs)) / weight
                    if saved > most:
                        most, goes = saved, record
                        kept[:] = made
                record = following[record]
            if goes < 0:
                break
            _unlink(goes, cluster, heads, following)
            clusters[cluster] = kept
            rows[cluster] -= weights[goes]
            of[goes] = alone
            alone += 1
    return alone - heads.size
