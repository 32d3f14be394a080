"""Equivalence classes against dictionaries of tuples."""

from __future__ import annotations

from collections import Counter, defaultdict

import numba
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.classes import class_counts, class_ids, class_sizes, distinct_per_class, merge_classes

# A kernel compiles within its first example.
LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """Rows of codes that often repeat, with columns from one code to 2^40 codes (a table, hashing, and re-packing)."""
    sizes = draw(st.lists(st.sampled_from([1, 2, 7, 300, 70_000, 2**31, 2**40]), max_size=6))
    columns = [st.sampled_from(sorted({0, 1 % size, size // 2, size - 1})) for size in sizes]
    return draw(st.lists(st.tuples(*columns).map(list), max_size=40)), sizes


@LAW
@given(table=tables(), data=st.data())
def test_ids_counts_and_subjects(table, data):
    rows, sizes = table
    codes = np.array(rows, np.int64).reshape(len(rows), len(sizes))
    subjects = data.draw(st.lists(st.integers(0, 5) | st.just(10**6), min_size=len(rows), max_size=len(rows)))

    numbers: dict[tuple[int, ...], int] = {}
    expected = [numbers.setdefault(tuple(row), len(numbers)) for row in rows]
    counts = Counter(expected)
    people = defaultdict(set)
    for number, subject in zip(expected, subjects, strict=True):
        people[number].add(subject)

    ids, n_classes = class_ids(codes, sizes)
    assert ids.tolist() == expected
    assert n_classes == len(numbers)
    assert class_counts(ids, n_classes).tolist() == [counts[number] for number in range(n_classes)]
    assert sorted(class_sizes(codes, sizes).tolist()) == sorted(counts.values())
    merged, rows_of = merge_classes(codes, sizes, np.array(subjects, np.int64))
    assert [tuple(row) for row in merged.tolist()] == list(numbers)
    sums = [sum(s for s, e in zip(subjects, expected, strict=True) if e == number) for number in range(n_classes)]
    assert rows_of.tolist() == sums
    distinct = distinct_per_class(ids, np.array(subjects, np.int32), n_classes)
    assert distinct.tolist() == [len(people[number]) for number in range(n_classes)]
