"""SHA-256 and SHA-512 as the standard tells them apart (FIPS 180-4), their constants computed as it defines them."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["SHA256", "SHA512", "Sha2"]


@dataclass(frozen=True)
class Sha2:
    """One of the two hash functions.

    Attributes
    ----------
    word_bits : int
        Of a word; the state has 8, a block 16 of them.
    initial : tuple of int
        The state before the first block (5.3.3, 5.3.5).
    constants : tuple of int
        One a round (4.2.2, 4.2.3).
    sums : tuple
        By how many bits the functions Sigma 0 and Sigma 1 rotate a word (4.1.2, 4.1.3).
    smalls : tuple
        The same of sigma 0 and sigma 1; the last number is that of a shift.
    """

    word_bits: int
    initial: tuple[int, ...]
    constants: tuple[int, ...]
    sums: tuple[tuple[int, int, int], tuple[int, int, int]]
    smalls: tuple[tuple[int, int, int], tuple[int, int, int]]

    @property
    def block_bytes(self) -> int:
        """Of sixteen words."""
        return 2 * self.word_bits

    @property
    def length_bytes(self) -> int:
        """What the message's length in bits takes of the last block (5.1)."""
        return self.word_bits // 4


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


def _initial(word_bits: int) -> tuple[int, ...]:
    """The first bits of the fractional parts of the square roots of the first eight primes."""
    return tuple(math.isqrt(prime << 2 * word_bits) % 2**word_bits for prime in _primes(8))


def _constants(word_bits: int, rounds: int) -> tuple[int, ...]:
    """The first bits of the fractional parts of the cube roots of as many primes as there are rounds."""
    return tuple(_cube_root(prime << 3 * word_bits) % 2**word_bits for prime in _primes(rounds))


SHA256 = Sha2(
    word_bits=32,
    initial=_initial(32),
    constants=_constants(32, 64),
    sums=((2, 13, 22), (6, 11, 25)),
    smalls=((7, 18, 3), (17, 19, 10)),
)
SHA512 = Sha2(
    word_bits=64,
    initial=_initial(64),
    constants=_constants(64, 80),
    sums=((28, 34, 39), (14, 18, 41)),
    smalls=((1, 8, 7), (19, 61, 6)),
)
