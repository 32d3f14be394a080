"""Column names: none empty, none twice, and no data row taken for them.

What may not come in: a name in a message before it is known to be one. A data row read as a header would put a person's
cells into every message, plan and report as column names.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, Where

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SAMPLE_ROWS", "check_header", "check_names", "listed", "numbered_names"]

SAMPLE_ROWS = 1_000
"""Data rows a header is compared with."""

MANY_DIGITS = 6
ONLY_DIGITS_AND_MARKS = re.compile(r"[\d\W_]*\d[\d\W_]*")


def numbered_names(width: int) -> list[str]:
    """Names for a table without a header: ``column_1`` to ``column_<width>``."""
    return [f"column_{i}" for i in range(1, width + 1)]


def check_names(names: Sequence[str], file: str) -> None:
    """Refuse empty names (``table.empty-column-name``) and names that stand twice (``table.duplicate-column-name``)."""
    if not names:
        raise BadInput("table.empty", Where(file=file))
    if empty := [i for i, name in enumerate(names, 1) if not name.strip()]:
        raise BadInput("table.empty-column-name", Where(file=file), positions=listed(empty))
    times = Counter(names)
    if twice := [i for i, name in enumerate(names, 1) if times[name] > 1]:
        raise BadInput("table.duplicate-column-name", Where(file=file), positions=listed(twice))


def check_header(first: Sequence[str], following: Sequence[Sequence[str]], file: str) -> None:
    """Refuse a first row that looks like data (``table.header-unclear``), without showing it.

    A cell looks like data where it is only digits and marks, holds six digits or an at sign, or stands again in its own column.
    """
    rows = following[:SAMPLE_ROWS]
    cells = sum(
        1
        for i, cell in enumerate(first)
        if cell.strip() and (_like_value(cell) or any(i < len(row) and row[i] == cell for row in rows))
    )
    if cells:
        raise BadInput("table.header-unclear", Where(file=file), cells=cells, width=len(first))


def _like_value(cell: str) -> bool:
    digits = sum(c.isdigit() for c in cell)
    return digits >= MANY_DIGITS or "@" in cell or ONLY_DIGITS_AND_MARKS.fullmatch(cell) is not None


def listed(positions: Sequence[int | str], most: int = 8) -> str:
    """The first of many positions or names, and how many more there are."""
    rest = f" (+{len(positions) - most})" if len(positions) > most else ""
    return ", ".join(str(p) for p in positions[:most]) + rest
