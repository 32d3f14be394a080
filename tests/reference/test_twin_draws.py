"""Discrete Laplace noise and randomized response, word for word as the paper's algorithms say, in whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

from pseudo.kernels.draws import laplace_rows, response_rows

KEY = bytes(range(7, 39))


class Stream:
    """The words of a row's key stream, one after the other."""

    def __init__(self, row, stream):
        nonce = bytes(4) + row.to_bytes(8, "little") + stream.to_bytes(4, "little")
        self.cipher = Cipher(ChaCha20(KEY, nonce), None).encryptor()

    def word(self):
        return int.from_bytes(self.cipher.update(bytes(4)), "little")

    def below(self, n):
        """Lemire 2019, algorithm 5."""
        product = self.word() * n
        while product % 2**32 < 2**32 % n:
            product = self.word() * n
        return product >> 32

    def bernoulli(self, numerator, denominator):
        return numerator == denominator or self.below(denominator) < numerator

    def bernoulli_exp(self, numerator, denominator):
        """Canonne, Kamath and Steinke 2020, algorithm 1 for exp(-γ), γ from 0 to 1; a trial of γ / K is one of γ and one of 1 / K."""
        turns = 1
        while self.bernoulli(numerator, denominator) and (turns == 1 or self.below(turns) == 0):
            turns += 1
        return turns % 2 == 1


def slow_laplace(row, stream, t, s):
    """Algorithm 2."""
    source = Stream(row, stream)
    while True:
        u = source.below(t)
        if not source.bernoulli_exp(u, t):
            continue
        v = 0
        while source.bernoulli_exp(1, 1):
            v += 1
        size, sign = (u + t * v) // s, source.word() % 2
        if size or sign:
            return size if sign else -size


def slow_response(row, stream, categories, numerator, denominator, own):
    """A category is drawn evenly, and taken if it is the own one or else with the probability exp(-ε)."""
    source = Stream(row, stream)
    while True:
        drawn = source.below(categories)
        if drawn == own:
            return drawn
        whole, rest = divmod(numerator, denominator)
        if source.bernoulli_exp(rest, denominator) and all(source.bernoulli_exp(1, 1) for _ in range(whole)):
            return drawn


@pytest.mark.parametrize(("t", "s"), [(1, 1), (3, 1), (7, 20), (200, 7), (2**31 - 1, 1), (10**9 + 7, 10**9)])
def test_noise_is_what_the_algorithm_gives_from_the_same_words(t, s):
    first, stream = 2**33 + 5, 9
    made = np.empty(300, np.int64)
    laplace_rows(np.frombuffer(KEY, np.uint32), stream, first, t, s, made)
    assert made.tolist() == [slow_laplace(first + row, stream, t, s) for row in range(300)]


@pytest.mark.parametrize(
    ("categories", "numerator", "denominator"), [(2, 1, 1), (5, 1, 3), (17, 7, 2), (40, 5, 1), (2**31 - 1, 25, 1)]
)
def test_a_response_is_what_the_algorithm_gives_from_the_same_words(categories, numerator, denominator):
    if categories > 100:  # a large domain takes e^ε draws a row; two rows are enough
        numerator, rows = 3, 60
    else:
        rows = 300
    own = np.arange(rows, dtype=np.int32) % min(categories, 50)
    cells = own.copy()
    response_rows(np.frombuffer(KEY, np.uint32), 2, 77, categories, numerator, denominator, cells)
    expected = [slow_response(77 + i, 2, categories, numerator, denominator, int(c)) for i, c in enumerate(own)]
    assert cells.tolist() == expected
