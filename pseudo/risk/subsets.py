"""Which combinations of quasi-identifiers tell people apart: distinction and separation of each, and special uniques.

A row that is unique on a few columns is more likely unique in the population than one that only all columns single out. A set of
columns is a minimal sample unique (MSU) of a row where it singles the row out and no part of it does (Elliot, Manning & Ford
2002; SUDA2: Manning, Haglin & Keane 2008). All sets are walked by size, so the answer is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, factorial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.risk.classes import Coded

__all__ = ["MOST_SETS", "SpecialUniques", "Subset", "set_count", "special_uniques", "subsets"]

MOST_SETS = 1 << 16
"""Sets of columns that one call walks at the most."""
COLUMNS_OF_SUDA = 8
"""Columns at which DIS-SUDA takes the scores as they are; fewer raise them to a power above 1, more to one below (sdcMicro)."""


@dataclass(frozen=True)
class Subset:
    """How well some of the quasi-identifiers tell rows apart (Motwani & Xu 2007).

    Attributes
    ----------
    columns : tuple of str
    distinction : float
        Distinct combinations / rows.
    separation : float
        Share of the pairs of rows that differ in some column.
    unique : int
        Rows that stand alone.
    """

    columns: tuple[str, ...]
    distinction: float
    separation: float
    unique: int


@dataclass(frozen=True, repr=False, eq=False)
class SpecialUniques:
    """Minimal sample uniques of the rows.

    Attributes
    ----------
    count : int64 array, shape (n,)
        How many each row has; a row with one is a special unique.
    smallest : int64 array, shape (n,)
        Columns of its smallest; 0 where it has none.
    score : float64 array, shape (n,)
        SUDA score: ``Σ (d - k)! / (d - m)!`` over the row's, k columns each, of d columns and sets of at most m.
    by_column : dict of str to int
        Minimal sample uniques that a column is part of.
    """

    count: NDArray[np.int64]
    smallest: NDArray[np.int64]
    score: NDArray[np.float64]
    by_column: dict[str, int]

    def intrusion(self, pairs: int, fraction: float) -> NDArray[np.float64]:
        """Probability that a match with a row is right (DIS-SUDA), shape (n,); 0 where the row is no special unique.

        The table's probability that a unique match is right (data intrusion simulation: Skinner & Elliot 2002) is shared out
        among the special uniques by their scores, with the exponent that sdcMicro takes from the number of columns.

        Parameters
        ----------
        pairs : int
            Rows that stand in a class of two on all columns.
        fraction : float
            Sampling fraction in (0, 1).

        Raises
        ------
        ValueError
            Where the fraction is out of its range.
        """
        if not 0 < fraction < 1:
            raise ValueError("a sampling fraction is above 0 and below 1")
        chance = np.zeros(len(self.score))
        special = self.score > 0
        power = self.score[special] ** (1 + (COLUMNS_OF_SUDA - len(self.by_column)) / 20)
        weight = power * (1 / power).sum()
        chance[special] = weight / (weight + pairs * (1 - fraction) / fraction)
        return chance


def set_count(columns: int, largest: int) -> int:
    """Sets of 1 to ``largest`` of so many columns."""
    return sum(comb(columns, size) for size in range(1, min(columns, largest) + 1))


def subsets(codes: Coded, largest: int | None = None) -> list[Subset]:
    """Distinction and separation of every set of at most ``largest`` quasi-identifiers (all by default).

    Raises
    ------
    ValueError
        Where these are more than 65,536 sets, or the table has fewer than two rows.
    """
    n = len(codes.codes)
    if n < 2:
        raise ValueError("separation needs two rows")
    found = []
    for chosen in _sets(codes, largest):
        units = _sizes(codes, chosen)
        alike = float((units * (units - 1.0)).sum()) / (n * (n - 1.0))
        names = tuple(codes.columns[column] for column in chosen)
        found.append(Subset(names, len(units) / n, 1 - alike, int((units == 1).sum())))
    return found


def special_uniques(codes: Coded, largest: int | None = None) -> SpecialUniques:
    """The minimal sample uniques of at most ``largest`` columns (all by default).

    Parameters
    ----------
    codes : Coded
        The quasi-identifiers; a missing cell is a category of its own.
    largest : int, optional
        Most columns of a set.

    Raises
    ------
    ValueError
        Where these are more than 65,536 sets.

    Notes
    -----
    O(2^d n) time; memory one byte a row for each set of two neighbouring sizes.
    """
    n, d = codes.codes.shape
    most = min(d, largest or d)
    count, smallest, score = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n)
    by_column = dict.fromkeys(codes.columns, 0)
    before: dict[tuple[int, ...], NDArray[np.bool_]] = {}
    level: dict[tuple[int, ...], NDArray[np.bool_]] = {}
    for chosen in _sets(codes, largest):
        size = len(chosen)
        if level and size > len(next(iter(level))):
            before, level = level, {}
        alone = _alone(codes, chosen)
        level[chosen] = alone
        minimal = alone.copy()
        for part in combinations(chosen, size - 1):
            if part:
                minimal &= ~before[part]
        rows = np.flatnonzero(minimal)
        count[rows] += 1
        smallest[rows[smallest[rows] == 0]] = size
        score[rows] += factorial(d - size) / factorial(d - most)
        for column in chosen:
            by_column[codes.columns[column]] += len(rows)
    return SpecialUniques(count, smallest, score, by_column)


def _sets(codes: Coded, largest: int | None) -> list[tuple[int, ...]]:
    """Sets of columns, the small ones first."""
    d = len(codes.columns)
    most = min(d, largest or d)
    if set_count(d, most) > MOST_SETS:
        raise ValueError(f"more than {MOST_SETS} sets of {d} columns; name a smaller largest set")
    return [part for size in range(1, most + 1) for part in combinations(range(d), size)]


def _sizes(codes: Coded, chosen: tuple[int, ...]) -> NDArray[np.int64]:
    from pseudo.kernels.classes import class_sizes

    return class_sizes(codes.codes[:, list(chosen)], [codes.sizes[column] for column in chosen])


def _alone(codes: Coded, chosen: tuple[int, ...]) -> NDArray[np.bool_]:
    """Rows that are the only ones with their values of the chosen columns."""
    from pseudo.kernels.classes import class_counts, class_ids

    ids, classes = class_ids(codes.codes[:, list(chosen)], [codes.sizes[column] for column in chosen])
    alone: NDArray[np.bool_] = class_counts(ids, classes)[ids] == 1
    return alone
