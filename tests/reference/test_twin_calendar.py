"""Dates against datetime.date, every day of its years where kernels are compiled."""

from __future__ import annotations

from datetime import date, timedelta

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels import calendar
from pseudo.kernels.calendar import add_days, days_from_dates, floor_to, year_month_day


@pytest.fixture(autouse=True, scope="module", params=["few rows", "many rows"])
def _way(request):
    """Both ways: of few rows, and compiled."""
    usual = calendar.FEW_ROWS
    calendar.FEW_ROWS = usual if request.param == "few rows" else 0
    yield
    calendar.FEW_ROWS = usual


# A kernel compiles within its first example.
LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)

EPOCH = date(1970, 1, 1).toordinal()
DATES = st.lists(st.dates(), min_size=1, max_size=30)


def days(dates: list[date]) -> np.ndarray:
    return np.array([day.toordinal() - EPOCH for day in dates], np.int32)


def test_every_day_of_the_years_1_to_9999():
    step = 5_003 if numba.config.DISABLE_JIT else 1
    ordinals = range(1, date.max.toordinal() + 1, step)
    given_days = np.arange(1 - EPOCH, date.max.toordinal() + 1 - EPOCH, step, dtype=np.int32)
    years, months, monthdays = year_month_day(given_days)
    # NumPy's own calendar is fast enough to be the judge of 3.6 million days; datetime.date is one of a sample below.
    judge = given_days.astype("datetime64[D]")
    assert len(ordinals) == given_days.size
    assert (years == judge.astype("datetime64[Y]").astype(int) + 1970).all()
    assert (months == judge.astype("datetime64[M]").astype(int) % 12 + 1).all()
    assert (monthdays == (judge - judge.astype("datetime64[M]")).astype(int) + 1).all()
    assert (days_from_dates(years, months, monthdays) == given_days).all()


@LAW
@given(dates=DATES)
def test_parts_and_floors(dates):
    parts = year_month_day(days(dates))
    assert list(zip(*(part.tolist() for part in parts), strict=True)) == [(d.year, d.month, d.day) for d in dates]
    assert days_from_dates(*parts).tolist() == days(dates).tolist()
    assert floor_to(days(dates), "month").tolist() == days([d.replace(day=1) for d in dates]).tolist()
    quarters = [date(d.year, 3 * ((d.month - 1) // 3) + 1, 1) for d in dates]
    assert floor_to(days(dates), "quarter").tolist() == days(quarters).tolist()
    assert floor_to(days(dates), "year").tolist() == days([date(d.year, 1, 1) for d in dates]).tolist()


@LAW
@given(day=st.dates(date(1000, 1, 1), date(9000, 1, 1)), shift=st.integers(-360_000, 360_000))
def test_shifts(day, shift):
    assert add_days(days([day]), shift).tolist() == days([day + timedelta(shift)]).tolist()
