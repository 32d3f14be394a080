"""Excel workbooks (.xlsx) as text columns.

openpyxl parses the sheet; its cell parser is used directly because its reading mode says neither which formulas have no stored
result nor which cells are merged. What may not come in: its warnings and messages, which quote cells.
"""

from __future__ import annotations

import warnings
import zipfile
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.errors import SHOWN_ROWS, BadInput, UsageError, Where
from pseudo.model import TableFacts
from pseudo.table.choices import unknown_choice
from pseudo.table.excel_cells import number_text, time_text, unescape
from pseudo.table.memory import MemorySource
from pseudo.table.names import SAMPLE_ROWS, check_header, check_names, numbered_names
from pseudo.table.raw import Raw, bomb, swollen
from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ExcelSource"]

_Row = list[str | None]


class ExcelSource(MemorySource):
    """A :class:`~pseudo.table.Source` over one sheet, read into memory when it is opened (Excel ends at 1,048,576 rows).

    Numbers are text without ``.0`` or an exponent, padded where their format pads; dates are ISO text; TRUE and FALSE; an empty
    cell and an empty text are both missing. Rows that are empty to the sheet's end are no rows.

    Parameters
    ----------
    raw : Raw
        The bytes.
    sheet : str, optional
        The sheet's name; the first one where it is not given.
    header : bool, optional
        Told, where the first row's look is not to decide.

    Raises
    ------
    UsageError
        ``general.unknown-choice`` for a sheet that is not there.
    BadInput
        ``table.corrupt``, ``table.bomb``, ``table.empty``, ``table.merged-cells``, ``table.error-cell``,
        ``table.formula-without-result``, ``table.ragged-rows`` and the refusals of names and headers.
    """

    def __init__(self, raw: Raw, *, sheet: str | None = None, header: bool | None = None) -> None:
        self._raw = raw
        with _honest(raw):
            reader = _Sheet(raw, sheet)
            names, batches = reader.table(header)
            reader.refuse_faults(names)
        check_names(names, raw.name)
        schema = pa.schema([(name, pa.string()) for name in names])
        table = pa.Table.from_batches([pa.RecordBatch.from_arrays(arrays, schema=schema) for arrays in batches], schema)
        told = (("sheet", sheet), ("header", header))
        facts = TableFacts(
            name=raw.name,
            format="xlsx",
            columns=tuple(names),
            rows=table.num_rows,
            header=header is not False,
            detected=tuple(what for what, given in told if given is None),
            dtypes=("string",) * len(names),
        )
        super().__init__(table, schema, facts)

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 of the file's bytes."""
        return self._raw.mac(key)


