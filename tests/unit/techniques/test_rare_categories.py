"""suppress_rare: what few rows have goes, what it becomes hides it, and every value is in enough rows."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.errors import BadInput, PolicyRefused
from pseudo.techniques.contract import Options
from pseudo.testing import context, run


def make(columns=("병명",), subject=None, **params):
    return techniques.create("suppress_rare", Options.for_table(columns, subject), params, context())


def treat(cells, **params):
    return run(make(**params), pa.record_batch({"병명": pa.array(cells, pa.string())}), 3)["병명"].to_pylist()


def test_the_guidelines_example_frequency_of_three_or_less_is_suppressed_locally():
    """별권 p.141: 직업 "빈도<=3 로컬삭제"."""
    cells = ["교사"] * 5 + ["외환딜러"] * 3 + ["철도기관사"] + ["농업"] * 4
    assert treat(cells, rarer_than=4) == ["교사"] * 5 + [None] * 4 + ["농업"] * 4


def test_a_category_in_their_place():
    cells = ["교사"] * 5 + ["외환딜러"] * 3 + ["철도기관사"] * 2
    assert treat(cells, rarer_than=4, other="기타") == ["교사"] * 5 + ["기타"] * 5


def test_one_rare_cell_takes_the_next_rarest_with_it():
    """Emptied alone, it would be the only missing cell."""
    cells = ["교사"] * 9 + ["농업"] * 4 + ["외환딜러"]
    assert treat(cells, rarer_than=4) == ["교사"] * 9 + [None] * 5
    assert treat([*cells, None, None, None], rarer_than=4) == ["교사"] * 9 + ["농업"] * 4 + [None] * 4


def test_missing_cells_that_are_rare_become_the_category_as_well():
    assert treat(["교사"] * 4 + [None] + ["가", "나", "다"], rarer_than=4, other="기타") == ["교사"] * 4 + ["기타"] * 4


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(["가", "나", "다", "라", "기타", None]), max_size=30),
    st.integers(2, 5),
    st.sampled_from([None, "기타"]),
)
def test_every_value_is_in_enough_rows(cells, least, other):
    if 0 < len(cells) < least:
        with pytest.raises(PolicyRefused, match=r"techniques\.small-groups"):
            treat(cells, rarer_than=least, other=other)
        return
    made = Counter(treat(cells, rarer_than=least, other=other))
    assert sum(made.values()) == len(cells)
    assert all(count >= least for count in made.values())
    before = Counter(cells)
    assert all(made[value] in {0, before[value]} for value in made if value != other)


def test_columns_are_treated_apart_and_counted_together():
    batch = pa.record_batch({"병명": ["가"] * 4 + ["나"] * 4 + ["다"], "약": [1] * 8 + [2]})
    technique = make(("병명", "약"), rarer_than=4)
    state = technique.decide(technique.collect(batch))
    assert technique.facts(state) == {"rare_values": 4, "rare_cells": 14}
    assert "다" not in repr(state)
    assert [c.columns for c in technique.promises()] == [("병명",), ("약",)]


@pytest.mark.parametrize(
    ("columns", "params", "subject"),
    [((), {}, None), (("가", "가"), {}, None), (("번호",), {}, "번호"), (("가",), {"rarer_than": 1}, None)],
)
def test_contradictions_are_refused(columns, params, subject):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        make(columns, subject, **{"rarer_than": 4, **params})


def test_a_category_is_for_text():
    with pytest.raises(BadInput, match=r"techniques\.cell-type"):
        run(make(rarer_than=4, other="기타"), pa.record_batch({"병명": [1, 2]}))
