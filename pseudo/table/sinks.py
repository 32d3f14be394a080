"""Writers: batches into one CSV, Excel, Parquet or Arrow file, on disk before it is called written.

What may not come in: bytes that stand under a missing cell (an Arrow buffer may still hold what was suppressed there), a
dictionary, the input's schema metadata.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol, Self
from typing import cast as typed

import pyarrow as pa

from pseudo.errors import BadInput, InternalError, UsageError, Where
from pseudo.table.choices import unknown_choice
from pseudo.table.csv_writing import CSV_ENCODINGS, CsvLines
from pseudo.table.opening import format_of, formats

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

__all__ = ["Sink", "open_sink"]

FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


class _Writer(Protocol):
    def write(self, batch: pa.RecordBatch) -> None: ...

    def close(self) -> None: ...


class Sink:
    """A table being written; a context manager. Left by an exception, it removes what it has written.

    Raises
    ------
    BadInput
        From every method: ``table.disk-full``, ``table.unwritable`` with the output's path; what the format cannot hold.
    """

    def __init__(self, path: str, file: IO[bytes], writer: _Writer, schema: pa.Schema) -> None:
        self.path = path
        self.rows = 0
        self._file = file
        self._writer = writer
        self._schema = schema
        self._closed = False

    def write(self, batch: pa.RecordBatch) -> None:
        """Append a batch of the sink's schema."""
        if not batch.schema.equals(self._schema):
            raise InternalError("general.internal", Where(file=self.path), kind="schema")
        with disk_errors(self.path):
            self._writer.write(batch)
        self.rows += batch.num_rows

    def close(self) -> None:
        """Finish the file and have it on disk."""
        if self._closed:
            return
        with disk_errors(self.path):
            self._writer.close()
            self._file.flush()
            if _regular(self._file):
                os.fsync(self._file.fileno())
            if self.path != "-":
                self._file.close()
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            try:
                self.close()
            except BaseException:
                self._abandon()
                raise
        else:
            self._abandon()

    def _abandon(self) -> None:
        """Close without a word, whatever the disk says, and leave nothing."""
        self._closed = True
        with contextlib.suppress(Exception):
            self._writer.close()
        _drop(self._file, self.path)


def open_sink(
    path: str | Path,
    format: str | None,  # noqa: A002  the word the command line uses
    schema: pa.Schema,
    *,
    encoding: str = "utf-8",
    bom: bool = False,
    rows: int | None = None,
) -> Sink:
    """A :class:`Sink` for a table of ``schema``.

    CSV is UTF-8 unless told, ends lines with LF, quotes what must be quoted and writes a missing cell as nothing and an empty text as
    ``""``, so that :func:`~pseudo.table.open_source` reads back what was written. It holds text as it is: a cell that starts with
    ``=`` is a formula to a spreadsheet that opens the CSV (OWASP CSV injection); xlsx holds it as text. Numbers in CSV and dates in
    CSV and xlsx are canonical text. Parquet and Arrow keep the schema's types, without its metadata.

    Parameters
    ----------
    path : str or Path
        The output, overwritten; ``"-"`` for standard output (CSV only).
    format : str or None
        ``"csv"``, ``"xlsx"``, ``"parquet"`` or ``"arrow"``; None for what the path's ending says, CSV where it says nothing.
    schema : pa.Schema
        Flat types.
    encoding : str
        CSV: as in :func:`~pseudo.table.open_source`.
    bom : bool
        CSV: whether UTF-8 starts with a byte-order mark, as Excel in Korean expects.
    rows : int, optional
        How many rows will come, where it is known: what Excel cannot hold is refused before it is written.

    Raises
    ------
    UsageError
        ``general.unknown-choice``, ``table.stdout-is-csv``.
    BadInput
        ``table.unwritable``, ``table.disk-full``, ``table.too-large-for-excel``; while writing ``table.unencodable``,
        ``table.cell-too-long``.
    """
    kind = format or format_of(path) or "csv"
    if kind not in formats():
        raise unknown_choice("table format", "표 형식", kind, formats())
    if encoding not in CSV_ENCODINGS:
        raise unknown_choice("output encoding", "출력 인코딩", encoding, CSV_ENCODINGS)
    if bom and (kind, encoding) != ("csv", "utf-8"):
        raise UsageError("table.option-for-other-format", option="bom", formats="csv, utf-8")
    if str(path) == "-" and kind != "csv":
        raise UsageError("table.stdout-is-csv", format=kind)
    schema = pa.schema([field.remove_metadata() for field in schema])
    with disk_errors(str(path)):
        file = sys.stdout.buffer if str(path) == "-" else typed("IO[bytes]", Path(path).open("wb"))  # noqa: SIM115  closed by the sink
        try:
            writer = _writer(file, kind, schema, encoding=encoding, bom=bom, rows=rows)
        except BaseException:
            _drop(file, str(path))
            raise
    return Sink(str(path), file, writer, schema)


def _regular(file: IO[bytes]) -> bool:
    """Whether there is a file behind it, rather than a pipe, a device or a buffer."""
    try:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _drop(file: IO[bytes], path: str) -> None:
    """Close an output that failed, whatever the disk says, and leave nothing of it."""
    if path == "-":
        return
    regular = _regular(file)
    with contextlib.suppress(OSError):
        file.close()
    if regular:
        with contextlib.suppress(OSError):
            Path(path).unlink()


@contextlib.contextmanager
def disk_errors(path: str) -> Iterator[None]:
    """The operating system's refusals as ours, with the output's path and nothing of the table."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise BadInput("table.disk-full", Where(file=path)) from None
        raise BadInput("table.unwritable", Where(file=path), reason=os.strerror(error.errno or errno.EIO)) from None


def _writer(file: IO[bytes], kind: str, schema: pa.Schema, *, encoding: str, bom: bool, rows: int | None) -> _Writer:
    if kind == "csv":
        return CsvLines(file, schema, encoding, bom=bom)
    if kind == "xlsx":
        from pseudo.table.excel_writing import Workbook

        return Workbook(file, schema, rows)
    from pseudo.table.columnar_writing import Groups

    return Groups(file, kind, schema)
