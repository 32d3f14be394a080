"""CSV lines, built column-wise."""

from __future__ import annotations

import codecs
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, Where
from pseudo.model import ColumnType
from pseudo.table.casting import cast

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CSV_ENCODINGS", "CsvLines"]

CSV_ENCODINGS = ("utf-8", "cp949")

LINES = 4_096
"""Lines that are joined at a time: one text of Arrow's ends at 2 GiB."""

# The other delimiters too, so that no reader takes one of them for ours.
MUST_QUOTE = '[",;\\t|\r\n]|^$'


class CsvLines:
    """Lines end with LF; a missing cell is nothing, an empty text is ``""``.

    Raises
    ------
    BadInput
        ``table.unencodable`` where the encoding has no such letter, with column and rows.
    """

    def __init__(self, file: IO[bytes], schema: pa.Schema, encoding: str, *, bom: bool) -> None:
        self._file = file
        self._encoding = encoding
        self._rows = 0
        if bom:
            file.write(codecs.BOM_UTF8)
        names = [pa.array([name]) for name in schema.names]
        self._put(names, schema.names)

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the batch's rows."""
        names = batch.schema.names
        for start in range(0, batch.num_rows, LINES):
            arrays = batch.slice(start, LINES).columns
            first_row = self._rows + start
            self._put(
                [cast(a, ColumnType.TEXT, column=n, first_row=first_row) for n, a in zip(names, arrays, strict=True)],
                names,
                first_row,
            )
        self._rows += batch.num_rows

    def close(self) -> None:
        """Nothing waits."""

    def _put(self, texts: Sequence[pa.Array], names: Sequence[str], first_row: int | None = None) -> None:
        cells = [_quoted(text) for text in texts]
        lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
        whole = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")[0]
        if self._encoding == "utf-8":
            self._file.write(whole.as_buffer())
        else:
            try:
                self._file.write(whole.as_py().encode(self._encoding))
            except UnicodeEncodeError:
                self._refuse(texts, names, first_row)
        self._file.write(b"\n")

    def _refuse(self, texts: Sequence[pa.Array], names: Sequence[str], first_row: int | None) -> None:
        for text, name in zip(texts, names, strict=True):
            bad = [i for i, cell in enumerate(text.to_pylist(), 1) if not _encodes(cell or "", self._encoding)]
            if bad:
                rows = [] if first_row is None else [first_row + i for i in bad]
                where = Where(column=name, rows=rows[:SHOWN_ROWS], count=len(rows) or None)
                raise BadInput("table.unencodable", where, encoding=self._encoding) from None


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _quoted(text: pa.Array) -> pa.Array:
    needs = pc.match_substring_regex(text, MUST_QUOTE)
    if not pc.any(needs).as_py():
        return text
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(needs, quoted, text)
