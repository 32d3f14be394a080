"""Parquet and Arrow files in row groups of one size, whatever the batches: the same table gives the same bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import io
    from collections.abc import Sequence

__all__ = ["GROUP_ROWS", "Groups", "scrubbed"]

GROUP_ROWS = 131_072
"""Rows of a Parquet row group or an Arrow batch."""

SAMPLE_ROWS = 4_096
MOSTLY_DISTINCT = 0.5
INCOMPRESSIBLE = 0.9
"""Share of its size that a sample keeps under LZ4, from which on a column is stored as it is."""


class Groups:
    """Batches gathered into groups of GROUP_ROWS rows; the last may be smaller. The file begins with the first group."""

    def __init__(self, file: IO[bytes] | io.RawIOBase, kind: str, schema: pa.Schema) -> None:
        self._file = file
        self._kind = kind
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        self._out: Any = None

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the batch's rows."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        while self._rows >= GROUP_ROWS:
            self._put(GROUP_ROWS)

    def close(self) -> None:
        """Write what waits, then the footer."""
        if self._rows:
            self._put(self._rows)
        self._writer([]).close()

    def _put(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        rest = table.slice(rows)
        self._waiting, self._rows = rest.to_batches(), rest.num_rows
        # Parquet writes cells; an Arrow file takes buffers whole, neighbours of a slice included, unless they are copied.
        whole = _whole if self._kind == "parquet" else pa.concat_arrays
        arrays = [scrubbed(whole(column.chunks)) for column in table.slice(0, rows).columns]
        self._writer(arrays).write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def _writer(self, first: Sequence[pa.Array]) -> Any:
        """The writer of the file, set up for the ``first`` group's arrays where there is none yet."""
        if self._out is None and self._kind == "parquet":
            self._out = pq.ParquetWriter(self._file, self._schema, version="2.6", **_storage(self._schema.names, first))
        elif self._out is None:
            self._out = pa.ipc.new_file(self._file, self._schema)
        return self._out


def _storage(names: Sequence[str], arrays: Sequence[pa.Array]) -> dict[str, Any]:
    """How Parquet stores each column, by a sample of its first group.

    Mostly distinct values get no dictionary, and texts among them no statistics: their least and greatest narrow no search. What
    LZ4 cannot shrink is not compressed: zstd would halve a hexadecimal pseudonym, which has four bits a byte, for as much time as all
    the rest of writing takes.
    """
    repeated, told, packed = [], [], {}
    for name, array in zip(names, arrays, strict=False):
        sample = array.slice(0, SAMPLE_ROWS)
        distinct = pc.count_distinct(sample).as_py() > MOSTLY_DISTINCT * len(sample)
        if not distinct:
            repeated.append(name)
        if not distinct or not _is_text(array.type):
            told.append(name)
        packed[name] = "none" if distinct and _is_text(array.type) and not _shrinks(sample) else "zstd"
    return {"use_dictionary": repeated, "write_statistics": told, "compression": packed or "zstd"}


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _shrinks(sample: pa.Array) -> bool:
    """Whether LZ4 makes the sample's bytes notably fewer."""
    plain: bytes = b"".join(cell.as_buffer() for cell in sample.drop_null())
    return len(pa.compress(plain, codec="lz4", asbytes=True)) < INCOMPRESSIBLE * len(plain)


def _whole(chunks: Sequence[pa.Array]) -> pa.Array:
    return chunks[0] if len(chunks) == 1 else pa.concat_arrays(chunks)


def scrubbed(array: pa.Array) -> pa.Array:
    """``array`` with zeros under its missing cells.

    A cell made missing by its flag alone still has its old bytes in the buffer, and Arrow files store buffers whole.
    """
    if not array.null_count:
        return array
    filled = pc.fill_null(array, _zero(array.type))
    present = pc.is_valid(array)
    return pa.Array.from_buffers(array.type, len(array), [present.buffers()[1], *filled.buffers()[1:]])


def _zero(kind: pa.DataType) -> pa.Scalar:
    if pa.types.is_string(kind):
        return pa.scalar("")
    if pa.types.is_decimal(kind):
        return pa.scalar(Decimal(0), kind)
    if pa.types.is_fixed_size_binary(kind):
        return pa.scalar(bytes(kind.byte_width), kind)
    return pa.scalar(False if pa.types.is_boolean(kind) else 0, kind)
