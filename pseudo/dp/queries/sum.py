"""Sums of a clamped number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.noise import Reach
from pseudo.dp.queries.counting import Additive

if TYPE_CHECKING:
    from pseudo.dp.cells import Cells
    from pseudo.dp.contributions import Records
    from pseudo.dp.queries.contract import Ints
    from pseudo.dp.records import Reader
    from pseudo.model import Query

__all__ = ["Sums", "added_up"]


class Sums(Additive):
    """The sum of the column in each cell, in whole steps; rows without a number add nothing."""

    reason = "a person's m rows add m times the limit that is farther from 0"
    is_count = False

    def __init__(self, query: Query, cells: Cells, most: int) -> None:
        super().__init__(query, cells, most)
        self.unit = float(self.grid.step)

    def reaches(self) -> list[Reach]:
        """The larger limit for each of the person's rows."""
        far = self.most * max(abs(self.grid.low), abs(self.grid.high))
        return [Reach(far, far**2) for _ in self.levels]

    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """Sums of each cell, level by level."""
        units, known = self.numbers(records, reader)
        return [
            added_up(self.located(records, reader, level)[known], units[known], self.cells.size(level))
            for level in self.levels
        ]


def added_up(cells: Ints, units: Ints, size: int) -> Ints:
    """The sum of whole numbers by cell, exactly: shape (size,)."""
    found = np.zeros(size, np.int64)
    np.add.at(found, cells, units)
    return found
