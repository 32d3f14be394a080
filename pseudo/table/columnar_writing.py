"""Parquet and Arrow files in row groups of one size, whatever the batches: the same table gives the same bytes."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import io

__all__ = ["GROUP_ROWS", "Groups", "scrubbed"]

GROUP_ROWS = 131_072
"""Rows of a Parquet row group or an Arrow batch."""


class Groups:
    """Batches gathered into groups of GROUP_ROWS rows; the last may be smaller."""

    def __init__(self, file: IO[bytes] | io.RawIOBase, kind: str, schema: pa.Schema) -> None:
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0
        if kind == "parquet":
            self._out = pq.ParquetWriter(file, schema, compression="zstd", version="2.6")
        else:
            self._out = pa.ipc.new_file(file, schema)

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
        self._out.close()

    def _put(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        rest = table.slice(rows)
        self._waiting, self._rows = rest.to_batches(), rest.num_rows
        arrays = [scrubbed(pa.concat_arrays(column.chunks)) for column in table.slice(0, rows).columns]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._out.write_batch(batch)


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
    return pa.scalar(False if pa.types.is_boolean(kind) else 0, kind)
