"""What every reader gives: a schema, facts on how it was read, and record batches that can be asked for more than once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from pseudo.model import TableFacts

__all__ = ["BATCH_ROWS", "Source"]

BATCH_ROWS = 65_536
"""Rows of a batch; the output never depends on it."""


@runtime_checkable
class Source(Protocol):
    """A table that can be read from its start any number of times.

    CSV and Excel columns are all ``pa.string()``: identifiers stay text. Typed formats keep their types. Dictionary, view and
    large string columns arrive as plain ``pa.string()``; nested types are refused.
    """

    @property
    def facts(self) -> TableFacts:
        """How the table was read."""

    @property
    def schema(self) -> pa.Schema:
        """Names and types."""

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Batches of at most ``rows`` rows, of the named columns only where given, in the table's order."""

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 of the input's bytes (of its Arrow IPC stream for a frame)."""
