"""Groups of rare values: common ones stay by themselves, neighbours stay neighbours, and no group is too small that need not be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp.coarse import grouped, groups_of


@pytest.mark.parametrize(
    ("counts", "ordered", "groups"),
    [
        ([50, 3, 40, 4, 0], False, [0, 1, 1, 1, 1]),
        ([50, 8, 40, 4, 30], False, [0, 2, 1, 2, 3]),
        ([50, 3, 3, 3, 40, 0], True, [0, 1, 1, 1, 2, 2]),
        ([900, 1, 2, 5, 5, 1, 60, 20], True, [0, 1, 1, 1, 1, 1, 2, 3]),
        ([1, 1, 1, 0], True, [0, 0, 0, 0]),
        ([0], False, [0]),
    ],
)
def test_by_hand(counts, ordered, groups):
    assert groups_of(np.array(counts, float), 9.0, ordered=ordered).tolist() == groups


@given(st.lists(st.floats(-20, 200), min_size=1, max_size=40), st.floats(1, 100), st.booleans())
def test_laws(counts, least, ordered):
    counts = np.array(counts)
    groups = groups_of(counts, least, ordered=ordered)
    names = np.unique(groups)
    assert names.tolist() == list(range(len(names)))
    sums = grouped(counts, groups)
    assert sums.sum() == pytest.approx(counts.sum())
    if ordered:
        assert (np.diff(groups[:-1]) >= 0).all()
    elif len(names) > 1:  # what is common is never put together with another common value
        common = groups[:-1][counts[:-1] >= least]
        assert len(set(common)) == len(common)
