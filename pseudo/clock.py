"""The one clock. A run asks it once, so that a repeated run can be given the same time.

``SOURCE_DATE_EPOCH`` (seconds since 1970, reproducible-builds.org) stands in for the real time where it is set.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

__all__ = ["elapsed", "now"]


def now() -> str:
    """The time as ISO 8601 in UTC, to the second: ``2026-11-22T09:30:00Z``."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def elapsed() -> float:
    """Seconds from a point that stays while the process runs: for limits of time, never for what is written."""
    return time.monotonic()
