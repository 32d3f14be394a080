"""Parquet and Arrow files, types kept; and what a plain column is.

What may not come in: a schema's metadata (pandas and others put names, types and index values of dropped columns there), a
dictionary (it keeps values that no row has any more), a nested type.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from pseudo.errors import SHOWN_ROWS, BadInput, Where
from pseudo.model import TableFacts
from pseudo.table.names import check_names
from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.table.raw import Raw

__all__ = ["ArrowSource", "ParquetSource", "plain_array", "plain_batch", "plain_schema", "plain_type", "table_facts"]

IPC_FILE_MAGIC = b"ARROW1"

_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
_KEPT = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_timestamp,
    pa.types.is_fixed_size_binary,
)


def plain_schema(schema: pa.Schema, file: str) -> pa.Schema:
    """The schema a :class:`~pseudo.table.Source` shows for a stored ``schema``.

    Raises
    ------
    BadInput
        ``table.unsupported-type`` with the first column of a type that is not read, and the names' own refusals.
    """
    check_names(schema.names, file)
    plain = []
    for field in schema:
        kind = plain_type(field.type)
        if kind is None:
            raise BadInput("table.unsupported-type", Where(file=file, column=field.name), type=_type_name(field.type))
        plain.append((field.name, kind))
    return pa.schema(plain)


def plain_type(kind: pa.DataType) -> pa.DataType | None:
    """What a stored type is read as: text, its own flat type, or None where it is not read."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    if any(test(inner) for test in _TEXTS):
        return pa.string()
    return inner if any(test(inner) for test in _KEPT) else None


def _type_name(kind: pa.DataType) -> str:
    """The type's family only: a struct's full name holds field names, a dictionary's none of its values."""
    return str(kind).split("<", maxsplit=1)[0].split("[", maxsplit=1)[0]


def plain_array(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """``array`` as ``kind``: dictionaries decoded, large, view and null columns as ``pa.string()``."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    return array if array.type == kind else array.cast(kind)


def plain_batch(batch: pa.RecordBatch, schema: pa.Schema, file: str, start: int) -> pa.RecordBatch:
    """``batch`` in the plain ``schema``: its columns by name, in the schema's order, checked down to every offset and letter.

    Raises
    ------
    BadInput
        ``table.undecodable`` with the column and its rows in the whole table, of which ``start`` came before.
    """
    arrays = [plain_array(batch.column(field.name), field.type) for field in schema]
    plain = pa.RecordBatch.from_arrays(arrays, schema=schema)
    try:
        plain.validate(full=True)
    except pa.ArrowInvalid:
        for field in schema:
            if rows := _undecodable(plain.column(field.name)):
                shown = [start + row for row in rows[:SHOWN_ROWS]]
                where = Where(file=file, column=field.name, rows=shown, count=len(rows))
                raise BadInput("table.undecodable", where, encoding="UTF-8") from None
        raise
    return plain


def _undecodable(array: pa.Array) -> list[int]:
    """Which cells of a text column are no UTF-8, counted from 1. Raises ``ArrowInvalid`` where it is not even bytes."""
    if not pa.types.is_string(array.type):
        return []
    cells = pa.Array.from_buffers(pa.binary(), len(array), array.buffers(), offset=array.offset)
    cells.validate(full=True)  # offsets that point nowhere must not be followed
    bad: list[int] = []
    for row, cell in enumerate(cells, 1):
        try:
            (cell.as_py() or b"").decode()
        except UnicodeDecodeError:
            bad.append(row)
    return bad


def table_facts(name: str, kind: str, schema: pa.Schema, rows: int | None) -> TableFacts:
    """Facts of a table whose format needs no detection."""
    return TableFacts(
        name=name, format=kind, columns=tuple(schema.names), rows=rows, dtypes=tuple(str(t) for t in schema.types)
    )


@contextmanager
def _honest(raw: Raw, kind: str) -> Iterator[None]:
    """Turn whatever the library says of a broken file into ours: its messages may quote the file."""
    try:
        yield
    except BadInput:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError):
        raise BadInput("table.corrupt", Where(file=raw.name), format=kind) from None


class _Columnar:
    """What Parquet and Arrow sources share: slices of plain batches."""

    kind = ""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        with _honest(raw, self.kind):
            stored, rows = self._opened()
            self.schema = plain_schema(stored, raw.name)
        self.facts = table_facts(raw.name, self.kind, self.schema, rows)

    def _opened(self) -> tuple[pa.Schema, int | None]:
        raise NotImplementedError

    def _stored(self, columns: list[str], rows: int) -> Iterator[pa.RecordBatch]:
        raise NotImplementedError

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Batches of at most ``rows`` rows; see :class:`~pseudo.table.Source`."""
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        stored, start = self._stored(schema.names, rows), 0
        while True:
            with _honest(self._raw, self.kind):
                batch = next(stored, None)
                if batch is None:
                    return
                plain = plain_batch(batch, schema, self._raw.name, start)
            start += batch.num_rows
            yield from _slices(plain, rows)

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 of the file's bytes."""
        return self._raw.mac(key)


def _slices(batch: pa.RecordBatch, rows: int) -> list[pa.RecordBatch]:
    return [batch.slice(start, rows) for start in range(0, batch.num_rows, rows)]


class ParquetSource(_Columnar):
    """A :class:`~pseudo.table.Source` over a Parquet file."""

    kind = "parquet"

    def _file(self) -> pq.ParquetFile:
        # Neither a memory map nor read-ahead: a cut file must fail as an error, and memory stays bounded.
        return pq.ParquetFile(pa.PythonFile(self._raw.window(), "r"), memory_map=False, pre_buffer=False)

    def _opened(self) -> tuple[pa.Schema, int | None]:
        file = self._file()
        return file.schema_arrow, file.metadata.num_rows

    def _stored(self, columns: list[str], rows: int) -> Iterator[pa.RecordBatch]:
        # One thread: a column's decoding is too short a task to hand out (it doubled the CPU time), and readers have one of their own.
        yield from self._file().iter_batches(batch_size=rows, columns=columns, use_threads=False)


class ArrowSource(_Columnar):
    """A :class:`~pseudo.table.Source` over an Arrow IPC file (Feather V2) or stream."""

    kind = "arrow"

    def _opened(self) -> tuple[pa.Schema, int | None]:
        with self._reader() as reader:
            return reader.schema, None

    def _reader(self) -> pa.RecordBatchFileReader | pa.RecordBatchStreamReader:
        file = pa.PythonFile(self._raw.window(), "r")
        return pa.ipc.open_file(file) if self._raw.head(6) == IPC_FILE_MAGIC else pa.ipc.open_stream(file)

    def _stored(self, columns: list[str], rows: int) -> Iterator[pa.RecordBatch]:
        del columns, rows  # a record batch is read whole
        with self._reader() as reader:
            if isinstance(reader, pa.RecordBatchFileReader):
                yield from (reader.get_batch(i) for i in range(reader.num_record_batches))
            else:
                yield from reader