@contextmanager
def _honest(raw: Raw) -> Iterator[None]:
    """Silence openpyxl's warnings and turn whatever else it says of a broken workbook into ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (BadInput, UsageError):
        raise
    except Exception:  # noqa: BLE001  a broken workbook fails anywhere in XML, zip or openpyxl, with any exception
        raise BadInput("table.corrupt", Where(file=raw.name), format="xlsx") from None


class _Sheet:
    """One sheet's cells as text, and the faults met on the way."""

    def __init__(self, raw: Raw, sheet: str | None) -> None:
        from openpyxl import load_workbook

        self._file = raw.name
        packed = zipfile.ZipFile(raw.window())
        if swollen(raw.size, sum(part.file_size for part in packed.infolist())):
            raise bomb(raw.name)
        book = load_workbook(raw.window(), read_only=True, data_only=True)
        titles = [found.title for found in book.worksheets]
        if sheet is not None and sheet not in titles:
            raise unknown_choice("sheet", "시트", sheet, titles)
        self._sheet: Any = book[sheet or titles[0]]
        self._formats: dict[int, str] = {}
        self._faults: dict[str, list[tuple[int, int]]] = {"e": [], "f": []}
        self._wide: list[int] = []
        self._start = self._above = 0
        self._merged: list[str] = []

    def table(self, header: bool | None) -> tuple[list[str], list[list[pa.Array]]]:
        """Column names and the columns of each batch."""
        rows = self._used_rows()
        first = next(rows, None)
        if first is None:
            raise BadInput("table.empty", Where(file=self._file))
        sample = list(islice(rows, SAMPLE_ROWS))
        if header is None:
            check_header([cell or "" for cell in first], [[cell or "" for cell in row] for row in sample], self._file)
        if header is False:
            sample.insert(0, first)
        self._above = self._start - (1 if header is False else 0)
        width = max(map(len, [first, *sample]))
        names = numbered_names(width) if header is False else [unescape(cell or "") for cell in first]
        return names, list(self._columns(sample, rows, len(names)))

    def _columns(self, sample: list[_Row], rows: Iterator[_Row], width: int) -> Iterator[list[pa.Array]]:
        batch, done = sample, 0
        while batch:
            for i, row in enumerate(batch, done + 1):
                if len(row) > width:
                    self._wide.append(i)
                row.extend([None] * (width - len(row)))
            done += len(batch)
            yield [pa.array([row[i] for row in batch], pa.string()) for i in range(width)]
            batch = list(islice(rows, BATCH_ROWS))

    def _used_rows(self) -> Iterator[_Row]:
        """Rows from the first that is not empty to the last; an empty row between them is a row."""
        empty, started = 0, False
        for number, row in self._rows():
            if not any(cell is not None for cell in row):
                empty += started
                continue
            for _ in range(empty):
                yield []
            if not started:
                self._start = number
            empty, started = 0, True
            yield row

    def _rows(self) -> Iterator[tuple[int, _Row]]:
        """The sheet's row numbers and cells, rows it leaves out included, each cut after its last cell."""
        parser = _parser(self._sheet)
        expected = 1
        for number, cells in parser.parse():
            yield from ((missing, []) for missing in range(expected, number))
            expected = number + 1
            row: _Row = [None] * max((cell["column"] for cell in cells), default=0)
            for cell in cells:
                row[cell["column"] - 1] = self._text(cell)
            while row and row[-1] is None:
                row.pop()
            yield number, row
        self._merged = [str(r.ref) for r in parser.merged_cells.mergeCell] if parser.merged_cells else []

    def _text(self, cell: dict[str, Any]) -> str | None:
        value, kind = cell["value"], cell["data_type"]
        if kind in self._faults:
            self._faults[kind].append((cell["row"], cell["column"]))
            return None
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return unescape(value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        number_format = self._format(cell["style_id"])
        return number_text(value, number_format) if isinstance(value, int | float) else time_text(value, number_format)

    def _format(self, style: int) -> str:
        from openpyxl.cell.read_only import ReadOnlyCell

        if style not in self._formats:
            self._formats[style] = str(ReadOnlyCell(self._sheet, 1, 1, None, "n", style).number_format)
        return self._formats[style]

    def refuse_faults(self, names: list[str]) -> None:
        """Raise what was met, by cell range, column position and row."""
        if self._merged:
            ranges = ", ".join(self._merged[:SHOWN_ROWS])
            raise BadInput("table.merged-cells", Where(file=self._file), ranges=ranges, count=len(self._merged))
        for kind, code in (("f", "table.formula-without-result"), ("e", "table.error-cell")):
            if cells := self._faults[kind]:
                columns = {column for _, column in cells}
                column = next(iter(columns))
                name = names[column - 1] if len(columns) == 1 and column <= len(names) else None
                rows = sorted({row - self._above for row, _ in cells})
                raise BadInput(code, Where(file=self._file, column=name, rows=rows[:SHOWN_ROWS], count=len(rows)))
        if self._wide:
            where = Where(file=self._file, rows=self._wide[:SHOWN_ROWS], count=len(self._wide))
            raise BadInput("table.ragged-rows", where, width=len(names))


def _parser(sheet: Any) -> Any:
    """The cell parser of openpyxl over a sheet, made to tell formulas without a stored result apart from empty cells."""
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> Any:
            cell = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["data_type"] = "f"
            return cell

    book = sheet.parent
    return Parser(
        sheet._get_source(),  # noqa: SLF001  the sheet's XML has no public door
        sheet._shared_strings,  # noqa: SLF001
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001
    )
