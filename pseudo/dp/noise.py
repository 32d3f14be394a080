"""Noise on vectors of whole numbers, from OpenDP: discrete Laplace for pure ε, discrete Gaussian for (ε, δ) by way of ρ.

OpenDP's samplers (Canonne, Kamath and Steinke, 2020) are exact: no float is added to a count. They draw from OpenSSL's generator, seeded
by the operating system; there is no seed to set. What each measurement costs is what OpenDP's own map says of it, and the sum is
compared with the whole in fractions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.dp.amount import float_below
from pseudo.errors import PolicyRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ABSENT", "MARGIN", "SCALES", "KeyNoise", "Noise", "Reach", "gaussian", "laplace", "rho_of", "shared_out"]

MARGIN = 1 + 2.0**-40
"""A scale is this much above what its share needs, so that rounding never makes the sum exceed the whole."""
ABSENT = np.iinfo(np.int64).min
"""Where a key is not released."""
SCALES = (2.0**-10, 2.0**40)
"""Below, no noise is ever drawn; above, it hides any population. Between, no 64-bit integer saturates."""


@dataclass(frozen=True)
class Reach:
    """How far one person, added or removed, moves a vector at the most.

    Attributes
    ----------
    l1 : int
        Sum of the absolute differences.
    l2_squared : int
        Sum of their squares.
    keys : int
        Where the vector's keys are the table's own: how many of them. 0 where keys are public.
    each : int
        With ``keys``: the largest difference.
    """

    l1: int
    l2_squared: int
    keys: int = 0
    each: int = 0


@dataclass(frozen=True)
class Noise:
    """One measurement: what it adds to a vector, and what it costs.

    Attributes
    ----------
    reach : Reach
    scale : float
        Of the discrete Laplace or Gaussian distribution.
    is_laplace : bool
    """

    reach: Reach
    scale: float
    is_laplace: bool

    @cached_property
    def _measurement(self) -> Any:
        return laplace(self.scale) if self.is_laplace else gaussian(self.scale)

    @cached_property
    def cost(self) -> Fraction:
        """What OpenDP proves that it costs: ε of Laplace, ρ of Gaussian noise."""
        distance = self.reach.l1 if self.is_laplace else math.nextafter(math.sqrt(self.reach.l2_squared), math.inf)
        return Fraction(self._measurement.map(distance))

    def draw(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The vector with noise. What it costs must have been spent before."""
        return np.asarray(self._measurement(counts), np.int64)

    @property
    def variance(self) -> float:
        """About that of one entry's noise."""
        return self.scale**2 * (2 if self.is_laplace else 1)

    @cached_property
    def half_width_95(self) -> int:
        """In 95 of 100 draws, at least, the noise of an entry is no larger."""
        return self.half_width(0.05)

    def half_width(self, alpha: float) -> int:
        """The noise of an entry is no larger but with a probability of ``alpha`` at the most."""
        import opendp.prelude as dp

        convert = dp.discrete_laplacian_scale_to_accuracy if self.is_laplace else dp.discrete_gaussian_scale_to_accuracy
        accuracy: float = convert(self.scale, alpha)
        # P(|noise| >= accuracy) <= alpha: the largest integer below it holds.
        return max(math.ceil(accuracy) - 1, 0)

    def log_moment(self, rate: NDArray[np.float64]) -> NDArray[np.float64]:
        """An upper bound of ln E exp(rate * noise) of one entry; infinite where the Laplace distribution has none.

        A discrete Gaussian is subgaussian with its scale (Canonne, Kamath and Steinke 2020, corollary 17).
        """
        if not self.is_laplace:
            return np.asarray(self.scale**2 * rate**2 / 2)
        p = math.exp(-1 / self.scale)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            below = (1 - p * np.exp(rate)) * (1 - p * np.exp(-rate))
            found = 2 * math.log1p(-p) - np.log(below)
        return np.where(np.abs(rate) * self.scale < 1, found, np.inf)


