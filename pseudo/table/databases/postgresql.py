"""PostgreSQL through libpq's COPY, in binary.

A reading is one ``REPEATABLE READ, READ ONLY`` transaction: one picture of the data, and nothing can be changed. A table's rows come
in their physical order (no parallel workers, no scan that joins another midway, no index), which is the same until rows are
changed; a query's in its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.table.columnar import plain_type
from pseudo.table.databases.dialect import Column, quoted, refuse_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["DIALECT"]

STILL = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL max_parallel_workers_per_gather = 0",
    "SET LOCAL enable_indexonlyscan = off",
)
BATCH_BYTES = 4 << 20
"""A batch that the driver makes; small, so that memory stays bounded by it."""

AS_TEXT = ("uuid", "bpchar")
"""Read as text: an identifier, and text whose trailing blanks are padding (PostgreSQL manual, 8.3)."""

MOST_DIGITS = 38
"""Digits of a decimal of 128 bits."""


class _PostgreSQL:
    nul = False

    def connect(self, place: str, *, write: bool) -> Any:
        """A connection; the transaction is open, as DB-API has it."""
        import adbc_driver_postgresql.dbapi as driver

        del write  # the transaction itself says so
        return driver.connect(place)

    def begin(self, cursor: Any) -> None:
        """Still and read-only."""
        for statement in STILL:
            cursor.execute(statement)

    def columns(self, cursor: Any, source: str, file: str) -> list[Column]:
        """Text for what is text to people; numbers with declared digits as decimals, others by their digits as text."""
        zone = _one(cursor, "SELECT current_setting('TimeZone')")
        found = []
        for field in cursor.adbc_execute_schema(f"SELECT * FROM {source}"):
            known = (field.metadata or {}).get(b"POSTGRESQL:type", b"").decode("ascii", "replace")
            kind = _type(field, known, zone)
            if kind is None:
                raise refuse_type(field.name, known or str(field.type), file)
            name = quoted(field.name)
            text = known in AS_TEXT or known == "numeric"
            found.append(Column(field.name, f"CAST({name} AS text)" if text else name, kind))
        return found

    def batches(self, cursor: Any, source: str, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
        """As COPY sends them."""
        cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
        cursor.execute(f"SELECT {', '.join(c.sql for c in columns)} FROM {source}")
        yield from cursor.fetch_record_batch()

    def has_table(self, cursor: Any, parts: Sequence[str]) -> bool:
        """By the search path where no schema is named."""
        return _one(cursor, "SELECT to_regclass($1::text)::text", quoted(*parts)) is not None

    def stored(self, kind: pa.DataType) -> pa.DataType:
        """PostgreSQL has neither unsigned numbers nor anything finer than a microsecond."""
        if pa.types.is_uint64(kind):
            return pa.decimal128(20, 0)
        if pa.types.is_timestamp(kind):
            return pa.timestamp("us", kind.tz)
        if pa.types.is_time(kind):
            return pa.time64("us")
        return pa.date32() if pa.types.is_date(kind) else kind


def _type(field: pa.Field, known: str, zone: str) -> pa.DataType | None:
    """The plain type; None where it is not read. ``money`` is not: what it holds depends on the server's locale."""
    if known == "money":
        return None
    if known in AS_TEXT:
        return pa.string()
    if known == "numeric":
        return _decimal(int(field.metadata.get(b"POSTGRESQL:typmod", b"-1")))
    if known == "timestamptz":
        return pa.timestamp("us", zone)  # the same moment, shown as the session shows it
    return plain_type(field.type)


def _decimal(modifier: int) -> pa.DataType:
    """``numeric(p, s)`` packs both into its modifier (numeric.c, make_numeric_typmod); without one, digits are unbounded."""
    if modifier < 0:
        return pa.string()
    digits, scale = (modifier - 4) >> 16 & 0xFFFF, (modifier - 4) & 0x7FF
    return pa.decimal128(digits, scale) if scale <= digits <= MOST_DIGITS else pa.string()


def _one(cursor: Any, sql: str, *values: str) -> Any:
    cursor.execute(sql, values or None)
    return cursor.fetchone()[0]


DIALECT = _PostgreSQL()
