"""Local suppression against a slow twin, and k held whatever the table."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options, Rows
from pseudo.testing import context, run

QI = ["나이", "성별", "지역"]
CELL = st.sampled_from([None, "가", "나", "다"])
ROW = st.tuples(CELL, CELL, CELL, st.sampled_from("abcdef"))


def make(k, unit, rate=1.0, names=QI):
    params = {"k": k, "unit": unit, "max_suppressed_rate": rate}
    options = Options("", ColumnType.TEXT, NullRule.KEEP, subject="주체", columns=tuple(names))
    return techniques.create("local_suppression", options, params, context())


def table(rows):
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 4
    arrays = [pa.array(c, pa.string()) for c in columns] + [pa.array(range(len(rows)), pa.int64())]
    return pa.record_batch(arrays, names=[*QI, "주체", "행"])


def units(keys, subjects, unit):
    members = defaultdict(set)
    for row, (key, subject) in enumerate(zip(keys, subjects, strict=True)):
        members[key].add(subject if unit == "subject" else row)
    return {key: len(m) for key, m in members.items()}


def slow(rows, k, unit):
    """Row by row: keys after suppression, None where dropped."""
    keys = [row[:3] for row in rows]
    subjects = [row[3] for row in rows]
    size = units(keys, subjects, unit)
    left = {row for row, key in enumerate(keys) if size[key] < k}
    for count in (1, 2, 3):
        for columns in sorted(combinations(range(3), count), reverse=True):
            tried = [
                tuple(None if row in left and place in columns else cell for place, cell in enumerate(key))
                for row, key in enumerate(keys)
            ]
            size = units(tried, subjects, unit)
            for row in [row for row in left if size[tried[row]] >= k]:
                keys[row] = tried[row]
                left.remove(row)
    return [None if row in left else key for row, key in enumerate(keys)]


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, max_size=40), st.integers(2, 5), st.sampled_from(["row", "subject"]))
def test_equals_the_slow_twin_and_reaches_k(rows, k, unit):
    technique = make(k, unit)
    batch = table(rows)
    made = run(technique, batch, 7)
    expected = [(row, key) for row, key in enumerate(slow(rows, k, unit)) if key is not None]
    keys = list(zip(*(made[name].to_pylist() for name in QI), strict=True))
    assert list(zip(made["행"].to_pylist(), keys, strict=True)) == expected
    reached = units(keys, made["주체"].to_pylist(), unit)
    assert all(size >= k for size in reached.values())
    _check_wildcards(keys, made["주체"].to_pylist(), unit, k)
    _check_facts(technique, batch, rows, made, keys)


def _check_wildcards(keys, subjects, unit, k):
    """Read as a wildcard, a missing value matches anything, and what matches a key is never less than k units."""
    for key in set(keys):
        like = {
            (s if unit == "subject" else i)
            for i, (other, s) in enumerate(zip(keys, subjects, strict=True))
            if all(a is None or b is None or a == b for a, b in zip(key, other, strict=True))
        }
        assert len(like) >= k


def _check_facts(technique, batch, rows, made, keys):
    state = technique.decide(technique.collect(batch))
    lost = [
        sum(a != b for a, b in zip(rows[i][:3], key, strict=True))
        for i, key in zip(made["행"].to_pylist(), keys, strict=True)
    ]
    dropped = len(rows) - made.num_rows
    assert technique.facts(state) == {
        "suppressed_cells": sum(lost),
        "suppressed_rows": sum(n > 0 for n in lost),
        "dropped_rows": dropped,
        "suppressed_rate_0_1": (sum(n > 0 for n in lost) + dropped) / len(rows) if rows else 0.0,
    }


def test_the_least_important_goes_first_and_others_stay_as_they_are():
    rows = [
        ("30-34", "남", "종로", "a"),
        ("30-34", "남", "중구", "b"),
        ("30-34", "여", "종로", "c"),
        ("30-34", "여", "종로", "d"),
    ]
    made = run(make(2, "row"), table(rows))
    assert made["지역"].to_pylist() == [None, None, "종로", "종로"]
    assert made["성별"].to_pylist() == ["남", "남", "여", "여"]


def test_rows_of_one_person_are_no_crowd():
    rows = [("30-34", "남", "종로", "a")] * 5
    assert run(make(2, "row"), table(rows)).num_rows == 5
    assert run(make(2, "subject"), table(rows)).num_rows == 0


def test_limit_is_refused_with_counts_and_no_class_key():
    rows = [("카나리아-나이", "남", "종로", "a")] + [("30-34", "여", "중구", s) for s in "bcde"]
    technique = make(3, "subject", rate=0.1)
    with pytest.raises(PolicyRefused) as caught:
        run(technique, table(rows))
    assert caught.value.code == "techniques.suppression-limit"
    assert (caught.value.facts["suppressed"], caught.value.facts["dropped"], caught.value.facts["total"]) == (0, 1, 5)
    assert "카나리아" not in caught.value.message("ko") + repr(caught.value.facts)
    assert run(make(3, "subject", rate=0.2), table(rows)).num_rows == 4


def test_state_does_not_show_class_keys():
    technique = make(2, "row")
    state = technique.decide(technique.collect(table([("카나리아", "남", "종로", "a")])))
    assert "카나리아" not in repr(state) + str(state)


def test_a_missing_subject_is_refused():
    with pytest.raises(BadInput, match="subject-missing"):
        run(make(2, "subject"), table([("가", "가", "가", None)] * 3))
    assert run(make(2, "row"), table([("가", "가", "가", None)] * 3)).num_rows == 3


def test_numbers_dates_and_nan_are_quasi_identifiers_too():
    """NaN is one category, as in the classes that the gate counts."""
    nan = float("nan")
    batch = pa.record_batch(
        [pa.array([1, 1, 2, 3]), pa.array([nan, nan, 1.5, nan]), pa.array([0, 0, 0, 0], pa.date32())],
        names=["a", "b", "c"],
    )
    technique = make(2, "row", names=["a", "c", "b"])
    made = technique.apply(batch, technique.decide(technique.collect(batch)), Rows(0))
    assert made["a"].to_pylist() == [1, 1, None, None]
    assert made.schema.types == batch.schema.types


@pytest.mark.parametrize(
    "change",
    [
        {"k": 1},
        {"columns": ()},
        {"columns": ("a", "a")},
        {"columns": ("주체",)},
        {"max_suppressed_rate": 1.5},
    ],
)
def test_contradictions_are_refused(change):
    params = {"k": 2, "unit": "subject", "max_suppressed_rate": 0.1} | change
    options = Options("", ColumnType.TEXT, NullRule.KEEP, subject="주체", columns=params.pop("columns", ("a",)))
    with pytest.raises(BadInput, match=r"techniques\.params"):
        techniques.create("local_suppression", options, params, context())


def test_subjects_need_a_subject_column():
    params = {"k": 2, "unit": "subject", "max_suppressed_rate": 0.1}
    options = Options("", ColumnType.TEXT, NullRule.KEEP, columns=("a",))
    with pytest.raises(BadInput, match="subject"):
        techniques.create("local_suppression", options, params, context())


def test_fewer_cells_of_more_important_columns_before_more_cells():
    """Emptying the last two columns from the end would cost eight cells; the first alone costs four."""
    rows = [
        ("30-34", "남", "종로", "a"),
        ("35-39", "남", "종로", "b"),
        ("40-44", "여", "중구", "c"),
        ("45-49", "여", "중구", "d"),
    ]
    made = run(make(2, "row"), table(rows))
    assert made["나이"].to_pylist() == [None] * 4
    assert made["성별"].to_pylist() == ["남", "남", "여", "여"]
    assert made["지역"].to_pylist() == ["종로", "종로", "중구", "중구"]


def test_many_columns_end_with_the_last_ones_only():
    """Of 20 columns not all sets are tried; k holds all the same."""
    names = [f"열{i}" for i in range(20)]
    columns = {name: pa.array([str((row * (i + 3)) % (i + 2)) for row in range(60)]) for i, name in enumerate(names)}
    batch = pa.record_batch({**columns, "주체": pa.array(["a"] * 60)})
    made = run(make(4, "row", names=names), batch)
    keys = list(zip(*(made[name].to_pylist() for name in names), strict=True))
    assert all(size >= 4 for size in units(keys, [""] * len(keys), "row").values())


MICRODATA = Path(__file__).resolve().parents[4] / "shared/data/microdata"
SURVEY = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]


@pytest.mark.skipif(not MICRODATA.exists(), reason="shared data is not here")
@pytest.mark.parametrize(("k", "cells", "dropped"), [(3, 413, 1), (5, 771, 0)])
def test_cells_of_the_reference_survey(k, cells, dropped):
    with (MICRODATA / "sdcmicro/testdata.csv").open() as file:
        rows = list(csv.DictReader(file))
    batch = pa.record_batch({name: pa.array([row[name] for row in rows]) for name in SURVEY})
    technique = make(k, "row", names=SURVEY)
    facts = technique.facts(technique.decide(technique.collect(batch)))
    assert (facts["suppressed_cells"], facts["dropped_rows"]) == (cells, dropped)
