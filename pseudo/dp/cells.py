"""The cells of a table of statistics: public groups within public groups, known before a row is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.model import OTHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pseudo.model import Group

__all__ = ["Cells", "cells_of", "labels_of"]


@dataclass(frozen=True)
class Cells:
    """A forest of cells: level 0 is the whole table, level l divides each cell of level l - 1 by the group ``groups[l - 1]``.

    Attributes
    ----------
    groups : tuple of str
    names : tuple of tuples of str
        Each group's labels, "other" last.
    children : tuple of int64 arrays, shapes (cells of level l, labels of groups[l])
        The cell of level l + 1 for each cell and code of the group; codes that do not stand under a cell lead to its "other".
    codes : tuple of int64 arrays, shapes (cells of level l, l)
        The groups' codes of each cell.
    """

    groups: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    children: tuple[NDArray[np.int64], ...]
    codes: tuple[NDArray[np.int64], ...]

    @property
    def depth(self) -> int:
        """The finest level's number."""
        return len(self.groups)

    def size(self, level: int) -> int:
        """Cells of a level."""
        return len(self.codes[level])

    def parents(self, level: int) -> NDArray[np.int64]:
        """The cell of the level above of each cell, shape (size(level),)."""
        found = np.empty(self.size(level), np.int64)
        above = self.children[level - 1]
        found[above] = np.arange(len(above))[:, None]
        return found

    def labels(self, level: int) -> dict[str, list[str]]:
        """The labels of each cell of a level, by group."""
        codes = self.codes[level]
        return {
            group: [self.names[place][code] for code in codes[:, place]]
            for place, group in enumerate(self.groups[:level])
        }

    def locate(self, codes: Mapping[str, NDArray[np.int32]], n: int, level: int | None = None) -> NDArray[np.int64]:
        """The cell of a level, the finest by default, of each of n rows from the codes of the groups."""
        at = np.zeros(n, np.int64)
        for group, children in zip(self.groups[:level], self.children[:level], strict=True):
            at = children[at, codes[group]]
        return at


def labels_of(group: Group) -> list[str]:
    """The labels of a group's codes, "other" last: values as they stand, intervals as ``[low,high)``."""
    if group.edges:
        return [f"[{low:.15g},{high:.15g})" for low, high in zip(group.edges, group.edges[1:], strict=False)] + [OTHER]
    values = group.values or tuple(dict.fromkeys(value for values in group.under.values() for value in values))
    return [*values, OTHER]


def cells_of(groups: Mapping[str, Group], by: Sequence[str]) -> Cells:
    """The cells of ``by``, the coarsest group first; a group ``within`` another has under each of its values what the spec says."""
    codes, children = [np.empty((1, 0), np.int64)], []
    for place, name in enumerate(by):
        labels = labels_of(groups[name])
        rows: list[list[int]] = []
        made: list[tuple[int, ...]] = []
        for path in codes[-1]:
            inside = _inside(groups, by[:place], name, path.tolist())
            cells = {label: len(made) + i for i, label in enumerate([*inside, OTHER])}
            made += [(*path.tolist(), labels.index(label)) for label in cells]
            rows.append([cells.get(label, cells[OTHER]) for label in labels])
        children.append(np.array(rows, np.int64))
        codes.append(np.array(made, np.int64))
    return Cells(tuple(by), tuple(tuple(labels_of(groups[name])) for name in by), tuple(children), tuple(codes))


def _inside(groups: Mapping[str, Group], above: Sequence[str], name: str, path: Sequence[int]) -> list[str]:
    """The labels of a group that stand under a cell, without "other"."""
    group = groups[name]
    if group.within is None:
        return labels_of(group)[:-1]
    key = labels_of(groups[group.within])[path[list(above).index(group.within)]]
    return list(group.under.get(key, ()))
