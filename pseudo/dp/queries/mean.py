"""Means of a clamped number: a noisy sum of distances from the middle, over a noisy count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.noise import Reach
from pseudo.dp.queries.contract import Answer, Vectors
from pseudo.dp.queries.sum import added_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.dp.contributions import Records
    from pseudo.dp.queries.contract import Floats, Ints, Measured
    from pseudo.dp.records import Reader

__all__ = ["Means"]


class Means(Vectors):
    """The mean of the column in each cell, of the rows that have a number."""

    reason = "m times half the distance of the limits to the sum, m to the count"

    def reaches(self) -> list[Reach]:
        """Of the sum of distances, and of the count."""
        far = self.most * max(self.grid.high - self._middle, self._middle - self.grid.low)
        return [Reach(far, far**2), Reach(self.most, self.most**2)]

    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """Sum of distances from the middle, and rows with a number."""
        units, known = self.numbers(records, reader)
        at, size = self.located(records, reader, self.cells.depth)[known], self.cells.size(self.cells.depth)
        return [added_up(at, units[known] - self._middle, size), np.bincount(at, minlength=size)]

    def answers(self, measured: Sequence[Measured]) -> list[Answer]:
        """One for each cell, in hundredths of a step. Where no row may be there the interval is all that is possible."""
        total, rows = measured
        grid, unit = self.grid, float(self.grid.step)
        far, near = total.noise.half_width(0.025), rows.noise.half_width(0.025)
        sums, counts = total.counts.astype(np.float64), rows.counts.astype(np.float64)
        ends = [_ratio(sums + sign * far, counts + other * near) for sign in (-1, 1) for other in (-1, 1)]
        known = counts - near >= 1
        low = np.where(known, np.min(ends, axis=0) + self._middle, grid.low)
        high = np.where(known, np.max(ends, axis=0) + self._middle, grid.high)
        mean = _ratio(sums, counts) + self._middle
        hundredths = np.rint(mean * 100), np.floor(low * 100), np.ceil(high * 100)
        value, low, high = (np.clip(figure / 100, grid.low, grid.high) * unit for figure in hundredths)
        return [Answer(self.cells.labels(self.cells.depth), "mean", value, low, high, np.full(len(value), np.nan))]

    @property
    def _middle(self) -> int:
        return (self.grid.low + self.grid.high) // 2


def _ratio(sums: Floats, counts: Floats) -> Floats:
    """The quotient with at least one row below it."""
    return np.asarray(sums / np.maximum(counts, 1.0))
