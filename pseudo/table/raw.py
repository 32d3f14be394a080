"""The input's bytes: a file, a pipe or standard input, readable from the start any number of times.

What may not come in: a copy on disk that has a name, or that others can read. What comes once is spooled
(:mod:`pseudo.table.spool`).
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io
import os
import shutil
import stat
import sys
import threading
import weakref
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pseudo.errors import BadInput, Where
from pseudo.table.spool import Spool

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["CHUNK", "Gunzip", "Raw", "Window", "bomb", "keyed_mac", "swollen"]

CHUNK = 1 << 20
"""Bytes read at a time."""

FREE_BYTES = 256 << 20
MOST_EXPANSION = 200
"""A compressed input may hold FREE_BYTES, and beyond that this many times its own size (text rarely passes 20)."""


def swollen(compressed: int, expanded: int) -> bool:
    """Whether a compressed input of ``compressed`` bytes unpacks to more than is believable."""
    return expanded > max(FREE_BYTES, MOST_EXPANSION * compressed)


def bomb(file: str) -> BadInput:
    """``table.bomb`` with the limits, to be raised."""
    return BadInput("table.bomb", Where(file=file), times=MOST_EXPANSION, megabytes=FREE_BYTES >> 20)


class Raw:
    """An input's bytes, held open so that every pass reads the same file.

    Parameters
    ----------
    what : str, Path or Spool
        A path, ``"-"`` for standard input, or what was spooled already.
    name : str, optional
        What errors call it; the path's last part by default.

    Raises
    ------
    BadInput
        ``table.not-found``, ``table.no-file`` (a device, a socket), ``table.unreadable``; later ``table.changed`` where the file was
        written to between two passes.
    """

    def __init__(self, what: str | Path | Spool, name: str | None = None) -> None:
        self.name = name or ("-" if isinstance(what, Spool) or what == "-" else Path(what).name)
        self._lock = threading.Lock()
        self._file = what if isinstance(what, Spool) else self._opened(what)
        weakref.finalize(self, self._file.close)
        self._identity = self._stamp()
        self.size = self._identity[0]

    def _opened(self, what: str | Path) -> IO[bytes] | Spool:
        if what == "-":
            return self._spooled(sys.stdin.buffer)
        try:
            mode = Path(what).stat().st_mode
            if stat.S_ISREG(mode):
                return Path(what).open("rb", buffering=0)
            if stat.S_ISFIFO(mode):
                with Path(what).open("rb") as pipe:
                    return self._spooled(pipe)
        except FileNotFoundError:
            raise BadInput("table.not-found", Where(file=self.name)) from None
        except OSError as error:
            raise BadInput("table.unreadable", Where(file=self.name), reason=os.strerror(error.errno or 0)) from None
        raise BadInput("table.no-file" if not stat.S_ISDIR(mode) else "table.not-found", Where(file=self.name))

    def _spooled(self, pipe: IO[bytes]) -> Spool:
        spool = Spool()
        try:
            shutil.copyfileobj(pipe, spool, CHUNK)
        except OSError as error:
            spool.close()
            raise BadInput("table.unreadable", Where(file=self.name), reason=os.strerror(error.errno or 0)) from None
        return spool

    def _stamp(self) -> tuple[int, int]:
        now = os.fstat(self._file.fileno())
        return now.st_size, now.st_mtime_ns

    def window(self) -> Window:
        """A fresh reading position at the start. Refuses where the file changed since it was opened."""
        if self._stamp() != self._identity:
            raise BadInput("table.changed", Where(file=self.name))
        return Window(self)

    def head(self, length: int) -> bytes:
        """The first ``length`` bytes."""
        return self.window().read(length) or b""

    def read_at(self, position: int, buffer: WriteableBuffer) -> int:
        """Fill ``buffer`` from ``position`` on; how many bytes there were."""
        with self._lock:
            self._file.seek(position)
            return cast("io.FileIO", self._file).readinto(buffer) or 0

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 of the bytes as they are."""
        return keyed_mac(key, self.window())


class Window(io.RawIOBase):
    """One reader's position in a :class:`Raw`; readers do not disturb one another."""

    def __init__(self, raw: Raw) -> None:
        super().__init__()
        self._raw = raw
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, as files do."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._raw.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer``, as files do."""
        length = self._raw.read_at(self._at, buffer)
        self._at += length
        return length


class Gunzip(io.RawIOBase):
    """The unpacked bytes of a gzip input, bounded against one that unpacks without end."""

    def __init__(self, raw: Raw) -> None:
        super().__init__()
        self._raw = raw
        self._unpacked = gzip.GzipFile(fileobj=raw.window())
        self._length = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer``; ``table.bomb`` or ``table.corrupt`` where the input is not what it says."""
        try:
            length = self._unpacked.readinto(buffer)
        except (OSError, EOFError, zlib.error):
            raise BadInput("table.corrupt", Where(file=self._raw.name), format="gzip") from None
        self._length += length
        if swollen(self._raw.size, self._length):
            raise bomb(self._raw.name)
        return length


def keyed_mac(key: bytes, stream: io.RawIOBase) -> str:
    """Hexadecimal HMAC-SHA-256 of everything in ``stream``."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    while chunk := stream.read(CHUNK):
        mac.update(chunk)
    return mac.hexdigest()
