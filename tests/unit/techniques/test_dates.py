"""Date floor against datetime; date shifting: intervals kept, uniform, by subject."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pyarrow as pa
import pytest

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.techniques.contract import Rows

DATE, DATETIME = ColumnType.DATE, ColumnType.DATETIME


def moment(*parts):
    """A date and time of a table: it has no zone."""
    return dt.datetime(*parts)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("month", (2024, 8, 1)), ("quarter", (2024, 7, 1)), ("year", (2024, 1, 1)), ("day", (2024, 8, 29))],
)
def test_date_floor(setup, unit, expected):
    last = moment(2024, 8, 29, 23, 59, 59, 999999)
    assert setup.treat([last, None], "date_floor", {"unit": unit}, DATETIME) == [moment(*expected), None]
    if unit != "day":
        assert setup.treat([last.date()], "date_floor", {"unit": unit}, DATE) == [dt.date(*expected)]


def test_hours_before_1970(setup):
    early = moment(1951, 1, 4, 5, 59, 59)
    assert setup.treat([early], "date_floor", {"unit": "hour"}, DATETIME) == [moment(1951, 1, 4, 5)]


def test_dates_have_no_hours(setup):
    with pytest.raises(BadInput, match="unit"):
        setup.make("date_floor", {"unit": "hour"}, DATE)


def test_shift_keeps_intervals_of_a_subject_across_columns_and_types(setup):
    admitted, left = dt.date(2024, 2, 27), moment(2024, 3, 2, 10, 30)
    for subject in map(str, range(20)):
        (first,) = setup.treat([admitted], "date_shift", {"max_days": 30}, DATE, subjects=[subject])
        (last,) = setup.treat([left], "date_shift", {"max_days": 30}, DATETIME, subjects=[subject])
        assert last - dt.datetime.combine(first, dt.time()) == left - dt.datetime.combine(admitted, dt.time())


def test_distances_are_within_bounds_and_all_occur_about_equally(setup):
    """2,100 subjects over 7 distances: each expected 300 times, standard deviation 16; six of them either way."""
    day = dt.date(2024, 1, 1)
    subjects = [str(n) for n in range(2100)]
    made = setup.treat([day] * 2100, "date_shift", {"max_days": 3}, DATE, subjects=subjects)
    counts = Counter((m - day).days for m in made)
    assert set(counts) == set(range(-3, 4))
    assert all(204 < count < 396 for count in counts.values())


def test_distance_does_not_depend_on_the_date(setup):
    days = [dt.date(2000, 1, 1), dt.date(2024, 12, 31)]
    made = setup.treat(days, "date_shift", {"max_days": 100}, DATE, subjects=["a", "a"])
    assert made[1] - made[0] == days[1] - days[0]


def test_a_row_without_subject_is_refused_unless_it_has_no_date(setup):
    days = [dt.date(2024, 1, 1), None, dt.date(2024, 1, 1)]
    assert setup.treat(days[:2], "date_shift", {"max_days": 3}, DATE, subjects=["a", None])[1] is None
    with pytest.raises(BadInput) as caught:
        setup.treat(days, "date_shift", {"max_days": 3}, DATE, subjects=["a", None, None])
    assert (caught.value.code, caught.value.where.rows) == ("techniques.subject-missing", (3,))


def test_placeholder_dates_at_the_end_of_the_calendar_are_refused_by_row(setup):
    ends = [dt.date(9999, 12, 31), dt.date(1, 1, 1)]
    subjects = [str(n // 2) for n in range(40)]
    with pytest.raises(BadInput) as caught:
        setup.treat(ends * 20, "date_shift", {"max_days": 3}, DATE, subjects=subjects)
    assert caught.value.code == "techniques.date-range"


def test_reveal_needs_the_subjects_and_gives_the_dates_back(setup):
    technique = setup.make("date_shift", {"max_days": 365}, DATE)
    days = pa.array([dt.date(2024, 1, 1), None, dt.date(1950, 6, 25)], pa.date32())
    subjects = pa.array(["a", "b", "c"])
    made = technique.apply(pa.record_batch([days, subjects], names=["열", "주체"]), None, Rows(0))
    back = technique.reveal(pa.record_batch([made.column(0), subjects], names=["열", "주체"]), Rows(0))
    assert back.column(0).equals(days)
    assert not made.column(0).equals(days)


@pytest.mark.parametrize(
    ("params", "options"),
    [
        ({"max_days": 0}, {}),
        ({"max_days": 3}, {"subject": None}),
        ({"max_days": 3}, {"subject": "열"}),
        ({"max_days": 3}, {"domain": None}),
    ],
)
def test_contradictions_are_refused(setup, params, options):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("date_shift", params, DATE, **options)
