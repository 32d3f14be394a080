"""How often each distinct value stands in a column: what techniques that look at the whole table collect. Never rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["COUNT", "added", "counted", "in_order", "places", "starts"]

COUNT = "\x00rows"
"""The column of row counts; no table has a column of this name."""


def counted(columns: Sequence[pa.Array], names: Sequence[str]) -> pa.Table:
    """The distinct combinations of the columns' cells with their numbers of rows. -0.0 counts as 0.0."""
    plain = [pc.add(column, 0.0) if pa.types.is_floating(column.type) else column for column in columns]
    found = pa.table(plain, names=list(names)).group_by(list(names), use_threads=False).aggregate([([], "count_all")])
    return found.rename_columns([*names, COUNT])


def added(first: pa.Table, second: pa.Table) -> pa.Table:
    """The combinations of both with their counts added up."""
    names = first.column_names[:-1]
    found = pa.concat_tables([first, second]).group_by(names, use_threads=False).aggregate([(COUNT, "sum")])
    return found.rename_columns([*names, COUNT])


def in_order(stat: pa.Table) -> pa.Table:
    """The combinations in the order of their values, missing cells last: the same whatever the batches were."""
    return stat.sort_by([(name, "ascending") for name in stat.column_names[:-1]]).combine_chunks()


def starts(keys: Sequence[pa.Array], rows: int) -> NDArray[np.int64]:
    """Where each distinct key starts in ordered rows: int64[m]. A missing cell is a key of its own."""
    new = np.zeros(rows, np.bool_)
    new[:1] = True
    for key in keys:
        code = key.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
        new[1:] |= code[1:] != code[:-1]
    return np.flatnonzero(new)


def places(columns: Sequence[pa.Array], keys: Sequence[pa.Array], rows: int) -> NDArray[np.int64]:
    """Which of the distinct ``keys`` (an array a column, each of length m) each row is: int64[rows], m for none."""
    count = len(keys[0])
    own, known = np.zeros(rows, np.int64), np.zeros(count, np.int64)
    for column, key in zip(columns, keys, strict=True):
        values = key.unique()
        known = known * (len(values) + 1) + pc.index_in(key, value_set=values).to_numpy(zero_copy_only=False)
        spot = pc.index_in(column, value_set=values).fill_null(len(values)).to_numpy(zero_copy_only=False)
        dense, known = np.unique(known, return_inverse=True)
        code = own * (len(values) + 1) + spot
        own = np.searchsorted(dense, code)
        own[(own == len(dense)) | (dense[np.minimum(own, len(dense) - 1)] != code)] = len(dense)
    index = np.full(count + 1, count, np.int64)
    index[known] = np.arange(count)
    return index[own]
