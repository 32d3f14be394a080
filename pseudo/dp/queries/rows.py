"""Counts of rows: tables of one, two and more groups, histograms where a group is one of intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.noise import Reach
from pseudo.dp.queries.counting import Additive

if TYPE_CHECKING:
    from pseudo.dp.contributions import Records
    from pseudo.dp.queries.contract import Ints
    from pseudo.dp.records import Reader

__all__ = ["Rows"]


class Rows(Additive):
    """How many rows each cell has."""

    reason = "a person's m rows add m in all, and all can fall into one cell"

    def reaches(self) -> list[Reach]:
        """The person's rows in L1, and as all can fall into one cell in L2."""
        return [Reach(self.most, self.most**2) for _ in self.levels]

    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """Rows of each cell, level by level."""
        return [
            np.bincount(self.located(records, reader, level), minlength=self.cells.size(level)) for level in self.levels
        ]
