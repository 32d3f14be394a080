"""The lock on a case's output: a release folder as one encrypted file, which opens only whole and only for its case.

The folder's files go as a tar stream through AES-256-GCM in chunks of one mebibyte. A chunk's nonce is the file's random prefix, the
chunk's number and whether it is the last (the STREAM construction: Hoang, Reyhanitabar, Rogaway, Vizár 2015), so that chunks cannot
be changed, cut off, moved or doubled; case and output are authenticated with each. The key is derived from the project's key, which
stands in another place (제28조의4 제1항).
"""

from __future__ import annotations

import io
import os
import shutil
import struct
import tarfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pseudo import entropy
from pseudo.errors import BadInput, Where
from pseudo.ledger import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["check_seal", "seal", "unseal"]

MAGIC = b"pseudokit sealed 1\n"
CHUNK = 1 << 20
TAG = 16
PREFIX = 7
FILE_MODE, FOLDER_MODE = 0o644, 0o755


def seal(folder: Path, path: Path, key: bytes, about: bytes) -> None:
    """Write a folder's regular files, sorted by name, as one sealed file of mode 0600; whole or not at all.

    Parameters
    ----------
    folder, path : Path
        What is sealed, and where to.
    key : bytes
        32 bytes, for this use alone.
    about : bytes
        What the file is about; it does not open for anything else.
    """
    draft = path.with_name(f".{path.name}.{entropy.token()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            with _Sealer(stream, key, about) as sealer, tarfile.open(fileobj=sealer, mode="w|") as archive:
                for member in sorted(folder.rglob("*")):
                    archive.add(member, member.relative_to(folder).as_posix(), recursive=False, filter=_plain)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def unseal(path: Path, folder: Path, key: bytes, about: bytes) -> None:
    """Write the files of a sealed file into a new folder; on any fault nothing of it stays.

    Raises
    ------
    BadInput
        ``procedure.sealed``: changed, cut, of another case, or another key.
    """
    folder.mkdir(mode=0o700)
    try:
        with _opened(path, key, about) as archive:
            archive.extractall(folder, filter="data")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def check_seal(path: Path, key: bytes, about: bytes) -> None:
    """Decrypt every chunk and write nothing; faults as :func:`unseal`."""
    with _opened(path, key, about) as archive:
        for _ in archive:
            pass


@contextmanager
def _opened(path: Path, key: bytes, about: bytes) -> Iterator[tarfile.TarFile]:
    try:
        with path.open("rb") as stream:
            plain = _Opener(stream, key, about)
            with tarfile.open(fileobj=io.BufferedReader(plain, CHUNK), mode="r|") as archive:
                yield archive
            plain.finish()
    except (InvalidTag, tarfile.TarError, OSError) as fault:
        if isinstance(fault, OSError) and fault.errno:
            raise
        raise BadInput("procedure.sealed", Where(file=path.name)) from None


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Nothing of the machine: no owner, no time; links and devices are left out."""
    if not (member.isreg() or member.isdir()):
        return None
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = FOLDER_MODE if member.isdir() else FILE_MODE
    return member


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class _Sealer(io.RawIOBase):
    """Encrypts what is written, a chunk at a time; the last chunk, which may be empty, is written by :meth:`close`."""

    def __init__(self, stream: BinaryIO, key: bytes, about: bytes) -> None:
        self._cipher, self._about, self._stream = AESGCM(key), about, stream
        self._prefix = entropy.secret(PREFIX)
        self._number, self._held = 0, bytearray()
        stream.write(MAGIC + self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._held), last=True)
        super().close()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._stream.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last=last), chunk, self._about))
        self._number += 1


class _Opener(io.RawIOBase):
    """Decrypts what is read; a file that ends before its last chunk, or goes on after it, does not open."""

    def __init__(self, stream: BinaryIO, key: bytes, about: bytes) -> None:
        self._cipher, self._about, self._stream = AESGCM(key), about, stream
        head = stream.read(len(MAGIC) + PREFIX)
        if len(head) != len(MAGIC) + PREFIX or not head.startswith(MAGIC):
            raise InvalidTag
        self._prefix, self._number, self._held, self._ended = head[len(MAGIC) :], 0, b"", False
        self._next = stream.read(CHUNK + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._held and not self._ended:
            self._held = self._chunk()
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def finish(self) -> None:
        """Read to the end: a cut behind the archive's own end is a cut."""
        while not self._ended:
            self._chunk()

    def _chunk(self) -> bytes:
        now, self._next = self._next, self._stream.read(CHUNK + TAG)
        self._ended = not self._next
        plain = self._cipher.decrypt(_nonce(self._prefix, self._number, last=self._ended), now, self._about)
        self._number += 1
        return plain
