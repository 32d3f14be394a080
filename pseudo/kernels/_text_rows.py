"""Masking, words and a look for NFC in many rows, compiled: see :mod:`pseudo.kernels.text`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

if TYPE_CHECKING:
    from pseudo.kernels._layout import Bytes, Offsets, Valid

__all__ = ["char_lengths_of", "is_plain", "keep_words_of", "mask_all"]

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
def _preserved(data: Bytes, start: int, stop: int, characters: Packed) -> bool:
    """Whether the character ``data[start:stop]`` is one of ``characters``, each its UTF-8 bytes as one number."""
    packed = np.uint32(0)
    for at in range(start, stop):
        packed = np.uint32((packed << S8) | np.uint32(data[at]))
    for known in characters:  # noqa: SIM110 (Numba compiles no generator)
        if known == packed:
            return True
    return False


@jit
def is_plain(offsets: Offsets, data: Bytes, valid: Valid) -> bool:
    """See :func:`pseudo.kernels.text.is_plainly_nfc`. Bytes of a character are looked at from the first on."""
    for row in range(valid.size):
        if not valid[row] and offsets[row + 1] > offsets[row]:
            return False
    at, stop = offsets[0], offsets[-1]
    while at < stop:
        first = data[at]
        if first < 0x80:
            at += 1
        elif 0xC2 <= first <= 0xCB:  # U+0080 to U+02FF
            at += 2
        elif 0xE4 <= first <= 0xED and at + 2 < stop:
            code = (
                (np.int64(first) & 0xF) << 12 | (np.int64(data[at + 1]) & 0x3F) << 6 | (np.int64(data[at + 2]) & 0x3F)
            )
            if not (0x4E00 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3):
                return False
            at += 3
        else:
            return False
    return True


@jit
def keep_words_of(
    offsets: Offsets,
    data: Bytes,
    valid: Valid,
    count: int,
    joint: Bytes,
    leads: Valid,
    between: Packed,
    ends: Positions,
    out: Bytes,
) -> None:
    """The first ``count`` words of each row, ``joint`` between them; as :func:`mask_all` for the rest."""
    at_out = 0
    ends[0] = 0
    for row in range(valid.size):
        at, stop = offsets[row], offsets[row + 1]
        if not valid[row]:
            stop = at
        words = 0
        inside = False
        while at < stop:
            after = at + 1
            while after < stop and data[after] & CONTINUATION_MASK == CONTINUATION:
                after += 1
            if leads[data[at]] and (data[at] < CONTINUATION or _preserved(data, at, after, between)):
                inside = False
                if words == count:
                    break
            else:
                if not inside:
                    words += 1
                    for number in range(joint.size if words > 1 else 0):
                        out[at_out] = joint[number]
                        at_out += 1
                inside = True
                for place in range(at, after):
                    out[at_out] = data[place]
                    at_out += 1
            at = after
        ends[row + 1] = at_out


@jit
def mask_all(  # noqa: C901 (what is done with each byte stands here)
    offsets: Offsets,
    data: Bytes,
    valid: Valid,
    first: int,
    last: int,
    mask: Bytes,
    leads: Valid,
    preserved: Packed,
    ends: Positions,
    out: Bytes,
) -> None:
    """Count each row's characters that are not preserved, then write it. ``ends`` (n + 1,) are the new offsets.

    No function is called for a byte: it would take and give back the references to its arrays.
    """
    at_out = 0
    ends[0] = 0
    for row in range(valid.size):
        start, stop = offsets[row], offsets[row + 1]
        if not valid[row]:
            stop = start
        characters = 0
        at = start
        while at < stop:
            after = at + 1
            while after < stop and data[after] & CONTINUATION_MASK == CONTINUATION:
                after += 1
            kept = leads[data[at]] and (data[at] < CONTINUATION or _preserved(data, at, after, preserved))
            characters += 0 if kept else 1
            at = after
        shown = characters > first + last
        place = 0
        at = start
        while at < stop:
            after = at + 1
            while after < stop and data[after] & CONTINUATION_MASK == CONTINUATION:
                after += 1
            kept = leads[data[at]] and (data[at] < CONTINUATION or _preserved(data, at, after, preserved))
            if not kept:
                kept = shown and (place < first or place >= characters - last)
                place += 1
            if kept:
                for byte in range(at, after):
                    out[at_out] = data[byte]
                    at_out += 1
            else:
                for number in range(mask.size):
                    out[at_out] = mask[number]
                    at_out += 1
            at = after
        ends[row + 1] = at_out
