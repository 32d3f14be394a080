"""Addresses of databases: where, never with which password.

``postgresql://[user@]host[:port]/database[?service=name]`` is libpq's own form (PostgreSQL manual, 34.1.1.2); ``sqlite:///file`` and
``duckdb:///file`` name a file, relative to the working folder (a fourth slash makes it absolute). Credentials come from where libpq
looks for them: ``~/.pg_service.conf`` (PGSERVICEFILE), ``~/.pgpass`` (PGPASSFILE), PGPASSWORD.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlsplit

from pseudo.errors import UsageError

if TYPE_CHECKING:
    from pseudo.table.databases.dialect import Dialect

__all__ = ["SCHEMES", "Address", "is_address", "refuse_password"]

SCHEMES = {"postgresql": "postgresql", "postgres": "postgresql", "sqlite": "sqlite", "duckdb": "duckdb"}
"""Schemes of addresses, and the database each stands for."""

SECRETS = ("password", "secret")
"""What no parameter of an address may have in its name: ``password``, ``sslpassword``, ``oauth_client_secret``."""


@dataclass(frozen=True, repr=False)
class Address:
    """A database: its kind, and the place as its driver takes it. No repr: a user may have written more into it than they should.

    Raises
    ------
    UsageError
        ``table.password-in-address``; ``table.address`` where a file's address names no file.
    """

    kind: str
    place: str

    @classmethod
    def of(cls, text: str) -> Address:
        """What ``text`` says."""
        refuse_password(text)
        scheme, _, rest = text.partition("://")
        kind = SCHEMES[scheme.lower()]
        if kind == "postgresql":
            return cls(kind, f"{kind}://{rest}")
        if not rest.startswith("/") or len(rest) == 1:
            raise UsageError("table.address", scheme=kind)
        return cls(kind, rest[1:])

    @property
    def file(self) -> Path | None:
        """The file that it names; None for a server."""
        return None if self.kind == "postgresql" else Path(self.place)

    @property
    def dialect(self) -> Dialect:
        """What this kind of database alone knows."""
        return cast("Dialect", importlib.import_module(f"pseudo.table.databases.{self.kind}").DIALECT)


def is_address(text: str) -> bool:
    """Whether ``text`` is the address of a database."""
    scheme, found, _ = text.partition("://")
    return bool(found) and scheme.lower() in SCHEMES


def refuse_password(text: str) -> None:
    """Refuse an address with a password in it: it would stand in the shell's history and the list of processes.

    Raises
    ------
    UsageError
        ``table.password-in-address``.
    """
    try:
        parts = urlsplit(text)
        secret = parts.password is not None
    except ValueError:
        raise UsageError("table.address", scheme=text.partition("://")[0]) from None
    named = [name.lower() for name, _ in parse_qsl(f"{parts.query}&{parts.fragment}", keep_blank_values=True)]
    if secret or any(word in name for name in named for word in SECRETS):
        raise UsageError("table.password-in-address")
