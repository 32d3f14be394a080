"""Controlled rounding: every sum of the rounded table is beside the true one, without bias, and totals stay totals."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.techniques.controlled_rounding import rounded_up
from pseudo.testing import run

TABLES = st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.integers(-30, 60), max_size=30)


def sums(table):
    """Rows, columns and all."""
    found = defaultdict(int)
    for (row, column), value in table.items():
        for line in (("row", row), ("column", column), "all", ("cell", row, column)):
            found[line] += value
    return found


@settings(max_examples=150, deadline=None)
@given(TABLES, st.integers(2, 10), st.binary(min_size=4, max_size=4))
def test_cells_rows_columns_and_the_whole_go_to_a_multiple_beside(table, base, key):
    up = rounded_up(list(table), [value % base for value in table.values()], base, key)
    made = {place: v - v % base + base * u for (place, v), u in zip(table.items(), up, strict=True)}
    before, after = sums(table), sums(made)
    assert all(after[line] % base == 0 and abs(after[line] - before[line]) < base for line in before)


def test_each_cell_goes_up_with_the_probability_of_its_rest():
    """3,000 keys; 4.9 standard errors (1e-6 for all eight cells together)."""
    places, rests, base = list(itertools.product(range(3), range(3))), [1, 4, 0, 2, 3, 1, 4, 4, 2], 5
    counted = [0] * 9
    for n in range(3_000):
        for cell, rise in enumerate(rounded_up(places, rests, base, n.to_bytes(4))):
            counted[cell] += rise
    for count, rest in zip(counted, rests, strict=True):
        share = rest / base
        assert abs(count / 3_000 - share) <= 4.9 * (share * (1 - share) / 3_000) ** 0.5


def treat(setup, rows, params):
    columns = dict(zip(("열", "지역", "성별"), map(list, zip(*rows, strict=True)), strict=True))
    arrays = [pa.array(columns["열"], pa.int64()), pa.array(columns["지역"]), pa.array(columns["성별"])]
    technique = setup.make("controlled_round", params, ColumnType.INTEGER)
    return run(technique, pa.record_batch(arrays, names=list(columns)), 2)["열"].to_pylist()


CELLS = [(12, "서울", "남"), (7, "서울", "여"), (3, "부산", "남"), (9, "부산", "여")]
TOTALS = [(19, "서울", "계"), (12, "부산", "계"), (15, "계", "남"), (16, "계", "여"), (31, "계", "계")]
TABLE = {"to": 5, "rows": "지역", "columns": "성별", "total": "계"}


def test_totals_in_the_table_become_the_sums_of_the_rounded_cells(setup):
    made = treat(setup, CELLS + TOTALS, TABLE)
    seoul_m, seoul_f, busan_m, busan_f, seoul, busan, men, women, everybody = made
    assert (seoul, busan) == (seoul_m + seoul_f, busan_m + busan_f)
    assert (men, women, everybody) == (seoul_m + busan_m, seoul_f + busan_f, seoul + busan)
    assert all(m % 5 == 0 and abs(m - true) < 5 for m, (true, _, _) in zip(made, CELLS + TOTALS, strict=True))
    assert treat(setup, (CELLS + TOTALS)[::-1], TABLE) == made[::-1]


def test_multiples_and_missing_cells_stay(setup):
    assert treat(setup, [(10, "서울", "남"), (None, "서울", "여"), (0, "부산", "남")], TABLE) == [10, None, 0]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([*CELLS, (4, "서울", "남")], "techniques.cell-twice"),
        ([*CELLS, CELLS[0]], "techniques.cell-twice"),
        ([*CELLS, (20, "서울", "계")], "techniques.totals-differ"),
        ([*CELLS, (1, "대구", "계")], "techniques.totals-differ"),
        ([*CELLS, (2**60, "대구", "남")], "techniques.too-large"),
    ],
)
def test_what_is_no_table_is_refused(setup, rows, code):
    with pytest.raises(BadInput) as caught:
        treat(setup, rows, TABLE)
    assert caught.value.code == code


@pytest.mark.parametrize("params", [{"to": 1}, {"columns": "지역"}, {"rows": "열"}])
def test_parameters_that_make_no_table_are_refused(setup, params):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("controlled_round", {**TABLE, **params}, ColumnType.INTEGER)
