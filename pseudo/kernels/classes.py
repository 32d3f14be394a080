"""Equivalence classes of dense codes: rows that agree in every column.

Exact: codes are packed into 64-bit keys in mixed radix, and where the next column would not fit, the keys so far are
first replaced by their class numbers. Keys are compared, not their hashes, so no two classes are ever merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.kernels._jit import jit
from pseudo.kernels._keys import (
    KEY_SPAN,
    Codes,
    Ids,
    count_directly,
    count_keys,
    is_direct,
    number_directly,
    number_keys,
    packed,
)
from pseudo.kernels._layout import read_only

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["class_counts", "class_ids", "class_sizes", "distinct_per_class", "merge_classes"]

CODE_SPAN = 2**63 - 1
"""Most codes of a column, so that their number is an int64."""


@jit
def _add_up(ids: Ids, weights: Ids, sums: Ids) -> None:
    for row in range(ids.size):
        sums[ids[row]] += weights[row]


@jit
def _first_rows(ids: Ids, firsts: Ids) -> None:
    """The first row of each class, for numbers in order of first appearance."""
    found = 0
    for row in range(ids.size):
        if ids[row] == found:
            firsts[found] = row
            found += 1


def class_ids(codes: Codes, sizes: Sequence[int]) -> tuple[Ids, int]:
    """Give each row the number of its equivalence class.

    Parameters
    ----------
    codes : int32 or int64 array of shape (n, d)
        Column ``j`` holds codes 0..sizes[j]-1; null is a code of its own where it counts as a value. Fastest in Fortran
        order.
    sizes : sequence of int
        How many codes each of the ``d`` columns has.

    Returns
    -------
    ids : int64 array of shape (n,)
        0..n_classes-1 in order of first appearance. With no column, all rows are one class.
    n_classes : int

    Raises
    ------
    ValueError
        Where a code is outside its column's range; the message has the column's position and a count.

    Notes
    -----
    O(n d) time. Memory: 8 bytes a row for the numbers, and at most 32 more where the possible classes are at most four
    times the rows; otherwise 8 a row for keys, and 32 to 128 a class.

    Examples
    --------
    >>> import numpy as np
    >>> ids, n = class_ids(np.array([[0, 1], [1, 1], [0, 1]], np.int32), [2, 2])
    >>> ids.tolist(), n
    ([0, 1, 0], 2)
    """
    columns, sizes, span = _narrowed(codes, sizes)
    return _number(columns, sizes, len(codes), span)


def class_sizes(codes: Codes, sizes: Sequence[int]) -> Ids:
    """Rows of each equivalence class, without a number for each row: three times as fast as :func:`class_ids`.

    Parameters
    ----------
    codes, sizes
        As :func:`class_ids` takes them; the same errors.

    Returns
    -------
    int64 array of shape (n_classes,)
        In an order of the classes that depends on ``codes`` and ``sizes`` alone.
    """
    columns, sizes, span = _narrowed(codes, sizes)
    if is_direct(span, len(codes)):
        counts = count_directly(columns, sizes, len(codes), span)
        return counts[counts > 0]
    return count_keys(packed(columns, sizes, len(codes)))[1]


def class_counts(ids: Ids, n_classes: int, weights: Ids | None = None) -> Ids:
    """Rows of each class, or the sum of their weights; int64 array of shape (n_classes,).

    Parameters
    ----------
    ids : int64 array of shape (n,)
        :func:`class_ids`'s.
    n_classes : int
    weights : int64 array of shape (n,), optional
        Such as the rows that each of ``ids`` stands for.
    """
    if weights is None:
        return np.bincount(ids, minlength=n_classes).astype(np.int64, copy=False)
    if weights.dtype != np.int64 or weights.shape != ids.shape:
        raise ValueError(f"weights are int64 of shape {ids.shape}, not {weights.dtype} of shape {weights.shape}")
    sums = np.zeros(n_classes, np.int64)
    _add_up(read_only(ids), read_only(weights), sums)
    return sums


def distinct_per_class(ids: Ids, subject_codes: Codes, n_classes: int) -> Ids:
    """How many different subjects (정보주체) each class holds.

    Parameters
    ----------
    ids : int64 array of shape (n,)
        :func:`class_ids`'s.
    subject_codes : int32 or int64 array of shape (n,)
        One code, 0 or above, per subject.
    n_classes : int

    Returns
    -------
    int64 array of shape (n_classes,)
    """
    if ids.size == 0:
        return np.zeros(n_classes, np.int64)
    subjects = int(subject_codes.max()) + 1
    if n_classes * subjects > KEY_SPAN:
        subject_codes, subjects = class_ids(subject_codes[:, None], [subjects])
    different, _ = count_keys(packed([ids, subject_codes], [n_classes, subjects], ids.size))
    return class_counts((different // np.uint64(subjects)).view(np.int64), n_classes)


def merge_classes(codes: Codes, sizes: Sequence[int], counts: Ids | None = None) -> tuple[Codes, Ids]:
    """Reduce rows to their classes, each with the rows that it stands for.

    Classes of parts of a table, one below the other, become the classes of the table, so a table of any length is counted
    in the memory of its classes.

    Parameters
    ----------
    codes, sizes
        As :func:`class_ids` takes them; the same errors.
    counts : int64 array of shape (n,), optional
        How many rows each row of ``codes`` stands for; 1 by default.

    Returns
    -------
    codes : array of shape (n_classes, d), Fortran order
        The classes, in order of first appearance.
    counts : int64 array of shape (n_classes,)

    Examples
    --------
    >>> import numpy as np
    >>> codes, counts = merge_classes(np.array([[0, 1], [1, 1], [0, 1]], np.int32), [2, 2])
    >>> codes.tolist(), counts.tolist()
    ([[0, 1], [1, 1]], [2, 1])
    """
    ids, n_classes = class_ids(codes, sizes)
    firsts = np.empty(n_classes, np.int64)
    _first_rows(read_only(ids), firsts)
    classes: Any = np.asfortranarray(codes[firsts])
    return classes, class_counts(ids, n_classes, counts)


def _narrowed(codes: Codes, sizes: Sequence[int]) -> tuple[list[Codes], list[int], int]:
    """Columns whose possible keys fit 64 bits, and how many keys these are; the same classes in the same order."""
    if codes.ndim != 2 or codes.shape[1] != len(sizes) or codes.dtype not in {np.dtype(np.int32), np.dtype(np.int64)}:
        raise ValueError(
            f"codes are int32 or int64 of shape (n, {len(sizes)}), not {codes.dtype} of shape {codes.shape}"
        )
    columns, sizes = list(codes.T), [min(size, CODE_SPAN) for size in sizes]
    span = 1
    for column, size in enumerate(sizes):
        if span * size > KEY_SPAN:  # the number of their class takes the place of the columns so far
            columns[0], span = _number(columns[:column], sizes[:column], len(codes), span)
            columns[1:column] = [np.zeros(len(codes), np.int32)] * (column - 1)
            sizes[:column] = [span, *[1] * (column - 1)]
        if span * size > KEY_SPAN:
            alone = [np.zeros(len(codes), np.int32)] * column
            columns[column], sizes[column] = _number([*alone, columns[column]], [*[1] * column, size], len(codes), size)
        span *= sizes[column]
    return columns, sizes, span


def _number(columns: Sequence[Codes], sizes: Sequence[int], rows: int, span: int) -> tuple[Ids, int]:
    if is_direct(span, rows):
        return number_directly(columns, sizes, rows, span)
    return number_keys(packed(columns, sizes, rows))
