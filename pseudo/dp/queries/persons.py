"""Counts of persons: each once in every cell in which they have a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.noise import Reach
from pseudo.dp.queries.counting import Additive

if TYPE_CHECKING:
    from pseudo.dp.contributions import Records
    from pseudo.dp.queries.contract import Ints
    from pseudo.dp.records import Reader

__all__ = ["Persons"]


class Persons(Additive):
    """How many persons each cell has."""

    reason = "a person's m rows lie in m cells at the most, and add 1 to each"

    def reaches(self) -> list[Reach]:
        """As many cells as a person has rows, or as there are, by 1 each."""
        return [Reach(cells, cells) for cells in (min(self.most, self.cells.size(level)) for level in self.levels)]

    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """Persons of each cell, level by level."""
        return [self._of_level(records, reader, level) for level in self.levels]

    def _of_level(self, records: Records, reader: Reader, level: int) -> Ints:
        size = self.cells.size(level)
        pairs = np.unique(records.persons * size + self.located(records, reader, level))
        return np.bincount(pairs % size, minlength=size)
