"""Clipping, rounding and ranges: ties, edges of the types, signs of zero, and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pseudo.entropy import seeded
from pseudo.kernels.numeric import clip_round, range_index

LEAST, MOST = -(2**63), 2**63 - 1


def test_ties_go_to_the_even_multiple():
    values = [5, 15, 25, -5, -15, 14, 16, 0]
    expected = [0, 20, 20, 0, -20, 10, 20, 0]
    assert clip_round(np.array(values, np.int64), multiple=10).tolist() == expected
    assert clip_round(np.array(values, np.float64), multiple=10).tolist() == expected


def test_floor_goes_down_below_zero_too():
    values = [5, 19, -1, -10, 0]
    expected = [0, 10, -10, -10, 0]
    assert clip_round(np.array(values, np.int64), multiple=10, mode="floor").tolist() == expected
    assert clip_round(np.array(values, np.float64), multiple=10, mode="floor").tolist() == expected


def test_decimal_multiples_come_out_as_the_nearest_double():
    values = np.array([0.29, 0.3, 0.31, 1.7, 123456.78])
    assert clip_round(values, multiple=0.1).tolist() == [0.3, 0.3, 0.3, 1.7, 123456.8]
    assert clip_round(np.array([0.3, 0.4]), multiple=0.25).tolist() == [0.25, 0.5]


def test_clipping_comes_first():
    values = np.array([-5, 3, 104, 117], np.int64)
    assert clip_round(values, low=0, high=100, multiple=10).tolist() == [0, 0, 100, 100]
    assert clip_round(values, low=0, high=100).tolist() == [0, 3, 100, 100]
    assert clip_round(values, high=100).tolist() == [-5, 3, 100, 100]


def test_large_integers_are_not_damaged():
    values = np.array([2**53 + 1, -(2**53) - 1, MOST, LEAST, MOST - 1], np.int64)
    assert clip_round(values).tolist() == values.tolist()
    assert clip_round(values, multiple=1, low=LEAST, high=MOST).tolist() == values.tolist()
    assert clip_round(values, multiple=10).tolist() == [
        9007199254740990,
        -9007199254740990,
        9223372036854775800,
        -9223372036854775800,
        9223372036854775800,
    ]


def test_an_integer_multiple_past_int64_is_the_nearest_within():
    values = np.array([LEAST, MOST, -7, 7], np.int64)
    assert clip_round(values, multiple=2**62, mode="floor").tolist() == [LEAST, 2**62, -(2**62), 0]
    assert clip_round(values, multiple=2**62).tolist() == [LEAST, 2**62, 0, 0]


def test_nan_stays_and_infinity_is_clipped():
    values = np.array([math.nan, math.inf, -math.inf])
    rounded = clip_round(values, low=-10, high=10, multiple=4).tolist()
    assert math.isnan(rounded[0])
    assert rounded[1:] == [8, -8]
    assert clip_round(values, multiple=0.1).tolist()[1:] == [math.inf, -math.inf]


def test_a_negative_zero_does_not_tell_the_sign():
    rounded = clip_round(np.array([-0.2, -0.0]), multiple=1)
    assert not np.signbit(rounded).any()


def test_floats_so_large_that_they_are_whole_do_not_overflow():
    values = np.array([1.7e308, -1.7e308, 2.0**60 + 256])
    assert clip_round(values, multiple=0.1).tolist() == values.tolist()


@pytest.mark.parametrize("kind", [np.int64, np.float64])
@pytest.mark.parametrize("multiple", [None, 5])
def test_the_result_may_be_put_into_a_given_array_or_the_values_own(kind, multiple):
    values = np.array([-7, 3, 12, 140], kind)
    expected = clip_round(values, 0, 100, multiple)
    given = np.empty_like(values)
    assert clip_round(values, 0, 100, multiple, out=given) is given
    assert clip_round(values, 0, 100, multiple, out=values) is values
    assert given.tolist() == values.tolist() == expected.tolist()
    for other in (np.empty(5, kind), np.empty(4, np.float32), np.empty(8, kind)[::2]):
        with pytest.raises(ValueError, match="output"):
            clip_round(values, out=other)


def test_the_same_bytes_as_numpy():
    """NaN of either sign, both zeros, both infinities, ties, and what has no fraction any more."""
    ends = [math.nan, -math.nan, 0.0, -0.0, math.inf, -math.inf, 2.0**52 + 1, -(2.0**53), 5e-324, 1.7e308, 2.5, -2.5]
    values = np.concatenate([ends, seeded(8, "numeric/bytes").normal(0, 40, 5_000)])
    for low, high in ((-math.inf, math.inf), (0, 100)):
        clipped = np.where(values < low, low, np.where(values > high, high, values))
        assert clip_round(values, low, high).tobytes() == clipped.tobytes()
        for multiple in (5.0, 0.3):
            with np.errstate(over="ignore", invalid="ignore"):
                quotient = clipped / multiple
            rounded = np.where(np.abs(quotient) >= 2.0**52, clipped, np.rint(quotient) * multiple + 0.0)
            assert clip_round(values, low, high, multiple).tobytes() == rounded.tobytes()


@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_ranges_hold_their_lower_edge(kind):
    values = np.array([-1, 0, 9, 10, 19, 20, 99], kind)
    assert range_index(values, np.array([0, 10, 20], kind)).tolist() == [0, 1, 1, 2, 2, 3, 3]
    assert range_index(values, np.empty(0, kind)).tolist() == [0] * 7


def test_nan_is_in_no_range():
    assert range_index(np.array([math.nan, 1.0]), np.array([0.0])).tolist() == [-1, 1]


@pytest.mark.parametrize(
    "options",
    [
        {"mode": "up"},
        {"multiple": 0},
        {"multiple": -5},
        {"multiple": math.nan},
        {"multiple": 5e-324},
        {"multiple": math.inf},
        {"low": 2, "high": 1},
        {"low": math.nan},
        {"multiple": 0.5},
        {"low": 0.5},
    ],
)
def test_options_that_mean_nothing_are_refused(options):
    with pytest.raises(ValueError, match=r"mode|multiple|bound"):
        clip_round(np.zeros(1, np.int64), **options)


def test_other_types_and_edges_that_do_not_rise_are_refused():
    with pytest.raises(ValueError, match="int32"):
        clip_round(np.zeros(1, np.int32))
    with pytest.raises(ValueError, match="int64 and float64"):
        range_index(np.zeros(1, np.int64), np.zeros(1))
    for edges in ([1.0, 1.0], [2.0, 1.0], [math.nan]):
        with pytest.raises(ValueError, match="rise"):
            range_index(np.zeros(1), np.array(edges))
