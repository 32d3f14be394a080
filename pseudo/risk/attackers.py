"""Re-identification risk by what the attacker knows, from the sizes of the equivalence classes.

Prosecutor: knows that the person is in the table. Journalist: knows a population that the table was taken from, and not who of
it is in the table. Marketer: links everybody and is content with the average.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.risk.classes import Coded

__all__ = ["Risk", "journalist", "population_sizes", "presence", "prosecutor"]


@dataclass(frozen=True)
class Risk:
    """Risk of the rows of a table.

    Attributes
    ----------
    highest : float or None
        Largest probability (0..1) that a row is linked to its person; None without rows.
    at_risk : int
        Rows whose probability exceeds the threshold.
    average : float or None
        Mean probability: the share of rows that a marketer links rightly.
    """

    highest: float | None
    at_risk: int
    average: float | None


def prosecutor(rows: NDArray[np.int64], threshold: float) -> Risk:
    """Risk of linking a row to a person who is known to be in the table.

    Parameters
    ----------
    rows : int64 array, shape (classes,)
        Rows of each class, each at least 1.
    threshold : float
        Probability in (0, 1], from a policy.

    Examples
    --------
    >>> import numpy as np
    >>> prosecutor(np.array([1, 4]), 0.2)
    Risk(highest=1.0, at_risk=5, average=0.4)
    """
    return journalist(rows, rows, threshold)


def journalist(rows: NDArray[np.int64], population: NDArray[np.int64], threshold: float) -> Risk:
    """Risk of linking a row to a person of the population, one of whom it is.

    Parameters
    ----------
    rows : int64 array, shape (classes,)
        Rows of each class of the table, each at least 1.
    population : int64 array, shape (classes,)
        Members of the population in that class, at least ``rows``; :func:`population_sizes`'s.
    threshold : float
        Probability in (0, 1], from a policy.

    Raises
    ------
    ValueError
        Where the threshold is no probability, or a class has more rows than members: the population does not hold the table.
    """
    if not 0 < threshold <= 1:
        raise ValueError("a threshold is a probability above 0")
    if np.any(population < rows):
        raise ValueError(f"{int(np.sum(population < rows))} classes have more rows than members of the population")
    if not len(rows):
        return Risk(None, 0, None)
    probability = 1 / population
    return Risk(
        float(probability.max()),
        int(rows[probability > threshold].sum()),
        float((rows * probability).sum() / rows.sum()),
    )


def population_sizes(codes: Coded, population: Coded) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The classes of a table, and how many members of a population are in each: k of k-map is the least of these.

    Parameters
    ----------
    codes, population : Coded
        The same columns; a code means the same value in both.

    Returns
    -------
    rows, members : int64 arrays, shape (classes of the table,)
    """
    from pseudo.kernels.classes import class_ids

    if tuple(codes.columns) != tuple(population.columns):
        raise ValueError("table and population have other columns")
    both = np.asfortranarray(np.concatenate([codes.codes, population.codes]))
    sizes = [max(pair) for pair in zip(codes.sizes, population.sizes, strict=True)]
    ids, count = class_ids(both, sizes)
    rows = np.bincount(ids[: len(codes.codes)], minlength=count)
    members = np.bincount(ids[len(codes.codes) :], minlength=count)
    return rows[rows > 0], members[rows > 0]


def presence(codes: Coded, population: Coded) -> tuple[float, float] | None:
    """Bounds of δ-presence (Nergiz, Atzori & Clifton 2007): least and largest share of a population's class in the table.

    A class of the population from which nobody is in the table has the share 0: its members are known not to be there. None
    where the population is empty.
    """
    rows, members = population_sizes(population, codes)
    if np.any(members > rows) or members.sum() != len(codes.codes):
        raise ValueError("the table is no part of the population")
    shares = members / rows
    return (float(shares.min()), float(shares.max())) if len(shares) else None