@dataclass(frozen=True)
class KeyNoise(Noise):
    """Discrete Gaussian noise on counts of keys that the table has, released above a threshold only.

    A key that one person alone brings in is released with a probability of ``delta`` at the most (Rogers 2023; OpenDP's map).

    Attributes
    ----------
    threshold : int
    """

    threshold: int = 0

    @cached_property
    def _measurement(self) -> Any:
        dp = _opendp()
        space = dp.map_domain(dp.atom_domain(T="i64"), dp.atom_domain(T="i64"))
        distance = dp.l02inf_distance(dp.absolute_distance(T="i64"))
        return dp.m.make_gaussian_threshold(space, distance, scale=self.scale, threshold=self.threshold)

    @cached_property
    def costs(self) -> tuple[Fraction, Fraction]:
        """ρ and δ, as OpenDP proves them."""
        l2 = math.isqrt(self.reach.l2_squared - 1) + 1
        rho, delta = self._measurement.map((self.reach.keys, l2, self.reach.each))
        return Fraction(rho), Fraction(delta)

    @cached_property
    def cost(self) -> Fraction:
        """ρ."""
        return self.costs[0]

    def draw(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The counts above the threshold with noise; :data:`ABSENT` for all others, and for keys that no row has."""
        found = self._measurement({key: int(count) for key, count in enumerate(counts) if count})
        noisy = np.full(len(counts), ABSENT, np.int64)
        noisy[list(found.keys())] = list(found.values())
        return noisy


def laplace(scale: float) -> Any:
    """OpenDP's discrete Laplace noise on a vector of int64, by its L1 distance."""
    dp = _opendp()
    return dp.m.make_laplace(dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64"), scale=scale)


def gaussian(scale: float) -> Any:
    """OpenDP's discrete Gaussian noise on a vector of int64, by its L2 distance."""
    dp = _opendp()
    return dp.m.make_gaussian(dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64"), scale=scale)


def rho_of(epsilon: Fraction, delta: Fraction, name: str) -> float:
    """The ρ of zero-concentrated privacy (Bun and Steinke 2016) that OpenDP proves to be within (ε, δ).

    Raises
    ------
    PolicyRefused
        ``dp.no-scale``: ε is out of any usable range.
    """
    from opendp.mod import OpenDPException

    dp = _opendp()
    claim = float_below(epsilon), float_below(delta)

    def make(scale: float) -> Any:
        return dp.c.make_fix_delta(dp.c.make_zCDP_to_approxDP(gaussian(scale)), claim[1])

    try:
        scale = dp.binary_search_param(make, d_in=1.0, d_out=claim)
        proven = make(scale).map(1.0)
        rho = float(gaussian(scale).map(1.0))
    except (OpenDPException, ValueError, OverflowError):
        proven, rho = (math.inf, math.inf), math.inf
    held = all(math.isfinite(p) and Fraction(p) <= c for p, c in zip(proven, (epsilon, delta), strict=True))
    if not (held and math.isfinite(rho)):
        raise _no_scale(name, epsilon, delta)
    return rho


def shared_out(epsilon: Fraction, delta: Fraction, reaches: Sequence[tuple[Reach, Fraction]], name: str) -> list[Noise]:
    """The noise of each measurement, such that all together cost (ε, δ) at the most.

    Parameters
    ----------
    epsilon, delta : Fraction
        With δ = 0 the noise is discrete Laplace and the ε add up; else discrete Gaussian, and the ρ add up (basic and zero-concentrated
        composition; whatever was seen before). Where keys are the table's own half of δ is for thresholds, and their δ add up
        (Bun and Steinke 2016, lemma 8.8).
    reaches : sequence of pairs of Reach and Fraction
        How far a person moves each vector, and its share of the whole; the shares' sum is 1.
    name : str
        For the error.

    Raises
    ------
    PolicyRefused
        ``dp.no-scale``.
    """
    keyed = sum(reach.keys > 0 for reach, _ in reaches)
    rest = delta / 2 if keyed else delta  # the other half is for thresholds
    whole = epsilon if delta == 0 else Fraction(rho_of(epsilon, rest, name))
    found = [_noise(reach, float(whole * share), is_laplace=delta == 0) for reach, share in reaches]
    try:
        found = [_above_threshold(noise, rest / keyed) if noise.reach.keys else noise for noise in found]
    except OverflowError:
        raise _no_scale(name, epsilon, delta) from None
    usable = all(SCALES[0] <= noise.scale <= SCALES[1] for noise in found)
    if not usable or sum(noise.cost for noise in found) > whole:  # MARGIN is there so that the second cannot be
        raise _no_scale(name, epsilon, delta)
    return found


def _noise(reach: Reach, share: float, *, is_laplace: bool) -> Noise:
    scale = reach.l1 / share if is_laplace else math.sqrt(reach.l2_squared / (2 * share))
    return Noise(reach, MARGIN * scale, is_laplace)


def _above_threshold(noise: Noise, delta: Fraction) -> KeyNoise:
    """The same noise with the least threshold at which a key of one person alone is released with a probability of ``delta``."""

    def costs(threshold: int) -> Fraction:
        return KeyNoise(noise.reach, noise.scale, is_laplace=False, threshold=threshold).costs[1]

    high = noise.reach.each + 1
    while costs(high) > delta:
        if high > SCALES[1]:
            raise OverflowError
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if costs(middle) <= delta else (middle, high)
    return KeyNoise(noise.reach, noise.scale, is_laplace=False, threshold=high)


def _no_scale(name: str, epsilon: Fraction, delta: Fraction) -> PolicyRefused:
    asked = {"epsilon": f"{float(epsilon):g}", "delta": f"{float(delta):g}"}
    return PolicyRefused("dp.no-scale", None, name=name, **asked)


def _opendp() -> Any:
    import opendp.prelude as dp

    dp.enable_features("contrib")
    return dp
