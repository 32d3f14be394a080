import dataclasses

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.table import dense_codes

cells = st.lists(st.one_of(st.none(), st.sampled_from(["a", "b", "", "홍", "a "])), min_size=0, max_size=40)


def slow_codes(column):
    """First appearance numbers a value; missing comes last."""
    seen = {}
    for cell in column:
        if cell is not None:
            seen.setdefault(cell, len(seen))
    return [len(seen) if cell is None else seen[cell] for cell in column], len(seen) + (None in column)


@given(cells, st.integers(1, 7))
def test_codes_are_the_same_for_any_batches(column, size):
    batch = pa.record_batch({"q": pa.array(column, pa.string()), "n": pa.array(range(len(column)))})
    parts = [batch.slice(i, size) for i in range(0, len(column), size)]
    codes = dense_codes(iter(parts), ["n", "q"])
    expected, values = slow_codes(column)
    assert codes.codes[:, 1].tolist() == expected
    assert codes.codes[:, 0].tolist() == list(range(len(column)))
    assert codes.sizes == ((len(column), values) if column else (0, 0))
    assert codes.columns == ("n", "q")
    assert codes.codes.dtype == np.int32


def test_codes_hold_no_value_and_do_not_change():
    codes = dense_codes([pa.record_batch({"q": ["MARKER-1", None]})], ["q"])
    assert "MARKER" not in repr(codes) + str(codes)
    assert "MARKER" not in str([getattr(codes, field.name) for field in dataclasses.fields(codes)])
    with pytest.raises(ValueError, match="read-only"):
        codes.codes[0, 0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        codes.sizes = ()


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["x", "y", None, "x"]).dictionary_encode(),
        pa.array([1.5, 2.5, None, 1.5]),
        pa.array([True, False, None, True]),
    ],
)
def test_codes_of_other_types(array):
    codes = dense_codes([pa.record_batch({"q": array}), pa.record_batch({"q": array.slice(1)})], ["q"])
    assert codes.codes[:, 0].tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert codes.sizes == (3,)


def test_no_columns():
    assert dense_codes([pa.record_batch({"q": [1, 2]})], []).codes.shape == (2, 0)
