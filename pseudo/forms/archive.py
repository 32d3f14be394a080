"""Zip packages of XML: without times of their own, so that the same content has the same bytes, and with what XML can hold."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["legible", "repacked"]

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def repacked(package: bytes) -> bytes:
    """The same entries in the same order, each of 1 January 1980; one that was stored stays stored (an HWPX's ``mimetype``)."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename)
            plain.compress_type = entry.compress_type
            new.writestr(plain, old.read(entry))
    return made.getvalue()


def legible(text: str) -> str:
    """The text with plain line ends, and with a replacement character for what XML cannot hold."""
    return ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n"))
