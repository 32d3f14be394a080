"""Equivalence classes of a table that comes in parts, in the memory of its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ClassTally"]

HELD_AT_LEAST = 262_144
"""Classes of parts that may wait before they are merged."""


class ClassTally:
    """Counts rows by their codes; parts may come in any order and split anywhere.

    With a last column of subject codes it holds the pairs of class and subject, of which ``class_sizes`` on the other
    columns counts the persons.

    Parameters
    ----------
    columns : int
        Columns of each part.

    Examples
    --------
    >>> import numpy as np
    >>> tally = ClassTally(1)
    >>> tally.add(np.array([[0], [1]], np.int32), [2])
    >>> tally.add(np.array([[1], [2]], np.int32), [3])
    >>> codes, rows = tally.classes()
    >>> codes[:, 0].tolist(), rows.tolist()
    ([0, 1, 2], [1, 2, 1])
    """

    def __init__(self, columns: int) -> None:
        self._sizes = [1] * columns
        self._parts: list[tuple[NDArray[Any], NDArray[np.int64]]] = []
        self._merged = 0
        self._waiting = 0

    def add(self, codes: NDArray[Any], sizes: Sequence[int]) -> None:
        """Count a part.

        Parameters
        ----------
        codes : int32 or int64 array, shape (n, d)
            A code stands for the same value in all parts.
        sizes : sequence of int
            How many codes each column has so far: column ``j`` holds codes 0..sizes[j]-1.

        Raises
        ------
        ValueError
            Where a code is outside its column's range, or the shape is another one; nothing is counted then.
        """
        from pseudo.kernels.classes import merge_classes

        if len(sizes) != len(self._sizes):
            raise ValueError(f"a part has {len(self._sizes)} columns, not {len(sizes)}")
        part = merge_classes(codes, sizes)
        self._sizes = [max(pair) for pair in zip(self._sizes, sizes, strict=True)]
        if len(codes):
            self._parts.append(part)
        self._waiting += len(part[1])
        if self._waiting > max(HELD_AT_LEAST, self._merged):
            self._merge()

    def classes(self) -> tuple[NDArray[Any], NDArray[np.int64]]:
        """The classes so far, shape (classes, d), in rising order of their codes, and the rows of each."""
        self._merge()
        codes, rows = self._parts[0]
        order = np.lexsort(codes.T[::-1]) if len(self._sizes) else np.arange(len(rows))
        return codes[order], rows[order]

    def _merge(self) -> None:
        from pseudo.kernels.classes import merge_classes

        if len(self._parts) != 1:
            nothing = np.empty((0, len(self._sizes)), np.int32), np.empty(0, np.int64)
            codes, rows = zip(*(self._parts or [nothing]), strict=True)
            self._parts = [merge_classes(np.concatenate(codes), self._sizes, np.concatenate(rows))]
        self._merged, self._waiting = len(self._parts[0][1]), 0
