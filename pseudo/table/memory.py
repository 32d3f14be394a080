"""Tables that are in memory already: frames, and workbooks once read."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import pyarrow as pa

from pseudo.table.columnar import plain_batch
from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.model import TableFacts

__all__ = ["MemorySource"]


class MemorySource:
    """A :class:`~pseudo.table.Source` over an Arrow table.

    Parameters
    ----------
    table : pa.Table
        The columns as they are stored; batches are made plain as they are given out.
    schema : pa.Schema
        Their plain schema.
    facts : TableFacts
        How the table came.
    """

    def __init__(self, table: pa.Table, schema: pa.Schema, facts: TableFacts) -> None:
        self._table = table
        self.schema = schema
        self.facts = facts

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Batches of at most ``rows`` rows; see :class:`~pseudo.table.Source`."""
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        start = 0
        for batch in self._table.select(schema.names).to_batches(max_chunksize=rows):
            yield plain_batch(batch, schema, self.facts.name, start)
            start += batch.num_rows

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 of the table's Arrow IPC stream, in batches of BATCH_ROWS rows."""
        mac = hmac.new(key, digestmod=hashlib.sha256)
        whole = pa.Table.from_batches(self.batches(), self.schema)
        with pa.ipc.new_stream(pa.PythonFile(_Tap(mac), "w"), self.schema) as stream:
            for start in range(0, whole.num_rows, BATCH_ROWS):
                part = whole.slice(start, BATCH_ROWS).combine_chunks()
                stream.write_table(part)
        return mac.hexdigest()


class _Tap:
    """A file that only feeds a MAC."""

    closed = False

    def __init__(self, mac: hmac.HMAC) -> None:
        self._mac = mac

    def write(self, data: bytes) -> int:
        """Take ``data`` in."""
        self._mac.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""

    def close(self) -> None:
        """Nothing to close."""
