"""Clipping, rounding and ranges against exact fractions and lists."""

from __future__ import annotations

import bisect
import math
from fractions import Fraction
from itertools import pairwise

import numba
import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pseudo.kernels.numeric import clip_round, range_index

# A kernel compiles within its first example.
LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)

INT64 = st.integers(-(2**63), 2**63 - 1)
INTEGERS = st.lists(INT64 | st.integers(-50, 50), max_size=20)
FLOATS = st.floats(width=64, allow_nan=True, allow_infinity=True)
MODES = st.sampled_from(["half_even", "floor"])


def round_integer(value: int, low: int, high: int, multiple: int, mode: str) -> int:
    least, most = -(2**63 // multiple) * multiple, (2**63 - 1) // multiple * multiple
    clipped = min(max(value, low), high)
    quotient = Fraction(clipped, multiple)
    whole = math.floor(quotient) if mode == "floor" else round(quotient)
    return min(max(whole * multiple, least), most)


@LAW
@given(
    values=INTEGERS,
    bounds=st.tuples(INT64, INT64).map(sorted),
    multiple=st.sampled_from([1, 2, 3, 5, 10, 1000, 2**40 + 1]) | st.integers(1, 2**62),
    mode=MODES,
)
def test_integers_exactly(values, bounds, multiple, mode):
    result = clip_round(np.array(values, np.int64), *bounds, multiple, mode)
    assert result.tolist() == [round_integer(value, *bounds, multiple, mode) for value in values]


def round_float(value: float, low: float, high: float, multiple: float, mode: str) -> float:
    """Rounding of the float64 quotient, done exactly from there."""
    if math.isnan(value):
        return value
    clipped = min(max(value, low), high)
    inverse = round(1 / multiple) if multiple < 1 else 0
    per_unit = inverse if inverse and 1 / inverse == multiple else 0
    quotient = clipped * per_unit if per_unit else clipped / multiple
    if abs(quotient) >= 2**52:
        return clipped
    whole = math.floor(Fraction(quotient)) if mode == "floor" else round(Fraction(quotient))
    return whole / per_unit if per_unit else whole * multiple


@LAW
@given(
    values=st.lists(FLOATS, max_size=20),
    bounds=st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False)).map(sorted),
    multiple=st.sampled_from([0.1, 0.25, 0.01, 0.3, 1, 5, 7.5, 1000]) | st.floats(1e-9, 1e9),
    mode=MODES,
)
def test_floats(values, bounds, multiple, mode):
    result = clip_round(np.array(values, np.float64), *bounds, multiple, mode)
    np.testing.assert_array_equal(result, [round_float(value, *bounds, multiple, mode) for value in values])
    assert not np.signbit(result[result == 0]).any()


@LAW
@given(value=st.floats(-1e12, 1e12), multiple=st.sampled_from([0.01, 0.1, 0.5, 1, 10, 12.5]))
def test_a_rounded_float_is_at_most_half_a_multiple_away(value, multiple):
    (result,) = clip_round(np.array([value]), multiple=multiple).tolist()
    exact = Fraction(str(multiple))
    assert abs(Fraction(result) - Fraction(value)) <= exact / 2 + Fraction(math.ulp(value)) * 2
    assert abs(Fraction(result) / exact - round(Fraction(result) / exact)) <= Fraction(math.ulp(result)) / exact


@LAW
@given(values=st.lists(FLOATS, max_size=20), edges=st.sets(st.floats(allow_nan=False), max_size=9).map(sorted))
def test_ranges_of_floats(values, edges):
    assume(all(a < b for a, b in pairwise(edges)))  # 0.0 and -0.0 are one edge
    result = range_index(np.array(values, np.float64), np.array(edges, np.float64))
    assert result.tolist() == [-1 if math.isnan(value) else bisect.bisect_right(edges, value) for value in values]


@LAW
@given(values=INTEGERS, edges=st.sets(INT64, max_size=9).map(sorted))
def test_ranges_of_integers(values, edges):
    result = range_index(np.array(values, np.int64), np.array(edges, np.int64))
    assert result.tolist() == [bisect.bisect_right(edges, value) for value in values]
