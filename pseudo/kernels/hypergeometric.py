"""Hypergeometric numbers out of given coins, the same on every machine: for order-preserving encryption.

How many of ``marked`` among ``total`` balls are in a half of them, drawn without order? The distribution is symmetric and the
height of its middle is a product of three central binomial probabilities, so that no logarithm, exponential or gamma function
is needed: only ``+ - * / sqrt``, which IEEE 754 rounds alike everywhere. A coin that two machines read differently would make
a ciphertext that cannot be decrypted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["halved"]

TABLED = 64


def _small_centres() -> NDArray[np.float64]:
    centres = np.ones(TABLED)
    for half in range(1, TABLED):
        centres[half] = centres[half - 1] * (2 * half - 1) / (2 * half)
    return centres


CENTRES = _small_centres()
"""C(2m, m) / 4^m for m < 64; above, the asymptotic series is exact to the last bit or two."""


@jit
def _halved(totals: NDArray[np.int64], marked: NDArray[np.int64], coins: NDArray[np.uint64], centres: NDArray[np.float64],
            out: NDArray[np.int64]) -> None:  # fmt: skip
    """For each row the smallest number, in the order middle, +1, -1, +2, ..., at which the summed probability passes the coin.

    ``totals`` is even and at least ``marked``. Steps: about 0.8 standard deviations, sqrt(marked) / 2, each way.
    """
    for row in range(totals.size):
        half, many = totals[row] // 2, marked[row]
        height = 1.0
        for turn in range(3):
            m = (many + 1) // 2 if turn == 0 else (totals[row] - many + 1) // 2 if turn == 1 else half
            if m < centres.size:
                centre = centres[m]
            else:
                x = 1.0 / m
                series = 1.0 + x * (-1 / 8 + x * (1 / 128 + x * (5 / 1024 + x * (-21 / 32768 + x * (-399 / 262144)))))
                centre = series / math.sqrt(math.pi * m)
            height = height / centre if turn == 2 else height * centre
        coin = float(coins[row] >> np.uint64(11)) * 2.0**-53
        up, down = many // 2, many // 2
        high, low, passed = height, height, height
        found = up
        while passed <= coin and (high > 0.0 or low > 0.0):
            high *= float(many - up) * float(half - up) / (float(up + 1) * float(half - many + up + 1))
            up += 1
            passed += high
            found = up
            if passed > coin:
                break
            low *= float(down) * float(half - many + down) / (float(many - down + 1) * float(half - down + 1))
            down -= 1
            passed += low
            found = down
        out[row] = found if passed > coin else many // 2


def halved(totals: NDArray[np.int64], marked: NDArray[np.int64], coins: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How many marked balls are in the first half of each row's balls; int64[n].

    Parameters
    ----------
    totals : int64 array of shape (n,)
        Balls: even, from 2 to 2^62.
    marked : int64 array of shape (n,)
        Marked ones, 0 to ``totals``.
    coins : uint64 array of shape (n,)
        Uniform; 53 bits are used.

    Returns
    -------
    int64 array of shape (n,)
        Hypergeometric(totals, marked, totals / 2) by inversion from the middle outwards.

    Raises
    ------
    ValueError
        Where shapes differ or a number is out of bounds.

    Notes
    -----
    The distance in variation from the exact distribution is about 2^-35 for ``marked`` of 2^31, less for fewer: 2^-53 from the
    coin, and some roundings of 2^-53 for each of the 2^15 steps. Complexity: O(sqrt(marked)) a row.
    """
    totals, marked = np.asarray(totals, np.int64), np.asarray(marked, np.int64)
    if not totals.shape == marked.shape == coins.shape or totals.ndim != 1:
        raise ValueError("totals, marked and coins must be arrays of one length")
    if ((totals < 2) | (totals % 2 != 0) | (totals > 2**62) | (marked < 0) | (marked > totals)).any():
        raise ValueError("totals must be even, 2 to 2^62, and marked 0 to totals")
    out = np.empty(totals.size, np.int64)
    _halved(read_only(totals), read_only(marked), read_only(coins), CENTRES, out)
    return out
