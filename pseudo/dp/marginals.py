"""One-way counts of every column and two-way counts of chosen pairs, under one ε and δ: what a synthesizer may learn.

The claim. Two tables are neighbours when one has all rows of one person and the other none of them. Of each person at most
``m = max_rows_per_subject`` rows are given (:func:`bounded`), so between neighbours each table of counts differs by at most m in L1
and so in L2. Every mechanism below is discrete Gaussian noise, zero-concentrated (Bun and Steinke, 2016) with the ρ that OpenDP's own map
says; ρ adds up whatever was seen before, and OpenDP turns the sum into (ε, δ).

The order, of Zhang et al. (PrivSyn, 2021): three tenths of ρ measure each column's counts; values that are too rare for pairs are put
together by these noisy counts. A little measures, of every pair of columns, how far its real two-way counts lie from what the columns'
noisy counts say of them if they were independent: an L1 distance to fixed numbers, which a person moves by m at most. From these the
pairs are chosen of which the noise will do less harm than leaving them out. The rest measures their two-way counts. What follows is
post-processing.

Noise comes from OpenDP's samplers, seeded by the operating system; there is no seed to set. The columns' values and their order
must be public: nothing here hides which cells there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.dp.amount import delta_of, epsilon_of
from pseudo.dp.coarse import grouped, groups_of
from pseudo.dp.noise import MARGIN, SCALES, gaussian, rho_of
from pseudo.dp.persons import first_of_each
from pseudo.errors import PolicyRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pseudo.dp.budget import Budget

    Codes = NDArray[np.int64]
    Counts = NDArray[np.float64]

__all__ = ["Marginals", "Measured", "bounded", "chosen_pairs"]

MOST_CELLS = 2**22
ONES, SCORES = 0.3, 0.03
"""Shares of ρ for one-way counts and for the scores of pairs; the rest is for two-way counts."""
NOISE = 0.5
"""What noise of scale 1 adds to the L1 error of a cell in the end: 0.8 at first, less once counts are brought to the simplex."""
SIDE, MOST_GROUPS = 2.0, 200
"""Groups of an ordered column by the square root of rows over noise, and the most."""
CLEAR = 4
"""Scales of noise by which a count stands clear of 0."""


@dataclass(frozen=True)
class Measured:
    """Noisy counts, fit to be released.

    Attributes
    ----------
    ones : tuple of ndarray of float64
        Counts of each column's values, shape (sizes[j],); negative where noise made them so.
    groups : tuple of ndarray of int64
        Group of each value of each column, for pairs (:mod:`pseudo.dp.coarse`).
    pairs : dict of (int, int) to ndarray of float64
        Columns (i, j), i < j → counts of their pairs of groups.
    scale : float
        Standard deviation (about) of the noise of a one-way count.
    pair_scales : dict of (int, int) to float
        The same of each pair's.
    """

    ones: tuple[Counts, ...] = field(repr=False)
    groups: tuple[Codes, ...] = field(repr=False)
    pairs: dict[tuple[int, int], Counts] = field(repr=False)
    scale: float
    pair_scales: dict[tuple[int, int], float]


def bounded(units: Codes, most: int) -> Codes:
    """Indexes of the first ``most`` rows of each unit in the table's order, rising.

    Which rows of a person are kept hangs on the person's own rows only.
    """
    return np.sort(first_of_each(units, np.arange(units.size), most))


class Marginals:
    """A release of noisy marginals.

    Parameters
    ----------
    epsilon, delta : str
        Exact decimals, δ above 0.
    max_rows_per_subject : int
        Most rows that :meth:`measure` is given of one person.

    Raises
    ------
    UsageError
        ``dp.amount``, ``dp.max-rows``, ``dp.delta``.
    """

    def __init__(self, epsilon: str, delta: str, max_rows_per_subject: int) -> None:
        self.epsilon, self.delta = epsilon, delta
        self.limit = max_rows_per_subject
        self._claim = (epsilon_of(epsilon), delta_of(delta))
        if max_rows_per_subject < 1:
            raise UsageError("dp.max-rows", name="dp_marginals")
        if self._claim[1] == 0:
            raise UsageError("dp.delta", name="dp_marginals")

    def measure(
        self, codes: Codes, sizes: Sequence[int], ordered: Sequence[bool], budget: Budget, lineage: str, what: str
    ) -> Measured:
        """Spend the budget, then measure.

        Parameters
        ----------
        codes : int64 array of shape (n, d)
            Column j holds codes 0..sizes[j]-1, all of them public; the last stands for a missing cell. At most ``max_rows_per_subject``
            rows are one person's.
        sizes : sequence of int
            Values of each column.
        ordered : sequence of bool
            Whether a column's neighbouring codes are neighbouring values.
        budget, lineage, what
            Whose ε and δ are taken, and on disk before the first noise; what for.

        Raises
        ------
        UsageError
            ``dp.too-many-cells``. Nothing is drawn then.
        PolicyRefused
            ``dp.no-budget``, ``dp.overspent``; ``dp.no-scale`` where ε is out of any usable range. Nothing is drawn then.
        """
        _refuse_too_many(sizes)
        account = _Account(self)
        every = list(combinations(range(len(sizes)), 2))
        first, second = (ONES, SCORES) if every else (1.0, 0.0)
        one = account.gaussian(self.rho * first, vectors=len(sizes))
        score = account.gaussian(self.rho * second, reach=math.sqrt(len(every))) if every else None
        left = self.rho * (1 - first - second)
        if every:
            account.scale(left, self.limit)  # as little noise as a pair can get: refused now, not after noise was drawn
        budget.spend(lineage, self.epsilon, self.delta, what)
        ones = tuple(_noisy(one.measurement, np.bincount(codes[:, j], minlength=k)) for j, k in enumerate(sizes))
        groups = tuple(
            _groups(counts, one.scale, left, len(ones), ordered=is_ordered)
            for counts, is_ordered in zip(ones, ordered, strict=True)
        )
        if score is None:
            return Measured(ones, groups, {}, one.scale, {})
        coarse = np.column_stack([group[codes[:, j]] for j, group in enumerate(groups)])
        found = {pair: _pair_counts(coarse, groups, *pair) for pair in every}
        alone = {(i, j): _independent(grouped(ones[i], groups[i]), grouped(ones[j], groups[j])) for i, j in every}
        apart = _noisy(score.measurement, np.array([np.abs(found[pair] - alone[pair]).sum() for pair in every]))
        harm = {pair: far - _by_chance(alone[pair]) for pair, far in zip(every, apart, strict=True)}
        sides = {pair: table.size for pair, table in alone.items()}
        pairs, scales = {}, {}
        for pair, share in chosen_pairs(harm, sides, self.limit / math.sqrt(2 * left)).items():
            noise = account.gaussian(left * share)
            pairs[pair], scales[pair] = _noisy(noise.measurement, found[pair]), noise.scale
        return Measured(ones, groups, pairs, one.scale, scales)

    @cached_property
    def rho(self) -> float:
        """The ρ that OpenDP proves to be within (ε, δ)."""
        return rho_of(*self._claim, "dp_marginals")


@dataclass(frozen=True)
class _Gaussian:
    """OpenDP's measurement of a vector, and its scale."""

    measurement: Any
    scale: float


