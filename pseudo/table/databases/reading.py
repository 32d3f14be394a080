"""A table or a query of a database as a source: read once, from one picture of the data, into an encrypted spool.

Every pass then reads the spool, so that rows and their numbers cannot differ between passes, whatever happens to the database; no
transaction stays open, and the database does its work once.
"""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, UsageError, Where
from pseudo.table.columnar import ArrowSource, plain_array
from pseudo.table.columnar_writing import Groups
from pseudo.table.databases.dialect import awaited, honest, relation
from pseudo.table.names import check_names
from pseudo.table.raw import Raw
from pseudo.table.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.table.databases.address import Address
    from pseudo.table.databases.dialect import Column, Dialect

__all__ = ["read_database"]

TICKS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
"""Of a second, by the unit of a moment."""

DAYS = (-719_162, 2_932_896)
"""0001-01-01 to 9999-12-31 since 1970-01-01; beyond them stand a database's infinities."""


def read_database(address: Address, *, table: str | None = None, query: str | None = None) -> ArrowSource:
    """A :class:`~pseudo.table.Source` over a table or a query.

    Parameters
    ----------
    address : Address
        The database.
    table : str, optional
        ``table`` or ``schema.table``, as it is stored.
    query : str, optional
        SQL that can stand after FROM in brackets: one SELECT. Its order is the order of the rows; name one that is total, or two runs
        may number rows differently.

    Raises
    ------
    UsageError
        ``table.table-or-query``, ``table.name``.
    MissingExtra
        ``general.extra-missing``.
    BadInput
        ``table.database-*``; ``table.unsupported-type``, ``table.mixed-column``, ``table.bad-cell`` with the column, and the names' own
        refusals.
    """
    if (table is None) == (query is None):
        raise UsageError("table.table-or-query")
    file, source = table or "query", relation(table, query)
    if address.file and not address.file.is_file():
        raise BadInput("table.not-found", Where(file=address.file.name))
    spool = Spool()
    with honest(file, connecting=True):
        connection = address.dialect.connect(address.place, write=False)
    with closing(connection), closing(connection.cursor()) as cursor:
        rows = awaited(cursor, lambda: _fill(spool, address.dialect, cursor, source, file))
    found = ArrowSource(Raw(spool, file))
    found.facts = replace(found.facts, format=address.kind, rows=rows)
    return found


def _fill(spool: Spool, dialect: Dialect, cursor: Any, source: str, file: str) -> int:
    """Put all rows into the spool, as the Arrow file they would be saved in; how many there were."""
    rows = 0
    with honest(file):
        dialect.begin(cursor)
        columns = dialect.columns(cursor, source, file)
        check_names([column.name for column in columns], file)
        schema = pa.schema([(column.name, column.type) for column in columns])
        out = Groups(spool, "arrow", schema)
        for batch in dialect.batches(cursor, source, columns):
            arrays = [_plain(array, column, file, rows) for array, column in zip(batch.columns, columns, strict=True)]
            plain = pa.RecordBatch.from_arrays(arrays, schema=schema)
            plain.validate(full=True)
            try:
                out.write(plain)
            except OSError as error:
                raise BadInput("table.no-room", Where(file=file), reason=os.strerror(error.errno or 0)) from None
            rows += batch.num_rows
        out.close()
    return rows


def _plain(array: pa.Array, column: Column, file: str, start: int) -> pa.Array:
    """The column's cells in its plain type; what the type cannot hold is told by its rows."""
    if pa.types.is_decimal(column.type) and pa.types.is_string(array.type):
        numbers = pc.match_substring_regex(array, r"^[+-]?[0-9]")
        _refuse(pc.invert(numbers), column, file, start, "decimal")
    array = plain_array(array, column.type)
    if (days := _days(array)) is not None:
        _refuse(pc.or_(pc.less(days, DAYS[0]), pc.greater(days, DAYS[1])), column, file, start, "date")
    return array


def _days(array: pa.Array) -> pa.Array | None:
    """Days since 1970-01-01 of dates and moments; None for other types."""
    if pa.types.is_date32(array.type):
        return pc.cast(array, pa.int32())
    if pa.types.is_timestamp(array.type):
        return pc.divide(pc.cast(array, pa.int64()), 86_400 * TICKS[array.type.unit])
    return None


def _refuse(bad: pa.Array, column: Column, file: str, start: int, kind: str) -> None:
    rows: Sequence[int] = np.flatnonzero(pc.fill_null(bad, False).to_numpy(zero_copy_only=False)).tolist()
    if rows:
        where = Where(
            file=file, column=column.name, rows=[start + 1 + row for row in rows[:SHOWN_ROWS]], count=len(rows)
        )
        raise BadInput("table.bad-cell", where, type=kind)
