"""Excel workbooks, written straight into the zip.

openpyxl is not used here: on the way it puts every cell into a named file in the temporary folder, where a killed run leaves it.
What is written is one sheet with inline strings (ECMA-376 part 1, 18.3.1), the same bytes for the same cells.
"""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape as xml_escape

import pyarrow as pa

from pseudo.errors import SHOWN_ROWS, BadInput, Where
from pseudo.model import ColumnType
from pseudo.table.casting import EXACT, cast
from pseudo.table.excel_cells import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MOST_ROWS", "Workbook"]

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header among them (Excel's limit)."""
MOST_COLUMNS = 16_384
MOST_LETTERS = 32_767
"""UTF-16 code units of a cell."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = "xl/worksheets/sheet1.xml"

_PARTS = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/{_SHEET}" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


class Workbook:
    """One sheet, row by row.

    Text is a text cell, whatever it looks like: no identifier becomes a number, no ``=`` a formula. Integers and floats are numbers
    where Excel's 15 digits hold them, else text; dates are ISO text; an empty text is a missing cell.

    Raises
    ------
    BadInput
        ``table.too-large-for-excel``, ``table.cell-too-long``.
    """

    def __init__(self, file: IO[bytes], schema: pa.Schema, rows: int | None) -> None:
        if len(schema) > MOST_COLUMNS or (rows or 0) + 1 > MOST_ROWS:
            raise BadInput("table.too-large-for-excel", rows=MOST_ROWS - 1, columns=MOST_COLUMNS)
        self._packed = _Package(file, "w", zipfile.ZIP_DEFLATED)
        for name, text in _PARTS.items():
            self._packed.writestr(_entry(name), text)
        self._sheet = self._packed.open(_entry(_SHEET), "w", force_zip64=True)
        self._sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
        self._row(_text_cells(pa.array(schema.names), "", 0))
        self._written = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the batch's rows."""
        if self._written + batch.num_rows + 1 > MOST_ROWS:
            raise BadInput("table.too-large-for-excel", rows=MOST_ROWS - 1, columns=MOST_COLUMNS)
        columns = [
            list(_cells(array, name, self._written))
            for name, array in zip(batch.schema.names, batch.columns, strict=True)
        ]
        for row in zip(*columns, strict=True):
            self._row(row)
        self._written += batch.num_rows

    def _row(self, cells: Iterable[str]) -> None:
        self._sheet.write(f"<row>{''.join(cells)}</row>".encode())

    def close(self) -> None:
        """End the sheet and the package."""
        self._sheet.write(b"</sheetData></worksheet>")
        self._sheet.close()
        self._packed.close()


class _Package(zipfile.ZipFile):
    """A zip that the sink alone closes: left to itself it would try again on a disk that has failed, and complain."""

    def __del__(self) -> None:
        """Nothing."""


def _entry(name: str) -> zipfile.ZipInfo:
    """A zip entry without a time of its own."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _cells(array: pa.Array, column: str, first_row: int) -> Iterator[str]:
    text = cast(array, ColumnType.TEXT, column=column, first_row=first_row)
    if pa.types.is_boolean(array.type):
        return (f'<c t="b"><v>{cell:d}</v></c>' if cell is not None else "<c/>" for cell in array.to_pylist())
    if pa.types.is_floating(array.type) or pa.types.is_integer(array.type):
        inline = _text_cells(text, column, first_row)
        return (
            _number_cell(cell, number, inlined)
            for cell, number, inlined in zip(text.to_pylist(), array.to_pylist(), inline, strict=True)
        )
    return _text_cells(text, column, first_row)


def _number_cell(text: str | None, number: float, inlined: str) -> str:
    if text is None:
        return "<c/>"
    digits = len(text.strip("-0.").replace(".", ""))
    return f"<c><v>{number!r}</v></c>" if abs(number) < EXACT and digits <= 15 else inlined


def _text_cells(text: pa.Array, column: str, first_row: int) -> Iterator[str]:
    cells = text.to_pylist()
    long = [
        first_row + i for i, cell in enumerate(cells, 1) if cell and len(cell.encode("utf-16-le")) // 2 > MOST_LETTERS
    ]
    if long:
        raise BadInput(
            "table.cell-too-long", Where(column=column, rows=long[:SHOWN_ROWS], count=len(long)), letters=MOST_LETTERS
        )
    return (
        f'<c t="inlineStr"><is><t xml:space="preserve">{_xml(cell)}</t></is></c>' if cell else "<c/>" for cell in cells
    )


def _xml(text: str) -> str:
    return xml_escape(escape(text))
