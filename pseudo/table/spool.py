"""A spool: bytes that come once and are read many times, in a file without a name, encrypted under a key of this process.

What stands on the disk is AES-256-CTR (NIST SP 800-38A, section 6.5) under a key that is drawn for this spool and never stored.
The file has no name, and the system frees it when the process ends, however it ends; what the disk may keep of it is noise to
who lacks the key. Not protected against: who reads this process's memory, or writes to the file while it runs.
"""

from __future__ import annotations

import io
import tempfile
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from pseudo import entropy

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer
    from cryptography.hazmat.primitives.ciphers import CipherContext

__all__ = ["Spool"]

BLOCK = 16
"""Bytes that one value of the counter covers."""


class Spool(io.RawIOBase):
    """A binary file that grows at its end and is read anywhere. No counter serves twice: nothing can be written over."""

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed with the spool
        self._key = algorithms.AES256(entropy.secret(32))
        self._sealing = self._cipher(0)
        self._at = 0

    def _cipher(self, block: int) -> CipherContext:
        """The keystream from the ``block``-th block on; sealing and opening are one operation."""
        return Cipher(self._key, modes.CTR(block.to_bytes(BLOCK, "big"))).encryptor()

    def write(self, data: ReadableBuffer) -> int:
        """Append ``data``."""
        sealed = memoryview(self._sealing.update(memoryview(data).cast("B")))
        length = len(sealed)
        self._file.seek(0, io.SEEK_END)
        while sealed:
            sealed = sealed[self._file.write(sealed) :]
        self._at = self._file.tell()
        return length

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer`` from where the position stands."""
        skipped = self._at % BLOCK
        self._file.seek(self._at)
        sealed = self._file.read(len(memoryview(buffer).cast("B")))
        opening = self._cipher(self._at // BLOCK)
        opening.update(bytes(skipped))
        memoryview(buffer).cast("B")[: len(sealed)] = opening.update(sealed)
        self._at += len(sealed)
        return len(sealed)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, as files do; writing always goes to the end."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.seek(0, io.SEEK_END)}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def fileno(self) -> int:
        """The file's descriptor, for its size and time of change."""
        return self._file.fileno()

    def close(self) -> None:
        """Free the file."""
        self._file.close()
        super().close()

    def readable(self) -> bool:
        """Yes."""
        return True

    def writable(self) -> bool:
        """Yes, at the end."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True
