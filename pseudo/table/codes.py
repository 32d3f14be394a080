"""Dense codes: a column's cells as the numbers 0, 1, 2, … in the order they first appear, and nothing else of them.

Risk, lattice search, marginals and attacks work on these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pseudo.table.columnar import plain_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

__all__ = ["Codes", "dense_codes"]


@dataclass(frozen=True, repr=False, eq=False)
class Codes:
    """Coded columns. No cell value is kept.

    Attributes
    ----------
    columns : tuple of str, length d
        Their names.
    codes : int32, shape (n, d), Fortran order, read-only
        ``codes[i, j]`` is in ``0 .. sizes[j] - 1``; equal cells have equal codes, whatever the batches were.
    sizes : tuple of int, length d
        How many codes each column has. Where cells are missing, missing is the last of them.
    """

    columns: tuple[str, ...]
    codes: npt.NDArray[np.int32]
    sizes: tuple[int, ...]

    def __repr__(self) -> str:
        return f"Codes(rows={self.codes.shape[0]}, columns={len(self.columns)}, sizes={self.sizes})"


def dense_codes(batches: Iterable[pa.RecordBatch], columns: Sequence[str]) -> Codes:
    """Code ``columns`` over a stream of batches.

    Memory is four bytes a cell and, while it runs, each batch's distinct values.

    Parameters
    ----------
    batches : iterable of pa.RecordBatch
        Read once, in order.
    columns : sequence of str, length d
        Columns that every batch has.

    Returns
    -------
    Codes
        ``codes`` of shape (n, d).

    Examples
    --------
    >>> import pyarrow as pa
    >>> batch = pa.record_batch({"sex": ["F", "M", None, "F"]})
    >>> codes = dense_codes([batch], ["sex"])
    >>> codes.codes[:, 0].tolist(), codes.sizes
    ([0, 1, 2, 0], (3,))
    """
    chunks: list[list[pa.Array]] = [[] for _ in columns]
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for name, encoded in zip(columns, chunks, strict=True):
            column = batch.column(name)
            flat = plain_array(column, column.type.value_type) if pa.types.is_dictionary(column.type) else column
            encoded.append(flat.dictionary_encode())
    codes = np.empty((rows, len(columns)), dtype=np.int32, order="F")
    sizes = tuple(_unified(encoded, codes[:, j]) for j, encoded in enumerate(chunks))
    codes.flags.writeable = False
    return Codes(tuple(columns), codes, sizes)


def _unified(chunks: list[pa.Array], out: npt.NDArray[np.int32]) -> int:
    """Write one column's codes into ``out``; how many codes there are."""
    if not chunks:
        return 0
    column = pa.chunked_array(chunks).unify_dictionaries()
    values = len(column.chunk(0).dictionary)
    start = 0
    for chunk in column.chunks:
        out[start : start + len(chunk)] = chunk.indices.fill_null(values).to_numpy(zero_copy_only=False)
        start += len(chunk)
    return values + bool(column.null_count)
