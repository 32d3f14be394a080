"""Arrays as kernels take them: Arrow's string layout, checked once, and read-only views.

Numba compiles a kernel anew for a writable and a read-only array. Arrow's buffers are read-only, so every input is
made so.
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bytes", "Offsets", "Valid", "read_only", "text_layout"]

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int32] | NDArray[np.int64]
Valid = NDArray[np.bool_]

Array = TypeVar("Array", bound=NDArray[Any])


def read_only(array: Array) -> Array:
    """Give a contiguous, read-only view of ``array`` (a copy where it is not contiguous)."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return cast("Array", view)


def text_layout(offsets: Offsets, data: Bytes, valid: Valid) -> tuple[Offsets, Bytes, Valid]:
    """Check Arrow's string layout: a kernel that followed a wrong offset would read foreign memory.

    Parameters
    ----------
    offsets : int32 or int64 array of shape (n + 1,)
        Row ``i`` is ``data[offsets[i]:offsets[i + 1]]``; the first offset need not be 0.
    data : uint8 array
        The bytes of all rows.
    valid : bool array of shape (n,)
        False for null.

    Returns
    -------
    tuple
        The three arrays, contiguous and read-only.

    Raises
    ------
    ValueError
        Where types, shapes or offsets do not fit each other.
    """
    if (
        offsets.dtype not in {np.dtype(np.int32), np.dtype(np.int64)}
        or data.dtype != np.uint8
        or valid.dtype != np.bool_
    ):
        raise ValueError("a string layout is int32 or int64 offsets, uint8 data and bool validity")
    if offsets.ndim != 1 or data.ndim != 1 or valid.shape != (offsets.size - 1,):
        raise ValueError("a string layout of n rows has n + 1 offsets and n validity flags")
    if offsets[0] < 0 or offsets[-1] > data.size or bool((offsets[1:] < offsets[:-1]).any()):
        raise ValueError("string offsets must rise within the data")
    return read_only(offsets), read_only(data), read_only(valid)
