"""Is a CSV file a table? One pass at full speed says yes or no; a slower one finds the rows that are not right.

The whole file is looked at before the first row is used, so that a table is read right or refused, never cut off half-way.
What may not come in: a message of the parser, which quotes the row it stumbled over.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv as pa_csv

from pseudo.errors import SHOWN_ROWS, BadInput, InternalError, Where
from pseudo.table.csv_layout import csv_bytes
from pseudo.table.encoding import ENCODINGS, Undecodable, Utf8, WatchedUtf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pseudo.table.csv_layout import CsvLayout
    from pseudo.table.raw import Raw

__all__ = ["BLOCK", "check_csv", "parse"]

BLOCK = 4 << 20
"""Bytes the parser takes at a time. A row this long is read, one twice as long is not: it would span three blocks."""

REPLACED = "\ufffd"


def parse(
    text: Utf8, layout: CsvLayout, columns: Sequence[int], *, on_invalid: Callable[[object], str] | None = None
) -> pa_csv.CSVStreamingReader:
    """The parser over ``text``: columns by position, all text; an unquoted empty cell is null, a quoted one is ``""``."""
    names = [str(i) for i in range(len(layout.names))]
    return pa_csv.open_csv(
        pa.PythonFile(text, "r"),
        # One thread: the parser numbers bad rows only so, and streams no slower.
        read_options=pa_csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
        parse_options=pa_csv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=True,
            # In a table of one column a blank line is a missing cell; in any other it is nothing.
            ignore_empty_lines=len(names) > 1,
            invalid_row_handler=on_invalid,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
            include_columns=[names[i] for i in columns],
        ),
    )


def check_csv(raw: Raw, layout: CsvLayout) -> int:
    """The number of data rows, once every one of them is known to be right.

    Raises
    ------
    BadInput
        ``table.undecodable``, ``table.nul-byte``, ``table.row-too-long`` or ``table.ragged-rows``, with row numbers.
    """
    invalid = 0

    def skip(_row: object) -> str:
        nonlocal invalid
        invalid += 1
        return "skip"

    rows, broken = 0, False
    text = WatchedUtf8(csv_bytes(raw), layout.encoding, layout.delimiter, layout.skip)
    try:
        if not text.is_empty():
            with parse(text, layout, [0], on_invalid=skip) as reader:
                rows = sum(batch.num_rows for batch in reader)
        text.end()
    except (Undecodable, pa.ArrowInvalid):
        broken = True
    if broken or invalid or text.nul or text.stray:
        _Faults(layout).find(raw).refuse(raw.name, broken=broken, invalid=invalid)
    return rows


@dataclass
class _Rows:
    """Numbers of the first rows with a fault, how many there are, and the columns they are in."""

    first: list[int] = field(default_factory=list)
    count: int = 0
    columns: set[str] = field(default_factory=set)

    def add(self, row: int, column: str | None = None) -> None:
        self.count += 1
        if len(self.first) < SHOWN_ROWS:
            self.first.append(row)
        self.columns.add(column or "")

    def where(self, file: str) -> Where:
        column = next(iter(self.columns)) if len(self.columns) == 1 else None
        return Where(file=file, column=column or None, rows=self.first, count=self.count or None)


class _Faults:
    """The slow look, record by record, with the standard library's strict reader. Only used on a file that has a fault."""

    def __init__(self, layout: CsvLayout) -> None:
        self.layout = layout
        self.undecodable, self.nul, self.too_long, self.ragged = _Rows(), _Rows(), _Rows(), _Rows()

    def find(self, raw: Raw) -> _Faults:
        """Look at every record."""
        codec = ENCODINGS[self.layout.encoding]
        # Broken bytes become U+FFFD, which also marks cells that already held one: they are as damaged.
        text = io.TextIOWrapper(io.BufferedReader(csv_bytes(raw)), codec, "replace", newline="")
        limit = csv.field_size_limit(BLOCK)
        try:
            self._read(csv.reader(text, delimiter=self.layout.delimiter, strict=True))
        finally:
            csv.field_size_limit(limit)
        return self

    def _read(self, reader: Iterator[list[str]]) -> None:
        row = 0 if self.layout.header else 1
        while True:
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if str(error).startswith("field larger"):
                    self.too_long.add(row)
                    return  # most likely a quotation mark never closed: what follows cannot be told apart
                self.ragged.add(row)
                row += 1
                continue
            if record or (len(self.layout.names) == 1 and row):
                self._look(record or [""], row)
                row += 1

    def _look(self, record: list[str], row: int) -> None:
        names = self.layout.names
        if len(record) != len(names):
            self.ragged.add(row)
        if sum(map(len, record)) * 4 > BLOCK and sum(len(cell.encode()) for cell in record) > BLOCK:
            self.too_long.add(row)
        for rows, mark in ((self.undecodable, REPLACED), (self.nul, "\0")):
            hits = [i for i, cell in enumerate(record) if mark in cell]
            if hits:
                rows.add(row, names[hits[0]] if len(hits) == 1 and hits[0] < len(names) and row else None)

    def refuse(self, file: str, *, broken: bool, invalid: int) -> None:
        """Raise what was found, the cause before its effects. Returns where marks inside cells were all there was."""
        if self.undecodable.count and broken:
            raise BadInput("table.undecodable", self.undecodable.where(file), encoding=self.layout.encoding)
        if self.nul.count:
            raise BadInput("table.nul-byte", self.nul.where(file))
        if self.too_long.count:
            raise BadInput("table.row-too-long", self.too_long.where(file), bytes=BLOCK)
        if self.ragged.count:
            raise BadInput("table.ragged-rows", self.ragged.where(file), width=len(self.layout.names))
        if broken or invalid:
            raise InternalError("general.internal", Where(file=file), kind="csv")
