"""Where the record lies: a SQLite file, or (:mod:`pseudo.procedure.shelf_postgresql`) a database that several machines share.

A shelf opens sessions. A session is one transaction that excludes every other, so the chain never forks; it is kept at its end, or never.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Protocol

from pseudo.errors import BadInput, PolicyRefused, Where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["FILE", "SCHEMA", "Row", "Session", "Shelf", "SqliteShelf", "StoredLine"]

FILE = "cases.sqlite"
WAIT_SECONDS = 60.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS line (seq INTEGER PRIMARY KEY, case_id TEXT NOT NULL, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS line_case ON line (case_id);
CREATE TABLE IF NOT EXISTS cases (
    case_id TEXT PRIMARY KEY, stage TEXT NOT NULL, risk TEXT NOT NULL, title TEXT NOT NULL, ends TEXT NOT NULL, keep_until TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoint (number INTEGER PRIMARY KEY, content TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS line_kept BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS line_fixed BEFORE UPDATE ON line BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""

StoredLine = tuple[str, int, bytes]
"""Case, number from 0, bytes of the line."""
Row = tuple[str, str, str, str, str, str]
"""Case, stage, class, title, last day of use, day until which records are kept; empty texts for what is not there yet."""


class Session(Protocol):
    """A transaction on the record."""

    def lines(self) -> Iterator[StoredLine]:
        """All lines in their order."""

    def by_case(self, case_id: str = "") -> Iterator[StoredLine]:
        """All lines case by case, or those of one case, in their order."""

    def last(self) -> StoredLine | None:
        """The last line."""

    def add(self, line: StoredLine, row: Row) -> None:
        """Add a line, and set what its case is now."""

    def rows(self) -> list[Row]:
        """What each case is, by number."""

    def checkpoints(self) -> list[str]:
        """The checkpoints in their order."""

    def sign(self, checkpoint: str) -> None:
        """Add a checkpoint."""


class Shelf(Protocol):
    """Where sessions are opened."""

    def session(self) -> AbstractContextManager[Session]:
        """A session; ``procedure.store`` where the record cannot be read or written."""


class SqliteShelf:
    """A SQLite file that only its owner can read.

    Parameters
    ----------
    folder : Path
        Made when it is not there.

    Raises
    ------
    PolicyRefused
        ``procedure.open-to-others``: group or world can read the file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def session(self) -> Iterator[Session]:
        """As :class:`Shelf` says."""
        path = self._folder / FILE
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _own(path)
            with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as file:
                file.executescript(SCHEMA)
                file.execute("BEGIN IMMEDIATE")
                yield _SqliteSession(file)
                file.execute("COMMIT")
        except (sqlite3.Error, OSError) as fault:  # closing without COMMIT rolls back
            raise BadInput("procedure.store", Where(file=FILE), reason=type(fault).__name__) from None


class _SqliteSession:
    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def lines(self) -> Iterator[StoredLine]:
        yield from self._file.execute("SELECT case_id, seq, content FROM line ORDER BY seq")

    def by_case(self, case_id: str = "") -> Iterator[StoredLine]:
        query = "SELECT case_id, seq, content FROM line"
        if case_id:
            yield from self._file.execute(f"{query} WHERE case_id = ? ORDER BY seq", (case_id,))
        else:
            yield from self._file.execute(f"{query} ORDER BY case_id, seq")

    def last(self) -> StoredLine | None:
        query = "SELECT case_id, seq, content FROM line ORDER BY seq DESC LIMIT 1"
        found: StoredLine | None = self._file.execute(query).fetchone()
        return found

    def add(self, line: StoredLine, row: Row) -> None:
        self._file.execute("INSERT INTO line (case_id, seq, content) VALUES (?, ?, ?)", line)
        self._file.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?)", row)

    def rows(self) -> list[Row]:
        return list(self._file.execute("SELECT * FROM cases ORDER BY case_id"))

    def checkpoints(self) -> list[str]:
        return [row[0] for row in self._file.execute("SELECT content FROM checkpoint ORDER BY number")]

    def sign(self, checkpoint: str) -> None:
        self._file.execute("INSERT INTO checkpoint (content) VALUES (?)", (checkpoint,))


def _own(path: Path) -> None:
    """Make the file for its owner only, or see that it is so."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    os.close(descriptor)
    if mode & 0o077:
        raise PolicyRefused("procedure.open-to-others", Where(file=path.name), mode=f"{mode:04o}")
