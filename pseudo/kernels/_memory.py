"""Memory for a kernel's output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["empty"]


def empty(shape: tuple[int, ...], kind: Any) -> NDArray[Any]:
    """As ``numpy.empty``, from Arrow's memory pool, whose pages stay with the process.

    ``numpy.empty`` gets a batch's output from the operating system and gives it back when the batch is done; to fault
    its pages in anew costs several times what a kernel takes to fill them.
    """
    import pyarrow as pa

    count = int(np.prod(shape, dtype=np.int64))
    buffer: Any = pa.allocate_buffer(count * np.dtype(kind).itemsize)  # a buffer to NumPy, unknown to the stubs
    return np.frombuffer(buffer, kind, count).reshape(shape)
