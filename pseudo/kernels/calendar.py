"""Dates as days since 1970-01-01 (Arrow's date32) in the proleptic Gregorian calendar.

Every int32 year that the arithmetic meets is right; what Python's ``datetime.date`` holds (years 1 to 9999) is tested
day by day. The algorithms count years from March, so that the leap day is a year's last (Hinnant, "chrono-compatible
low-level date algorithms"). Null is not known here; the caller keeps the validity.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only

__all__ = ["EARLIEST", "LATEST", "Period", "add_days", "days_from_dates", "floor_to", "year_month_day"]

Integers = NDArray[np.int32]
Period = Literal["month", "quarter", "year"]

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS_IN_ERA = 146_097  # 400 years
DAYS_BEFORE_1970 = 719_468  # from 0000-03-01
EARLIEST, LATEST = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31: the days that ``datetime.date`` holds."""


@jit
def _civil(days: np.int64) -> tuple[np.int64, np.int64, np.int64]:
    """Year, month and day of one date."""
    shifted = days + DAYS_BEFORE_1970
    era = shifted // DAYS_IN_ERA
    day_of_era = shifted - era * DAYS_IN_ERA
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * march_month + 2) // 5 + 1
    month = march_month + 3 if march_month < 10 else march_month - 9
    return year_of_era + era * 400 + (1 if month <= 2 else 0), month, day


@jit
def _days(year: np.int64, month: np.int64, day: np.int64) -> np.int64:
    """Days since 1970-01-01 of one date that exists."""
    march_year = year - 1 if month <= 2 else year
    era = march_year // 400
    year_of_era = march_year - era * 400
    march_month = month - 3 if month > 2 else month + 9
    day_of_year = (153 * march_month + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * DAYS_IN_ERA + day_of_era - DAYS_BEFORE_1970


@jit
def _split(days: Integers, years: Integers, months: Integers, monthdays: Integers) -> None:
    for row in range(days.size):
        years[row], months[row], monthdays[row] = _civil(np.int64(days[row]))


@jit
def _join(years: Integers, months: Integers, monthdays: Integers, days: Integers) -> None:
    for row in range(days.size):
        days[row] = _days(np.int64(years[row]), np.int64(months[row]), np.int64(monthdays[row]))


@jit
def _floor(days: Integers, months_each: int, out: Integers) -> None:
    """Give the first day of the period of ``months_each`` (1, 3 or 12) months."""
    for row in range(days.size):
        year, month, _ = _civil(np.int64(days[row]))
        out[row] = _days(year, (month - 1) // months_each * months_each + 1, np.int64(1))


@jit
def _add(days: Integers, shifts: Integers, out: Integers) -> int:
    """``days + shifts``; returns how many sums are outside the years 1 to 9999."""
    outside = 0
    for row in range(days.size):
        moved = np.int64(days[row]) + np.int64(shifts[row])
        if moved < EARLIEST or moved > LATEST:
            outside += 1
            moved = np.int64(0)
        out[row] = moved
    return outside


def year_month_day(days: Integers) -> tuple[Integers, Integers, Integers]:
    """Year, month (1..12) and day (1..31) of each date; three int32 arrays of the same shape."""
    years, months, monthdays = (np.empty(days.shape, np.int32) for _ in range(3))
    _split(_int32(days), years, months, monthdays)
    return years, months, monthdays


def days_from_dates(years: Integers, months: Integers, monthdays: Integers) -> Integers:
    """Days since 1970-01-01 of dates that exist (the caller has checked); int32 array of the same shape."""
    days = np.empty(years.shape, np.int32)
    _join(_int32(years), _int32(months), _int32(monthdays), days)
    return days


def floor_to(days: Integers, period: Period) -> Integers:
    """Give the first day of each date's month, quarter or year; int32 array of the same shape."""
    out = np.empty(days.shape, np.int32)
    _floor(_int32(days), MONTHS[period], out)
    return out


def add_days(days: Integers, shifts: Integers | int) -> Integers:
    """Dates moved by a number of days.

    Parameters
    ----------
    days : int32 array of shape (n,)
    shifts : int32 array of shape (n,), or int
        Days to add; negative is earlier.

    Returns
    -------
    int32 array of shape (n,)

    Raises
    ------
    OverflowError
        Where results leave the years 1 to 9999; the message has their count.
    """
    each = np.full(days.shape, shifts, np.int32) if isinstance(shifts, int) else shifts
    out = np.empty(days.shape, np.int32)
    outside = _add(_int32(days), _int32(each), out)
    if outside:
        raise OverflowError(f"{outside} dates leave the years 1 to 9999")
    return out


def _int32(array: Integers) -> Integers:
    if array.dtype != np.int32:
        raise ValueError(f"dates are int32, not {array.dtype}")
    return read_only(array)
