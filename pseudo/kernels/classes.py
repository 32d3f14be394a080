"""Equivalence classes of dense codes: rows that agree in every column get one number.

Exact: codes are packed into 64-bit keys in mixed radix, and where the next column would not fit, the keys so far are
first replaced by their class numbers. Keys are compared, not their hashes, so no two classes are ever merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["class_counts", "class_ids", "distinct_per_class"]

Keys = NDArray[np.uint64]
Ids = NDArray[np.int64]
Codes = NDArray[np.int32] | NDArray[np.int64]

KEY_SPAN = 2**64
# A direct table is used up to this many slots a row; a hash table above.
DIRECT_SLOTS_PER_ROW = 4
DIRECT_SLOTS_AT_LEAST = 65_536
# The finalizer of SplitMix64 (Steele, Lea and Flood 2014); wrapping multiplication is meant.
MIX1, MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S27, S30, S31 = np.uint64(27), np.uint64(30), np.uint64(31)


@jit
def _append(keys: Keys, codes: Codes, size: int) -> int:
    """``keys = keys * size + codes`` in place; returns how many codes are not in 0..size-1 (the rest fits)."""
    outside = 0
    scale = np.uint64(size)
    for row in range(keys.size):
        if codes[row] < 0 or codes[row] >= size:
            outside += 1
        else:
            keys[row] = keys[row] * scale + np.uint64(codes[row])
    return outside


@jit
def _number_directly(keys: Keys, slots: Ids, ids: Ids) -> int:
    """Give ``ids`` in order of first appearance, and how many; ``slots`` (all -1) has a place for each key."""
    found = 0
    for row in range(keys.size):
        key = keys[row]
        if slots[key] < 0:
            slots[key] = found
            found += 1
        ids[row] = slots[key]
    return found


@jit
def _number_by_hash(keys: Keys, slots: Ids, firsts: Ids, ids: Ids) -> int:
    """As :func:`_number_directly`, by open addressing with linear probing.

    ``slots`` (all -1) has a power of two of places, at least twice the rows; it holds class numbers. ``firsts`` (n,)
    takes the first row of each class, whose key is what others are compared with.
    """
    mask = np.uint64(slots.size - 1)
    found = 0
    for row in range(keys.size):
        key = keys[row]
        mixed = (key ^ (key >> S30)) * MIX1
        mixed = (mixed ^ (mixed >> S27)) * MIX2
        place = (mixed ^ (mixed >> S31)) & mask
        while slots[place] >= 0 and keys[firsts[slots[place]]] != key:
            place = (place + np.uint64(1)) & mask
        if slots[place] < 0:
            slots[place] = found
            firsts[found] = row
            found += 1
        ids[row] = slots[place]
    return found


def _number(keys: Keys, span: int) -> tuple[Ids, int]:
    """Give each key (all below ``span``) its class number."""
    ids = np.empty(keys.size, np.int64)
    keys = read_only(keys)
    if span <= max(DIRECT_SLOTS_AT_LEAST, DIRECT_SLOTS_PER_ROW * keys.size):
        return ids, int(_number_directly(keys, np.full(span, -1, np.int64), ids))
    slots = np.full(1 << (2 * keys.size).bit_length(), -1, np.int64)
    with np.errstate(over="ignore"):  # of interest only where Numba is switched off
        return ids, int(_number_by_hash(keys, slots, np.empty(keys.size, np.int64), ids))


def class_ids(codes: Codes, sizes: Sequence[int]) -> tuple[Ids, int]:
    """Give each row the number of its equivalence class.

    Parameters
    ----------
    codes : int32 or int64 array of shape (n, d)
        Column ``j`` holds codes 0..sizes[j]-1; null is a code of its own where it counts as a value.
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
    O(n d) time. Memory: 24 bytes a row, and 16 to 32 more where the possible classes are many.

    Examples
    --------
    >>> import numpy as np
    >>> ids, n = class_ids(np.array([[0, 1], [1, 1], [0, 1]], np.int32), [2, 2])
    >>> ids.tolist(), n
    ([0, 1, 0], 2)
    """
    if codes.ndim != 2 or codes.shape[1] != len(sizes) or codes.dtype not in {np.dtype(np.int32), np.dtype(np.int64)}:
        raise ValueError(
            f"codes are int32 or int64 of shape (n, {len(sizes)}), not {codes.dtype} of shape {codes.shape}"
        )
    keys = np.zeros(codes.shape[0], np.uint64)
    span = 1
    for column, size in enumerate(sizes):
        if span * size > KEY_SPAN:
            ids, span = _number(keys, span)
            keys = ids.view(np.uint64)
        outside = int(_append(keys, read_only(codes[:, column]), size))
        if outside:
            raise ValueError(f"{outside} codes of column {column} are outside its {size} codes")
        span *= size
    return _number(keys, span)


def class_counts(ids: Ids, n_classes: int) -> Ids:
    """Rows of each class; int64 array of shape (n_classes,)."""
    return np.bincount(ids, minlength=n_classes).astype(np.int64, copy=False)


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
    pairs = np.stack([ids, subject_codes.astype(np.int64, copy=False)], axis=1)
    pair_ids, n_pairs = class_ids(pairs, [n_classes, int(subject_codes.max()) + 1])
    owners = np.empty(n_pairs, np.int64)
    owners[pair_ids] = ids
    return class_counts(owners, n_classes)
