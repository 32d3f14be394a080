"""ASCII text, where letters are bytes and normal forms are nothing to ask about. NumPy alone: it costs no start."""

from __future__ import annotations

import numpy as np

from pseudo.kernels._layout import Bytes, Offsets, Valid, text_layout

__all__ = ["is_ascii", "translate_rows"]


def is_ascii(offsets: Offsets, data: Bytes) -> bool:
    """Whether all rows of a string layout are ASCII; bytes behind a null count."""
    text = data[int(offsets[0]) : int(offsets[-1])]
    return not text.size or int(text.max()) < 0x80


def translate_rows(offsets: Offsets, data: Bytes, valid: Valid, table: Bytes) -> tuple[Offsets, Bytes]:
    """Replace or leave out bytes of ASCII text.

    Parameters
    ----------
    offsets, data, valid : arrays
        Arrow's string layout.
    table : uint8 array of shape (256,)
        What stands for each byte; 0: nothing.

    Returns
    -------
    tuple
        Offsets and bytes of the new rows, null ones empty.
    """
    offsets, data, valid = text_layout(offsets, data, valid)
    first = int(offsets[0])
    made = table[data[first : int(offsets[-1])]]
    kept = made != 0
    if not valid.all():
        kept &= np.repeat(valid, np.diff(offsets))
    ends = np.zeros(kept.size + 1, np.int64)
    np.cumsum(kept, out=ends[1:])
    return ends[offsets - first], made[kept]
