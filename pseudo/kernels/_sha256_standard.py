"""The constants of SHA-256 (FIPS 180-4), computed as the standard defines them."""

from __future__ import annotations

import math

__all__ = ["INITIAL_STATE", "ROUND_CONSTANTS"]


def _primes(count: int) -> list[int]:
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


def _cube_root(number: int) -> int:
    """The whole part of the cube root, by Newton's method from above."""
    root = 1 << -(-number.bit_length() // 3)
    while root**3 > number:
        root = (2 * root + number // root**2) // 3
    return root


INITIAL_STATE = tuple(math.isqrt(prime << 64) & 0xFFFFFFFF for prime in _primes(8))
"""Section 5.3.3: the first 32 bits of the fractional parts of the square roots of the first eight primes."""

ROUND_CONSTANTS = tuple(_cube_root(prime << 96) & 0xFFFFFFFF for prime in _primes(64))
"""Section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first sixty-four primes."""
