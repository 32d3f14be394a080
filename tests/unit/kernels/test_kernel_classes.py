"""Equivalence classes: worked examples and refusals. The law against a dictionary stands in tests/reference."""

from __future__ import annotations

import numpy as np
import pytest

from pseudo.entropy import seeded
from pseudo.kernels.classes import class_counts, class_ids, distinct_per_class


@pytest.mark.parametrize("sizes", [[3, 3], [2**20, 2**20], [2**33, 2**33, 2**33]])
def test_the_same_classes_whatever_the_table(sizes):
    codes = np.array([[0, 1, 2], [2, 2, 1], [0, 1, 2], [0, 2, 2], [2, 2, 1]], np.int64)[:, : len(sizes)]
    ids, n_classes = class_ids(codes, sizes)
    assert ids.tolist() == [0, 1, 0, 2, 1]
    assert n_classes == 3
    assert class_counts(ids, n_classes).tolist() == [2, 2, 1]


def test_no_column_is_one_class_and_no_row_is_none():
    ids, n_classes = class_ids(np.empty((3, 0), np.int32), [])
    assert (ids.tolist(), n_classes) == ([0, 0, 0], 1)
    for sizes in ([2, 2], [2**40, 2**20]):
        ids, n_classes = class_ids(np.empty((0, 2), np.int32), sizes)
        assert (ids.tolist(), n_classes) == ([], 0)
    assert distinct_per_class(ids, np.empty(0, np.int32), 0).tolist() == []


def test_wide_codes_that_would_wrap_around_are_not_merged():
    # 2^64 apart in mixed radix: equal keys, were they packed without a check.
    codes = np.array([[0, 0, 0], [2**31 - 1, 2**31 - 1, 2**31 - 1], [4, 0, 0]], np.int32)
    _, n_classes = class_ids(codes, [2**31] * 3)
    assert n_classes == 3


def test_many_columns_and_many_classes():
    codes = seeded(3, "classes").integers(0, 50, (2_000, 40), dtype=np.int32)
    codes[1000:] = codes[:1000]
    ids, n_classes = class_ids(codes, [50] * 40)
    assert n_classes == 1000
    assert (ids[1000:] == ids[:1000]).all()


def test_subjects_are_counted_once():
    ids = np.array([0, 0, 0, 1, 1], np.int64)
    subjects = np.array([7, 7, 8, 7, 7], np.int32)
    assert distinct_per_class(ids, subjects, 2).tolist() == [2, 1]


@pytest.mark.parametrize("code", [-1, 3])
def test_a_code_outside_its_column_is_refused(code):
    with pytest.raises(ValueError, match="1 codes of column 1 are outside its 3 codes"):
        class_ids(np.array([[0, 0], [0, code]], np.int32), [1, 3])


def test_another_type_or_shape_is_refused():
    with pytest.raises(ValueError, match="float64"):
        class_ids(np.zeros((2, 2)), [1, 1])
    with pytest.raises(ValueError, match=r"\(n, 1\)"):
        class_ids(np.zeros((2, 2), np.int32), [1])
