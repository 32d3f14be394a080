"""How many of the people who are unique in a sample are unique in the population, estimated from the sample's classes.

Each estimate says whether it converged; one that did not has no figure. All assume a simple random sample.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Estimate", "dankar", "pitman", "snb", "zayatz"]

STEPS = 200
PRECISION = 1e-12
"""Relative change of the parameters at which Newton's method has converged."""
DANKAR_FRACTION = 0.1
"""Sampling fraction up to which Dankar et al. 2012 take Pitman's estimate."""


@dataclass(frozen=True)
class Estimate:
    """Share of the population that is unique in it.

    Attributes
    ----------
    rate : float or None
        Population uniques / population size, 0..1; None where the estimate did not converge or is not defined.
    method : str
        "pitman", "zayatz" or "snb".
    reason : str
        Why there is no rate; empty where there is one.
    """

    rate: float | None
    method: str
    reason: str = ""


def pitman(units: NDArray[np.int64], fraction: float) -> Estimate:
    """Pitman's sampling formula, by maximum likelihood (Hoshino 2001).

    Parameters
    ----------
    units : int64 array, shape (classes,)
        Sample members of each class.
    fraction : float
        Sampling fraction in (0, 1].

    Notes
    -----
    ``Γ(θ+1) / Γ(θ+α) N^(α-1)``, with θ and α where the likelihood's gradient vanishes, by Newton's method from Hoshino's start.
    """
    sizes, classes = _histogram(units, fraction)
    n, u = int(units.sum()), len(units)
    ones, twos = (int(classes[sizes == size].sum()) for size in (1, 2))
    if not ones or not twos:
        return Estimate(None, "pitman", "not defined: no class of one, or none of two")
    ratio = ones * (ones - 1) / twos
    start = (n * u * ratio - ones * (n - 1) * (2 * u + ratio)) / (2 * ones * u + ones * ratio - n * ratio)
    point = np.array([start, (start * (ones - n) + (n - 1) * ones) / (n * u)])
    for _ in range(STEPS):
        gradient, hessian = _pitman_slopes(point, sizes, classes, n, u)
        if not np.all(np.isfinite(hessian)) or abs(np.linalg.det(hessian)) == 0:
            break
        step = np.linalg.solve(hessian, gradient)
        point = point - step
        theta, alpha = map(float, point)
        if not (0 <= alpha < 1 and theta > -alpha):
            break
        if np.all(np.abs(step) <= PRECISION * np.maximum(1, np.abs(point))):
            population = n / fraction
            logarithm = math.lgamma(theta + 1) - math.lgamma(theta + alpha) + (alpha - 1) * math.log(population)
            rate = math.exp(logarithm)
            return Estimate(rate, "pitman") if rate <= 1 else Estimate(None, "pitman", "above 1")
    return Estimate(None, "pitman", "not converged")


def zayatz(units: NDArray[np.int64], fraction: float) -> Estimate:
    """Zayatz 1991: the sample's distribution of class sizes stands for the population's.

    Notes
    -----
    ``s1 / n · P(class of 1 in the population | class of 1 in the sample)``, the second by Bayes' rule with hypergeometric
    probabilities of seeing one member of a class.
    """
    sizes, classes = _histogram(units, fraction)
    n, u = int(units.sum()), len(units)
    if not n:
        return Estimate(None, "zayatz", "not defined: no row")
    population = round(n / fraction)
    ones = int(classes[sizes == 1].sum())
    if not ones:
        return Estimate(0.0, "zayatz")
    others = np.arange(int(sizes.max()) - 1)
    left = np.maximum(population - n - others, 0) / (population - 1 - others)
    with np.errstate(divide="ignore"):
        missed = np.exp(np.concatenate([[0.0], np.cumsum(np.log(left))]))
    seen_once = sizes * (n / population) * missed[sizes - 1]
    conditional = (ones / u) * (n / population) / float((classes / u * seen_once).sum())
    return Estimate(ones / n * conditional, "zayatz")


