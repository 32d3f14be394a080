"""Class-based risk against its definition, written with dictionaries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.model import Unit
from pseudo.risk import class_sizes, measure, size_histogram


@dataclass(frozen=True)
class Codes:
    columns: tuple[str, ...]
    codes: np.ndarray
    sizes: tuple[int, ...]


def coded(rows):
    codes = np.array(rows, np.int32).reshape(len(rows), 2)
    return Codes(("나이", "지역"), codes, (4, 3))


def slow(rows, subjects):
    """The five figures from sets of units."""
    members = defaultdict(set)
    for row, subject in zip(rows, subjects, strict=True):
        members[row].add(subject)
    if not rows:
        return [None, 0, None, None, None]
    least = min(len(m) for m in members.values())
    alone = {next(iter(m)) for m in members.values() if len(m) == 1}
    pairs = [1 / len(m) for m in members.values() for _ in m]
    return [least, len(members), len(alone) / len(set(subjects)), 1 / least, sum(pairs) / len(pairs)]


tables = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)), max_size=30)


@settings(max_examples=200, deadline=None)
@given(tables)
def test_figures_equal_their_definition(table):
    rows, subjects = [(a, b) for a, b, _ in table], [s for _, _, s in table]
    by_subject = measure(coded(rows), Unit.SUBJECT, np.array(subjects, np.int32))
    by_row = measure(coded(rows), Unit.ROW)
    assert [e.value for e in by_subject] == pytest.approx(slow(rows, subjects))
    assert [e.value for e in by_row] == pytest.approx(slow(rows, range(len(rows))))
    assert all(e.n == len(set(subjects)) for e in by_subject)
    assert all(e.n == len(rows) for e in by_row)


def test_one_person_in_many_rows_is_one_unit():
    """Five rows of one subject look 5-anonymous by rows; by subjects they single the person out."""
    codes = coded([(0, 0)] * 5)
    assert measure(codes, Unit.ROW)[0].value == 5
    assert measure(codes, Unit.SUBJECT, np.zeros(5, np.int32))[0].value == 1
    assert measure(codes, Unit.SUBJECT, np.zeros(5, np.int32))[2].value == 1.0


def test_class_sizes_of_each_row():
    sizes = class_sizes(coded([(0, 0), (1, 0), (0, 0)]))
    assert sizes.of_rows.tolist() == [2, 1, 2]


def test_histogram_of_class_sizes():
    sizes, classes = size_histogram(np.array([3, 1, 1, 7, 3, 1]))
    assert dict(zip(sizes.tolist(), classes.tolist(), strict=True)) == {1: 3, 3: 2, 7: 1}


def test_evidence_says_how_and_by_whom():
    evidence = measure(coded([(0, 0), (1, 1)]), Unit.ROW, basis="input")
    assert [e.metric for e in evidence] == [
        "minimum_class_size",
        "equivalence_classes",
        "unique_rate_0_1",
        "maximum_risk_0_1",
        "average_risk_0_1",
    ]
    assert all(e.method and e.source and e.columns == ("나이", "지역") and e.basis == "input" for e in evidence)
    assert all("category of its own" in e.method for e in evidence)
    assert evidence[3].attacker.startswith("prosecutor")
    assert evidence[4].attacker.startswith("marketer")


def test_subjects_are_not_counted_without_subjects():
    with pytest.raises(ValueError, match="subject_codes"):
        measure(coded([(0, 0)]), Unit.SUBJECT)
