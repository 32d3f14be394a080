"""Export: a release that verifies, written into a database in one transaction. The gate and the manifest stay with the files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, GateFailed, UsageError, Where
from pseudo.table.raw import CHUNK, Raw
from pseudo.workflow.prepare import quiet
from pseudo.workflow.release import Release
from pseudo.workflow.verification import verify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pseudo.table.source import Source

__all__ = ["export"]


def export(
    release: str | Path,
    address: str,
    table: str,
    *,
    force: bool = False,
    trusted_key: str | None = None,
    progress: Callable[[str, int], None] = quiet,
) -> dict[str, int]:
    """Write a release's rows into a new table of a database, and those of each second table (``anatomize``) into one beside it.

    Parameters
    ----------
    release : path
        The release's folder; everything in it is verified first, and never changed.
    address : str
        ``postgresql://[user@]host/database``, ``postgresql:///database?service=name``, ``sqlite:///file`` or ``duckdb:///file``;
        with a password in it, it is refused.
    table : str
        ``table`` or ``schema.table``, as it will be stored; a second table's name follows it after an underscore.
    force : bool
        Replace tables that are there, in the same transaction.
    trusted_key : str, optional
        As for :func:`pseudo.verify`.

    Returns
    -------
    dict of str to int
        Rows written, by table. The columns have the types of the release's file (text, for CSV and Excel); tables of private statistics are
        not exported.

    Raises
    ------
    GateFailed
        ``workflow.export-unverified``.
    UsageError
        ``table.exists-in-database``, ``table.password-in-address``, ``table.address``, ``table.name``.
    BadInput
        ``table.database-*``, ``table.not-storable``: nothing was written.
    """
    from pseudo.table.databases import Address, is_address, refuse_existing, write_tables

    if not is_address(address):
        raise UsageError("table.address", scheme="SQL")
    place, released = Address.of(address), Release(release)
    names = {name: f"{table}_{name}" if name else table for name in released.tables}
    if not force:
        for stored in names.values():
            refuse_existing(place, stored)
    found = verify(released.path, trusted_key=trusted_key, progress=progress)
    if not found.ok:
        raise GateFailed("workflow.export-unverified", codes=", ".join(sorted({fault.code for fault in found.faults})))
    sources = {names[name]: _held(released, path) for name, path in released.tables.items()}
    return write_tables(place, sources, replace=force, progress=lambda rows: progress("export", rows))


def _held(release: Release, path: Path) -> Source:
    """A data file, held open from here on: what is written is what has the manifest's digest."""
    from pseudo.table import open_source

    raw = Raw(path)
    if _digest(raw) != _recorded(release, path):
        raise BadInput("table.changed", Where(file=raw.name))
    return open_source(raw, header=None if path.suffix in {".parquet", ".arrow"} else True)


def _digest(raw: Raw) -> str:
    """SHA-256 of the bytes that will be read."""
    digest, window = hashlib.sha256(), raw.window()
    while chunk := window.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _recorded(release: Release, data: Path) -> str:
    """A data file's SHA-256 in the manifest."""
    path = data.relative_to(release.path).as_posix()
    return next(file.sha256 for file in release.manifest.files if file.path == path)
