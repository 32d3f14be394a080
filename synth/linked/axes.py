"""The values of a column in codes: categories or bins that at least k persons have, then "missing", then "rare".

Code ``bins`` is a missing cell; code ``bins + 1`` is read only (a category that too few have) and never drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["MOST_BINS", "Axis", "persons_of", "shares"]

MOST_BINS = 32
"""Of a number: as many as the private engine's grids have."""


@dataclass(frozen=True)
class Axis:
    """Codes of one column.

    Attributes
    ----------
    lo, hi : ndarray of int64, shape (bins,)
        First and last value of each bin, in steps; a category is its own bin.
    missing : bool
        Whether a missing cell may be drawn.
    """

    lo: Ints
    hi: Ints
    missing: bool

    @property
    def bins(self) -> int:
        """Values that are drawn, but for missing ones."""
        return int(self.lo.size)

    @property
    def size(self) -> int:
        """Codes."""
        return self.bins + 2

    @property
    def drawable(self) -> Flags:
        """Codes that may be drawn, shape (size,)."""
        flags: Flags = np.r_[np.ones(self.bins, bool), self.missing, False]
        return flags

    def encode(self, steps: Floats) -> Ints:
        """The code of each value (NaN: missing); a value beyond an end is put there."""
        gone = np.isnan(steps)
        place = np.searchsorted(self.lo, np.nan_to_num(steps), side="right") - 1
        return np.where(gone, self.bins, place.clip(0, max(self.bins - 1, 0))).astype(np.int64)

    def decode(self, codes: Ints, where: Floats) -> Floats:
        """A value for each code: at the share ``where`` (0..1) of its bin; NaN for missing."""
        lo, hi = np.r_[self.lo, 0, 0][codes], np.r_[self.hi, 0, 0][codes]
        return np.where(codes >= self.bins, np.nan, lo + np.floor(where * (hi - lo + 1)).clip(0, hi - lo))

    @classmethod
    def of_categories(cls, count: int, missing: bool) -> Axis:
        """The axis of ``count`` categories."""
        each = np.arange(count, dtype=np.int64)
        return cls(each, each, missing)

    @classmethod
    def of_numbers(
        cls,
        steps: Floats,
        persons: Ints,
        k: int,
        low: float | None = None,
        high: float | None = None,
        bins: int = MOST_BINS,
    ) -> Axis | None:
        """Bins of whole steps, each with k persons or more; None where the column has no value of k persons.

        The ends are public (``low``, ``high``), or the k-th person's from each side. Frequent values are bins of their own.
        """
        known = ~np.isnan(steps)
        missing = persons_of(persons[~known]) >= k
        values, whose = steps[known].astype(np.int64), persons[known]
        if persons_of(whose) < k:
            return None
        ends = _ends(values, whose, k)
        first, last = (int(e if given is None else given) for e, given in zip(ends, (low, high), strict=True))
        values = values.clip(first, last)
        starts = _merged(_starts(values, first, bins), values, whose, k)
        return cls(starts, np.r_[starts[1:] - 1, max(last, first)], bool(missing))


def persons_of(persons: Ints) -> int:
    """How many distinct persons."""
    return int(np.unique(persons).size)


def _ends(values: Ints, persons: Ints, k: int) -> tuple[int, int]:
    """The k-th person's least value from below, the k-th person's greatest from above."""
    order = np.lexsort((values, persons))
    first = np.r_[True, np.diff(persons[order]) != 0]
    last = np.r_[first[1:], True]
    least, most = values[order][first], values[order][last]
    return int(np.sort(least)[k - 1]), int(np.sort(most)[-k])


def _starts(values: Ints, first: int, bins: int) -> Ints:
    """First values of the bins: quantiles, and frequent values by themselves."""
    each, counts = np.unique(values, return_counts=True)
    if each.size <= bins:
        return np.unique(np.r_[first, each])
    heavy = each[counts * bins > values.size]
    ordered = np.sort(values)
    cuts = ordered[(np.arange(bins) * ordered.size) // bins]
    starts = np.unique(np.r_[first, cuts, heavy, heavy + 1])
    kept: Ints = starts[starts <= each[-1]]
    return kept


def _merged(starts: Ints, values: Ints, persons: Ints, k: int) -> Ints:
    """Join a bin that fewer than k persons have to the one before (the first, to the next)."""
    while starts.size > 1:
        place = np.searchsorted(starts, values, side="right") - 1
        pairs = np.unique(place * (persons.max() + 1) + persons)
        have = np.bincount(pairs // (persons.max() + 1), minlength=starts.size)
        if (have >= k).all():
            break
        small = np.flatnonzero(have < k)
        chosen = small[np.r_[True, np.diff(small) > 1]]  # no two neighbours at a time
        starts = np.delete(starts, np.where(chosen == 0, 1, chosen))
    return starts


def shares(weights: Any) -> Floats:
    """Rows of weights as shares; rows of nothing stay nothing."""
    total = weights.sum(axis=-1, keepdims=True)
    made: Floats = np.divide(weights, total, out=np.zeros_like(weights, dtype=float), where=total > 0)
    return made
