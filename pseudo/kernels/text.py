"""Masking of UTF-8 text by characters, in Arrow's string layout.

A character is a code point: a combining mark, a conjoining jamo (NFD Hangul) or an emoji's modifier is one of its
own, so text should be in NFC. The caller has checked that the bytes are UTF-8; broken bytes give odd characters,
never a read outside a row.

Few rows are masked by the standard library, which is done before compiled code is loaded; both give the same bytes.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._layout import Bytes, Offsets, Valid, read_only, text_layout

__all__ = ["FEW_ROWS", "char_lengths", "gather_rows", "is_plainly_nfc", "keep_words", "mask_rows"]

Positions = NDArray[np.int64]

FEW_ROWS = 2_048
CHARACTER = re.compile(rb"[\x00-\xff][\x80-\xbf]*", re.DOTALL)
"""A byte and those that continue it."""


def char_lengths(offsets: Offsets, data: Bytes, valid: Valid) -> NDArray[np.int32]:
    """Characters (code points) of each row of a string layout; int32 array of shape (n,), 0 for null."""
    offsets, data, valid = text_layout(offsets, data, valid)
    from pseudo.kernels._text_rows import char_lengths_of

    out = np.empty(valid.size, np.int32)
    char_lengths_of(offsets, data, valid, out)
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
    if valid.size < FEW_ROWS:
        return _mask_each(offsets, data, valid, keep_first, keep_last, mask.encode(), preserve)
    from pseudo.kernels._text_rows import mask_all

    mask_bytes = np.frombuffer(mask.encode(), np.uint8)
    leads, packed = _characters(preserve)
    ends = np.empty(valid.size + 1, np.int64)
    out = np.empty(int(offsets[-1] - offsets[0]) * mask_bytes.size, np.uint8)  # each character has a byte at least
    mask_all(offsets, data, valid, keep_first, keep_last, mask_bytes, leads, packed, ends, out)
    return ends, out[: ends[-1]].copy()


def _mask_each(
    offsets: Offsets, data: Bytes, valid: Valid, first: int, last: int, mask: bytes, preserve: str
) -> tuple[Positions, Bytes]:
    """Give what :func:`mask_rows` gives, row by row."""
    text, kept = data[offsets[0] : offsets[-1]].tobytes(), {character.encode() for character in preserve}
    edges = (offsets - offsets[0]).tolist()
    rows = []
    for start, stop, there in zip(edges[:-1], edges[1:], valid.tolist(), strict=True):
        characters = CHARACTER.findall(text[start:stop]) if there else []
        places = [at for at, character in enumerate(characters) if character not in kept]
        shown = {*places[:first], *places[len(places) - last :]} if len(places) > first + last else set()
        hidden = set(places) - shown
        rows.append(b"".join(mask if at in hidden else character for at, character in enumerate(characters)))
    return _joined(rows)


def _joined(rows: list[bytes]) -> tuple[Positions, Bytes]:
    ends = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=ends[1:])
    return ends, np.frombuffer(bytearray(b"".join(rows)), np.uint8)


def keep_words(
    offsets: Offsets, data: Bytes, valid: Valid, count: int, separators: str, joint: str
) -> tuple[Positions, Bytes]:
    """The first words of each row.

    Parameters
    ----------
    offsets, data, valid : arrays
        Arrow's string layout.
    count : int
        Words kept, 1 or more.
    separators : str
        Characters between words; any number of them, also before the first word and behind the last one.
    joint : str
        One of them; it alone stands between the words that are kept.

    Returns
    -------
    offsets : int64 array of shape (n + 1,)
    data : uint8 array
        Null rows are empty.

    Raises
    ------
    ValueError
        Where the count is below 1, ``joint`` is no one of the separators, or the layout is not sound.
    """
    if count < 1 or len(joint) != 1 or joint not in separators:
        raise ValueError("one word or more is kept, and one of the separators is put between words")
    offsets, data, valid = text_layout(offsets, data, valid)
    if valid.size < FEW_ROWS:
        return _keep_words_each(offsets, data, valid, count, separators, joint.encode())
    from pseudo.kernels._text_rows import keep_words_of

    leads, packed = _characters(separators)
    joint_bytes = np.frombuffer(joint.encode(), np.uint8)
    ends = np.empty(valid.size + 1, np.int64)
    # A joint stands for one separator or more, of which each has a byte at least.
    out = np.empty(int(offsets[-1] - offsets[0]) * joint_bytes.size, np.uint8)
    keep_words_of(offsets, data, valid, count, joint_bytes, leads, packed, ends, out)
    return ends, out[: ends[-1]].copy()


def _keep_words_each(
    offsets: Offsets, data: Bytes, valid: Valid, count: int, separators: str, joint: bytes
) -> tuple[Positions, Bytes]:
    """Give what :func:`keep_words` gives, row by row."""
    text, edges = data[offsets[0] : offsets[-1]].tobytes(), (offsets - offsets[0]).tolist()
    between = re.compile(b"|".join(re.escape(character.encode()) for character in separators))
    cells = [
        text[start:stop] if there else b"" for start, stop, there in zip(edges[:-1], edges[1:], valid, strict=True)
    ]
    return _joined([joint.join([word for word in between.split(cell) if word][:count]) for cell in cells])


def is_plainly_nfc(offsets: Offsets, data: Bytes, valid: Valid) -> bool:
    """Whether normalising to NFC (Unicode Standard Annex 15) would change nothing, as far as a look at the bytes tells.

    Parameters
    ----------
    offsets, data, valid : arrays
        Arrow's string layout, in UTF-8.

    Returns
    -------
    bool
        True where all characters are below U+0300, CJK ideographs (U+4E00 to U+9FFF) or Hangul syllables: each of them is in
        NFC, and none combines with a neighbour. False says nothing, and is said of few rows, which are sooner normalised, and
        where a null row has bytes.
    """
    if valid.size < FEW_ROWS:
        return False
    from pseudo.kernels._text_rows import is_plain

    return bool(is_plain(*text_layout(offsets, data, valid)))


def _characters(text: str) -> tuple[Valid, NDArray[np.uint32]]:
    """The characters of ``text``: a flag for each byte that one of them starts with, and the numbers that their bytes write.

    Most characters of a row are told apart by their first byte, without a call.
    """
    encoded = [character.encode() for character in text]
    leads = np.zeros(256, np.bool_)
    leads[[character[0] for character in encoded]] = True
    return read_only(leads), read_only(np.array([int.from_bytes(character, "big") for character in encoded], np.uint32))


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
