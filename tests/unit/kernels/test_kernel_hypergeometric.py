"""Hypergeometric halves: the exact distribution, the edges, and the same numbers with and without the compiler."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.hypergeometric import halved

COINS = np.array([0, 2**60, 2**62, 2**63 - 1, 2**63, 3 * 2**62, 2**64 - 2**12], np.uint64)
GOLDEN = {10001: [5000, 5004, 5016, 5034, 5034, 5058, 5000], 90: [45, 45, 47, 42, 42, 40, 45]}


@pytest.mark.parametrize(("total", "marked"), [(4, 2), (16, 8), (64, 31), (200, 199), (1024, 1000), (10**6, 501)])
def test_inversion_meets_every_step_of_the_exact_distribution(total, marked):
    """Coins at the cumulated probabilities, in the kernel's own order: each side of each step gives the right number."""
    half, whole = total // 2, math.comb(total, marked)
    order = [marked // 2]
    for step in range(1, 40):
        order += [marked // 2 + step, marked // 2 - step]
    sizes = [math.comb(half, n) * math.comb(half, marked - n) if 0 <= n <= marked else 0 for n in order]
    upto = [float(Fraction(ways, whole)) for ways in accumulate(sizes)]
    for number, before, after in zip(order, [0, *upto[:-1]], upto, strict=True):
        if after - before > 1e-11 and after < 1 - 1e-11:
            coins = np.array([before + 1e-12, after - 1e-12]) * 2.0**64
            many = np.full(2, marked)
            assert halved(np.full(2, total), many, coins.astype(np.uint64)).tolist() == [number, number]


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 2**61), st.floats(0, 1), st.integers(0, 2**64 - 1))
def test_numbers_stay_in_the_support(half, share, coin):
    marked = min(int(share * 2 * half), 2 * half, 10**6)
    (found,) = halved(np.array([2 * half]), np.array([marked]), np.array([coin], np.uint64)).tolist()
    assert max(0, marked - half) <= found <= min(marked, half)


def test_the_numbers_are_the_same_everywhere():
    """Fixed once and for all: with another number here, nobody could decrypt what is encrypted already."""
    totals = np.full(len(COINS), 2**40)
    assert halved(totals, np.full(len(COINS), 10_001), COINS).tolist() == GOLDEN[10_001]
    assert halved(totals, np.full(len(COINS), 90), COINS).tolist() == GOLDEN[90]


@pytest.mark.parametrize(
    ("total", "marked"), [(0, 0), (3, 1), (4, 5), (4, -1), (2**62 + 2, 1)], ids=["none", "odd", "many", "few", "large"]
)
def test_what_is_no_half_is_refused(total, marked):
    with pytest.raises(ValueError, match="totals must be even"):
        halved(np.array([total]), np.array([marked]), COINS[:1])
