"""The nodes of a generalization lattice, and what each does to the table."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, prod
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.lattice import mark_small, split_small
from pseudo.risk.lattice.costing import Costing
from pseudo.risk.lattice.groups import Groups, Packed
from pseudo.risk.lattice.models import SensitiveModel, least_rows
from pseudo.risk.lattice.quality import Classes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pseudo.risk.lattice.ladders import Ladder
    from pseudo.risk.lattice.models import Model
    from pseudo.risk.lattice.quality import Quality

    Sensitive = Mapping[str, tuple[NDArray[np.int32], int]]

__all__ = ["Lattice", "Node"]


@dataclass(frozen=True)
class Node:
    """A level for each quasi-identifier and what it does to the table.

    Attributes
    ----------
    levels : tuple of int
        In the ladders' order.
    score : float
        The quality model's figure; less is better.
    suppressed : int
        Rows whose class does not satisfy the models.
    classes, smallest : int
        Equivalence classes that stay, and rows of the smallest of them; 0 where none stays.
    """

    levels: tuple[int, ...]
    score: float
    suppressed: int
    classes: int
    smallest: int


class Lattice:
    """A table's generalizations: a node for each choice of a level for each column.

    Parameters
    ----------
    ladders : sequence of Ladder
        The quasi-identifiers, of one length.
    models : sequence of Model
        All must hold in a class.
    quality : Quality
        What is to be least.
    sensitive : mapping of str to pair of int32 array, shape (n,), and int
        Codes and their number of each column that a model is about.

    Raises
    ------
    ValueError
        Where there is no quasi-identifier, no model or no row, lengths differ, a model's column is not there, or a row's codes
        need more than 128 bits.
    """

    def __init__(
        self, ladders: Sequence[Ladder], models: Sequence[Model], quality: Quality, sensitive: Sensitive | None = None
    ) -> None:
        self.ladders, self.models, self.quality = tuple(ladders), tuple(models), quality
        about = {m.column: (sensitive or {}).get(m.column) for m in models if isinstance(m, SensitiveModel)}
        self.n = _rows(self.ladders, self.models, about)
        given = {column: codes for column, codes in about.items() if codes is not None}
        self._tables = {column: np.bincount(codes, minlength=size) for column, (codes, size) in given.items()}
        self.least = least_rows(models)
        self.costing = Costing(self.ladders, quality)
        self.order = sorted(range(len(self.ladders)), key=lambda column: self.costing.kept[column][:2][-1])
        self.packed = Packed(self.ladders, self.order, list(given.values()))
        self._removed = np.empty(self.packed.base.size, np.bool_)

    @property
    def heights(self) -> list[int]:
        """Levels of each column."""
        return [ladder.height for ladder in self.ladders]

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return prod(self.heights)

    def node(self, levels: Sequence[int]) -> Node:
        """One node, whatever it suppresses."""
        groups = self._groups(levels)
        return self._scored(groups, levels, self._split(groups, self.n))

    def without(self, levels: Sequence[int]) -> dict[str, int]:
        """By column: the rows in classes that are too small for every model if this column were no quasi-identifier."""
        groups, small = self._groups(levels), {}
        for column, ladder in enumerate(self.ladders):
            others = [other for other in range(len(self.ladders)) if other != column]
            ids, n_classes = self.packed.classes(groups, others)
            small[ladder.column] = mark_small(ids, n_classes, groups.counts, self.least, self._removed)
        return small

    def _groups(self, levels: Sequence[int]) -> Groups:
        groups = self.packed.base
        for column, level in enumerate(levels):
            for step in range(level):
                groups = self.packed.up(groups, column, step + 1)
        return groups

    def nodes(self) -> list[Node]:
        """Every node, whatever it suppresses; the last column of :attr:`order` changes fastest."""
        found: list[Node] = []
        self._collect(0, self.packed.base, [0] * len(self.ladders), found)
        return found

    def _collect(self, place: int, groups: Groups, levels: list[int], found: list[Node]) -> None:
        column = self.order[place]
        for level in range(self.ladders[column].height):
            if level:
                groups = self.packed.up(groups, column, level)
            levels[column] = level
            if place + 1 < len(self.order):
                self._collect(place + 1, groups, levels, found)
            else:
                found.append(self._scored(groups, levels, self._split(groups, self.n)))

    def neighbours(self, levels: Sequence[int]) -> dict[str, Node]:
        """By column: the node with this column alone one level up; those at their top are left out."""
        steps = {}
        for column, ladder in enumerate(self.ladders):
            if levels[column] + 1 < ladder.height:
                steps[ladder.column] = self.node([level + (i == column) for i, level in enumerate(levels)])
        return steps

    def look(self, groups: Groups, levels: Sequence[int], most: int, below: float) -> Node | None:
        """The node that ``groups`` are of; None where it suppresses more than ``most`` rows, or surely scores ``below`` or more."""
        split = self._split(groups, most)
        if split[0] > most:
            return None
        share, ways = split[0] / self.n, zip(self.costing.least, self.costing.least_removed, levels, strict=True)
        least = [max(kept[level], share * removed[level]) for kept, removed, level in ways]
        return None if self.quality.floor(least) >= below else self._scored(groups, levels, split)

    def _scored(self, groups: Groups, levels: Sequence[int], split: tuple[int, int, int, int]) -> Node:
        """The node, once the groups are split into those that stay and those that are removed."""
        suppressed, classes, smallest, squares = split
        columns = self.costing.mean(self.packed, groups, self._removed, levels)
        score = self.quality.score(columns, Classes(self.n, suppressed, classes, squares))
        return Node(tuple(levels), score, suppressed, classes, smallest)

    def floor(
        self, groups: Groups, levels: Sequence[int], stands: Sequence[int], fixed: Sequence[int], most: int
    ) -> float:
        """No node scores less of which the ``fixed`` columns have their levels and the others at least theirs.

        Rows in small classes of the fixed columns alone are suppressed in all of them.

        Parameters
        ----------
        groups : Groups
            With each column's digits at its level in ``stands``.
        most : int
            Rows that may be suppressed; the floor is infinite where more are.
        """
        ids, n_classes = self.packed.classes(groups, fixed)
        if mark_small(ids, n_classes, groups.counts, self.least, self._removed) > most:
            return inf
        return self.quality.floor(self.costing.floor(self.packed, groups, self._removed, levels, stands))

    def _split(self, groups: Groups, most: int) -> tuple[int, int, int, int]:
        """Mark the groups to be removed. Suppressed rows (unfinished above ``most``), classes that stay, the smallest, squared sizes.

        With a sensitive column, groups are pairs of a class and its values.
        """
        if not self._tables:
            return split_small(groups.counts, groups.size, self.least, most, self._removed)
        counts = groups.counts[: groups.size]
        ids, n_classes = self.packed.classes(groups, range(len(self.ladders)))
        sizes = np.bincount(ids, counts, n_classes).astype(np.int64)
        kept = sizes >= self.least
        if int(sizes[kept].sum()) >= self.n - most and kept.any():
            kept[kept] = ~self._failing(groups, ids, kept)
        self._removed[: groups.size] = ~kept[ids]
        left = sizes[kept]
        return self.n - int(left.sum()), len(left), int(left.min()) if len(left) else 0, int(left @ left)

    def _failing(self, groups: Groups, ids: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Of the classes that are ``kept`` so far, those in which a model of a sensitive column does not hold."""
        from pseudo.kernels.diversity import FIGURES, class_figures, class_values
        from pseudo.risk.diversity import Diversity

        looked_at = kept[ids]
        numbers, count = (np.cumsum(kept) - 1)[ids[looked_at]], int(kept.sum())
        bad = np.zeros(count, np.bool_)
        for place, (column, table) in enumerate(self._tables.items()):
            digits = self.packed.digits(groups, len(self.ladders) + place)[looked_at]
            pairs = class_values(numbers, count, digits, len(table), groups.counts[: groups.size][looked_at])
            about = [m for m in self.models if isinstance(m, SensitiveModel) and m.column == column]
            for level in {model.level for model in about}:
                found = class_figures(*pairs, len(table), level, table)
                figures = Diversity(**dict(zip(FIGURES, found, strict=True)))
                for model in about:
                    bad |= ~model.holds(figures) if model.level == level else False
        return bad


def _rows(ladders: Sequence[Ladder], models: Sequence[Model], about: Mapping[str, object]) -> int:
    """The table's rows, once all that is given fits together."""
    if not ladders:
        raise ValueError("there is no quasi-identifier to generalize")
    if not models:
        raise ValueError("there is no privacy model to satisfy")
    if missing := [column for column, given in about.items() if given is None]:
        raise ValueError(f"no codes are given of the sensitive columns {', '.join(missing)}")
    lengths = {len(ladder.codes) for ladder in ladders} | {len(given[0]) for given in about.values()}  # type: ignore[index]
    if len(lengths) > 1 or 0 in lengths:
        raise ValueError(f"columns have {sorted(lengths)} rows; all have one number of rows, above 0")
    return lengths.pop()
