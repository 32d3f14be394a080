"""Append-only, hash-chained records in JSON lines: the key store's, a release's, the privacy budget's.

It stands below the rooms that keep one; :mod:`pseudo.evidence` shows it to everyone else. What may not come in: a cell value,
key material.

A line is the canonical JSON of an :class:`Entry`. Its ``hash`` is the SHA-256 of the line without ``hash``, and
``prev`` is the hash of the line before (64 zeros for the first), so that a line cannot be changed, taken out or
moved without a later one showing it (시행령 제30조 제1항 제5호: access records are kept from forgery and
alteration). The chain alone does not show that the *last* lines were cut off; a release's signed manifest fixes the
head and the length for that.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import math
import os
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.errors import BadInput, Where
from pseudo.model import canonical, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "GENESIS",
    "Entry",
    "Fault",
    "Ledger",
    "LedgerWriter",
    "chained",
    "chained_entries",
    "read_ledger",
    "sync_folder",
]

GENESIS = "0" * 64
"""``prev`` of a ledger's first line."""


@dataclass(frozen=True)
class Fault:
    """One thing found wrong: a code of the error catalogue, the file inside its folder, and what the text says of it.

    ``detail`` holds numbers and names, never a cell value.
    """

    code: str
    path: str = ""
    detail: dict[str, int | str] = field(default_factory=dict)

    def message(self, lang: str | None = None) -> str:
        """Give the catalogue's three lines in ``lang`` ("en", "ko"; the environment's by default)."""
        return BadInput(self.code, Where(file=self.path or None), **self.detail).message(lang)


@dataclass(frozen=True)
class Entry:
    """A line of a ledger: number from 0, UTC time, what happened, facts (JSON scalars, lists of them), the chain."""

    seq: int
    time: str
    event: str
    facts: dict[str, Any]
    prev: str
    hash: str = ""

    def computed_hash(self) -> str:
        """Compute what ``hash`` must be for this content: 64 hexadecimal digits."""
        content = {name: value for name, value in to_json(self).items() if name != "hash"}
        return hashlib.sha256(canonical(content)).hexdigest()


def read_ledger(path: Path) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    """Read all lines of a ledger that are honest in themselves, and everything that is wrong with it.

    Parameters
    ----------
    path : Path
        A ledger; an absent one has no lines and no faults.

    Returns
    -------
    entries : tuple of Entry
        In the file's order.
    faults : tuple of Fault
        "evidence.ledger-line": a line whose content does not give its hash; "evidence.ledger-chain": a line that does
        not follow the one before it; "evidence.ledger-torn": a half-written last line, left by a crash.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        content = b""
    return _read(content, path.name)


def chained_entries(path: Path) -> tuple[Entry, ...]:
    """Read the lines of a ledger that must chain; a half-written last line does not count.

    Raises
    ------
    BadInput
        evidence.ledger-broken, with the first line that is wrong.
    """
    entries, faults = read_ledger(path)
    _refuse_broken(faults)
    return entries


def chained(content: bytes, name: str) -> tuple[Entry, ...]:
    """The lines of a ledger's bytes, which must chain; faults as :func:`chained_entries`."""
    entries, faults = _read(content, name)
    _refuse_broken(faults)
    return entries


