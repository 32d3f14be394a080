"""How wide things are: a sheet upright or across, the columns of a grid by their longest cell, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.sheet import Grid

if TYPE_CHECKING:
    from pseudo.forms.sheet import Sheet

__all__ = ["FIELD_SHARES", "UPRIGHT_MM", "column_shares", "is_wide", "text_mm"]

FIELD_SHARES = (0.18, 0.32, 0.18, 0.32)
"""Label, value, label, value of a row of fields; a row's only value has the rest."""
MARGIN_MM = 16
UPRIGHT_MM = 210 - 2 * MARGIN_MM

LEAST, MOST = 8, 30
"""Bounds of what a column counts, in Latin letters; a Korean one counts double."""


def column_shares(grid: Grid) -> tuple[float, ...]:
    """Share (0..1) of the width of each column; they add up to 1."""
    rows = (grid.header, *grid.rows)
    longest = [max(_length(row[n]) for row in rows) for n in range(len(grid.header))]
    bounded = [min(MOST, max(LEAST, length)) for length in longest]
    return tuple(length / sum(bounded) for length in bounded)


def _length(text: str) -> int:
    return max(sum(2 if ord(letter) > 0x1100 else 1 for letter in line) for line in text.split("\n"))


MANY_COLUMNS = 8
"""A grid with more stands on a sheet that lies across."""


def is_wide(sheet: Sheet) -> bool:
    """Whether the sheet lies across (landscape)."""
    return any(isinstance(block, Grid) and len(block.header) > MANY_COLUMNS for block in sheet.blocks)


def text_mm(sheet: Sheet) -> int:
    """Millimetres between the margins of A4."""
    return 297 - 2 * MARGIN_MM if is_wide(sheet) else UPRIGHT_MM
