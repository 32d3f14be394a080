"""The key store: one file a project, made once, opened by its owner only, destroyed with a record that stays.

The folder is 추가정보 in the sense of 개인정보 보호법 제28조의4 제1항 and stands apart from what it pseudonymised
(시행령 제29조의5 제1항 제2호): see :func:`refuse_shared_tree`. The record of making and destroying is a hash-chained
ledger beside the keys; it is kept at least three years from the destruction (법 제28조의4 제3항).

Not protected against: the machine's administrator, a back-up of the folder, and disks that keep old blocks (SSDs,
snapshots, copy-on-write file systems): destruction overwrites the file, it cannot reach copies.
"""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo import clock, entropy, paths
from pseudo.errors import BadInput, PolicyRefused, UsageError, Where
from pseudo.keys.key import KEY_BYTES, Key
from pseudo.ledger import Entry, Ledger, chained_entries, sync_folder
from pseudo.model import canonical, from_json

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterator
    from pathlib import Path

    from pseudo.ledger import LedgerWriter

__all__ = ["KeyInfo", "KeyStore", "refuse_shared_tree"]

PROJECT = re.compile(r"[a-z0-9가-힣_][a-z0-9가-힣._-]{0,63}")
OTHERS = 0o077
"""Permission bits of group and world."""
RECORD_YEARS = 3


@dataclass(frozen=True)
class KeyInfo:
    """What may be known of a key. ``status`` is "active" or "destroyed"; nothing here is secret.

    ``record_until`` is the first day on which the record of a destroyed key may go (법 제28조의4 제3항).
    """

    project: str
    id: str
    created: str
    status: str
    verifying_key: str
    destroyed: str | None = None
    reason: str | None = None
    record_until: str | None = None


@dataclass(frozen=True)
class _KeyFile:
    """What stands in a key file; ``secret`` is hexadecimal."""

    project: str
    created: str
    secret: str
    schema_version: int = 1

    def __repr__(self) -> str:
        return f"_KeyFile(project={self.project!r})"


class KeyStore:
    """The keys of an institution.

    Parameters
    ----------
    path : Path, optional
        The store's folder; ``pseudo.paths.key_store()`` by default. Made, for its owner only, at the first key.

    Raises
    ------
    PolicyRefused
        keys.open-to-others: the folder or a key file can be read by group or world.
    UsageError
        keys.project-name, keys.absent, keys.exists, keys.reason-missing.
    BadInput
        keys.malformed: a key file that is not whole; keys.unreadable: one that cannot be opened, or is a link;
        evidence.ledger-broken: the record beside the keys was tampered with.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.key_store()

    def new(self, project: str) -> KeyInfo:
        """Make a key of 32 random bytes for a project that has none, and record it."""
        project = _project(project)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _KeyFile(project, clock.now(), entropy.secret(KEY_BYTES).hex())
        info = _info(file)
        with self._record() as record:
            if os.path.lexists(self._file(project)):
                raise UsageError("keys.exists", project=project)
            if undone := _unfinished(record.entries, project):
                record.append("key-destroyed", **undone)  # the file is gone: a crash kept the last line away
            # Recorded first: a crash in between leaves the record of a key that never was, not a key without a record.
            facts = {"project": project, "id": info.id, "created": info.created, "verifying_key": info.verifying_key}
            record.append("key-created", **facts)
            self._create(self._file(project), canonical(file))
        return info

    def open(self, project: str) -> Key:
        """Open the key of a project."""
        file = self._read(_project(project))
        return Key(file.project, bytes.fromhex(file.secret), self._vault(file.project))

    def place_vault(self, project: str, url: str) -> None:
        """Keep the project's tokens in a PostgreSQL database from now on, and record it.

        Parameters
        ----------
        project : str
            A project that has a key and has given no token yet.
        url : str
            ``postgresql://…`` as libpq takes it, without a password: it stands in the store and its record.

        Raises
        ------
        UsageError
            keys.absent; keys.vault-url, keys.vault-password; keys.vault-used: tokens given so far would be given anew elsewhere.
        """
        from pseudo.keys.postgresql import check_url

        info = _info(self._read(_project(project)))
        check_url(url)
        with self._record() as record:
            if any(os.path.lexists(self.path / f"{info.project}.{kind}") for kind in ("vault", "vault-url")):
                raise UsageError("keys.vault-used", project=info.project)
            record.append("vault-placed", project=info.project, id=info.id, url=url)
            self._create(self.path / f"{info.project}.vault-url", url.encode())

    def _vault(self, project: str) -> Path | str:
        """Where the project's tokens are: in its SQLite file unless the store holds the URL of a database."""
        place = self.path / f"{project}.vault-url"
        if not os.path.lexists(place):
            return self.path / f"{project}.vault"
        return _owned(place).decode()

    def info(self, project: str) -> KeyInfo:
        """Tell of the project's key, or where it has none any more, of the one destroyed last."""
        project = _project(project)
        if os.path.lexists(self._file(project)):
            return _info(self._read(project))
        gone = [info for info in self._destroyed() if info.project == project]
        if not gone:
            raise UsageError("keys.absent", project=project)
        return gone[-1]

    def list(self) -> builtins.list[KeyInfo]:
        """List every key there is and was, by project; the destroyed ones of a project before its active one."""
        there = sorted(path.stem for path in self.path.glob("*.key"))
        infos = [*self._destroyed(), *(_info(self._read(project)) for project in there)]
        return sorted(infos, key=lambda info: info.project)

    def destroy(self, project: str, reason: str) -> KeyInfo:
        """Overwrite and remove a project's key: its pseudonyms can be neither made again nor undone from here.

        The intent is recorded before and the deed after; a destruction that a crash cut short is taken up again.

        Parameters
        ----------
        project : str
            The project.
        reason : str
            Why, for the record (처리 목적 달성, 보유기간 경과, ...).
        """
        project = _project(project)
        reason = reason.strip()
        if not reason:
            raise UsageError("keys.reason-missing", project=project)
        if not os.path.lexists(self._file(project)):
            raise UsageError("keys.absent", project=project)
        with self._record() as record:
            facts = _unfinished(record.entries, project) or self._announce(record, project, reason)
            self._erase(project)
            done = record.append("key-destroyed", **facts)
        return _destroyed_info(done)

    def _announce(self, record: LedgerWriter, project: str, reason: str) -> dict[str, Any]:
        info = _info(self._read(project))
        facts = {"project": project, "id": info.id, "created": info.created, "verifying_key": info.verifying_key}
        return record.append("key-destroying", **facts, reason=reason).facts

    def _destroyed(self) -> tuple[KeyInfo, ...]:
        """List destroyed keys, oldest first; also one whose file is gone but whose last line a crash kept away."""
        gone: dict[str, KeyInfo] = {}
        for entry in chained_entries(self.path / "ledger.jsonl"):
            erased = entry.event == "key-destroying" and not os.path.lexists(self._file(entry.facts["project"]))
            if erased or entry.event == "key-destroyed":
                gone[entry.facts["id"]] = _destroyed_info(entry)
        return tuple(gone.values())

    def _file(self, project: str) -> Path:
        return self.path / f"{project}.key"

    @contextmanager
    def _record(self) -> Iterator[LedgerWriter]:
        _refuse_open_to_others(self.path.stat().st_mode, self.path.name)
        with Ledger(self.path / "ledger.jsonl").exclusive() as writer:
            yield writer

    def _create(self, path: Path, content: bytes) -> None:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, content)
            os.fsync(descriptor)
        except OSError:
            path.unlink()
            raise
        finally:
            os.close(descriptor)
        sync_folder(self.path)

    def _erase(self, project: str) -> None:
        path = self._file(project)
        descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.pwrite(descriptor, entropy.secret(os.fstat(descriptor).st_size), 0)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        path.unlink()
        sync_folder(self.path)

    def _read(self, project: str) -> _KeyFile:
        path = self._file(project)
        if not os.path.lexists(path):
            raise UsageError("keys.absent", project=project)
        _refuse_open_to_others(self.path.stat().st_mode, self.path.name)
        file = _parse(_owned(path))
        # Raised here and not where parsing fails, so that no exception holds the file's content as its context.
        if file is None or file.project != project:
            raise BadInput("keys.malformed", Where(file=path.name))
        return file


