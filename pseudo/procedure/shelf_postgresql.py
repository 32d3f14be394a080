"""The record in PostgreSQL, for officers who share no file system; connections as :mod:`pseudo.keys.postgresql` makes them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pseudo.keys.postgresql import check_url, connected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.shelf import Row, Session, StoredLine

__all__ = ["PostgresqlShelf"]

LOCK = "SELECT pg_advisory_xact_lock(7310298342)"
"""Held by every session to its end: no two write at once, and tables are made once. The number is ours and means nothing."""
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS pseudo_case_line (seq bigint PRIMARY KEY, case_id text NOT NULL, content bytea NOT NULL)",
    "CREATE INDEX IF NOT EXISTS pseudo_case_line_case ON pseudo_case_line (case_id, seq)",
    (
        "CREATE TABLE IF NOT EXISTS pseudo_case (case_id text PRIMARY KEY, stage text NOT NULL, risk text NOT NULL, "
        "title text NOT NULL, ends text NOT NULL, keep_until text NOT NULL)"
    ),
    "CREATE TABLE IF NOT EXISTS pseudo_case_checkpoint (number bigserial PRIMARY KEY, content text NOT NULL)",
    (
        "CREATE OR REPLACE FUNCTION pseudo_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'append only'; END$$"
    ),
    (
        "CREATE TRIGGER pseudo_case_line_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON pseudo_case_line "
        "FOR EACH STATEMENT EXECUTE FUNCTION pseudo_append_only()"
    ),
)
LINES = "SELECT case_id, seq, content FROM pseudo_case_line"
SET_ROW = (
    "INSERT INTO pseudo_case VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (case_id) DO UPDATE SET stage = excluded.stage, "
    "risk = excluded.risk, title = excluded.title, ends = excluded.ends, keep_until = excluded.keep_until"
)
ROWS = 'SELECT * FROM pseudo_case ORDER BY case_id COLLATE "C"'
COLLATED = 'case_id COLLATE "C"'
"""Numbers in the order of their bytes, whatever the database's language."""


class PostgresqlShelf:
    """Tables of a database.

    Parameters
    ----------
    url : str
        Without a password; see :func:`pseudo.keys.postgresql.check_url`.
    """

    def __init__(self, url: str) -> None:
        self._url = check_url(url)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """As :class:`pseudo.procedure.shelf.Shelf` says."""
        with connected(self._url, "procedure.store") as connection:
            with connection.cursor() as cursor:
                cursor.execute(LOCK)
                cursor.fetchall()
                _make_tables(cursor)
            yield _PostgresqlSession(connection)


def _make_tables(cursor: Any) -> None:
    cursor.execute("SELECT to_regclass('pseudo_case_line') IS NULL")
    if cursor.fetchone()[0]:
        for statement in SCHEMA:
            cursor.execute(statement)


class _PostgresqlSession:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def lines(self) -> Iterator[StoredLine]:
        yield from self._found(f"{LINES} ORDER BY seq")

    def by_case(self, case_id: str = "") -> Iterator[StoredLine]:
        if case_id:
            yield from self._found(f"{LINES} WHERE case_id = $1 ORDER BY seq", (case_id,))
        else:
            yield from self._found(f"{LINES} ORDER BY {COLLATED}, seq")

    def last(self) -> StoredLine | None:
        return next(self._found(f"{LINES} ORDER BY seq DESC LIMIT 1"), None)

    def add(self, line: StoredLine, row: Row) -> None:
        self._do("INSERT INTO pseudo_case_line (case_id, seq, content) VALUES ($1, $2, $3)", line)
        self._do(SET_ROW, row)

    def rows(self) -> list[Row]:
        return list(self._found(ROWS))

    def checkpoints(self) -> list[str]:
        return [row[0] for row in self._found("SELECT content FROM pseudo_case_checkpoint ORDER BY number")]

    def sign(self, checkpoint: str) -> None:
        self._do("INSERT INTO pseudo_case_checkpoint (content) VALUES ($1)", (checkpoint,))

    def _do(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _found(self, query: str, values: tuple[Any, ...] | None = None) -> Iterator[Any]:
        """Rows of a query, a batch in memory at a time."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, values)
            for batch in cursor.fetch_record_batch():
                yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
