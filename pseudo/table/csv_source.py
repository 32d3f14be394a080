"""CSV files of any size, as a stream of text batches.

Null semantics: an empty cell without quotation marks is missing, ``""`` is an empty text. In a table of one column a blank line
is a missing cell; in any other it is skipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pseudo.errors import BadInput, Where
from pseudo.model import TableFacts
from pseudo.table.csv_check import check_csv, parse
from pseudo.table.csv_layout import csv_bytes, find_layout
from pseudo.table.encoding import Undecodable, Utf8
from pseudo.table.names import check_names
from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.table.raw import Raw

__all__ = ["CsvSource"]


class CsvSource:
    """A :class:`~pseudo.table.Source` over a CSV file. The whole file is checked when it is opened.

    Parameters
    ----------
    raw : Raw
        The bytes, gzip or plain.
    encoding, delimiter, header : optional
        Told, where they are not to be found.

    Raises
    ------
    BadInput
        See :func:`~pseudo.table.csv_layout.find_layout`, :func:`~pseudo.table.csv_check.check_csv` and
        :func:`~pseudo.table.names.check_names`.
    """

    def __init__(
        self, raw: Raw, *, encoding: str | None = None, delimiter: str | None = None, header: bool | None = None
    ) -> None:
        self._raw = raw
        self._layout = find_layout(raw, encoding=encoding, delimiter=delimiter, header=header)
        rows = check_csv(raw, self._layout)
        check_names(self._layout.names, raw.name)
        self.schema = pa.schema([(name, pa.string()) for name in self._layout.names])
        self.facts = TableFacts(
            name=raw.name,
            format="csv",
            columns=self._layout.names,
            rows=rows,
            encoding=self._layout.encoding,
            delimiter=self._layout.delimiter,
            newline=self._layout.newline,
            header=self._layout.header,
            detected=self._layout.detected,
            dtypes=("string",) * len(self._layout.names),
        )

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Batches of at most ``rows`` rows; see :class:`~pseudo.table.Source`."""
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        if not self.facts.rows:
            return
        text = Utf8(csv_bytes(self._raw), self._layout.encoding, self._layout.skip)
        try:
            with parse(text, self._layout, [self.schema.get_field_index(name) for name in schema.names]) as reader:
                for block in reader:
                    for start in range(0, block.num_rows, rows):
                        yield pa.RecordBatch.from_arrays(block.slice(start, rows).columns, schema=schema)
        except (Undecodable, pa.ArrowException):
            # The file was right when it was opened.
            raise BadInput("table.changed", Where(file=self._raw.name)) from None

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 of the file's bytes."""
        return self._raw.mac(key)
