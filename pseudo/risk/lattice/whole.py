"""The whole lattice: what every choice of levels costs and suppresses, and which choices are worth a thought."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pseudo.risk.lattice.nodes import Lattice, Node

__all__ = ["MOST_NODES", "pareto", "table_of", "whole"]

MOST_NODES = 1_000_000
"""Nodes of the largest lattice that is looked at whole."""


def whole(lattice: Lattice) -> list[Node]:
    """Every node of the lattice, by rising score and then by suppressed rows.

    Raises
    ------
    ValueError
        Where there are more than :data:`MOST_NODES`.
    """
    if lattice.size > MOST_NODES:
        raise ValueError(f"the lattice has {lattice.size} nodes; {MOST_NODES} at most are looked at one by one")
    return sorted(lattice.nodes(), key=lambda node: (node.score, node.suppressed, node.levels))


def pareto(nodes: Iterable[Node]) -> list[Node]:
    """The nodes of which no other has both a lower score and fewer suppressed rows, by rising score."""
    front: list[Node] = []
    for node in sorted(nodes, key=lambda node: (node.score, node.suppressed, node.levels)):
        if not front or node.suppressed < front[-1].suppressed:
            front.append(node)
    return front


def table_of(columns: Sequence[str], nodes: Sequence[Node]) -> pa.Table:
    """Nodes as a table: a column ``level of NAME`` for each of ``columns``, ``score``, ``suppressed``, ``classes``, ``smallest``."""
    levels = {f"level of {name}": [node.levels[i] for node in nodes] for i, name in enumerate(columns)}
    figures = {name: [getattr(node, name) for node in nodes] for name in ("score", "suppressed", "classes", "smallest")}
    return pa.table({**levels, **figures})
