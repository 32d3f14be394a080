"""The token vault in PostgreSQL, for runs that share no file system; connections as :mod:`pseudo.keys.postgresql` makes them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.keys.postgresql import check_url, connected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["PostgresqlShelf"]

TABLE = "CREATE TABLE IF NOT EXISTS pseudo_token (sealed bytea PRIMARY KEY, token text NOT NULL UNIQUE)"
MAKING = "SELECT pg_advisory_xact_lock(7310298341)"
"""Held while the table is made, for two at once would clash in the catalogue. The number is ours and means nothing."""
INSERT = (
    # in order, so that two runs that bring the same values wait for each other and never in a circle
    "INSERT INTO pseudo_token SELECT sealed, token FROM pseudo_given ORDER BY sealed ON CONFLICT (sealed) DO NOTHING"
)
TOKENS = "SELECT t.token FROM pseudo_given g JOIN pseudo_token t USING (sealed) ORDER BY g.place"
SEALED = "SELECT t.sealed FROM pseudo_given g LEFT JOIN pseudo_token t USING (token) ORDER BY g.place"


class PostgresqlShelf:
    """The table ``pseudo_token`` of a database. All projects may share it: what they put there no other key opens.

    Parameters
    ----------
    url : str
        Without a password; see :func:`check_url`.
    """

    def __init__(self, url: str) -> None:
        self._url = check_url(url)

    def put(self, sealed: Sequence[bytes], offered: Sequence[str]) -> list[str]:
        """As :class:`pseudo.keys.vault.Shelf` says."""
        given = {"sealed": pa.array(sealed, pa.binary()), "token": pa.array(offered, pa.string())}
        with self._open() as cursor:
            _give(cursor, given)
            cursor.execute(INSERT)
            cursor.execute(TOKENS)
            tokens: list[str] = cursor.fetch_arrow_table().column(0).to_pylist()
            return tokens

    def find(self, tokens: Sequence[str]) -> list[bytes | None]:
        """As :class:`pseudo.keys.vault.Shelf` says."""
        with self._open() as cursor:
            _give(cursor, {"token": pa.array(tokens, pa.string())})
            cursor.execute(SEALED)
            sealed: list[bytes | None] = cursor.fetch_arrow_table().column(0).to_pylist()
            return sealed

    @contextmanager
    def _open(self) -> Iterator[Any]:
        """A cursor in a transaction that is committed at the end, or never."""
        with connected(self._url, "keys.vault-server") as connection, connection.cursor() as cursor:
            _make_table(connection, cursor)
            yield cursor


def _make_table(connection: Any, cursor: Any) -> None:
    cursor.execute("SELECT to_regclass('pseudo_token') IS NULL")
    if cursor.fetchone()[0]:
        cursor.execute(MAKING)
        cursor.execute(TABLE)
        connection.commit()


def _give(cursor: Any, columns: dict[str, pa.Array]) -> None:
    """The rows, numbered, as a table of this session alone, which ends with the connection."""
    count = len(next(iter(columns.values())))
    batch = pa.record_batch({**columns, "place": pa.array(range(count), pa.int64())})
    cursor.adbc_ingest("pseudo_given", batch, mode="create", temporary=True)
