"""The token vault: random tokens and the values they stand for, in one SQLite file a project beside its key, or in PostgreSQL.

The vault is 추가정보 as the key is. The file stands in the key store's tree, which no output may share; a database is named by
:meth:`pseudo.keys.KeyStore.place_vault`. Values lie in it encrypted with AES-SIV (RFC 5297) under a key of the project, the
recipient and the column domain, so that the vault alone says how many values there are and how long they are, and nothing after
the key is destroyed.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from pseudo import entropy
from pseudo.errors import BadInput, PolicyRefused, UsageError, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.keys.key import Key

__all__ = ["Shelf", "SqliteShelf", "TokenVault"]

TOKEN_BYTES = 16
WAIT_SECONDS = 60.0
"""How long a run waits for another one's batch to be written."""
TABLE = "CREATE TABLE IF NOT EXISTS token (sealed BLOB PRIMARY KEY, token TEXT NOT NULL UNIQUE) WITHOUT ROWID"


class Shelf(Protocol):
    """Where sealed values and their tokens lie. Runs beside each other agree: a call is one transaction."""

    def put(self, sealed: Sequence[bytes], offered: Sequence[str]) -> list[str]:
        """The token of each sealed value: the one that it has, else the offered one, which it has from now on."""

    def find(self, tokens: Sequence[str]) -> list[bytes | None]:
        """The sealed value of each token; None for one that is not there."""


class TokenVault:
    """The tokens of a project for one recipient.

    Parameters
    ----------
    key : Key
        Opened from a key store, which knows where the vault is.
    recipient : str
        For whom; another recipient gets other tokens.

    Raises
    ------
    UsageError
        keys.no-vault: the key was not opened from a store.
    PolicyRefused
        keys.open-to-others: group or world can read the file.
    BadInput
        keys.vault-unreadable, keys.vault-server.
    MissingExtra
        PostgreSQL without the extra ``database``.
    """

    def __init__(self, key: Key, recipient: str) -> None:
        self._key = key
        self._recipient = recipient

    def tokens(self, domain: str, values: Sequence[str]) -> list[str]:
        """The token of each value in a column domain, 32 hexadecimal digits; a value without one gets one."""
        cipher = self._cipher(domain)
        sealed = [cipher.encrypt(value.encode(), None) for value in values]
        return self._shelf().put(sealed, [entropy.secret(TOKEN_BYTES).hex() for _ in sealed])

    def values(self, domain: str, tokens: Sequence[str]) -> list[str | None]:
        """The value of each token; None for one that was not given in this domain for this recipient."""
        cipher = self._cipher(domain)
        return [_opened(cipher, cell) for cell in self._shelf().find(tokens)]

    def _cipher(self, domain: str) -> AESSIV:
        return AESSIV(self._key.derive(self._recipient, domain, 64, use="vault"))

    def _shelf(self) -> Shelf:
        place = self._key.vault
        if place is None:
            raise UsageError("keys.no-vault", project=self._key.project)
        if isinstance(place, Path):
            return SqliteShelf(place)
        from pseudo.keys.vault_postgresql import PostgresqlShelf

        return PostgresqlShelf(place)


class SqliteShelf:
    """A SQLite file that only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, sealed: Sequence[bytes], offered: Sequence[str]) -> list[str]:
        """As :class:`Shelf` says."""
        with self._open() as vault:
            new = zip(sealed, offered, strict=True)
            vault.executemany("INSERT INTO token VALUES (?, ?) ON CONFLICT (sealed) DO NOTHING", new)
            return [_one(vault, "SELECT token FROM token WHERE sealed = ?", cell) for cell in sealed]

    def find(self, tokens: Sequence[str]) -> list[bytes | None]:
        """As :class:`Shelf` says."""
        with self._open() as vault:
            return [_one(vault, "SELECT sealed FROM token WHERE token = ?", token) for token in tokens]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            _own(self._path)
            with closing(sqlite3.connect(self._path, timeout=WAIT_SECONDS, isolation_level=None)) as vault:
                vault.execute("BEGIN IMMEDIATE")
                vault.execute(TABLE)
                yield vault
                vault.execute("COMMIT")
        except (sqlite3.Error, OSError) as fault:  # closing without COMMIT rolls back
            raise BadInput("keys.vault-unreadable", Where(file=self._path.name), reason=type(fault).__name__) from None


def _own(path: Path) -> None:
    """Make the file for its owner only, or see that it is so. SQLite gives its journal the same rights."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    os.close(descriptor)
    if mode & 0o077:
        raise PolicyRefused("keys.open-to-others", Where(file=path.name), mode=f"{mode:04o}")


def _one(vault: sqlite3.Connection, query: str, key: bytes | str) -> Any:
    """The one cell that a query finds, or None."""
    found = vault.execute(query, (key,)).fetchone()
    return found[0] if found else None


def _opened(cipher: AESSIV, sealed: bytes | None) -> str | None:
    """The value, or None for what another domain or recipient put there."""
    try:
        return cipher.decrypt(sealed, None).decode() if sealed else None
    except InvalidTag:
        return None
