"""Rounding, coding of extremes, ranges and age bands, against plain definitions."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.model import ColumnType, NullRule
from pseudo.techniques import create
from pseudo.techniques.contract import Options
from pseudo.testing import context, run

INTEGER, NUMBER, DATE = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE


@pytest.mark.parametrize(
    ("cells", "params", "kind", "expected"),
    [
        ([984450, -15, None], {"to": 10000, "mode": "floor"}, INTEGER, [980000, -10000, None]),
        ([25, 35, -25], {"to": 10, "mode": "half_even"}, INTEGER, [20, 40, -20]),
        ([2**62 + 3], {"to": 10, "mode": "floor"}, INTEGER, [(2**62 + 3) // 10 * 10]),
        ([0.26, 0.35, None], {"to": 0.1, "mode": "floor"}, NUMBER, [0.2, 0.3, None]),
    ],
)
def test_round(setup, cells, params, kind, expected):
    assert setup.treat(cells, "round", params, kind) == expected


def test_top_and_bottom(setup):
    assert setup.treat([1, 50, 99, 100, None], "top_bottom", {"top": 99, "bottom": 10}, INTEGER) == [
        10,
        50,
        99,
        99,
        None,
    ]
    assert setup.treat([float("-1e9"), 5.5], "top_bottom", {"top": 5.0}, NUMBER) == [-1e9, 5.0]


@pytest.mark.parametrize("name", ["round", "range", "top_bottom"])
def test_what_is_no_number_is_refused_by_row(setup, name):
    params = {"round": {"to": 1, "mode": "floor"}, "range": {"width": 1}, "top_bottom": {"top": 1}}[name]
    with pytest.raises(BadInput) as caught:
        setup.treat([1.0, float("nan"), None, float("inf")], name, params, NUMBER)
    assert (caught.value.code, caught.value.where.rows) == ("techniques.not-finite", (2, 4))


@pytest.mark.parametrize("cells", [[5.5, 1.8e307, None, -1.8e307], [5.5, 0.1 * 2.0**52, None, -(2.0**52)]])
def test_a_number_that_its_range_would_show_is_refused_by_row(setup, cells):
    with pytest.raises(BadInput) as caught:
        setup.treat(cells, "range", {"width": 0.1}, NUMBER)
    assert (caught.value.code, caught.value.where.rows) == ("techniques.range-unresolved", (2, 4))


@pytest.mark.parametrize(
    ("cells", "params", "kind", "expected"),
    [
        ([30, 34, 35, None], {"width": 5}, INTEGER, ["30-34", "30-34", "35-39", None]),
        ([-1, -5, 0], {"width": 5}, INTEGER, ["[-5,0)", "[-5,0)", "0-4"]),
        ([7], {"width": 1}, INTEGER, ["7"]),
        ([11, 16], {"width": 5, "origin": 1}, INTEGER, ["11-15", "16-20"]),
        ([150, 0.3, 0.1], {"width": 0.1}, NUMBER, ["[150,150.1)", "[0.3,0.4)", "[0.1,0.2)"]),
        ([19, 20, 79, 80, -3], {"edges": [20, 40, 80]}, INTEGER, ["<20", "20-39", "40-79", "80+", "<20"]),
        ([99.9, 100.0, 250.0], {"edges": [100, 200.5]}, NUMBER, ["<100", "[100,200.5)", "200.5+"]),
        ([-(2**63), 2**63 - 1], {"edges": [0]}, INTEGER, ["<0", "0+"]),
    ],
)
def test_range_labels(setup, cells, params, kind, expected):
    assert setup.treat(cells, "range", params, kind) == expected


@settings(max_examples=100, deadline=None)
@example(2**63 - 10**9, 1, -(10**9))
@example(-(2**63), 1, 10**9)
@given(st.integers(-(2**63), 2**63 - 1), st.integers(1, 10**9), st.integers(-(10**9), 10**9))
def test_a_whole_number_lies_in_the_range_it_is_labelled_with(value, width, origin):
    technique = create("range", Options("열", INTEGER, NullRule.KEEP), {"width": width, "origin": origin}, context())
    label = run(technique, pa.record_batch([pa.array([value], pa.int64())], names=["열"]))["열"][0].as_py()
    if label.startswith("["):
        low, high = map(int, label[1:-1].split(","))
    else:
        low, high = int(label.split("-")[0]), int(label.split("-")[-1]) + 1
    assert low <= value < high == low + width
    assert (low - origin) % width == 0


@pytest.mark.parametrize(
    ("name", "params", "kind"),
    [
        ("round", {"to": 0, "mode": "floor"}, INTEGER),
        ("round", {"to": 0.5, "mode": "floor"}, INTEGER),
        ("round", {"to": float("nan"), "mode": "floor"}, NUMBER),
        ("top_bottom", {}, INTEGER),
        ("top_bottom", {"top": 1, "bottom": 1}, INTEGER),
        ("top_bottom", {"top": float("inf")}, NUMBER),
        ("range", {}, INTEGER),
        ("range", {"width": 5, "edges": [1]}, INTEGER),
        ("range", {"origin": 5, "edges": [1]}, INTEGER),
        ("range", {"width": -1}, INTEGER),
        ("range", {"width": float("inf")}, NUMBER),
        ("range", {"edges": []}, INTEGER),
        ("range", {"edges": [2, 1]}, INTEGER),
        ("range", {"edges": [1, 1]}, INTEGER),
        ("range", {"edges": [1.5]}, INTEGER),
        ("age_band", {"at": "2026-13-01", "width": 5, "top": 80}, DATE),
        ("age_band", {"at": "2026-01-01", "width": 5, "top": 82}, DATE),
        ("age_band", {"at": "2026-01-01", "width": 0, "top": 80}, DATE),
        ("age_band", {"at": "2026-01-01", "width": 5, "top": 20, "bottom": 20}, DATE),
    ],
)
def test_contradictions_are_refused(setup, name, params, kind):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make(name, params, kind)


def test_age_bands_around_a_birthday(setup):
    births = [
        dt.date(1996, 3, 1),
        dt.date(1996, 3, 2),
        dt.date(1900, 1, 1),
        dt.date(2026, 3, 1),
        None,
        dt.date(2006, 3, 2),
    ]
    made = setup.treat(births, "age_band", {"at": "2026-03-01", "width": 5, "top": 80, "bottom": 20}, DATE)
    assert made == ["30-34", "25-29", "80+", "<20", None, "<20"]


def test_ages_of_those_born_on_a_leap_day(setup):
    born = [dt.date(2000, 2, 29)]
    params = {"width": 1, "top": 90}
    assert setup.treat(born, "age_band", {"at": "2025-02-28", **params}, DATE) == ["24"]
    assert setup.treat(born, "age_band", {"at": "2025-03-01", **params}, DATE) == ["25"]


def test_births_after_the_reference_date_are_refused_by_row(setup):
    with pytest.raises(BadInput) as caught:
        setup.treat(
            [dt.date(2026, 1, 1), dt.date(2026, 1, 2)], "age_band", {"at": "2026-01-01", "width": 5, "top": 80}, DATE
        )
    assert (caught.value.code, caught.value.where.rows) == ("techniques.future-birth", (2,))
