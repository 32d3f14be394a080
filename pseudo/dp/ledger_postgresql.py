"""The budgets' ledger in PostgreSQL: the same chained lines, one a row; a transaction that excludes every other is the lock."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pseudo.keys.postgresql import check_url, connected
from pseudo.ledger import LedgerWriter, chained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.ledger import Entry

__all__ = ["PostgresqlLedger"]

LOCK = "SELECT pg_advisory_xact_lock(7310298343)"
"""Held to the end of a transaction: two processes cannot spend the same amount. The number is ours and means nothing."""
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS pseudo_budget (seq bigint PRIMARY KEY, line bytea NOT NULL)",
    (
        "CREATE OR REPLACE FUNCTION pseudo_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'append only'; END$$"
    ),
    (
        "CREATE TRIGGER pseudo_budget_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON pseudo_budget "
        "FOR EACH STATEMENT EXECUTE FUNCTION pseudo_append_only()"
    ),
)
NAME = "pseudo_budget"


class PostgresqlLedger:
    """A table of lines, read and written as :class:`pseudo.ledger.Ledger` reads and writes a file.

    Parameters
    ----------
    url : str
        Without a password; see :func:`pseudo.keys.postgresql.check_url`.

    Raises
    ------
    BadInput
        ``dp.budget-server``; ``evidence.ledger-broken``: the lines do not chain.
    """

    def __init__(self, url: str) -> None:
        self._url = check_url(url)

    def entries(self) -> tuple[Entry, ...]:
        """The lines, which must chain."""
        with self.exclusive() as writer:
            return writer.entries

    @contextmanager
    def exclusive(self) -> Iterator[LedgerWriter]:
        """Lock and read the ledger, to look at it and add to it in one step; what was added is there after it, or nothing is."""
        with connected(self._url, "dp.budget-server") as connection, connection.cursor() as cursor:
            cursor.execute(LOCK)
            cursor.fetchall()
            _make_table(cursor)
            cursor.execute("SELECT line FROM pseudo_budget ORDER BY seq")
            lines = [row[0] for row in cursor.fetchall()]
            writer = LedgerWriter(lambda line: _put(cursor, line, writer), chained(b"".join(lines), NAME))
            yield writer


def _put(cursor: Any, line: bytes, writer: LedgerWriter) -> None:
    cursor.execute("INSERT INTO pseudo_budget (seq, line) VALUES ($1, $2)", (len(writer.entries), line))


def _make_table(cursor: Any) -> None:
    cursor.execute("SELECT to_regclass('pseudo_budget') IS NULL")
    if cursor.fetchone()[0]:
        for statement in SCHEMA:
            cursor.execute(statement)
