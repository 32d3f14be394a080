"""One-way counts of every column and two-way counts of a tree of columns, under one ε and δ: what a synthesizer may learn.

The claim. Two tables are neighbours when one has all rows of one person and the other none of them. Of each person at most
``m = max_rows_per_subject`` rows are given (:func:`bounded`), so between neighbours each table of counts differs by at most m in L1
and so in L2. Every mechanism below is zero-concentrated (Bun and Steinke, 2016) with the ρ that OpenDP's own map says; ρ adds up
whatever was seen before, and OpenDP turns the sum into (ε, δ).

The order, of McKenna, Miklau and Sheldon (2021): a third of ρ measures each column's counts with discrete Gaussian noise; a third
chooses the edges of a tree, one at a time, with noisy max, by how far the real two-way counts lie from what the columns' noisy counts
say of them if they were independent; a third measures the chosen two-way counts. What follows is post-processing.

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
from pseudo.dp.noise import MARGIN, SCALES, gaussian, rho_of
from pseudo.dp.persons import first_of_each
from pseudo.errors import PolicyRefused, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.dp.budget import Budget

    Codes = NDArray[np.int64]
    Counts = NDArray[np.float64]

__all__ = ["Marginals", "Measured", "bounded"]

MOST_CELLS = 2**22


@dataclass(frozen=True)
class Measured:
    """Noisy counts, fit to be released.

    Attributes
    ----------
    ones : tuple of ndarray of float64
        Counts of each column's values, shape (sizes[j],); negative where noise made them so.
    pairs : dict of (int, int) to ndarray of float64
        Columns (i, j), i < j → counts of their pairs, shape (sizes[i], sizes[j]). The pairs are the edges of a tree.
    scales : tuple of float
        Standard deviation (about) of the noise of a one-way and of a two-way count.
    """

    ones: tuple[Counts, ...] = field(repr=False)
    pairs: dict[tuple[int, int], Counts] = field(repr=False)
    scales: tuple[float, float]


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

    def measure(self, codes: Codes, sizes: Sequence[int], budget: Budget, lineage: str, what: str) -> Measured:
        """Spend the budget, then measure.

        Parameters
        ----------
        codes : int64 array of shape (n, d)
            Column j holds codes 0..sizes[j]-1, all of them public. At most ``max_rows_per_subject`` rows are one person's.
        sizes : sequence of int
            Values of each column.
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
        mechanisms = self._mechanisms(len(sizes))
        budget.spend(lineage, self.epsilon, self.delta, what)
        ones = tuple(_noisy(mechanisms.one, np.bincount(codes[:, j], minlength=size)) for j, size in enumerate(sizes))
        pairs = {
            (i, j): _noisy(mechanisms.pair, _pair_counts(codes, sizes, i, j))
            for i, j in self._tree(codes, sizes, ones, mechanisms)
        }
        return Measured(ones, pairs, mechanisms.scales)

    def _mechanisms(self, columns: int) -> _Mechanisms:
        """The three, for d columns: d times one, d - 1 times each of the others. Their ρ together is proven to be within the whole."""
        import opendp.prelude as dp

        rho, edges = self.rho, columns - 1
        shares = [rho / 3 / columns, rho / 3 / edges, rho / 3 / edges] if edges else [rho]
        scales = [MARGIN * self.limit / math.sqrt(2 * share) for share in shares]  # ρ = m² / 2s²
        one = gaussian(scales[0])
        choose: Any = None
        pair: Any = None
        spent = columns * Fraction(one.map(float(self.limit)))
        if edges:
            space = dp.vector_domain(dp.atom_domain(T="i64")), dp.linf_distance(T="i64")
            choose = dp.m.make_noisy_max(*space, output_measure=dp.zero_concentrated_divergence(), scale=scales[1])
            pair = gaussian(scales[2])
            spent += edges * (Fraction(choose.map(self.limit)) + Fraction(pair.map(float(self.limit))))
        usable = all(SCALES[0] <= scale <= SCALES[1] for scale in scales)
        if not usable or spent > Fraction(rho):  # MARGIN is there so that the second cannot be
            raise PolicyRefused("dp.no-scale", None, name="dp_marginals", epsilon=self.epsilon, delta=self.delta)
        return _Mechanisms(one, choose, pair, (scales[0], scales[-1] if edges else math.inf))

    @cached_property
    def rho(self) -> float:
        """The ρ that OpenDP proves to be within (ε, δ)."""
        return rho_of(*self._claim, "dp_marginals")

    def _tree(
        self, codes: Codes, sizes: Sequence[int], ones: Sequence[Counts], mechanisms: _Mechanisms
    ) -> list[tuple[int, int]]:
        """Edges of a spanning tree, chosen one after the other.

        A score is an L1 distance between counts and fixed numbers, so a person moves it by at most ``limit``. What noise alone
        would add to the pair's counts is taken off (McKenna et al., AIM, 2022): it hangs on public sizes only.
        """
        scores = {}
        for i, j in combinations(range(len(sizes)), 2):
            apart = np.abs(_pair_counts(codes, sizes, i, j) - _independent(ones[i], ones[j])).sum()
            scores[i, j] = int(apart) - round(math.sqrt(2 / math.pi) * mechanisms.scales[1] * sizes[i] * sizes[j])
        part = list(range(len(sizes)))
        edges: list[tuple[int, int]] = []
        while len(edges) < len(sizes) - 1:
            apart_still = [pair for pair in scores if part[pair[0]] != part[pair[1]]]
            i, j = apart_still[int(mechanisms.choose([scores[pair] for pair in apart_still]))]
            edges.append((i, j))
            part = [part[i] if p == part[j] else p for p in part]
        return edges


@dataclass(frozen=True)
class _Mechanisms:
    """OpenDP measurements: counts of one column, choice of an edge, counts of a pair; the scales of the two kinds of counts."""

    one: Any
    choose: Any
    pair: Any
    scales: tuple[float, float]


def _noisy(measurement: Any, counts: Codes) -> Counts:
    return np.asarray(measurement(counts.ravel()), np.float64).reshape(counts.shape)


def _pair_counts(codes: Codes, sizes: Sequence[int], i: int, j: int) -> Codes:
    pairs = codes[:, i] * sizes[j] + codes[:, j]
    table: Codes = np.bincount(pairs, minlength=sizes[i] * sizes[j]).reshape(sizes[i], sizes[j])
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
