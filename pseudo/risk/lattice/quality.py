"""What a generalization costs the data's use: the quality models of which the search takes the least.

To add one, write a class with the members of :class:`Quality` and a line in :data:`QUALITIES`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pseudo.risk.lattice.ladders import Ladder

    Real = NDArray[np.float64]

__all__ = [
    "QUALITIES",
    "AverageClass",
    "Classes",
    "Costs",
    "Discernibility",
    "Entropy",
    "Height",
    "Loss",
    "Precision",
    "Quality",
]


@dataclass(frozen=True)
class Classes:
    """The equivalence classes that a generalization leaves: rows of the table, rows suppressed, classes, squared sizes' sum."""

    n: int
    suppressed: int
    count: int
    squares: int


@dataclass(frozen=True, repr=False, eq=False)
class Costs:
    """What a cell of one column costs, by level.

    Attributes
    ----------
    kept : tuple of float64 arrays, shapes (sizes[l],)
        Of a row that stays, by its code at the level.
    removed : tuple of float64 arrays, shapes (sizes[l],)
        How much more it costs that the row is suppressed.
    """

    kept: tuple[Real, ...]
    removed: tuple[Real, ...]


class Quality(Protocol):
    """A quality model: less is better.

    ``costs`` gives the cells' costs of a column; ``score`` makes one figure of the columns' mean costs a row and of the classes;
    ``floor`` is a bound below the score of every node whose columns cost at least so much, and is monotone in each.
    """

    def costs(self, ladder: Ladder) -> Costs:
        """The costs of a column's cells."""

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The figure to be minimised, from mean costs a row, shape (d,)."""

    def floor(self, columns: Sequence[float]) -> float:
        """No node of at least these costs scores less."""


def _whole(kept: Sequence[Real]) -> Costs:
    """A suppressed cell costs 1."""
    return Costs(tuple(kept), tuple(1.0 - level for level in kept))


def _weighted(costs: Costs, kept: float, removed: float) -> Costs:
    """Kept cells times ``kept``, removed ones times ``removed``."""
    total = [(low * kept, (low + more) * removed) for low, more in zip(costs.kept, costs.removed, strict=True)]
    return Costs(tuple(low for low, _ in total), tuple(full - low for low, full in total))


@dataclass(frozen=True)
class Loss:
    """Iyengar's loss metric: how much of the column's domain a cell could be; a suppressed one costs 1.

    Attributes
    ----------
    mean : "arithmetic" or "geometric"
        Over the columns. The geometric mean is of ``1 + loss``, less 1.
    weights : mapping of str to float
        Column → weight; 1 where it is not named.
    balance : float
        0..1: 0.5 counts generalized and suppressed cells alike; towards 0 suppression counts less, towards 1 generalization
        does.

    Source: Iyengar 2002 (Transforming data to satisfy privacy constraints); ARX 3.9 (normalisation, geometric mean, gs-factor).
    """

    mean: str = "arithmetic"
    weights: Mapping[str, float] = field(default_factory=dict)
    balance: float = 0.5

    def costs(self, ladder: Ladder) -> Costs:
        """The share of the domain."""
        factors = min(1.0, 2 * (1 - self.balance)), min(1.0, 2 * self.balance)
        return _weighted(_whole(ladder.shares), *(self.weights.get(ladder.column, 1.0) * x for x in factors))

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The mean of the columns' losses."""
        del classes
        return self.floor(columns)

    def floor(self, columns: Sequence[float]) -> float:
        """The same: suppression only adds."""
        if self.mean == "geometric":
            return prod(column + 1.0 for column in columns) ** (1.0 / len(columns)) - 1.0
        return sum(columns) / len(columns)


@dataclass(frozen=True)
class Precision:
    """Sweeney's precision, as a loss: how far up its hierarchy a cell stands; a suppressed one stands at the top."""

    def costs(self, ladder: Ladder) -> Costs:
        """Level over the number of steps."""
        steps = max(ladder.height - 1, 1)
        return _whole([np.full(size, level / steps) for level, size in enumerate(ladder.sizes)])

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The arithmetic mean over the columns."""
        del classes
        return self.floor(columns)

    def floor(self, columns: Sequence[float]) -> float:
        """The same: suppression only adds."""
        return sum(columns) / len(columns)


@dataclass(frozen=True)
class Height:
    """The sum of the levels (Samarati 2001); suppression costs nothing."""

    def costs(self, ladder: Ladder) -> Costs:
        """The level."""
        kept = tuple(np.full(size, float(level)) for level, size in enumerate(ladder.sizes))
        return Costs(kept, tuple(np.zeros(size) for size in ladder.sizes))

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The sum over the columns."""
        del classes
        return self.floor(columns)

    def floor(self, columns: Sequence[float]) -> float:
        """The same."""
        return sum(columns)


@dataclass(frozen=True)
class Entropy:
    """Non-uniform entropy, bits a row: what is not known of a value whose category is (Gionis & Tassa 2009).

    Frequencies are those of the whole table; of a suppressed cell nothing is known.
    """

    def costs(self, ladder: Ladder) -> Costs:
        """The mean of -log2(P(value | category)) under each category; suppressed, of -log2(P(value))."""
        rows = np.bincount(ladder.codes, minlength=ladder.sizes[0]).astype(np.float64)
        own = rows * np.log2(np.maximum(rows, 1.0))
        kept, removed = [], []
        for level, size in enumerate(ladder.sizes):
            up = ladder.at(level)
            held = np.maximum(np.bincount(up, rows, size), 1.0)
            kept.append(np.log2(held) - np.bincount(up, own, size) / held)
            removed.append(np.log2(max(rows.sum(), 1.0)) - np.log2(held))
        return Costs(tuple(kept), tuple(removed))

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The sum over the columns."""
        del classes
        return self.floor(columns)

    def floor(self, columns: Sequence[float]) -> float:
        """The same: a suppressed cell is never better known."""
        return sum(columns)


class _BySize:
    """Models that look at the classes' sizes only: no bound from the columns, so every node is looked at."""

    def costs(self, ladder: Ladder) -> Costs:
        """None."""
        nothing = tuple(np.zeros(size) for size in ladder.sizes)
        return Costs(nothing, nothing)

    def floor(self, columns: Sequence[float]) -> float:
        """No bound."""
        del columns
        return 0.0


@dataclass(frozen=True)
class Discernibility(_BySize):
    """How many rows each row cannot be told from; a suppressed one from none (Bayardo & Agrawal 2005)."""

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The sum of squared sizes, and the table's rows for each suppressed one."""
        del columns
        return float(classes.squares + classes.n * classes.suppressed)


@dataclass(frozen=True)
class AverageClass(_BySize):
    """Rows of the table over its classes, the suppressed rows being one (LeFevre, DeWitt & Ramakrishnan 2006, without k)."""

    def score(self, columns: Sequence[float], classes: Classes) -> float:
        """The average."""
        del columns
        return classes.n / max(classes.count + (classes.suppressed > 0), 1)


QUALITIES: dict[str, type[Quality]] = {
    "loss": Loss,
    "precision": Precision,
    "height": Height,
    "entropy": Entropy,
    "discernibility": Discernibility,
    "average_class": AverageClass,
}
"""The names by which a recipe knows them."""
