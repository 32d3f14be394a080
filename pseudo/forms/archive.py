"""Zip packages without times of their own, so that the same content has the same bytes."""

from __future__ import annotations

import io
import zipfile

__all__ = ["repacked"]


def repacked(package: bytes) -> bytes:
    """The same entries in the same order, each of 1 January 1980; one that was stored stays stored (an HWPX's ``mimetype``)."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename)
            plain.compress_type = entry.compress_type
            new.writestr(plain, old.read(entry))
    return made.getvalue()
