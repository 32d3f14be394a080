"""What databases have in common, and the form in which each says what it alone knows."""

from __future__ import annotations

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pyarrow as pa

from pseudo.errors import BadInput, MissingExtra, UsageError, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Column", "Dialect", "awaited", "honest", "name_parts", "quoted", "refuse_type", "relation"]

T = TypeVar("T")
IDENTIFIER = re.compile(r'"(?:[^"]|"")+"|[^".]+')

REASONS = (
    ("definition of service", "table.database-service"),
    ("authentication failed", "table.database-authentication"),
    ("no password supplied", "table.database-authentication"),
    ("role", "table.database-authentication"),
    ("does not exist", "table.database-database"),
    ("connection refused", "table.database-server"),
    ("no such file", "table.database-server"),
    ("could not translate host name", "table.database-server"),
    ("lock", "table.database-lock"),
)
"""Words of drivers' messages, and the error that each comes to; the words themselves stay here."""


@dataclass(frozen=True)
class Column:
    """One column as it is read: its name, the SQL that gives it, and the plain Arrow type that it arrives in."""

    name: str
    sql: str
    type: pa.DataType


class Dialect(Protocol):
    """A database's own ways.

    Attributes
    ----------
    nul : bool
        Whether its text may hold a NUL.
    """

    nul: bool

    def connect(self, place: str, *, write: bool) -> Any:
        """A DB-API connection of ADBC with a transaction open; for reading nothing can be written through it."""

    def begin(self, cursor: Any) -> None:
        """Before anything is read: one still picture of the data for the whole transaction."""

    def columns(self, cursor: Any, source: str, file: str) -> list[Column]:
        """The columns of what stands in ``FROM source``; refuses types that are not read."""

    def batches(self, cursor: Any, source: str, columns: Sequence[Column]) -> Iterator[pa.RecordBatch]:
        """Its rows, in its order, as they come; types are made those of ``columns`` by the caller."""

    def has_table(self, cursor: Any, parts: Sequence[str]) -> bool:
        """Whether there is such a table (or view)."""

    def stored(self, kind: pa.DataType) -> pa.DataType:
        """The type that a plain column is handed over in, so that no value changes on the way in."""


def name_parts(name: str) -> list[str]:
    """A table's name, ``schema.table`` or ``"with.dot"``, in its parts.

    Raises
    ------
    UsageError
        ``table.name``.
    """
    parts = IDENTIFIER.findall(name)
    if not parts or ".".join(parts) != name or len(parts) > 2:
        raise UsageError("table.name")
    return [part[1:-1].replace('""', '"') if part.startswith('"') else part for part in parts]


def quoted(*names: str) -> str:
    """Names as SQL identifiers, exactly as they are written: no letter is folded, and nothing in them is SQL."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def relation(table: str | None, query: str | None) -> str:
    """What stands after FROM: a table by its name, or a query, which can only be read from there."""
    if query is not None:
        return f"(\n{query.strip().rstrip(';')}\n) AS asked"
    return quoted(*name_parts(table or ""))


def refuse_type(name: str, kind: str, file: str) -> BadInput:
    """``table.unsupported-type``, to be raised."""
    return BadInput("table.unsupported-type", Where(file=file, column=name), type=kind)


@contextlib.contextmanager
def honest(file: str, *, connecting: bool = False) -> Iterator[None]:
    """A driver's errors as ours: by their SQLSTATE, or by what their words come to; never the words.

    Raises
    ------
    MissingExtra
        ``general.extra-missing``: the driver is not installed.
    BadInput
        ``table.database-unreached``, ``table.database-refused``.
    """
    try:
        from adbc_driver_manager import dbapi

        failures = (dbapi.Error, pa.ArrowException, OSError, UnicodeError)
    except ImportError:
        raise MissingExtra("general.extra-missing", extra="database") from None
    try:
        yield
    except ImportError:
        raise MissingExtra("general.extra-missing", extra="database") from None
    except failures as error:
        if connecting:
            said = str(error).lower()
            code = next((code for words, code in REASONS if words in said), "table.database-other")
            raise BadInput(code, Where(file=file)) from None
        raise BadInput(
            "table.database-refused", Where(file=file), sqlstate=getattr(error, "sqlstate", None) or "-"
        ) from None


def awaited(cursor: Any, work: Callable[[], T]) -> T:
    """What ``work`` returns, done in a thread of its own, so that an interrupt is heard while the database works.

    The statement is cancelled then. Left without a commit, nothing of it stays.
    """
    from adbc_driver_manager import dbapi

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        try:
            return working.result()
        except BaseException:
            with contextlib.suppress(dbapi.Error):
                cursor.adbc_cancel()
            raise
