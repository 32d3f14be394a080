"""Tables in a text: which cell heads the column in which a place stands (Markdown, tabs, commas, columns of two spaces and more)."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

__all__ = ["Tables"]

SEPARATORS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r","), re.compile(r" {2,}"))
RULER = re.compile(r"[\s|:+=\-]*")
PARTED = re.compile(r"[|\t,]|  ")
RULED = SEPARATORS[:2]
"""Separators that stand for nothing else; a sentence may hold the others."""
LONG_NUMBER = re.compile(r"[0-9]{4}")
NO_HEAD = re.compile(r"[0-9]{4}|[:=.]")
LONGEST_HEAD = 24
"""Characters of the longest cell in a head row."""
MOST_COLUMNS = 64


class Tables:
    """The tables of a text. A table is a head row and the lines right below it that part into as many cells."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _heads(self) -> dict[int, tuple[int, re.Pattern[str]]]:
        """Line of a body row → line of its head row and what parts the cells."""
        found: dict[int, tuple[int, re.Pattern[str]]] = {}
        head: tuple[int, re.Pattern[str], int] | None = None
        for number in range(len(self._lines)):
            start, end = self._line(number)
            if head is not None and number > head[0] and RULER.fullmatch(self.text, start, end) and start < end:
                continue
            if head is not None and len(self._cells(number, head[1])) == head[2]:
                found[number] = head[0], head[1]
                continue
            head = self._as_head(number)
        return found

    def head(self, place: int) -> tuple[int, int] | None:
        """Start and end of the cell that heads the column of a place; None where it stands in no table."""
        if len(self._lines) == 1 or not self._heads:
            return None
        number = bisect_right(self._lines, place) - 1
        if number not in self._heads:
            return None
        above, separator = self._heads[number]
        column = sum(1 for start, _ in self._cells(number, separator) if start <= place) - 1
        return self._cells(above, separator)[column]

    def _line(self, number: int) -> tuple[int, int]:
        start = self._lines[number]
        end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self.text)
        return start, end

    def _cells(self, number: int, separator: re.Pattern[str]) -> list[tuple[int, int]]:
        """Start and end of each cell of a line; none where it has too many."""
        start, end = self._line(number)
        cells, left = [], start
        for match in separator.finditer(self.text, start, end):
            cells.append((left, match.start()))
            left = match.end()
            if len(cells) > MOST_COLUMNS:
                return []
        return [*cells, (left, end)]

    def _as_head(self, number: int) -> tuple[int, re.Pattern[str], int] | None:
        """A line as a head row: at least two cells, all short and without a number; what stands before the first may be longer."""
        start, end = self._line(number)
        if not PARTED.search(self.text, start, end):
            return None
        for separator in SEPARATORS:
            cells = self._cells(number, separator)
            if len(cells) >= 2:
                firm = cells[1:] if separator in RULED else cells
                unlike = LONG_NUMBER if separator in RULED else NO_HEAD
                good = all(b - a <= LONGEST_HEAD and not unlike.search(self.text, a, b) for a, b in firm)
                return (number, separator, len(cells)) if good else None
        return None
