"""The one clock. A run asks it once, so that a repeated run can be given the same time.

``SOURCE_DATE_EPOCH`` (seconds since 1970, reproducible-builds.org) stands in for the real time where it is set.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

__all__ = ["elapsed", "now", "today", "years_later"]

KOREA = timedelta(hours=9)
"""Korea's time is UTC + 9 the whole year."""


def now() -> str:
    """The time as ISO 8601 in UTC, to the second: ``2026-11-22T09:30:00Z``."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def today() -> str:
    """The day in Korea, as its forms write it: ``2026-11-22``."""
    return (datetime.strptime(now(), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + KOREA).strftime("%Y-%m-%d")


def years_later(day: str, years: int) -> str:
    """The same day so many years later, ``YYYY-MM-DD``; 1 March for 29 February, so that it is never a day short."""
    year, month, date = day.split("-")
    if (month, date) == ("02", "29"):
        month, date = "03", "01"
    return f"{int(year) + years:04d}-{month}-{date}"


def elapsed() -> float:
    """Seconds from a point that stays while the process runs: for limits of time, never for what is written."""
    return time.monotonic()
