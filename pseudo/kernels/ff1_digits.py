"""Rows of at most sixteen decimal digits in and out of FF1's halves, eight digits at a time, in the bits of one word.

A row is read and written by words that reach into the next one, so rows are written in order, and only the last one of an
array digit by digit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._words import load_word, store_word
from pseudo.kernels.aes import LANES

__all__ = ["MOST_DIGITS", "digits_of", "number_of", "read_decimal", "write_decimal"]

Words = NDArray[np.uint64]
Digits = NDArray[np.uint8]

MOST_DIGITS = 16
WORD_BYTES = 8

S8, S10, S16, S20, S32, S40, S56 = (np.uint64(count) for count in (8, 10, 16, 20, 32, 40, 56))
LOW8, LOW32 = np.uint64(0xFF), np.uint64(0xFFFFFFFF)
PAIRS, FOURS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)


@jit
def number_of(word: np.uint64) -> np.uint64:
    """The number that eight decimal digits write, one a byte, the first one in the lowest byte: undoes :func:`digits_of`."""
    twos = np.uint64(word * np.uint64(10) + (word >> S8)) & PAIRS
    fours = np.uint64(twos * np.uint64(100) + (twos >> S16)) & FOURS
    return np.uint64((fours & LOW32) * np.uint64(10_000) + (fours >> S32))


@jit
def digits_of(number: np.uint64) -> np.uint64:
    """Take the decimal digits of a number below 10^8, one a byte, the first one in the lowest byte.

    Pieces of 4, 2, then 1 digits, all pieces of a word at once. The factors are 2^40 / 10^4, 2^20 / 10^2 and 2^10 / 10,
    rounded up: exact for such pieces.
    """
    left = (number * np.uint64(109_951_163)) >> S40
    fours = left | ((number - left * np.uint64(10_000)) << S32)
    left = ((fours * np.uint64(10_486)) >> S20) & np.uint64(0x0000007F0000007F)
    twos = left + ((fours - left * np.uint64(100)) << S16)
    left = ((twos * np.uint64(103)) >> S10) & np.uint64(0x000F000F000F000F)
    return np.uint64(left + ((twos - left * np.uint64(10)) << S8))


@jit
def _whole_rows(size: int, length: int, first_row: int, rows: int) -> int:
    """How many of the rows have their words inside an array of ``size`` digits."""
    inside = (size - length // 2 - WORD_BYTES) // length + 1 - first_row
    return max(0, min(rows, inside))


@jit
def _word_of(digits: Digits, start: int, stop: int) -> np.uint64:
    """The digits ``start`` to ``stop - 1``, zeros before them, one by one."""
    word = np.uint64(0)
    for at in range(start, stop):
        word = (word >> S8) | (np.uint64(digits[at]) << S56)
    return np.uint64(word)


@jit
def read_decimal(digits: Digits, length: int, first_row: int, rows: int, left: Words, right: Words) -> None:
    """The numbers that the halves of ``rows`` rows write into ``left`` and ``right`` (LANES,); ``digits`` is flat."""
    u = length // 2
    before_left, before_right = S8 * np.uint64(WORD_BYTES - u), S8 * np.uint64(WORD_BYTES - (length - u))
    whole = _whole_rows(digits.size, length, first_row, rows)
    for lane in range(whole):
        start = (first_row + lane) * length
        left[lane] = load_word(digits, start) << before_left
        right[lane] = load_word(digits, start + u) << before_right
    for lane in range(whole, rows):
        start = (first_row + lane) * length
        left[lane], right[lane] = _word_of(digits, start, start + u), _word_of(digits, start + u, start + length)
    for lane in range(LANES):
        left[lane], right[lane] = number_of(left[lane]), number_of(right[lane])


@jit
def write_decimal(left: Words, right: Words, length: int, first_row: int, rows: int, out: Digits) -> None:
    """Undo :func:`read_decimal` into the flat ``out``; ``left`` and ``right`` are used up."""
    u = length // 2
    unused_left, unused_right = S8 * np.uint64(WORD_BYTES - u), S8 * np.uint64(WORD_BYTES - (length - u))
    for lane in range(LANES):
        left[lane], right[lane] = digits_of(left[lane]) >> unused_left, digits_of(right[lane]) >> unused_right
    whole = _whole_rows(out.size, length, first_row, rows)
    for lane in range(whole):
        start = (first_row + lane) * length
        store_word(out, start, left[lane])
        store_word(out, start + u, right[lane])
    for lane in range(whole, rows):
        start = (first_row + lane) * length
        for at in range(u):
            out[start + at] = np.uint8((left[lane] >> (S8 * np.uint64(at))) & LOW8)
        for at in range(length - u):
            out[start + u + at] = np.uint8((right[lane] >> (S8 * np.uint64(at))) & LOW8)
