"""SQLite files.

SQLite has types by cell, not by column: what a column holds is asked of all its cells first, and a mixture is refused with its
rows. A reading opens the file read-only; rows come in the order of the table's rowid or key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pyarrow as pa

from pseudo.errors import BadInput, Where
from pseudo.table.databases.dialect import Column, quoted, refuse_type
from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["DIALECT"]

INTEGER, REAL, TEXT, BLOB, INEXACT = 1, 2, 4, 8, 16
KINDS = {0: pa.string(), INTEGER: pa.int64(), REAL: pa.float64(), INTEGER | REAL: pa.float64(), TEXT: pa.string()}
KINDS[INTEGER | INEXACT] = pa.int64()
HEADS = {pa.int64(): "0", pa.float64(): "0.0", pa.string(): "''"}
EXACT = 2**53


class _SQLite:
    nul = True

    def connect(self, place: str, *, write: bool) -> Any:
        """A connection to the one file; for writing it is made where it is not there."""
        import adbc_driver_sqlite.dbapi as driver

        return driver.connect(f"file:{quote(place)}?mode={'rwc' if write else 'ro'}")

    def begin(self, cursor: Any) -> None:
        """A transaction sees one picture as it is."""

    def columns(self, cursor: Any, source: str, file: str) -> list[Column]:
        """By what kinds of cells each column has."""
        cursor.execute(f"SELECT * FROM {source} LIMIT 0")
        names = cursor.fetch_record_batch().schema.names
        asked = ", ".join(map(_kinds, names))
        cursor.execute(f"SELECT {asked} FROM {source}")
        found = []
        for name, kinds in zip(names, cursor.fetchone(), strict=True):
            if kinds & BLOB:
                raise refuse_type(name, "blob", file)
            if kinds not in KINDS:
                raise _mixed(cursor, source, name, file)
            found.append(Column(name, quoted(name), KINDS[kinds]))
        return found

    def batches(self, cursor: Any, source: str, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
        """As they come. The driver takes a column's type from the first rows, so that a row of our own goes before them."""
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH_ROWS)})
        head = ", ".join(f"{HEADS[c.type]} AS {c.sql}" for c in columns)
        cursor.execute(f"SELECT {head} UNION ALL SELECT {', '.join(c.sql for c in columns)} FROM {source}")
        skipped = 1
        for batch in cursor.fetch_record_batch():
            yield batch.slice(skipped)
            skipped = 0

    def has_table(self, cursor: Any, parts: Sequence[str]) -> bool:
        """In the file itself."""
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE lower(name) = lower(?)", (parts[-1],))
        return bool(cursor.fetchone()[0])

    def stored(self, kind: pa.DataType) -> pa.DataType:
        """Whole numbers, floats and text; dates as ISO 8601 text."""
        if (
            pa.types.is_uint64(kind)
            or pa.types.is_decimal(kind)
            or pa.types.is_time(kind)
            or pa.types.is_temporal(kind)
        ):
            return pa.string()
        return kind


def _kinds(name: str) -> str:
    """One number for the kinds of cells in a column."""
    kind = f"typeof({quoted(name)})"
    flags = [
        f"{flag} * max({kind} = '{word}')"
        for flag, word in ((INTEGER, "integer"), (REAL, "real"), (TEXT, "text"), (BLOB, "blob"))
    ]
    flags.append(f"{INEXACT} * max({kind} = 'integer' AND {quoted(name)} NOT BETWEEN {-EXACT} AND {EXACT})")
    return f"coalesce({' + '.join(flags)}, 0)"


def _mixed(cursor: Any, source: str, name: str, file: str) -> BadInput:
    """``table.mixed-column`` with the first row of each kind that is not the most frequent."""
    cursor.execute(
        f"SELECT count(*), min(n) FROM (SELECT row_number() OVER () AS n, typeof({quoted(name)}) AS kind FROM {source})"
        " WHERE kind <> 'null' GROUP BY kind ORDER BY 1 DESC"
    )
    others = cursor.fetchall()[1:]
    where = Where(file=file, column=name, rows=[first for _, first in others], count=sum(n for n, _ in others))
    return BadInput("table.mixed-column", where)


DIALECT = _SQLite()
