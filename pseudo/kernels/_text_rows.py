"""Masking of many rows, compiled: see :mod:`pseudo.kernels.text`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

if TYPE_CHECKING:
    from pseudo.kernels._layout import Bytes, Offsets, Valid

__all__ = ["char_lengths_of", "mask_all"]

Packed = NDArray[np.uint32]
Positions = NDArray[np.int64]

CONTINUATION, CONTINUATION_MASK = np.uint8(0x80), np.uint8(0xC0)
S8 = np.uint32(8)


@jit
def char_lengths_of(offsets: Offsets, data: Bytes, valid: Valid, out: NDArray[np.int32]) -> None:
    """Code points of each row: its bytes that do not continue a character. 0 for null."""
    for row in range(valid.size):
        found = 0
        if valid[row]:
            for at in range(offsets[row], offsets[row + 1]):
                if data[at] & CONTINUATION_MASK != CONTINUATION:
                    found += 1
        out[row] = found


@jit
def _next(data: Bytes, at: int, stop: int) -> int:
    """Where the character after the one at ``at`` starts; at most ``stop``."""
    at += 1
    while at < stop and data[at] & CONTINUATION_MASK == CONTINUATION:
        at += 1
    return at


@jit
def _preserved(data: Bytes, start: int, stop: int, plain: Valid, wide: Packed) -> bool:
    """Whether the character ``data[start:stop]`` stays: an ASCII one by a flag, another by its UTF-8 bytes as one number."""
    if stop - start == 1:
        return bool(plain[data[start]])
    if wide.size == 0:
        return False
    packed = np.uint32(0)
    for at in range(start, stop):
        packed = np.uint32((packed << S8) | np.uint32(data[at]))
    for known in wide:  # noqa: SIM110 (Numba compiles no generator)
        if known == packed:
            return True
    return False


@jit
def mask_all(
    offsets: Offsets,
    data: Bytes,
    valid: Valid,
    first: int,
    last: int,
    mask: Bytes,
    plain: Valid,
    wide: Packed,
    ends: Positions,
    out: Bytes,
) -> None:
    """Count each row's characters that are not preserved, then write it. ``ends`` (n + 1,) are the new offsets."""
    at_out = 0
    ends[0] = 0
    for row in range(valid.size):
        start, stop = offsets[row], offsets[row + 1]
        if not valid[row]:
            stop = start
        characters = 0
        at = start
        while at < stop:
            after = _next(data, at, stop)
            characters += 0 if _preserved(data, at, after, plain, wide) else 1
            at = after
        shown = characters > first + last
        place = 0
        at = start
        while at < stop:
            after = _next(data, at, stop)
            kept = _preserved(data, at, after, plain, wide)
            if not kept:
                kept = shown and (place < first or place >= characters - last)
                place += 1
            if kept:
                for byte in range(at, after):
                    out[at_out] = data[byte]
                    at_out += 1
            else:
                for byte in mask:
                    out[at_out] = byte
                    at_out += 1
            at = after
        ends[row + 1] = at_out
