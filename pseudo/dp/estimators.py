"""What columns under local differential privacy say of the table: estimates without bias, and their standard errors.

They use the released cells and the public parameters alone, so they cost nothing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["laplace_mean", "response_counts"]


def response_counts(observed: ArrayLike, epsilon: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How many cells had each category before ``randomized_response``.

    Parameters
    ----------
    observed : array of int, shape (k,)
        Released cells of each category, of all of them.
    epsilon : float
        The technique's.

    Returns
    -------
    counts, errors : float64 arrays, shape (k,)
        Estimates without bias, which may be negative, and their standard errors (Warner 1965, for k categories): what the responses
        add, not how well the rows stand for a population.
    """
    seen = np.asarray(observed, np.float64)
    n, k = seen.sum(), len(seen)
    other = 1 / (math.exp(epsilon) + k - 1)
    stays = other * math.exp(epsilon)
    counts = (seen - n * other) / (stays - other)
    own = np.clip(counts, 0, n)
    variance = own * stays * (1 - stays) + (n - own) * other * (1 - other)
    return counts, np.sqrt(variance) / (stays - other)


def laplace_mean(released: ArrayLike, low: float, high: float, step: float, epsilon: float) -> tuple[float, float]:
    """The mean of the clamped and rounded cells before ``local_laplace``.

    Parameters
    ----------
    released : array of float, shape (n,)
        The released cells that are not missing; at least one.
    low, high, step, epsilon : float
        The technique's.

    Returns
    -------
    mean, error : float
        The estimate, without bias, and the standard error that the noise adds: exact, from the distribution's variance
        2p / (1 - p)², p = exp(-ε step / (high - low)).
    """
    cells = np.asarray(released, np.float64)
    p = math.exp(-epsilon * step / (high - low))
    return float(cells.mean()), step * math.sqrt(2 * p / len(cells)) / (1 - p)
