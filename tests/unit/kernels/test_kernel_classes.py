"""Equivalence classes: worked examples and refusals. The law against a dictionary stands in tests/reference."""

from __future__ import annotations

import numpy as np
import pytest

from pseudo.entropy import seeded
from pseudo.kernels._keys import count_keys
from pseudo.kernels.classes import class_counts, class_ids, class_sizes, distinct_per_class, merge_classes

ROWS = 1_500


@pytest.fixture
def small_pieces(monkeypatch):
    """Blocks, parts and tables so small that a few rows fill several."""
    monkeypatch.setattr("pseudo.kernels._keys.BLOCK", 64)
    monkeypatch.setattr("pseudo.kernels._keys.PART_ROWS", 32)
    monkeypatch.setattr("pseudo.kernels._keys.SMALLEST_TABLE", 256)
    monkeypatch.setattr("pseudo.kernels._keys.DIRECT_SLOTS_AT_LEAST", 16)


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


def test_two_columns_of_any_int64():
    codes = np.array([[0, 0], [2**62, 2**62], [0, 2**62], [2**62, 0], [2**62, 2**62]], np.int64)
    assert class_ids(codes, [2**62 + 1] * 2)[0].tolist() == [0, 1, 2, 3, 1]


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


@pytest.mark.parametrize("code", [-1, 7])
@pytest.mark.parametrize("counted", [class_ids, class_sizes, merge_classes])
def test_the_column_is_named_where_keys_pass_64_bits(counted, code):
    codes = np.zeros((3, 5), np.int64)
    codes[2, 3] = code
    with pytest.raises(ValueError, match="1 codes of column 3 are outside its 7 codes"):
        counted(codes, [2**40, 2**40, 2**64, 7, 2**40])


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("span", [30, 2**12, 2**24])
def test_many_rows_as_numpy_has_them(order, span):
    """A direct table, a hash table that grows, and keys spread over parts, past the block that is packed at a time."""
    random = seeded(5, f"classes/{span}")
    codes = np.asarray(random.integers(0, span, (ROWS, 2), dtype=np.int32), order=order)
    codes[::3] = codes[7]
    keys = codes[:, 0].astype(np.int64) * span + codes[:, 1]
    different, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    ids, n_classes = class_ids(codes, [span, span])
    assert n_classes == len(different)
    assert len(np.unique(np.stack([ids, inverse]), axis=1).T) == n_classes
    assert (np.diff(np.unique(ids, return_index=True)[1]) > 0).all()
    assert np.sort(class_sizes(codes, [span, span])).tolist() == np.sort(counts).tolist()
    merged, rows = merge_classes(codes, [span, span])
    assert dict(zip(map(tuple, merged.tolist()), rows.tolist(), strict=True)) == {
        divmod(key, span): count for key, count in zip(different.tolist(), counts.tolist(), strict=True)
    }


@pytest.mark.usefixtures("small_pieces")
def test_one_part_may_hold_all_classes():
    """Keys whose mixed value starts alike would fill the table of one part: it grows."""
    inverse1, inverse2 = pow(0xBF58476D1CE4E5B9, -1, 2**64), pow(0x94D049BB133111EB, -1, 2**64)

    def unmixed(value: int) -> int:
        for shift, inverse in ((31, inverse2), (27, inverse1), (30, 1)):
            value ^= value >> shift ^ value >> 2 * shift
            value = value * inverse % 2**64
        return value

    alike = np.array([unmixed(number) for number in range(ROWS)], np.uint64)
    keys, counts = count_keys(np.concatenate([alike, alike[:9]]))
    assert np.sort(keys).tolist() == np.sort(alike).tolist()
    assert sorted(counts.tolist()) == [1] * (ROWS - 9) + [2] * 9


def test_weights_are_whole_and_exact():
    ids = np.array([0, 1, 0], np.int64)
    assert class_counts(ids, 3, np.array([2**53, 5, 1], np.int64)).tolist() == [2**53 + 1, 5, 0]
    for weights in (np.zeros(3), np.zeros(2, np.int64)):
        with pytest.raises(ValueError, match="weights are int64"):
            class_counts(ids, 3, weights)


def test_another_type_or_shape_is_refused():
    with pytest.raises(ValueError, match="float64"):
        class_ids(np.zeros((2, 2)), [1, 1])
    with pytest.raises(ValueError, match=r"\(n, 1\)"):
        class_ids(np.zeros((2, 2), np.int32), [1])
