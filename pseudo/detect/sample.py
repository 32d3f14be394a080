"""What a scan keeps of a column while the table streams by: counts, and a bounded sample of its distinct values.

The sample is the values with the smallest hashes, so it depends on what the column holds and on nothing else: not on order, batch
size or repetition. Beside it stand a few values of every rare shape, which a sample of the many would miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CAP", "ColumnSample"]

pc: Any = compute  # its functions are made at import, which type checkers cannot see

CAP = 2_000
LONGEST = 2_000
"""Characters that are kept of a value: enough to tell free text, and a bound on memory."""
SHAPED = 40
"""Longest value whose shape is told."""
SHAPES = 200
PER_SHAPE = 3

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]


class ColumnSample:
    """Counts and a sample of one column. ``add`` batches, then read.

    Attributes
    ----------
    rows, nulls : int
        Rows seen; missing ones (null or nothing but white space).
    """

    def __init__(self) -> None:
        self.rows = 0
        self.nulls = 0
        self._hashes: Hashes = np.empty(0, np.uint64)
        self._values: list[str] = []
        self._full = False
        self._shapes: dict[str, list[tuple[int, str]]] = {}

    def add(self, array: pa.StringArray) -> None:
        """Take in a batch of text."""
        present = pc.drop_null(pc.filter(array, pc.not_equal(pc.utf8_trim_whitespace(array), "")))
        self.rows += len(array)
        self.nulls += len(array) - len(present)
        distinct = pc.utf8_slice_codeunits(pc.unique(present), 0, LONGEST)
        if not len(distinct):
            return
        hashes = _hash(distinct)
        self._keep_smallest(distinct, hashes)
        if len(self._shapes) < SHAPES:
            self._keep_shapes(distinct, hashes)

    def _keep_smallest(self, distinct: pa.StringArray, hashes: Hashes) -> None:
        if self._full:
            low = np.flatnonzero(hashes < self._hashes[-1])
            distinct, hashes = pc.take(distinct, pa.array(low)), hashes[low]
        pooled = np.concatenate([self._hashes, hashes])
        _, first = np.unique(pooled, return_index=True)
        self._full = self._full or len(first) > CAP
        first = first[:CAP]
        known = len(self._values)
        new = pc.take(distinct, pa.array(first[first >= known] - known)).to_pylist()
        fresh = iter(new)
        self._values = [self._values[i] if i < known else next(fresh) for i in first]
        self._hashes = pooled[first]

    def _keep_shapes(self, distinct: pa.StringArray, hashes: Hashes) -> None:
        short = np.flatnonzero(pc.less_equal(pc.utf8_length(distinct), SHAPED).to_numpy(zero_copy_only=False))
        values, hashes = pc.take(distinct, pa.array(short)), hashes[short]
        coded = pc.dictionary_encode(shape(values))
        if len(coded.dictionary) > SHAPES:
            return
        codes = coded.indices.to_numpy()
        for code, name in enumerate(coded.dictionary.to_pylist()):
            places = np.flatnonzero(codes == code)
            smallest = places[np.argsort(hashes[places])[:PER_SHAPE]]
            pool = {*self._shapes.get(name, []), *((int(hashes[p]), values[int(p)].as_py()) for p in smallest)}
            self._shapes[name] = sorted(pool)[:PER_SHAPE]

    @property
    def distinct(self) -> int:
        """Distinct values: exact up to the sample's size, then estimated from the largest hash that is kept (k minimum values)."""
        if not self._full:
            return len(self._values)
        return int((CAP - 1) / (float(self._hashes[-1]) / 2**64))

    @property
    def shapes(self) -> int:
        """Shapes seen (999-AA), at most a few hundred."""
        return len(self._shapes)

    def values(self) -> Iterator[str]:
        """The sample's values, then those of rare shapes that are not in it."""
        yield from self._values
        known = set(self._values)
        yield from (value for kept in self._shapes.values() for _, value in kept if value not in known)


def shape(values: pa.StringArray) -> Any:
    """The shape of each value: digits as 9, letters as A, Hangul as 가 (a run of Hangul or of Latin letters as one)."""
    out = pc.replace_substring_regex(values, pattern=r"[0-9]", replacement="9")
    out = pc.replace_substring_regex(out, pattern=r"[A-Za-z]+", replacement="A")
    return pc.replace_substring_regex(out, pattern=r"[가-힣]+", replacement="가")


def _hash(values: pa.StringArray) -> Hashes:
    """A stable 64-bit hash of each value."""
    import pandas as pd

    return pd.util.hash_array(values.to_numpy(zero_copy_only=False), categorize=False)
