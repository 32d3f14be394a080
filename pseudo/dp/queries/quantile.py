"""Quantiles of a clamped number, read off noisy counts of its values: of single ones, of runs of 16, of runs of 256."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.forest import agreed
from pseudo.dp.noise import Reach
from pseudo.dp.queries.contract import Answer, Vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.dp.cells import Cells
    from pseudo.dp.contributions import Records
    from pseudo.dp.queries.contract import Floats, Ints, Measured
    from pseudo.dp.records import Reader
    from pseudo.model import Query

__all__ = ["Quantiles"]

BRANCHES = 16
SMALL = 64
"""So many values need no runs."""
RATES = np.geomspace(1e-4, 10.0, 240)


class Quantiles(Vectors):
    """The smallest value at or below which there is a share of the cell's rows that have a number.

    A prefix of the values is made of few runs, so its count has little noise (Hay et al. 2010). The interval has all values that the
    noisy counts do not rule out: at each of its ends a bound on the noise's moments holds with 97.5 % (Chernoff).
    """

    reason = "a person's m rows add m to the counts of each length of runs"

    def __init__(self, query: Query, cells: Cells, most: int) -> None:
        super().__init__(query, cells, most)
        self.values = self.grid.high - self.grid.low + 1
        self.widths = [1]
        while -(-self.values // self.widths[0]) > SMALL:
            self.widths.insert(0, self.widths[0] * BRANCHES)
        self.sizes = [-(-self.values // width) for width in self.widths]

    def reaches(self) -> list[Reach]:
        """The person's rows for each length of runs."""
        return [Reach(self.most, self.most**2) for _ in self.widths]

    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """Counts of each cell's runs, the longest first."""
        units, known = self.numbers(records, reader)
        cell = self.located(records, reader, self.cells.depth)[known]
        place = units[known] - self.grid.low
        cells = self.cells.size(self.cells.depth)
        return [
            np.bincount(cell * size + place // width, minlength=cells * size)
            for width, size in zip(self.widths, self.sizes, strict=True)
        ]

    def answers(self, measured: Sequence[Measured]) -> list[Answer]:
        """An answer for each share."""
        cells = self.cells.size(self.cells.depth)
        levels = [one.counts.reshape(cells, size) for one, size in zip(measured, self.sizes, strict=True)]
        best = self._agreed(measured).reshape(cells, self.values)
        found = []
        for share in self.query.quantiles:
            bounds = self._bounds(measured, share)
            ends = np.array([self._found([level[c] for level in levels], best[c], share, bounds) for c in range(cells)])
            value, low, high = ((ends + self.grid.low) * float(self.grid.step)).T
            none = np.full(cells, np.nan)
            found.append(Answer(self.cells.labels(self.cells.depth), f"quantile {share:g}", value, low, high, none))
        return found

    def _agreed(self, measured: Sequence[Measured]) -> Floats:
        """Counts of single values that agree with those of the runs."""
        cells, parents = self.cells.size(self.cells.depth), []
        for width, size, above, longer in zip(self.widths[1:], self.sizes[1:], self.widths, self.sizes, strict=False):
            inside = np.arange(size) // (above // width)
            parents.append((np.arange(cells)[:, None] * longer + inside).reshape(-1))
        return agreed([m.counts for m in measured], [m.noise.variance for m in measured], parents)[-1]

    def _found(self, levels: Sequence[Ints], best: Floats, share: float, bounds: Floats) -> tuple[int, int, int]:
        """The quantile of one cell and its interval, as places among the values."""
        seen = self._prefixes(levels) - share * levels[0].sum()
        low = int(np.argmax(seen >= -bounds[1:])) if (seen >= -bounds[1:]).any() else self.values - 1
        before = np.concatenate([[-share * levels[0].sum()], seen[:-1]])
        high = self.values - 1 - int(np.argmax((before <= bounds[:-1])[::-1])) if (before <= bounds[:-1]).any() else 0
        cumulated = np.maximum.accumulate(np.cumsum(best))
        value = int(np.searchsorted(cumulated, share * max(cumulated[-1], 0.0)))
        return int(np.clip(value, min(low, high), max(low, high))), min(low, high), max(low, high)

    def _prefixes(self, levels: Sequence[Ints]) -> Floats:
        """The noisy count of the values up to each, from as few runs as can be; shape (values,)."""
        ends, found = np.arange(1, self.values + 1), np.zeros(self.values)
        for counts, (start, stop) in zip(levels, self._runs(ends), strict=True):
            sums = np.concatenate([[0], np.cumsum(counts)])
            found += sums[stop] - sums[start]
        return found

    def _runs(self, ends: Ints) -> list[tuple[Ints, Ints]]:
        """For each length: from which run to which (not included) a prefix that ends before ``ends`` takes."""
        starts, found = np.zeros_like(ends), []
        for width in self.widths:
            stops = ends // width
            found.append((starts // width, stops))
            starts = stops * width
        return found

    def _bounds(self, measured: Sequence[Measured], share: float) -> Floats:
        """How large the noise of "prefix less share of all" can be on either side, 97.5 %; by the prefix's end, shape (values + 1,)."""
        runs = self._runs(np.arange(self.values + 1))
        rates = RATES / max(one.noise.scale for one in measured)
        first, used = measured[0].noise, runs[0][1] - runs[0][0]
        moments = _weighted(used, first.log_moment(rates * (1 - share)))
        moments += _weighted(self.sizes[0] - used, first.log_moment(rates * share))
        for one, (start, stop) in zip(measured[1:], runs[1:], strict=True):
            moments += _weighted(stop - start, one.noise.log_moment(rates))
        return np.asarray(((moments + np.log(40)) / rates).min(axis=1))


def _weighted(runs: Ints, moments: Floats) -> Floats:
    """The moments of so many runs, shape (runs, moments): none for no run, even where a moment is infinite."""
    with np.errstate(invalid="ignore"):
        return np.where(runs[:, None] > 0, runs[:, None] * moments, 0.0)