class _Account:
    """Measurements whose ρ together are within the whole, as OpenDP's maps say; else refused."""

    def __init__(self, of: Marginals) -> None:
        self._of, self._spent = of, Fraction(0)

    def gaussian(self, rho: float, *, vectors: int = 1, reach: float = 1.0) -> _Gaussian:
        """Noise for so many vectors, each of which a person's row moves by ``reach`` in L2, for ρ together."""
        distance = self._of.limit * reach if reach == 1 else math.nextafter(self._of.limit * reach, math.inf)
        scale = self.scale(rho / vectors, distance)
        measurement = gaussian(scale)
        self._spent += vectors * Fraction(measurement.map(float(distance)))
        if self._spent > Fraction(self._of.rho):  # MARGIN is there so that it never is
            raise self._refusal()
        return _Gaussian(measurement, scale)

    def scale(self, rho: float, distance: float) -> float:
        """The scale of noise that costs ρ at a distance; refused where it is out of range."""
        scale = MARGIN * distance / math.sqrt(2 * rho)  # ρ = d² / 2s²
        if not SCALES[0] <= scale <= SCALES[1]:
            raise self._refusal()
        return scale

    def _refusal(self) -> PolicyRefused:
        of = self._of
        return PolicyRefused("dp.no-scale", None, name="dp_marginals", epsilon=of.epsilon, delta=of.delta)


