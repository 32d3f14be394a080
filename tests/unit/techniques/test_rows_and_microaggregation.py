"""Sampling, dropping rows, microaggregation: worked cases, and what must be refused."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.testing import context, run


def make(name, params, subject=None, key=b"first", columns=()):
    options = Options("", ColumnType.TEXT, NullRule.KEEP, subject=subject, columns=tuple(columns))
    return techniques.create(name, options, params, context(key))


def treat(technique, **columns):
    return run(technique, pa.record_batch({name: pa.array(cells) for name, cells in columns.items()}), 2).to_pydict()


def test_a_subject_is_in_the_sample_with_all_its_rows_or_not_at_all():
    people = [f"환자{i}" for i in range(2000)]
    technique = make("sampling", {"rate": 0.3}, "번호")
    kept = Counter(run(technique, pa.record_batch({"번호": people * 3}))["번호"].to_pylist())
    assert set(kept.values()) == {3}
    assert len(kept) == pytest.approx(600, abs=5 * (2000 * 0.3 * 0.7) ** 0.5)
    again = Counter(run(technique, pa.record_batch({"번호": people[::-1]}))["번호"].to_pylist())
    assert set(again) == set(kept)
    other = run(make("sampling", {"rate": 0.3}, "번호", b"other"), pa.record_batch({"번호": people}))
    assert set(other["번호"].to_pylist()) != set(kept)


def test_a_row_without_a_subject_is_refused():
    with pytest.raises(BadInput, match=r"techniques\.subject-missing") as caught:
        treat(make("sampling", {"rate": 0.5}, "번호"), 번호=["가", "나", None])
    assert caught.value.where.rows == (3,)


def test_listed_and_rare_rows_are_left_out_and_counted():
    technique = make("drop_rows", {"values": ["희귀"], "rarer_than": 3}, columns=["병명"])
    made = treat(technique, 병명=["감기"] * 3 + ["희귀"] * 4 + ["독감", None, "독감"], 행=list(range(10)))
    assert made == {"병명": ["감기"] * 3, "행": [0, 1, 2]}
    stat = technique.collect(pa.record_batch({"병명": ["감기", "감기", "감기", "희귀", None]}))
    assert technique.facts(technique.decide(stat)) == {"dropped_rows": 2}
    assert "희귀" not in repr(technique.decide(stat))


def test_rows_that_are_alike_get_their_means():
    technique = make("microaggregation", {"k": 2}, columns=["키", "몸무게"])
    made = treat(technique, 키=[150, 151, 180, 183], 몸무게=[40.0, 44.0, 90.0, 80.0], 성별=["여", "남", "남", "여"])
    assert made == {"키": [150, 150, 182, 182], "몸무게": [42.0, 42.0, 85.0, 85.0], "성별": ["여", "남", "남", "여"]}


def test_columns_weigh_alike_whatever_their_unit():
    metres, grams = [1.50, 1.51, 1.80, 1.83], [90_000.0, 40_000.0, 90_500.0, 40_500.0]
    first = treat(make("microaggregation", {"k": 2}, columns=["키", "몸무게"]), 키=metres, 몸무게=grams)
    second = treat(
        make("microaggregation", {"k": 2}, columns=["키", "몸무게"]),
        키=[x * 1e6 for x in metres],
        몸무게=[x / 1e6 for x in grams],
    )
    assert [first["키"].index(x) for x in first["키"]] == [second["키"].index(x) for x in second["키"]]


@pytest.mark.parametrize(
    ("cells", "people", "code"),
    [
        ([1, 98765432], ["가", "나"], r"techniques\.small-groups"),
        ([1, 2, 3], ["가", "가", "나"], r"techniques\.small-groups"),
        ([1, 2, None, 98765432], ["가", "나", "다", "라"], r"techniques\.not-finite"),
        (["1", "2", "98765432"], ["가", "나", "다"], r"techniques\.cell-type"),
    ],
)
def test_what_cannot_be_grouped_is_refused_without_a_cell(cells, people, code):
    with pytest.raises((BadInput, PolicyRefused), match=code) as caught:
        treat(make("microaggregation", {"k": 3}, "번호", columns=["값"]), 값=cells, 번호=people)
    assert "98765432" not in caught.value.message() + repr(caught.value)


@pytest.mark.parametrize(
    ("name", "params", "columns", "subject"),
    [
        ("sampling", {"rate": 0}, [], "번호"),
        ("sampling", {"rate": 1}, [], "번호"),
        ("sampling", {"rate": 0.5}, [], None),
        ("sampling", {"rate": 0.5}, ["병명"], "번호"),
        ("drop_rows", {}, ["병명"], None),
        ("drop_rows", {"rarer_than": 1}, ["병명"], None),
        ("drop_rows", {"rarer_than": 3}, [], None),
        ("drop_rows", {"rarer_than": 3}, ["병명", "약명"], None),
        ("microaggregation", {"k": 1}, ["값"], None),
        ("microaggregation", {"k": 2}, [], None),
        ("microaggregation", {"k": 2}, ["값", "값"], None),
        ("microaggregation", {"k": 2}, ["번호"], "번호"),
    ],
)
def test_contradictions_are_refused(name, params, columns, subject):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        make(name, params, subject, columns=columns)


def test_a_table_technique_is_not_for_a_column_nor_the_other_way():
    for name, params, column in (("sampling", {"rate": 0.5}, "열"), ("delete", {}, "")):
        options = Options(column, ColumnType.TEXT, NullRule.KEEP, subject="주체")
        with pytest.raises(BadInput, match=r"techniques\.scope"):
            techniques.create(name, options, params, context())
