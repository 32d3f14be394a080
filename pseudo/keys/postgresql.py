"""Connections to PostgreSQL 12 or newer, for what institutions share between machines: tokens, cases, budgets.

Who connects, and with which password, is libpq's business: a service file (``postgresql://?service=vault``), PGPASSFILE, or
PGPASSWORD in the environment. A URL that holds a password is refused, because it would stand on disk and in argv.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from pseudo.errors import BadInput, MissingExtra, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["check_url", "connected"]

SECRET_WORDS = frozenset({"password", "sslpassword"})


def check_url(url: str) -> str:
    """The URL, unless it is none of PostgreSQL's or holds a password.

    Raises
    ------
    UsageError
        keys.vault-url, keys.vault-password; the URL is not repeated.
    """
    try:
        parts = urlsplit(url)
        secret = parts.password is not None or SECRET_WORDS & parse_qs(parts.query, keep_blank_values=True).keys()
    except ValueError:
        raise UsageError("keys.vault-url") from None
    if secret:
        raise UsageError("keys.vault-password")
    if parts.scheme not in {"postgresql", "postgres"}:
        raise UsageError("keys.vault-url")
    return url


@contextmanager
def connected(url: str, code: str) -> Iterator[Any]:
    """A connection (ADBC) whose transaction is committed at the end, or never.

    Raises
    ------
    MissingExtra
        general.extra-missing: the extra ``database``.
    BadInput
        ``code``, with the SQLSTATE: a server's own words may hold a user's or a server's name.
    """
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise MissingExtra("general.extra-missing", extra="database") from None
    try:
        with dbapi.connect(url) as connection:
            yield connection
            connection.commit()
    except dbapi.Error as fault:
        reason = f"SQLSTATE {fault.sqlstate}" if fault.sqlstate else type(fault).__name__
        raise BadInput(code, reason=reason) from None