def snb(units: NDArray[np.int64], fraction: float) -> Estimate:
    """Shifted negative binomial class sizes (Chen & Keller-McNulty 1998), by the sample's size, classes and uniques.

    Notes
    -----
    A class of the population has ``1 + NB(r, p)`` members, and each is drawn with the sampling fraction. The number of classes,
    r and p are where the expected rows, classes and uniques of the sample are the ones that were seen.
    """
    sizes, classes = _histogram(units, fraction)
    n, u = int(units.sum()), len(units)
    ones = int(classes[sizes == 1].sum())
    if not ones or u == n or fraction == 1:
        return Estimate(None, "snb", "not defined: no row alone, all alone, or no sample")
    point = np.array([0.0, 0.0])  # logarithm of r, log odds of p
    for _ in range(STEPS):
        gap = _snb_gap(point, fraction, n, u, ones)
        slope = np.column_stack([(_snb_gap(point + d, fraction, n, u, ones) - gap) / 1e-7 for d in 1e-7 * np.eye(2)])
        if not np.all(np.isfinite(slope)) or abs(np.linalg.det(slope)) < 1e-300:
            break
        step = np.linalg.solve(slope, gap)
        step *= min(1.0, 1.0 / float(np.abs(step).max() or 1.0))
        point = point - step
        if np.abs(point).max() > 40:
            break
        if np.abs(_snb_gap(point, fraction, n, u, ones)).max() < 1e-10:
            r, p = math.exp(point[0]), 1 / (1 + math.exp(-point[1]))
            return Estimate(p**r / (1 + r * (1 - p) / p), "snb")
    return Estimate(None, "snb", "not converged")


def dankar(units: NDArray[np.int64], fraction: float) -> Estimate:
    """The rule of Dankar et al. 2012: Pitman to a sampling fraction of 0.1; above it the smaller of Zayatz and SNB.

    Where the estimate that the rule names did not converge, the other one that did stands in, and ``method`` says which.
    """
    first, second = pitman(units, fraction), zayatz(units, fraction)
    if fraction <= DANKAR_FRACTION:
        return first if first.rate is not None else second
    third = snb(units, fraction)
    return third if third.rate is not None and second.rate is not None and third.rate < second.rate else second


def _histogram(units: NDArray[np.int64], fraction: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from pseudo.risk.classes import size_histogram

    if not 0 < fraction <= 1:
        raise ValueError("a sampling fraction is above 0 and at most 1")
    return size_histogram(units)


def _pitman_slopes(
    point: NDArray[np.float64], sizes: NDArray[np.int64], classes: NDArray[np.int64], n: int, u: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gradient and Hessian of the log-likelihood in (θ, α)."""
    theta, alpha = point
    at = np.arange(1, u)
    inverse = 1 / (theta + at * alpha)
    rows = 1 / (theta + np.arange(1, n))
    above = np.arange(1, int(sizes.max()))
    upto = np.concatenate([[0], np.cumsum(classes)])
    larger = upto[-1] - upto[np.searchsorted(sizes, above, side="right")]
    falling = 1 / (above - alpha)
    gradient = np.array([inverse.sum() - rows.sum(), (at * inverse).sum() - (larger * falling).sum()])
    mixed = -(at * inverse**2).sum()
    hessian = np.array(
        [
            [-(inverse**2).sum() + (rows**2).sum(), mixed],
            [mixed, -((at * inverse) ** 2).sum() - (larger * falling**2).sum()],
        ]
    )
    return gradient, hessian


def _snb_gap(point: NDArray[np.float64], fraction: float, n: int, u: int, ones: int) -> NDArray[np.float64]:
    """How far the expected classes and uniques are from those seen, each relative to it."""
    r, p = np.exp(point[0]), 1 / (1 + np.exp(-point[1]))
    number = n / fraction / (1 + r * (1 - p) / p)
    base = 1 - (1 - p) * (1 - fraction)
    none = (1 - fraction) * (p / base) ** r
    once = fraction * (p / base) ** r * (1 + (1 - fraction) * r * (1 - p) / base)
    gaps: NDArray[np.float64] = np.array([number * (1 - none) / u - 1, number * once / ones - 1])
    return gaps
