"""Dates of many rows, compiled: see :mod:`pseudo.kernels.calendar`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

__all__ = ["add", "floor", "join", "split"]

Integers = NDArray[np.int32]

DAYS_IN_ERA = 146_097  # 400 years
DAYS_BEFORE_1970 = 719_468  # from 0000-03-01
EARLIEST, LATEST = -719_162, 2_932_896  # the years 1 to 9999


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
def split(days: Integers, years: Integers, months: Integers, monthdays: Integers) -> None:
    for row in range(days.size):
        years[row], months[row], monthdays[row] = _civil(np.int64(days[row]))


@jit
def join(years: Integers, months: Integers, monthdays: Integers, days: Integers) -> None:
    for row in range(days.size):
        days[row] = _days(np.int64(years[row]), np.int64(months[row]), np.int64(monthdays[row]))


@jit
def floor(days: Integers, months_each: int, out: Integers) -> None:
    """Give the first day of the period of ``months_each`` (1, 3 or 12) months."""
    for row in range(days.size):
        year, month, _ = _civil(np.int64(days[row]))
        out[row] = _days(year, (month - 1) // months_each * months_each + 1, np.int64(1))


@jit
def add(days: Integers, shifts: Integers, out: Integers) -> int:
    """``days + shifts``; returns how many sums are outside the years 1 to 9999."""
    outside = 0
    for row in range(days.size):
        moved = np.int64(days[row]) + np.int64(shifts[row])
        if moved < EARLIEST or moved > LATEST:
            outside += 1
            moved = np.int64(0)
        out[row] = moved
    return outside
