"""How wide the columns of a grid are: by their longest cell, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pseudo.forms.sheet import Grid

__all__ = ["column_shares"]

LEAST, MOST = 6, 26
"""Bounds of what a column counts, in Latin letters; a Korean one counts double."""


def column_shares(grid: Grid) -> tuple[float, ...]:
    """Share (0..1) of the width of each column; they add up to 1."""
    rows = (grid.header, *grid.rows)
    longest = [max(_length(row[n]) for row in rows) for n in range(len(grid.header))]
    bounded = [min(MOST, max(LEAST, length)) for length in longest]
    return tuple(length / sum(bounded) for length in bounded)


def _length(text: str) -> int:
    return max(sum(2 if ord(letter) > 0x1100 else 1 for letter in line) for line in text.split("\n"))
