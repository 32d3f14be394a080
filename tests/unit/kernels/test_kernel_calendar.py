"""Dates at the edges; every day of the years 1 to 9999 stands in tests/reference."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from pseudo.kernels import calendar
from pseudo.kernels.calendar import add_days, days_from_dates, floor_to, year_month_day


@pytest.fixture(autouse=True, scope="module", params=["few rows", "many rows"])
def _way(request):
    """Both ways: of few rows, and compiled."""
    usual = calendar.FEW_ROWS
    calendar.FEW_ROWS = usual if request.param == "few rows" else 0
    yield
    calendar.FEW_ROWS = usual


EPOCH = date(1970, 1, 1).toordinal()


def days(*dates: date) -> np.ndarray:
    return np.array([day.toordinal() - EPOCH for day in dates], np.int32)


def test_leap_days():
    given = days(date(2000, 2, 29), date(1900, 2, 28), date(1900, 3, 1), date(2024, 2, 29), date(1970, 1, 1))
    parts = year_month_day(given)
    assert [part.tolist() for part in parts] == [[2000, 1900, 1900, 2024, 1970], [2, 2, 3, 2, 1], [29, 28, 1, 29, 1]]
    assert days_from_dates(*parts).tolist() == given.tolist()


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("month", [date(2026, 11, 1), date(1969, 12, 1), date(2024, 2, 1)]),
        ("quarter", [date(2026, 10, 1), date(1969, 10, 1), date(2024, 1, 1)]),
        ("year", [date(2026, 1, 1), date(1969, 1, 1), date(2024, 1, 1)]),
    ],
)
def test_floors(period, expected):
    given = days(date(2026, 11, 22), date(1969, 12, 31), date(2024, 2, 29))
    assert floor_to(given, period).tolist() == days(*expected).tolist()


def test_shifts_by_one_number_or_by_one_a_row():
    given = days(date(2024, 2, 28), date(2023, 2, 28))
    assert add_days(given, 1).tolist() == days(date(2024, 2, 29), date(2023, 3, 1)).tolist()
    assert (
        add_days(given, np.array([-28, 365], np.int32)).tolist() == days(date(2024, 1, 31), date(2024, 2, 28)).tolist()
    )


def test_dates_that_python_cannot_hold_are_refused():
    with pytest.raises(OverflowError, match="2 dates"):
        add_days(days(date(9999, 12, 31), date(9999, 12, 31), date(2000, 1, 1)), 1)
    with pytest.raises(OverflowError, match="1 dates"):
        add_days(np.array([2**31 - 1], np.int32), np.array([2**31 - 1], np.int32))


def test_another_type_is_refused():
    with pytest.raises(ValueError, match="int64"):
        year_month_day(np.zeros(1, np.int64))
    with pytest.raises(ValueError, match="int64"):
        add_days(np.zeros(1, np.int32), np.full(1, 2**32, np.int64))


def test_no_date():
    empty = np.empty(0, np.int32)
    assert [part.size for part in year_month_day(empty)] == [0, 0, 0]
    assert add_days(empty, 5).size == floor_to(empty, "year").size == 0