def chosen_pairs(
    apart: Mapping[tuple[int, int], float], cells: Mapping[tuple[int, int], int], unit: float
) -> dict[tuple[int, int], float]:
    """Pairs to measure, and the share of ρ for each (PrivSyn, DenseMarg).

    Parameters
    ----------
    apart : mapping
        What leaving a pair out costs: the L1 distance of its counts from independence, in rows.
    cells : mapping
        Cells of each pair's table.
    unit : float
        Scale of the noise if one pair had all of ρ, in rows.

    Returns
    -------
    dict
        Shares that sum up to 1 - 2⁻²⁰ at most. The noise of all chosen tables is least where each has ρ by its cells to the power 2/3.
    """
    weight = {pair: count ** (2 / 3) for pair, count in cells.items()}
    waiting = sorted(apart, key=lambda pair: (-apart[pair] / weight[pair], pair))
    chosen: list[tuple[int, int]] = []
    held = 0.0
    for pair in waiting:
        more = NOISE * unit * ((held + weight[pair]) ** 1.5 - held**1.5)
        if apart[pair] > more:
            chosen.append(pair)
            held += weight[pair]
    return {pair: weight[pair] / held * (1 - 2.0**-20) for pair in chosen}


def _groups(counts: Counts, scale: float, rho: float, columns: int, *, ordered: bool) -> Codes:
    """Groups so large that they stand clear of noise; of an ordered column, no more than about two pairs a column can carry."""
    total = max(float(counts.sum()), 1.0)
    each = math.sqrt(columns / rho) if rho > 0 else scale  # of a pair's count, if two pairs a column are measured
    side = min(max(SIDE * math.sqrt(total / each), 3.0), MOST_GROUPS)
    return groups_of(counts, max(CLEAR * scale, total / side if ordered else 0.0), ordered=ordered)


def _by_chance(expected: Codes) -> float:
    """How far the counts of two independent columns lie from their expectation, in L1."""
    return math.sqrt(2 / math.pi) * float(np.sqrt(np.maximum(expected, 0)).sum())


def _noisy(measurement: Any, counts: Codes) -> Counts:
    return np.asarray(measurement(counts.ravel()), np.float64).reshape(counts.shape)


def _pair_counts(codes: Codes, groups: Sequence[Codes], i: int, j: int) -> Codes:
    high, wide = int(groups[i].max()) + 1, int(groups[j].max()) + 1
    table: Codes = np.bincount(codes[:, i] * wide + codes[:, j], minlength=high * wide).reshape(high, wide)
    return table


def _refuse_too_many(sizes: Sequence[int]) -> None:
    """The largest table of two columns must fit."""
    cells = math.prod(sorted(sizes)[-2:])
    if cells > MOST_CELLS:
        raise UsageError("dp.too-many-cells", cells=f"{cells:,}", most=f"{MOST_CELLS:,}")


def _independent(first: Counts, second: Counts) -> Codes:
    """Whole counts of a pair as two columns' noisy counts say of it: fixed numbers once those are out."""
    first, second = np.maximum(first, 0), np.maximum(second, 0)
    total = max((first.sum() + second.sum()) / 2, 1.0)
    shares = np.outer(first / max(first.sum(), 1.0), second / max(second.sum(), 1.0))
    return np.asarray(np.rint(shares * total), np.int64)
