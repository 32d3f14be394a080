"""Masking of UTF-8 text by characters, in Arrow's string layout.

A character is a code point: a combining mark, a conjoining jamo (NFD Hangul) or an emoji's modifier is one of its
own, so text should be in NFC. The caller has checked that the bytes are UTF-8; broken bytes give odd characters,
never a read outside a row.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import Bytes, Offsets, Valid, read_only, text_layout

__all__ = ["char_lengths", "gather_rows", "mask_rows"]

Packed = NDArray[np.uint32]
Positions = NDArray[np.int64]

CONTINUATION, CONTINUATION_MASK = np.uint8(0x80), np.uint8(0xC0)
S8 = np.uint32(8)


@jit
def _char_lengths(offsets: Offsets, data: Bytes, valid: Valid, out: NDArray[np.int32]) -> None:
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
def _preserved(data: Bytes, start: int, stop: int, preserve: Packed) -> bool:
    """Whether the character ``data[start:stop]`` is one of ``preserve``, each its UTF-8 bytes as one number."""
    if preserve.size == 0:
        return False
    packed = np.uint32(0)
    for at in range(start, stop):
        packed = np.uint32((packed << S8) | np.uint32(data[at]))
    for known in preserve:  # noqa: SIM110 (Numba compiles no generator)
        if known == packed:
            return True
    return False


@jit
def _mask_rows(
    offsets: Offsets,
    data: Bytes,
    valid: Valid,
    first: int,
    last: int,
    mask: Bytes,
    preserve: Packed,
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
            characters += 0 if _preserved(data, at, after, preserve) else 1
            at = after
        shown = characters > first + last
        place = 0
        at = start
        while at < stop:
            after = _next(data, at, stop)
            kept = _preserved(data, at, after, preserve)
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


def char_lengths(offsets: Offsets, data: Bytes, valid: Valid) -> NDArray[np.int32]:
    """Characters (code points) of each row of a string layout; int32 array of shape (n,), 0 for null."""
    offsets, data, valid = text_layout(offsets, data, valid)
    out = np.empty(valid.size, np.int32)
    _char_lengths(offsets, data, valid, out)
    return out


def mask_rows(
    offsets: Offsets, data: Bytes, valid: Valid, keep_first: int, keep_last: int, mask: str = "*", preserve: str = ""
) -> tuple[Positions, Bytes]:
    """Replace the middle of each row by a mask character.

    Parameters
    ----------
    offsets, data, valid : arrays
        Arrow's string layout (:func:`pseudo.kernels.arrow.string_layout`).
    keep_first, keep_last : int
        Characters left as they are at the start and at the end, 0 or more.
    mask : str
        One character; takes the place of each masked one.
    preserve : str
        Separators that stay where they are and are not counted (``"-"``: 010-1234-5678 keeping 3 and 4 is
        010-****-5678).

    Returns
    -------
    offsets : int64 array of shape (n + 1,)
    data : uint8 array
        Null rows are empty.

    Raises
    ------
    ValueError
        Where a count is negative, ``mask`` is not one character, or the layout is not sound.

    Notes
    -----
    A row that has no more than ``keep_first + keep_last`` characters is masked whole: no row comes out as it went in
    for being short. How long a row is stays visible.
    """
    if keep_first < 0 or keep_last < 0:
        raise ValueError("the numbers of kept characters are 0 or more")
    if len(mask) != 1:
        raise ValueError("a mask is one character")
    offsets, data, valid = text_layout(offsets, data, valid)
    mask_bytes = np.frombuffer(mask.encode(), np.uint8)
    packed = np.array([int.from_bytes(character.encode(), "big") for character in preserve], np.uint32)
    ends = np.empty(valid.size + 1, np.int64)
    out = np.empty(int(offsets[-1] - offsets[0]) * mask_bytes.size, np.uint8)  # each character has a byte at least
    _mask_rows(offsets, data, valid, keep_first, keep_last, mask_bytes, read_only(packed), ends, out)
    return ends, out[: ends[-1]].copy()


def gather_rows(offsets: Offsets, data: Bytes, rows: Positions, width: int) -> Bytes:
    """Gather the bytes of chosen rows that all have ``width`` bytes, as a matrix.

    Parameters
    ----------
    offsets, data : arrays
        Arrow's string layout.
    rows : int array of shape (k,)
        Row positions.
    width : int
        Bytes of each of these rows.

    Returns
    -------
    uint8 array of shape (k, width)

    Raises
    ------
    ValueError
        Where one of the rows has another width; the message has a count.
    """
    starts = offsets[rows].astype(np.int64)
    others = int(np.count_nonzero(offsets[rows + 1] - starts != width))
    if others:
        raise ValueError(f"{others} rows do not have {width} bytes")
    matrix: Bytes = data[starts[:, None] + np.arange(width)]
    return matrix