def _refuse_broken(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        if fault.code != "evidence.ledger-torn":
            raise BadInput("evidence.ledger-broken", Where(file=fault.path), line=fault.detail["line"])


def _read(content: bytes, name: str) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    *lines, tail = content.split(b"\n")
    entries: list[Entry] = []
    faults: list[Fault] = []
    previous: str | None = GENESIS
    for number, line in enumerate(lines):
        entry = _parse(line)
        if entry is None:
            faults.append(Fault("evidence.ledger-line", name, {"line": number + 1}))
            previous = None  # what the line's hash was cannot be known, so the next line's link is not judged
            continue
        if entry.seq != number or previous not in (None, entry.prev):
            faults.append(Fault("evidence.ledger-chain", name, {"line": number + 1}))
        entries.append(entry)
        previous = entry.hash
    if tail:
        faults.append(Fault("evidence.ledger-torn", name, {"line": len(lines) + 1, "size": len(tail)}))
    return tuple(entries), tuple(faults)


def _parse(line: bytes) -> Entry | None:
    """Give the entry of a line, or None: only the exact canonical bytes of an entry with its right hash count."""
    try:
        entry = from_json(Entry, json.loads(line.decode()))
        honest = canonical(entry) == line and entry.hash == entry.computed_hash()
    except (ValueError, RecursionError):
        return None
    return entry if honest else None


class Ledger:
    """A ledger on disk. Writers exclude each other, over threads and processes, by a lock on the file.

    Parameters
    ----------
    path : Path
        Created at the first append; its folder must be there.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> ledger = Ledger(Path(mkdtemp()) / "ledger.jsonl")
    >>> ledger.append("applied", rows=3).seq
    0
    >>> [entry.event for entry in read_ledger(ledger.path)[0]]
    ['applied']
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, event: str, **facts: Any) -> Entry:
        """Add one line and have the disk hold it before returning.

        Raises
        ------
        BadInput
            evidence.ledger-broken: the lines that are there do not chain; nothing is added to a broken record.
        TypeError
            A fact is no JSON scalar or list of them.
        """
        with self.exclusive() as writer:
            return writer.append(event, **facts)

    @contextmanager
    def exclusive(self) -> Iterator[LedgerWriter]:
        """Lock the ledger and read it whole, to look at it and add to it in one step.

        A half-written last line is cut off first, and an event "repaired" says so.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield _open_writer(descriptor, self.path)
        finally:
            os.close(descriptor)


class LedgerWriter:
    """A locked ledger; lives inside :meth:`Ledger.exclusive` only. ``put`` keeps a line whole, or not at all."""

    def __init__(self, put: Callable[[bytes], None], entries: tuple[Entry, ...]) -> None:
        self._put = put
        self.entries = entries

    def append(self, event: str, **facts: Any) -> Entry:
        """Add one line, as :meth:`Ledger.append` does."""
        prev = self.entries[-1].hash if self.entries else GENESIS
        entry = Entry(len(self.entries), clock.now(), event, _plain(facts), prev)
        entry = replace(entry, hash=entry.computed_hash())
        self._put(canonical(entry) + b"\n")
        self.entries = (*self.entries, entry)
        return entry


def _open_writer(descriptor: int, path: Path) -> LedgerWriter:
    size = os.fstat(descriptor).st_size
    entries, faults = _read(_read_all(descriptor, size), path.name)
    _refuse_broken(faults)
    if size == 0:
        sync_folder(path.parent)
    writer = LedgerWriter(partial(_write, descriptor), entries)
    if faults:
        torn = int(faults[0].detail["size"])
        os.ftruncate(descriptor, size - torn)
        writer.append("repaired", bytes_removed=torn)
    return writer


def _read_all(descriptor: int, size: int) -> bytes:
    content = b""
    while len(content) < size and (chunk := os.pread(descriptor, size - len(content), len(content))):
        content += chunk
    return content


def _write(descriptor: int, line: bytes) -> None:
    """Append a line whole or, on a full disk, not at all."""
    before = os.fstat(descriptor).st_size
    try:
        left = memoryview(line)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Turn tuples into lists; refuse what is neither a scalar nor a list of scalars, by name only."""
    for name, value in facts.items():
        items = value if isinstance(value, (list, tuple)) else (value,)
        if not all(_is_scalar(item) for item in items):
            raise TypeError(f"fact '{name}' is neither a JSON scalar nor a list of them")
    return {name: to_json(value) for name, value in facts.items()}


def _is_scalar(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, (str, int, bool))


def sync_folder(folder: Path) -> None:
    """Have the disk hold the folder's list of names."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