def refuse_shared_tree(store: Path, out: Path) -> None:
    """Refuse an output folder that holds the key store, or lies in it (시행령 제29조의5 제1항 제2호).

    Raises
    ------
    PolicyRefused
        keys.shared-tree.
    """
    real_store, real_out = store.resolve(), out.resolve()
    if real_store.is_relative_to(real_out) or real_out.is_relative_to(real_store):
        raise PolicyRefused("keys.shared-tree")


def _project(name: str) -> str:
    """Bring a project's name to NFC; refuse what could be a path, a hidden file or an option."""
    name = unicodedata.normalize("NFC", name)
    if not PROJECT.fullmatch(name):
        raise UsageError("keys.project-name")
    return name


def _owned(path: Path) -> bytes:
    """What a file holds that only its owner can read and that is no link."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as fault:
        raise BadInput("keys.unreadable", Where(file=path.name), reason=fault.strerror) from None
    with os.fdopen(descriptor, "rb") as stream:
        _refuse_open_to_others(os.fstat(descriptor).st_mode, path.name)
        return stream.read()


def _parse(content: bytes) -> _KeyFile | None:
    try:
        file = from_json(_KeyFile, json.loads(content))
        whole = len(bytes.fromhex(file.secret)) == KEY_BYTES and file.schema_version == 1
    except (ValueError, RecursionError):
        return None
    return file if whole else None


def _key(file: _KeyFile) -> Key:
    return Key(file.project, bytes.fromhex(file.secret))


def _info(file: _KeyFile) -> KeyInfo:
    key = _key(file)
    return KeyInfo(file.project, key.id, file.created, "active", key.verifying_key)


def _unfinished(entries: tuple[Entry, ...], project: str) -> dict[str, Any] | None:
    """Find the facts of a destruction that was announced for the project and not recorded as done."""
    last = [entry for entry in entries if entry.facts.get("project") == project][-1:]
    return last[0].facts if last and last[0].event == "key-destroying" else None


def _destroyed_info(entry: Entry) -> KeyInfo:
    facts = entry.facts
    return KeyInfo(
        project=facts["project"],
        id=facts["id"],
        created=facts["created"],
        status="destroyed",
        verifying_key=facts["verifying_key"],
        destroyed=entry.time,
        reason=facts["reason"],
        record_until=clock.years_later(entry.time[:10], RECORD_YEARS),
    )


def _refuse_open_to_others(mode: int, name: str) -> None:
    if stat.S_IMODE(mode) & OTHERS:
        raise PolicyRefused("keys.open-to-others", Where(file=name), mode=f"{stat.S_IMODE(mode):04o}")
