"""Text in the encodings Korean institutions write, as UTF-8 bytes for the parser.

What may not come in: ``UnicodeDecodeError``, which carries the bytes it could not read.
"""

from __future__ import annotations

import codecs
import io

import numpy as np
import pyarrow as pa

from pseudo.table.raw import CHUNK

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


class _Transcoded:
    """Chunks of another encoding as UTF-8."""

    def __init__(self, codec: str) -> None:
        self._decoder = codecs.getincrementaldecoder(codec)("strict")

    def bytes_of(self, chunk: bytes, *, final: bool) -> bytes:
        """The whole letters so far."""
        try:
            return self._decoder.decode(chunk, final).encode()
        except UnicodeError:
            raise Undecodable from None


class _Checked:
    """Chunks of UTF-8 as they are, once Arrow has looked at them: three times as fast as decoding and encoding."""

    def __init__(self) -> None:
        self._cut = b""
        self._started = False

    def bytes_of(self, chunk: bytes, *, final: bool) -> bytes:
        """The whole letters so far."""
        data = self._cut + chunk
        if not self._started:
            self._started = True
            data = data.removeprefix(codecs.BOM_UTF8)
        end = len(data) if final else _last_start(data)
        data, self._cut = data[:end], data[end:]
        if not data.isascii():
            offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int32))
            try:
                pa.StringArray.from_buffers(1, offsets, pa.py_buffer(data)).validate(full=True)
            except pa.ArrowInvalid:
                raise Undecodable from None
        return data


def _last_start(data: bytes) -> int:
    """Where the last letter starts, if it is not ASCII; the end, if it is: no letter is cut before it."""
    start = len(data) - 1
    while start > max(0, len(data) - 4) and 0x80 <= data[start] < 0xC0:
        start -= 1
    return len(data) if not data or data[start] < 0x80 else start


class Utf8(io.RawIOBase):
    """The text of ``stream`` as UTF-8 bytes for the parser, from the byte ``skip`` on.

    Raises
    ------
    Undecodable
        From ``read``.
    """

    def __init__(self, stream: io.RawIOBase, encoding: str, skip: int = 0) -> None:
        super().__init__()
        self._stream = stream
        codec = ENCODINGS[encoding]
        self._utf8: _Checked | _Transcoded = _Checked() if codec == "utf-8-sig" else _Transcoded(codec)
        self._skip = skip
        # The parser drops a byte-order mark at the start. It gets one, so that it cannot drop one out of the first cell.
        self._pending = codecs.BOM_UTF8
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def seen(self, data: bytes) -> None:
        """Overridden to look at what goes by."""

    def is_empty(self) -> bool:
        """Whether there is no text at all; asked before anything is read."""
        self._fill(len(codecs.BOM_UTF8) + 1)
        return self._pending == codecs.BOM_UTF8

    def read(self, size: int = CHUNK) -> bytes:
        """At most ``size`` bytes; fewer only at the end."""
        self._fill(size)
        data, self._pending = self._pending[:size], self._pending[size:]
        return data

    def _fill(self, size: int) -> None:
        """Decode until ``size`` bytes wait or the text ends."""
        while len(self._pending) < size and not self._ended:
            chunk = self._stream.read(max(CHUNK, size)) or b""
            self._ended = not chunk
            data = self._utf8.bytes_of(chunk, final=self._ended)
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            data = data[skipped:] if skipped else data
            self.seen(data)
            self._pending += data


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
