"""Dates as days since 1970-01-01 (Arrow's date32) in the proleptic Gregorian calendar.

Every int32 year that the arithmetic meets is right; what Python's ``datetime.date`` holds (years 1 to 9999) is tested
day by day. The algorithms count years from March, so that the leap day is a year's last (Hinnant, "chrono-compatible
low-level date algorithms"). Null is not known here; the caller keeps the validity.

Few dates are split and floored by NumPy's own calendar, which is done before compiled code is loaded.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._layout import read_only

__all__ = ["EARLIEST", "FEW_ROWS", "LATEST", "Period", "add_days", "days_from_dates", "floor_to", "year_month_day"]

Integers = NDArray[np.int32]
Period = Literal["month", "quarter", "year"]

MONTHS = {"month": 1, "quarter": 3, "year": 12}
FEW_ROWS = 2_048
EARLIEST, LATEST = -719_162, 2_932_896
"""0001-01-01 and 9999-12-31: the days that ``datetime.date`` holds."""


def year_month_day(days: Integers) -> tuple[Integers, Integers, Integers]:
    """Year, month (1..12) and day (1..31) of each date; three int32 arrays of the same shape."""
    if days.size < FEW_ROWS:
        dates = _int32(days).astype("datetime64[D]")
        months_since = dates.astype("datetime64[M]").astype(np.int64)
        day = (dates - dates.astype("datetime64[M]")).astype(np.int32) + np.int32(1)
        return (months_since // 12 + 1970).astype(np.int32), (months_since % 12 + 1).astype(np.int32), day
    from pseudo.kernels._calendar_rows import split

    years, months, monthdays = (np.empty(days.shape, np.int32) for _ in range(3))
    split(_int32(days), years, months, monthdays)
    return years, months, monthdays


def days_from_dates(years: Integers, months: Integers, monthdays: Integers) -> Integers:
    """Days since 1970-01-01 of dates that exist (the caller has checked); int32 array of the same shape."""
    from pseudo.kernels._calendar_rows import join

    days = np.empty(years.shape, np.int32)
    join(_int32(years), _int32(months), _int32(monthdays), days)
    return days


def floor_to(days: Integers, period: Period) -> Integers:
    """Give the first day of each date's month, quarter or year; int32 array of the same shape."""
    if days.size < FEW_ROWS:
        each = MONTHS[period]
        months_since = _int32(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return (months_since // each * each).astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
    from pseudo.kernels._calendar_rows import floor

    out = np.empty(days.shape, np.int32)
    floor(_int32(days), MONTHS[period], out)
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
    from pseudo.kernels._calendar_rows import add

    each = np.full(days.shape, shifts, np.int32) if isinstance(shifts, int) else shifts
    out = np.empty(days.shape, np.int32)
    outside = add(_int32(days), _int32(each), out)
    if outside:
        raise OverflowError(f"{outside} dates leave the years 1 to 9999")
    return out


def _int32(array: Integers) -> Integers:
    if array.dtype != np.int32:
        raise ValueError(f"dates are int32, not {array.dtype}")
    return read_only(array)
