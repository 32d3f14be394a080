"""Rare values (특이정보): categories that few rows have, and numbers far from the rest.

Both are found on distinct values and their counts, which a stream of batches adds up to; no row is kept, and memory is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["METHODS", "Categories", "Numbers", "extreme"]

METHODS = ("sigma", "mad", "iqr", "quantile")
MOST_CATEGORIES = 1 << 17
"""A column with more distinct values is no set of categories: every value counts as rare, and counting ends."""
MOST_NUMBERS = 1 << 17
"""Distinct numbers that are kept apart; with more, the lowest bits of all are given up until so many are left."""
NORMAL_MAD = 1.4826
"""Standard deviations of a normal distribution in one median absolute deviation (Iglewicz & Hoaglin 1993)."""
NORMAL_MEAN_AD = 1.2533
"""The same for the mean absolute deviation, which stands in where more than half of the values are one."""


class Categories:
    """Distinct texts with their counts. ``add`` batches, then ask :meth:`rare`."""

    def __init__(self) -> None:
        self.rows = 0
        self.full = False
        self._pieces: list[pa.Table] = []

    def add(self, texts: pa.Array) -> None:
        """Take in a batch of text; missing cells are no values."""
        present = texts.drop_null()
        self.rows += len(present)
        if self.full:
            return
        counted = pc.value_counts(present)
        self._pieces.append(pa.table([counted.field("values"), counted.field("counts")], names=["value", "count"]))
        if sum(piece.num_rows for piece in self._pieces[1:]) > max(self._pieces[0].num_rows, 4096):
            self._merged()

    def rare(self, frequency: int) -> tuple[int, int]:
        """Distinct values in at most ``frequency`` rows, and the rows that have one."""
        counts = self._merged().to_numpy() if self._pieces else np.empty(0, np.int64)
        if self.full:
            return MOST_CATEGORIES, self.rows
        few = counts[counts <= frequency]
        return len(few), int(few.sum())

    def _merged(self) -> pa.ChunkedArray:
        table = pa.concat_tables(self._pieces).group_by("value", use_threads=False).aggregate([("count", "sum")])
        self._pieces = [table.select(["value", "count_sum"]).rename_columns(["value", "count"])]
        self.full = table.num_rows > MOST_CATEGORIES
        return table.column("count_sum")


class Numbers:
    """Distinct numbers with their counts. ``add`` batches, then ask :meth:`rare`.

    With more than :data:`MOST_NUMBERS` distinct ones, all are cut to as many leading bits as tell that many apart. Which bits
    that are depends on all the numbers together, not on their order or batches.
    """

    def __init__(self) -> None:
        self.rows = 0
        self._dropped = 0
        self._values = np.empty(0)
        self._counts = np.empty(0, np.int64)
        self._waiting: list[NDArray[np.float64]] = []

    def add(self, numbers: NDArray[np.float64]) -> None:
        """Take in a batch; what is not finite is no number."""
        finite = numbers[np.isfinite(numbers)] + 0.0
        self.rows += len(finite)
        self._waiting.append(finite)
        if sum(map(len, self._waiting)) > max(len(self._values), MOST_NUMBERS):
            self._merge()

    def rare(self, method: str, limit: float) -> tuple[int, int]:
        """Distinct extreme values, and the rows that have one."""
        self._merge()
        far = extreme(self._values, self._counts, method, limit)
        return int(far.sum()), int(self._counts[far].sum())

    def _merge(self) -> None:
        for waiting in self._waiting:
            values, counts = np.unique(_cut(waiting, self._dropped), return_counts=True)
            values, counts = np.concatenate([self._values, values]), np.concatenate([self._counts, counts])
            self._values, self._counts = _distinct(values, counts)
            while len(self._values) > MOST_NUMBERS:
                self._dropped += 1
                self._values, self._counts = _distinct(_cut(self._values, self._dropped), self._counts)
        self._waiting = []


def extreme(values: NDArray[np.float64], counts: NDArray[np.int64], method: str, limit: float) -> NDArray[np.bool_]:
    """Which of the rising distinct ``values`` are extreme: bool[n].

    Parameters
    ----------
    values, counts : arrays of shape (n,)
        Distinct finite values in rising order, and how many rows have each.
    method : str
        One of :data:`METHODS`.
    limit : float
        As :class:`pseudo.model.RareValues` says.
    """
    if not len(values):
        return np.zeros(0, np.bool_)
    low, high = _FENCES[method](values, counts.astype(np.float64), limit)
    far: NDArray[np.bool_] = (values < low) | (values > high)
    return far


def _sigma(values: NDArray[np.float64], counts: NDArray[np.float64], limit: float) -> tuple[float, float]:
    centre = float(np.average(values, weights=counts))
    spread = float(np.sqrt(np.average((values - centre) ** 2, weights=counts)))
    return centre - limit * spread, centre + limit * spread


def _mad(values: NDArray[np.float64], counts: NDArray[np.float64], limit: float) -> tuple[float, float]:
    centre = _quantile(values, counts, 0.5)
    away = np.abs(values - centre)
    order = np.argsort(away, kind="stable")
    spread = NORMAL_MAD * _quantile(away[order], counts[order], 0.5)
    if spread == 0:
        spread = NORMAL_MEAN_AD * float(np.average(away, weights=counts))
    return centre - limit * spread, centre + limit * spread


def _iqr(values: NDArray[np.float64], counts: NDArray[np.float64], limit: float) -> tuple[float, float]:
    low, high = _quantile(values, counts, 0.25), _quantile(values, counts, 0.75)
    return low - limit * (high - low), high + limit * (high - low)


def _ends(values: NDArray[np.float64], counts: NDArray[np.float64], limit: float) -> tuple[float, float]:
    return _quantile(values, counts, limit), _quantile(values, counts, 1 - limit)


_FENCES: dict[str, Any] = {"sigma": _sigma, "mad": _mad, "iqr": _iqr, "quantile": _ends}


def _quantile(values: NDArray[np.float64], counts: NDArray[np.float64], share: float) -> float:
    """The least value that at least this share of the rows do not exceed."""
    upto = np.cumsum(counts)
    return float(values[min(int(np.searchsorted(upto, share * upto[-1])), len(values) - 1)])


def _cut(values: NDArray[np.float64], dropped: int) -> NDArray[np.float64]:
    """The values without their lowest ``dropped`` bits."""
    bits = np.ascontiguousarray(values).view(np.int64)
    cut: NDArray[np.float64] = ((bits >> dropped) << dropped).view(np.float64)
    return cut


def _distinct(values: NDArray[np.float64], counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The distinct values in rising order, with the counts of equal ones added up."""
    order = np.argsort(values, kind="stable")
    values, counts = values[order], counts[order]
    starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))[: len(values)]
    return values[starts], np.add.reduceat(counts, starts) if len(starts) else counts
