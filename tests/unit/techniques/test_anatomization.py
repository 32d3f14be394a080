"""Anatomization: groups whose values all differ, joined by number only, and an order that links nothing."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.errors import BadInput, PolicyRefused
from pseudo.techniques.contract import Options, Rows
from pseudo.testing import context


def make(l=2, key=b"first", column="병명", subject="번호", **names):  # noqa: E741
    params = {"l": l, "table": "병명표", "group": "집단", **names}
    return techniques.create("anatomize", Options.for_table((column,), subject), params, context(key))


def table(diseases, first=0):
    people = [f"P{i:04}" for i in range(first, first + len(diseases))]
    return pa.record_batch(
        {
            "번호": pa.array(people, pa.string()),
            "병명": pa.array(diseases, pa.string()),
            "나이": [30 + i % 9 for i in range(len(people))],
        }
    )


def split(technique, batch, size=None):
    """The two tables as rows."""
    size = size or max(batch.num_rows, 1)
    pieces = [batch.slice(start, size) for start in range(0, max(batch.num_rows, 1), size)]
    state = technique.decide(reduce(technique.merge, map(technique.collect, pieces)))
    first = [row for piece in pieces for row in technique.apply(piece, state, Rows(0)).to_pylist()]
    return first, technique.beside(state)["병명표"].to_pylist()


DISEASES = ["감기"] * 40 + ["독감"] * 30 + ["위염"] * 30 + ["고혈압"] * 25 + ["당뇨"] * 24 + [None] * 10 + ["희귀병"]


@pytest.mark.parametrize("l", [2, 3, 4])
def test_each_group_has_l_rows_and_no_value_twice(l):  # noqa: E741
    batch = table(DISEASES)
    first, second = split(make(l), batch)
    sizes, values = defaultdict(int), defaultdict(list)
    for row in first:
        sizes[row["집단"]] += 1
    for row in second:
        values[row["집단"]].append(row["병명"])
    assert len(sizes) == len(DISEASES) // l
    assert {group: len(v) for group, v in values.items()} == sizes
    assert all(len(v) >= l and len(set(v)) == len(v) for v in values.values())
    assert sorted(map(str, (r["병명"] for r in second))) == sorted(map(str, DISEASES))
    own = dict(zip(batch["번호"].to_pylist(), DISEASES, strict=True))
    assert all(own[row["번호"]] in values[row["집단"]] for row in first)


def test_the_first_table_has_the_group_where_the_value_stood_and_nothing_of_it_else():
    first, second = split(make(), table(DISEASES))
    assert list(first[0]) == ["번호", "집단", "나이"]
    assert list(second[0]) == ["집단", "병명"]


def test_the_second_tables_order_is_that_of_its_content():
    """Whatever the order of the rows and the size of the batches, so that no place in it links to a row."""
    batch = table(DISEASES)
    first, second = split(make(), batch)
    backwards = batch.take(pa.array(range(batch.num_rows - 1, -1, -1)))
    other, again = split(make(), backwards, 7)
    assert again == second
    assert other == first[::-1]
    keys = [(row["집단"], row["병명"] is None, row["병명"] or "") for row in second]
    assert keys == sorted(keys)


def test_who_is_with_whom_hangs_on_the_key():
    batch = table(DISEASES)
    groups = [[row["집단"] for row in split(make(key=key), batch)[0]] for key in (b"first", b"second")]
    assert groups[0] != groups[1]
    cold = [{g for g, d in zip(of, DISEASES, strict=True) if d == "감기"} for of in groups]
    assert cold[0] != cold[1]  # the numbers of a value's groups too


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(["가", "나", "다", "라", None]), max_size=30), st.integers(2, 4))
def test_it_is_done_whenever_it_can_be_and_refused_otherwise(diseases, l):  # noqa: E741
    most = max((diseases.count(d) for d in diseases), default=0)
    if most > len(diseases) // l:
        with pytest.raises(PolicyRefused, match=r"techniques\.not-diverse") as caught:
            split(make(l), table(diseases))
        assert (caught.value.facts["most"], caught.value.facts["limit"]) == (most, len(diseases) // l)
    else:
        _, second = split(make(l), table(diseases))
        pairs = [(row["집단"], row["병명"]) for row in second]
        assert len(set(pairs)) == len(pairs) == len(diseases)


def test_persons_with_several_rows_and_rows_without_a_person_are_refused():
    twice = pa.concat_batches([table(["감기", "독감"]), table(["위염", "두통"])])
    with pytest.raises(PolicyRefused, match=r"techniques\.several-rows") as caught:
        split(make(), twice)
    assert (caught.value.facts["rows"], caught.value.facts["subjects"]) == (4, 2)
    with pytest.raises(BadInput, match=r"techniques\.subject-missing"):
        split(make(), pa.record_batch({"번호": ["가", None], "병명": ["감기", "독감"]}))


def test_no_cell_is_in_what_is_kept():
    technique = make()
    state = technique.decide(technique.collect(table(DISEASES)))
    assert "희귀병" not in repr(state)
    assert technique.facts(state) == {"groups": 80}


@pytest.mark.parametrize(
    "change",
    [
        {"l": 1},
        {"subject": None},
        {"column": "번호"},
        {"table": "../밖"},
        {"table": ""},
        {"group": ""},
        {"group": "병명"},
        {"group": "번호"},
    ],
)
def test_contradictions_are_refused(change):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        make(**change)
