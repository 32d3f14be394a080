"""A table into a database: all of it in one transaction, or nothing."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, InternalError, UsageError, Where
from pseudo.table.databases.dialect import awaited, honest, name_parts, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pseudo.table.databases.address import Address
    from pseudo.table.databases.dialect import Dialect
    from pseudo.table.source import Source

__all__ = ["refuse_existing", "write_tables"]


def refuse_existing(address: Address, table: str) -> None:
    """Refuse a table that is there (``table.exists-in-database``), before other work is done for it."""
    parts = name_parts(table)
    if address.file and not address.file.exists():
        return
    with honest(table, connecting=True):
        connection = address.dialect.connect(address.place, write=False)
    with closing(connection), closing(connection.cursor()) as cursor, honest(table):
        if address.dialect.has_table(cursor, parts):
            raise UsageError("table.exists-in-database", Where(file=table))


def write_tables(
    address: Address, sources: Mapping[str, Source], *, replace: bool, progress: Callable[[int], None]
) -> dict[str, int]:
    """Put the rows of one source or several into new tables, in one transaction.

    Parameters
    ----------
    address : Address
        The database; a file of SQLite or DuckDB is made where it is not there.
    sources : mapping of str to Source
        The rows by their new table, ``table`` or ``schema.table``; the schema must exist. No value is changed on the way: a type that
        the database lacks is handed over as one that holds the same values (decimals to SQLite as text), or refused by column and rows.
    replace : bool
        Whether tables that are there are dropped, in the same transaction.
    progress : callable
        ``progress(rows)`` after each batch.

    Returns
    -------
    dict of str to int
        Rows written, by table.

    Raises
    ------
    UsageError
        ``table.name``; ``table.exists-in-database``.
    MissingExtra
        ``general.extra-missing``.
    BadInput
        ``table.database-*``; ``table.not-storable`` with the column; what a source cannot read. Nothing is written then.
    """
    parts = {table: name_parts(table) for table in sources}
    new = address.file if address.file and not address.file.exists() else None
    try:
        with honest(next(iter(parts)), connecting=True):
            connection = address.dialect.connect(address.place, write=True)
        with closing(connection), closing(connection.cursor()) as cursor:
            rows = {}
            for table, source in sources.items():
                write = partial(
                    _write, address.dialect, cursor, parts[table], source, replace=replace, progress=progress
                )
                rows[table] = awaited(cursor, write)
            with honest(next(iter(parts))):
                connection.commit()
    except BaseException:
        if new is not None:
            new.unlink(missing_ok=True)
        raise
    return rows


def _write(
    dialect: Dialect, cursor: Any, parts: list[str], source: Source, *, replace: bool, progress: Callable[[int], None]
) -> int:
    name, rows = ".".join(parts), 0
    stored = pa.schema([(field.name, dialect.stored(field.type)) for field in source.schema])
    stopped: list[Exception] = []

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        try:
            for batch in source.batches():
                arrays = [_stored(batch.column(f.name), f, name, rows, nul=dialect.nul) for f in stored]
                yield pa.RecordBatch.from_arrays(arrays, schema=stored)
                rows += batch.num_rows
                progress(batch.num_rows)
        except Exception as error:  # some drivers make their own of it, others take it for the end
            stopped.append(error)
            raise

    try:
        with honest(name):
            _make_room(dialect, cursor, parts, replace=replace)
            schema = {"db_schema_name": parts[0]} if len(parts) > 1 else {}
            cursor.adbc_ingest(parts[-1], pa.RecordBatchReader.from_batches(stored, batches()), mode="create", **schema)
            cursor.execute(f"SELECT count(*) FROM {quoted(*parts)}")
            arrived = cursor.fetchone()[0]
    except BadInput as error:
        raise (stopped[0] if stopped else error) from None
    if stopped or arrived != rows:
        raise stopped[0] if stopped else InternalError("general.internal", Where(file=name), kind="rows")
    return rows


def _make_room(dialect: Dialect, cursor: Any, parts: list[str], *, replace: bool) -> None:
    """Drop the table that is there, where that was asked for."""
    if not dialect.has_table(cursor, parts):
        return
    if not replace:
        raise UsageError("table.exists-in-database", Where(file=".".join(parts)))
    cursor.execute(f"DROP TABLE {quoted(*parts)}")


def _stored(array: pa.Array, field: pa.Field, table: str, start: int, *, nul: bool) -> pa.Array:
    """A column as it is handed over; refused where a cell would change."""
    if pa.types.is_string(array.type) and not nul:
        bad = np.flatnonzero(pc.fill_null(pc.match_substring(array, "\0"), False).to_numpy(zero_copy_only=False))
        if len(bad):
            rows = [start + 1 + int(row) for row in bad[:SHOWN_ROWS]]
            raise BadInput("table.nul-byte", Where(file=table, column=field.name, rows=rows, count=len(bad)))
    try:
        return array if array.type == field.type else array.cast(field.type)
    except pa.ArrowException:
        raise BadInput("table.not-storable", Where(file=table, column=field.name), type=str(array.type)) from None
