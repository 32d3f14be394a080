"""Exact draws for local differential privacy, a row's own from ChaCha20: discrete Laplace noise and randomized response.

Every trial is of a fraction of whole numbers (Canonne, Kamath and Steinke 2020, algorithms 1 and 2) with rejection instead of a remainder
(Lemire 2019), so the distribution is exact: no float, no modulo bias. What the draws hang on is the key, the stream and the row's number.
The key must come from the operating system and serve one run: noise that is used twice, on two versions of a cell, gives their
difference away.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._chacha import LANES, WORDS, chacha_blocks, place_of, set_word, word_at_place
from pseudo.kernels._jit import jit

__all__ = ["laplace_rows", "response_rows", "stream_words"]

Words = NDArray[np.uint32]
Place = Any
"""Where a pool lies."""

SHIFT, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
SLOTS = 8
"""Blocks that are held at once for sixteen rows."""
BLOCK = WORDS * LANES
KEY, HELD = SLOTS, SLOTS + 8
"""Where a pool has the key and its blocks; before them, for each slot, which block is in it, from 1."""


@jit
def _pool(key: Words) -> Words:
    """Room for words, with the key in it."""
    pool = np.zeros(HELD + SLOTS * BLOCK, np.uint32)
    pool[KEY:HELD] = key
    return pool


@jit
def _word(pool: Place, stream: np.uint32, row: np.uint64, lane: int, at: int) -> np.uint64:
    """Word ``at`` of the row ``row + lane``."""
    block = at // WORDS
    start = HELD + block % SLOTS * BLOCK
    if word_at_place(pool, block % SLOTS) != block + 1:
        chacha_blocks(pool, KEY, np.uint32(block), row, stream, start)
        set_word(pool, block % SLOTS, np.uint32(block + 1))
    return np.uint64(word_at_place(pool, start + at % WORDS * LANES + lane))


@jit
def stream_words(key: Words, stream: int, row: int, blocks: int) -> Words:
    """The first ``blocks`` blocks of the rows ``row`` to ``row + 15``: uint32[16, 16 * blocks] (RFC 8439, 2.3)."""
    pool, out = _pool(key), np.empty((LANES, WORDS * blocks), np.uint32)
    place = place_of(pool)
    for lane in range(LANES):
        for at in range(WORDS * blocks):
            out[lane, at] = _word(place, np.uint32(stream), np.uint64(row), lane, at)
    pool[0] = 0  # until here the array is used
    return out


@jit
def _below(n: np.uint64, pool: Place, stream: np.uint32, row: np.uint64, lane: int, at: int) -> tuple[np.uint64, int]:
    """A whole number from 0, evenly below ``n`` (at most 2^32), and the next word's number."""
    product = _word(pool, stream, row, lane, at) * n
    at += 1
    if product & LOW < n:
        least = (LOW + np.uint64(1) - n) % n
        while product & LOW < least:
            product = _word(pool, stream, row, lane, at) * n
            at += 1
    return product >> SHIFT, at


@jit
def _is_below_exp(
    numerator: np.uint64, denominator: np.uint64, pool: Place, stream: np.uint32, row: np.uint64, lane: int, at: int
) -> tuple[bool, int]:
    """A trial with the probability exp(-numerator / denominator), a fraction from 0 to 1 (algorithm 1)."""
    turns = np.uint64(1)
    while True:
        if numerator < denominator:
            drawn, at = _below(denominator, pool, stream, row, lane, at)
            if drawn >= numerator:
                break
        if turns > 1:
            drawn, at = _below(turns, pool, stream, row, lane, at)
            if drawn > 0:
                break
        turns += np.uint64(1)
    return turns % np.uint64(2) == 1, at


@jit
def _laplace(t: np.uint64, s: np.uint64, pool: Place, stream: np.uint32, row: np.uint64, lane: int) -> np.int64:
    """Discrete Laplace noise of the scale t / s (algorithm 2)."""
    at = 0
    while True:
        u, at = _below(t, pool, stream, row, lane, at)
        accepted, at = _is_below_exp(u, t, pool, stream, row, lane, at)
        if not accepted:
            continue
        v = np.uint64(0)
        while True:
            goes_on, at = _is_below_exp(np.uint64(1), np.uint64(1), pool, stream, row, lane, at)
            if not goes_on:
                break
            v += np.uint64(1)
        size = np.int64((u + t * v) // s)
        sign = _word(pool, stream, row, lane, at) & np.uint64(1)
        at += 1
        if size > 0 or sign > 0:
            return size if sign > 0 else -size


@jit
def laplace_rows(key: Words, stream: int, first: int, t: int, s: int, out: NDArray[np.int64]) -> None:
    """Discrete Laplace noise for consecutive rows: P(x) goes with exp(-|x| s / t).

    Parameters
    ----------
    key : uint32 array, shape (8,)
        From the operating system, for this run alone.
    stream : int
        A number for each column.
    first : int
        The first row's number in the table.
    t, s : int
        The scale t / s, both below 2^31.
    out : int64 array, shape (n,)
        Written.
    """
    pool = _pool(key)
    place = place_of(pool)
    for begin in range(0, out.size, LANES):
        pool[:SLOTS] = 0
        row = np.uint64(first + begin)
        for lane in range(min(LANES, out.size - begin)):
            out[begin + lane] = _laplace(np.uint64(t), np.uint64(s), place, np.uint32(stream), row, lane)
    pool[0] = 0  # until here the array is used


@jit
def response_rows(
    key: Words, stream: int, first: int, categories: int, numerator: int, denominator: int, cells: NDArray[np.int32]
) -> None:
    """Randomized response for consecutive rows, in place: a category is itself with a weight of 1, any other with exp(-ε).

    Parameters
    ----------
    key, stream, first
        As of :func:`laplace_rows`.
    categories : int
        How many there are, below 2^31.
    numerator, denominator : int
        The fraction ε, both below 2^31.
    cells : int32 array, shape (n,)
        Codes 0..categories-1; overwritten.
    """
    pool, number = _pool(key), np.uint32(stream)
    place = place_of(pool)
    whole, rest = np.uint64(numerator // denominator), np.uint64(numerator % denominator)
    for begin in range(0, cells.size, LANES):
        pool[:SLOTS] = 0
        row = np.uint64(first + begin)
        for lane in range(min(LANES, cells.size - begin)):
            own, at, accepted, drawn = np.uint64(cells[begin + lane]), 0, False, np.uint64(0)
            while not accepted:
                drawn, at = _below(np.uint64(categories), place, number, row, lane, at)
                accepted = True
                if drawn != own:
                    accepted, at = _is_below_exp(rest, np.uint64(denominator), place, number, row, lane, at)
                    unit = np.uint64(0)
                    while accepted and unit < whole:
                        accepted, at = _is_below_exp(np.uint64(1), np.uint64(1), place, number, row, lane, at)
                        unit += np.uint64(1)
            cells[begin + lane] = np.int32(drawn)
    pool[0] = 0  # until here the array is used
