"""Text in the encodings Korean institutions write, as UTF-8 bytes for the parser.

What may not come in: ``UnicodeDecodeError``, which carries the bytes it could not read.
"""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING

import numpy as np

from pseudo.table.raw import CHUNK

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["ENCODINGS", "Undecodable", "Utf8", "WatchedUtf8", "detect_encoding"]

ENCODINGS = {"utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "cp949": "cp949", "euc-kr": "cp949", "utf-16": "utf-16"}
"""The names a caller may say, and the codec that reads each. A byte-order mark never becomes part of a column name."""

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
QUOTE, ENDS = 0x22, b"\r\n"


class Undecodable(Exception):
    """A byte that the encoding does not have. Carries nothing."""


def detect_encoding(stream: io.RawIOBase) -> str:
    """UTF-8 or CP949, from the byte-order mark or from the first chunk that is not ASCII.

    A damaged UTF-8 file is still UTF-8: the chunk is taken for CP949 only where its broken sequences outnumber the good ones.

    Returns
    -------
    str
        ``"utf-8"``, ``"utf-8-sig"``, ``"utf-16"`` or ``"cp949"``.
    """
    first = True
    while chunk := stream.read(CHUNK):
        if first:
            first = False
            for mark, name in BOMS:
                if chunk.startswith(mark):
                    return name
        if chunk.isascii():
            continue
        text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(chunk)
        broken = sum(1 for c in text if "\udc80" <= c <= "\udcff")
        good = sum(1 for c in text if c > "\x7f") - broken
        return "cp949" if broken > good else "utf-8"
    return "utf-8"


class Utf8(io.RawIOBase):
    """The text of ``stream`` as UTF-8 bytes without a byte-order mark, from the byte ``skip`` on.

    Raises
    ------
    Undecodable
        From ``read``.
    """

    def __init__(self, stream: io.RawIOBase, encoding: str, skip: int = 0) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(ENCODINGS[encoding])("strict")
        self._skip = skip
        self._pending = b""
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def seen(self, data: bytes) -> None:
        """Overridden to look at what goes by."""

    def at_end(self) -> bool:
        """Whether nothing is left to read."""
        self._fill(1)
        return not self._pending

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill ``buffer``, as files do."""
        view = memoryview(buffer).cast("B")
        self._fill(len(view))
        length = min(len(view), len(self._pending))
        view[:length] = self._pending[:length]
        self._pending = self._pending[length:]
        return length

    def _fill(self, size: int) -> None:
        """Decode until ``size`` bytes wait or the text ends."""
        while len(self._pending) < size and not self._ended:
            chunk = self._stream.read(CHUNK) or b""
            self._ended = not chunk
            try:
                data = self._decoder.decode(chunk, self._ended).encode()
            except UnicodeError:
                raise Undecodable from None
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            self.seen(data[skipped:])
            self._pending += data[skipped:]


class WatchedUtf8(Utf8):
    """Notes on the way whether there are NUL bytes and quotation marks where RFC 4180 has none.

    Attributes
    ----------
    nul : bool
        A NUL byte went by.
    stray : bool
        A mark opened in the middle of a cell, closed before its end, or was never closed. Known after :meth:`end`.
    """

    def __init__(self, stream: io.RawIOBase, encoding: str, delimiter: str, skip: int = 0) -> None:
        self.nul = False
        self.stray = False
        self._marks = 0
        self._carry = b"\n"
        before_or_after = np.zeros(256, dtype=np.bool_)
        before_or_after[[QUOTE, ord(delimiter), *ENDS]] = True
        self._borders = before_or_after
        super().__init__(stream, encoding, skip)

    def seen(self, data: bytes) -> None:
        """Look at ``data``: every odd mark opens after a border, every even one closes before a border."""
        self.nul = self.nul or b"\0" in data
        window = np.frombuffer(self._carry + data, dtype=np.uint8)
        self._carry = window[-2:].tobytes()
        at = np.flatnonzero(window[1:-1] == QUOTE) + 1
        opens_next = self._marks % 2
        before = window[at[opens_next::2] - 1]
        after = window[at[1 - opens_next :: 2] + 1]
        self._marks += len(at)
        self.stray = self.stray or not (self._borders[before].all() and self._borders[after].all())

    def end(self) -> None:
        """Say that the text is over."""
        self.seen(b"\n")
        self.stray = self.stray or self._marks % 2 == 1
