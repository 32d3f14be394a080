"""Repeated rows: what is found is exact, whatever is missed; where it does not pay nothing is searched."""

from __future__ import annotations

import numba
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.entropy import seeded
from pseudo.kernels import distinct
from pseudo.kernels._hmac import FEW_ROWS
from pseudo.kernels.arrow import in_row_order, repeated, string_layout

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is searched without compiled code")

ROWS = 3000


def column(values, picked):
    return pa.array([values[i] for i in picked])


@settings(deadline=None, max_examples=30)
@given(
    values=st.lists(st.none() | st.text(max_size=40), min_size=1, max_size=30),
    seed=st.integers(0, 9),
    ahead=st.integers(0, 3),
)
def test_rows_of_one_number_hold_one_text(values, seed, ahead):
    """Texts around eight and sixteen bytes, nulls, slices; the last rows end with the memory."""
    values = ["값", *(value and value * (1 + i % 3) for i, value in enumerate(values))]
    whole = pa.array([values[i] for i in seeded(seed, "tests/distinct").integers(0, len(values), ROWS)], pa.string())
    array = whole.slice(ahead)
    found = repeated(array)
    assert found is not None
    assert found.dictionary_decode().equals(array)
    assert sorted(found.dictionary.to_pylist()) == sorted({value for value in array.to_pylist() if value is not None})


def test_texts_that_agree_in_all_but_one_place_are_told_apart():
    texts = ["x" * length + mark + "y" * (40 - length) for length in range(41) for mark in "ab"]
    array = column(texts, np.tile(np.arange(len(texts)), 40))
    found = repeated(array)
    assert found is not None
    assert found.dictionary_decode().equals(array)
    assert len(found.dictionary) == len(texts)


def test_a_full_table_costs_time_and_nothing_else():
    """A table far too small for the texts: some are numbered again and again, none wrongly."""
    array = column([f"{i:012}" for i in range(600)], np.arange(6000) % 600)
    layout = string_layout(array)
    numbers, firsts = np.empty(6000, np.int32), np.empty(6000, np.int64)
    slots = np.zeros((64, 4), np.uint64)
    count = distinct._number(*layout, 0, 6000, slots, numbers, firsts, 0)
    assert 600 < count < 6000
    assert array.take(pa.array(firsts[:count])).take(pa.array(numbers)).equals(array)


@pytest.mark.parametrize(
    ("picked", "searched"),
    [
        (np.arange(20_000), False),
        (np.arange(20_000) // 2, False),  # half of them: not enough
        (np.arange(20_000) // 50, True),  # neighbours
        (np.arange(20_000) % 400, True),  # far apart
        (np.arange(1000) % 2, False),  # few rows
    ],
)
def test_a_sample_decides(picked, searched):
    array = column([f"{i:08}" for i in range(20_000)], picked)
    assert (repeated(array) is not None) is searched


CODES = st.lists(st.none() | st.integers(0, 5), min_size=1, max_size=8)


@settings(deadline=None)
@given(codes=CODES, many=st.booleans())
def test_a_dictionary_is_put_in_the_rows_order(codes, many):
    """Unused values and the plain order are gone; nulls stay."""
    rows = codes * (FEW_ROWS // len(codes) + 1) if many else codes
    array = pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), pa.array(list("abcdef")))
    made = in_row_order(array)
    assert made.dictionary_decode().equals(array.dictionary_decode())
    assert made.dictionary.to_pylist() == list(dict.fromkeys("abcdef"[code] for code in codes if code is not None))
    assert in_row_order(made).equals(made)


def test_codes_outside_the_dictionary_are_refused():
    for wrong in (-1, 2):
        codes = np.array([0, 1, wrong], np.int32)
        with pytest.raises(ValueError, match="below the dictionary's size, 2"):
            distinct.first_seen(codes, np.ones(3, np.bool_), 2)
    numbers, used = distinct.first_seen(np.array([1, 9, 1], np.int32), np.array([True, False, True]), 2)
    assert (numbers.tolist(), used.tolist()) == ([0, -1, 0], [1])
