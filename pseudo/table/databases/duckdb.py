"""DuckDB files, by the ADBC driver in the package ``duckdb``.

A reading opens the file read-only, with every other file and the network out of reach, and is one query: DuckDB keeps the order in
which rows were put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.table.columnar import plain_type
from pseudo.table.databases.dialect import Column, quoted, refuse_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["DIALECT"]


class _DuckDB:
    nul = True

    def connect(self, place: str, *, write: bool) -> Any:
        """A connection to the one file."""
        import adbc_driver_duckdb
        import adbc_driver_manager.dbapi as driver

        mode = "read_write" if write else "read_only"
        options = {"path": place, "access_mode": mode, "enable_external_access": "false"}
        return driver.connect(adbc_driver_duckdb.driver_path(), entrypoint="duckdb_adbc_init", db_kwargs=options)

    def begin(self, cursor: Any) -> None:
        """A transaction sees one picture as it is."""

    def columns(self, cursor: Any, source: str, file: str) -> list[Column]:
        """As they are stored."""
        found = []
        for field in cursor.adbc_execute_schema(f"SELECT * FROM {source}"):
            kind = plain_type(field.type)
            if kind is None:
                raise refuse_type(field.name, str(field.type).split("<", maxsplit=1)[0], file)
            found.append(Column(field.name, quoted(field.name), kind))
        return found

    def batches(self, cursor: Any, source: str, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
        """As they come."""
        cursor.execute(f"SELECT {', '.join(c.sql for c in columns)} FROM {source}")
        yield from cursor.fetch_record_batch()

    def has_table(self, cursor: Any, parts: Sequence[str]) -> bool:
        """In the schema that is named, or ``main``."""
        *schema, table = parts
        cursor.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_name = ? AND table_schema = ?",
            (table, *(schema or ["main"])),
        )
        return bool(cursor.fetchone()[0])

    def stored(self, kind: pa.DataType) -> pa.DataType:
        """Decimals end at 38 digits; every other plain type has its like."""
        return pa.string() if pa.types.is_decimal256(kind) else kind


DIALECT = _DuckDB()
