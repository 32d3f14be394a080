"""Rows whose counts of many pairs of columns come near to wanted ones, by changing one cell at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

__all__ = ["adjust_rows"]

Ints = NDArray[np.int64]
Real = NDArray[np.float64]


@jit
def adjust_rows(
    codes: Ints,
    order: Ints,
    sizes: Ints,
    starts: Ints,
    others: Ints,
    offsets: Ints,
    strides: Ints,
    excess: Real,
    gains: Real,
) -> int:
    """Go once over all rows and columns, and give each cell the value that lowers the squared error of all pairs the most.

    Parameters
    ----------
    codes : int64 array, shape (n, d)
        Rows; changed in place.
    order : int64 array, shape (n,)
        In which rows are visited.
    sizes : int64 array, shape (d,)
        Values of each column.
    starts : int64 array, shape (d + 1,)
        Column j's pairs stand at starts[j]:starts[j + 1] of the next four arrays; each pair stands there twice, once for each column.
    others : int64 array, shape (2 p,)
        The pair's other column.
    offsets, strides : int64 arrays, shape (2 p,) and (2 p, 2)
        Where the pair's cells stand in ``excess``: offset + stride[0] * own value + stride[1] * other value.
    excess : float64 array, shape (cells,)
        Count minus wanted count of every cell; kept up to date.
    gains : float64 array, shape (max(sizes),)
        Scratch.

    Returns
    -------
    int
        Cells that were changed. The squared error falls with each; complexity O(n * sum over pairs of both sizes).
    """
    changed = 0
    for row in order:
        for j in range(len(sizes)):
            first, last = starts[j], starts[j + 1]
            if first == last:
                continue
            own = codes[row, j]
            gains[: sizes[j]] = 0.0
            least = 0.0
            for p in range(first, last):
                place = offsets[p] + strides[p, 1] * codes[row, others[p]]
                step = strides[p, 0]
                least += excess[place + step * own] - 1.0
                for value in range(sizes[j]):
                    gains[value] += excess[place + step * value]
            best, lowest = own, least - 1e-9
            for value in range(sizes[j]):
                if value != own and gains[value] < lowest:
                    best, lowest = value, gains[value]
            if best != own:
                for p in range(first, last):
                    place = offsets[p] + strides[p, 1] * codes[row, others[p]]
                    excess[place + strides[p, 0] * own] -= 1.0
                    excess[place + strides[p, 0] * best] += 1.0
                codes[row, j] = best
                changed += 1
    return changed
