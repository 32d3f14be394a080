"""The hierarchies that follow from the values: known values, and that every level nests in the next."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.techniques.built_hierarchies import HIERARCHIES, Built
from pseudo.techniques.column import ARROW_TYPES

VALUES = {
    Built.AGE: st.integers(-5, 200),
    Built.DATE: st.dates(),
    Built.DISTRICT: st.from_regex(r"[0-9]{9,10}", fullmatch=True),
    Built.KCD: st.from_regex(r"[A-Z][0-9]{1,2}\.?[0-9]?", fullmatch=True),
    Built.OCCUPATION: st.from_regex(r"[0-9A][0-9]{0,5}", fullmatch=True),
}


@pytest.mark.parametrize("name", list(Built))
def test_each_level_nests_in_the_one_above(name):
    hierarchy = HIERARCHIES[name]

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.lists(VALUES[name], min_size=2, max_size=40))
    def nests(cells):
        values = pa.array(cells, ARROW_TYPES[hierarchy.type])
        levels = [hierarchy.above(values, level).to_pylist() for level in range(1, hierarchy.levels + 1)]
        for lower, upper in pairwise(levels):
            pairs = {(low, up) for low, up in zip(lower, upper, strict=True) if low is not None}
            assert len({low for low, _ in pairs}) == len(pairs)
            assert all(up is not None for _, up in pairs)

    nests()


@pytest.mark.parametrize(
    ("built", "level", "kind", "cells", "made"),
    [
        ("age", 1, "integer", [0, 4, 5, 34, 89, 90, 150], ["0-4", "0-4", "5-9", "30-34", "85-89", "90+", "90+"]),
        ("age", 2, "integer", [0, 19, 89, 90], ["0-9", "10-19", "80-89", "90+"]),
        ("age", 3, "integer", [19, 20, 79, 80, 101], ["0-19", "20-39", "60-79", "80+", "80+"]),
        ("date", 1, "date", [dt.date(2026, 3, 31), dt.date(987, 1, 1)], ["2026-03", "0987-01"]),
        ("date", 2, "date", [dt.date(2026, 3, 31), dt.date(2026, 12, 1)], ["2026-Q1", "2026-Q4"]),
        ("date", 3, "date", [dt.date(1999, 12, 31), dt.date(20, 1, 1)], ["1999", "0020"]),
        (
            "date",
            4,
            "date",
            [dt.date(1999, 12, 31), dt.date(2000, 1, 1), dt.date(7, 1, 1)],
            ["1990s", "2000s", "0000s"],
        ),
        ("occupation", 1, "text", ["24111", "A0110", "2411"], ["2411", "A011", "2411"]),
        ("occupation", 4, "text", ["24111", "A0110", "9"], ["2", "A", "9"]),
    ],
)
def test_known_values(setup, built, level, kind, cells, made):
    assert setup.treat(cells, "hierarchy", {"built": built, "level": level}, ColumnType(kind)) == made


@pytest.mark.parametrize(
    ("built", "level", "kind", "cell"),
    [
        ("age", 1, "integer", -1),
        ("age", 1, "integer", 151),
        ("kcd", 1, "text", "D90"),
        ("occupation", 1, "text", "241"),
        ("occupation", 4, "text", "B1"),
        ("occupation", 4, "text", "241111"),
        ("district", 3, "text", "１１６８０１０１００"),
    ],
)
def test_what_is_no_value_of_the_code_is_refused_with_its_row(setup, built, level, kind, cell):
    with pytest.raises(BadInput, match=r"techniques\.unknown-category") as caught:
        setup.treat([cell], "hierarchy", {"built": built, "level": level}, ColumnType(kind))
    assert caught.value.where.rows == (1,)
    assert str(cell) not in caught.value.message()


@pytest.mark.parametrize(("built", "kind"), [("age", "text"), ("date", "integer"), ("kcd", "date")])
def test_a_hierarchy_for_another_type_is_refused_before_the_first_cell(setup, built, kind):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("hierarchy", {"built": built, "level": 1}, ColumnType(kind))
