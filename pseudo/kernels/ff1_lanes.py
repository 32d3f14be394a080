"""FF1's rounds compiled, on :data:`~pseudo.kernels.aes.LANES` rows at once, for processors with AES instructions.

Each step is a loop over the rows, which the compiler turns into vector instructions; the AES between them is
:mod:`pseudo.kernels.aes`'s. Halves are 64-bit numbers. The two halves stay in their places: an even round changes the
left one by the right one, an odd round the right one by the left one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only
from pseudo.kernels._memory import empty
from pseudo.kernels.aes import LANES, encrypt_lanes, key_schedule, register_words
from pseudo.kernels.ff1_digits import MOST_DIGITS, read_decimal, write_decimal

if TYPE_CHECKING:
    from pseudo.kernels.ff1_exact import Halves, Numerals

__all__ = ["permute_lanes", "usable"]

Words = NDArray[np.uint64]

S8, S32, S56 = np.uint64(8), np.uint64(32), np.uint64(56)
LOW8, LOW32 = np.uint64(0xFF), np.uint64(0xFFFFFFFF)
ZERO, ONE = np.uint64(0), np.uint64(1)
SMALL = np.uint64(2**30)


def usable() -> bool:
    """Whether Numba compiles here at all, and for a processor with AES instructions."""
    settings: Any = numba.config
    return not settings.DISABLE_JIT and register_words() > 0


@jit
def _quotient(number: np.uint64, reciprocal: np.uint64) -> np.uint64:
    """``number // divisor``, or up to 3 less; ``reciprocal`` is 2^64 // divisor, divisor 2 to 2^56 (Barrett).

    The upper half of their product, without the product of the lower halves and without carries. The reciprocal's
    fraction, that product and two fractions cut off lose less than 1 each, so the remainder is below 4 divisors.
    """
    low, high = number & LOW32, number >> S32
    other_low, other_high = reciprocal & LOW32, reciprocal >> S32
    return np.uint64(high * other_high + ((high * other_low) >> S32) + ((low * other_high) >> S32))


@jit
def _once_less(number: np.uint64, divisor: np.uint64) -> np.uint64:
    """``number % divisor`` for a number below twice the divisor."""
    return number - divisor if number >= divisor else number


@jit
def _remainder(number: np.uint64, divisor: np.uint64, reciprocal: np.uint64) -> np.uint64:
    """``number % divisor`` without a division, which takes several times as long."""
    left = np.uint64(number - _quotient(number, reciprocal) * divisor)
    return _once_less(_once_less(left, divisor + divisor), divisor)


@jit
def _small_remainder(number: np.uint64, divisor: np.uint64, reciprocal: np.uint64) -> np.uint64:
    """:func:`_remainder` for a divisor of at most 2^30: what is left below 4 divisors is known by its lower 32 bits."""
    product = (_quotient(number, reciprocal) & LOW32) * divisor
    left = np.uint64(number - product) & LOW32
    return _once_less(_once_less(left, divisor + divisor), divisor)


@jit
def _read(numerals: Numerals, first_row: int, rows: int, radix: np.uint64, halves: Words) -> None:
    """Take the numbers that the halves of ``rows`` rows write into ``halves`` (2, LANES)."""
    length = numerals.shape[1]
    u = length // 2
    for lane in range(rows):
        for side in range(2):
            number = np.uint64(0)
            for at in range(u if side else 0, length if side else u):
                number = number * radix + np.uint64(numerals[first_row + lane, at])
            halves[side, lane] = number


@jit
def _write(
    halves: Words, radix: np.uint64, reciprocal: np.uint64, scratch: Numerals, first_row: int, rows: int, out: Numerals
) -> None:
    """Undo :func:`_read` into ``out``; ``halves`` and ``scratch`` (length, LANES) are used up."""
    length = out.shape[1]
    for at in range(length - 1, -1, -1):
        side = 0 if at < length // 2 else 1
        for lane in range(LANES):
            number = halves[side, lane]
            quotient = _quotient(number, reciprocal)
            numeral = number - quotient * radix
            for _ in range(3):  # so far at most is the quotient too low
                over = numeral >= radix
                quotient += ONE if over else ZERO
                numeral -= radix if over else ZERO
            halves[side, lane] = quotient
            scratch[at, lane] = numeral
    for lane in range(rows):
        for at in range(length):
            out[first_row + lane, at] = scratch[at, lane]


@jit
def _round(
    schedule: NDArray[np.uint8],
    blocks: Words,
    halves: Words,
    number: int,
    n_bytes: int,
    modulus: np.uint64,
    reciprocal: np.uint64,
    inverse: bool,
) -> None:
    """Round ``number`` (step 6 of the algorithm) on ``halves`` (2, LANES).

    ``blocks`` (5, LANES): the round function's input without number and half, as two words; then scratch. Of the last
    word, the lowest ``n_bytes`` (at most 7) are the half and the byte above them is the round's number.
    """
    changed = number & 1
    tag = np.uint64(number) << (S8 * np.uint64(n_bytes))
    for lane in range(LANES):
        blocks[2, lane] = blocks[1, lane] ^ (tag | halves[1 - changed, lane])
    encrypt_lanes(schedule, blocks[0], blocks[2], blocks[3], blocks[4])
    if modulus <= SMALL:
        for lane in range(LANES):
            blocks[3, lane] = _small_remainder(blocks[3, lane], modulus, reciprocal)
    else:
        for lane in range(LANES):
            blocks[3, lane] = _remainder(blocks[3, lane], modulus, reciprocal)
    if n_bytes > 4:  # d = 12: four bytes more, one by one, so that 2^56 * 2^8 is the largest number met
        for lane in range(LANES):
            value = blocks[3, lane]
            for byte in range(4):
                following = (blocks[4, lane] >> (S56 - S8 * np.uint64(byte))) & LOW8
                value = _remainder(np.uint64((value << S8) | following), modulus, reciprocal)
            blocks[3, lane] = value
    for lane in range(LANES):
        value = modulus - blocks[3, lane] if inverse else blocks[3, lane]
        halves[changed, lane] = _once_less(np.uint64(halves[changed, lane] + value), modulus)


@jit
def _ten_rounds(
    schedule: NDArray[np.uint8],
    states: Words,
    first_row: int,
    blocks: Words,
    halves: Words,
    divisors: Words,
    reciprocals: Words,
    n_bytes: int,
    inverse: bool,
) -> None:
    """All rounds on ``halves`` (2, LANES), of rows from ``first_row`` on; ``divisors``: radix^u, radix^v, and others."""
    for lane in range(min(LANES, states.shape[0] - first_row)):  # one state for all rows is there from the first row on
        blocks[0, lane], blocks[1, lane] = states[first_row + lane, 0], states[first_row + lane, 1]
    for step in range(10):
        number = 9 - step if inverse else step
        side = number & 1
        _round(schedule, blocks, halves, number, n_bytes, divisors[side], reciprocals[side], inverse)


@jit
def _permute(
    schedule: NDArray[np.uint8],
    states: Words,
    numerals: Numerals,
    divisors: Words,
    reciprocals: Words,
    n_bytes: int,
    inverse: bool,
    out: Numerals,
) -> None:
    """Each row, of any radix; ``divisors``: radix^u, radix^v, radix. The caller has checked all."""
    blocks, halves = np.empty((5, LANES), np.uint64), np.zeros((2, LANES), np.uint64)
    blocks[0, :], blocks[1, :] = states[0, 0], states[0, 1]
    scratch = np.empty((numerals.shape[1], LANES), out.dtype)
    for first_row in range(0, numerals.shape[0], LANES):
        rows = min(LANES, numerals.shape[0] - first_row)
        _read(numerals, first_row, rows, divisors[2], halves)
        _ten_rounds(schedule, states, first_row, blocks, halves, divisors, reciprocals, n_bytes, inverse)
        _write(halves, divisors[2], reciprocals[2], scratch, first_row, rows, out)


@jit
def _permute_decimal(
    schedule: NDArray[np.uint8],
    states: Words,
    digits: NDArray[np.uint8],
    length: int,
    divisors: Words,
    reciprocals: Words,
    n_bytes: int,
    inverse: bool,
    out: NDArray[np.uint8],
) -> None:
    """:func:`_permute` for rows of at most :data:`MOST_DIGITS` decimal digits, ``digits`` and ``out`` being flat."""
    blocks, halves = np.empty((5, LANES), np.uint64), np.zeros((2, LANES), np.uint64)
    blocks[0, :], blocks[1, :] = states[0, 0], states[0, 1]
    for first_row in range(0, digits.size // length, LANES):
        rows = min(LANES, digits.size // length - first_row)
        read_decimal(digits, length, first_row, rows, halves[0], halves[1])
        _ten_rounds(schedule, states, first_row, blocks, halves, divisors, reciprocals, n_bytes, inverse)
        write_decimal(halves[0], halves[1], length, first_row, rows, out)


def permute_lanes(
    key: bytes, radix: int, shape: Halves, states: Words, numerals: Numerals, *, inverse: bool
) -> Numerals:
    """:func:`~pseudo.kernels.ff1_batched.permute_batched`, compiled; only where :func:`usable`."""
    length = numerals.shape[1]
    divisors = [radix**shape.u, radix**shape.v, radix]
    reciprocals = np.array([2**64 // divisor for divisor in divisors], np.uint64)
    arithmetic = np.array(divisors, np.uint64), reciprocals, shape.b, inverse
    if radix == 10 and length <= MOST_DIGITS:
        digits = read_only(numerals.astype(np.uint8, copy=False)).reshape(-1)
        decimals: Any = empty((digits.size,), np.uint8)
        _permute_decimal(key_schedule(key), states, digits, length, *arithmetic, decimals)
        made: Numerals = decimals.reshape(numerals.shape).astype(numerals.dtype, copy=False)
        return made
    out = empty(numerals.shape, numerals.dtype)
    _permute(key_schedule(key), states, read_only(numerals), *arithmetic, out)
    return out
