"""Tables of mixed columns as one matrix of cells, so that attacks can compare their rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Records", "encode"]

FEW = 20
"""A column of numbers with so few different ones is a set of categories."""


@dataclass(frozen=True, repr=False, eq=False)
class Records:
    """Rows of cells. No repr: cells can be read from them.

    Attributes
    ----------
    columns : tuple of str
    cells : float64 array, shape (n, d), C order
        A number scaled so that the training rows' range is 1 (NaN where missing), or a category's code.
    is_number : bool array, shape (d,)
    """

    columns: tuple[str, ...]
    cells: NDArray[np.float64]
    is_number: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.cells)

    def rows(self, places: NDArray[np.int64]) -> Records:
        """These rows."""
        return replace(self, cells=np.ascontiguousarray(self.cells[places]))

    def only(self, columns: Sequence[str]) -> Records:
        """These columns."""
        places = [self.columns.index(name) for name in columns]
        return Records(tuple(columns), np.ascontiguousarray(self.cells[:, places]), self.is_number[places])

    def nearest(
        self, table: Records, skip: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each row the first of the nearest rows of ``table``, and the distance: the sum over the columns, each 0..1."""
        from pseudo.kernels.nearest import nearest_rows

        which, distance = np.empty(len(self), np.int64), np.empty(len(self))
        none = np.full(len(self), -1, np.int64) if skip is None else skip
        nearest_rows(self.cells, np.ascontiguousarray(table.cells.T), self.is_number, none, which, distance)
        return which, distance


def encode(tables: Sequence[pa.Table], columns: Sequence[str]) -> list[Records]:
    """Several tables of the same columns, coded together; the first holds the training rows, whose range scales numbers.

    A column is one of numbers where all its cells in all tables are numbers or dates, or texts of them, and there are more than 20
    different ones. Everything else is a category. A missing category is a category of its own.
    """
    ends = np.cumsum([table.num_rows for table in tables])
    cells = np.empty((int(ends[-1]), len(columns)))
    is_number = np.zeros(len(columns), np.bool_)
    for place, name in enumerate(columns):
        chunked = pa.chunked_array([chunk for table in tables for chunk in _texts(table.column(name))], pa.string())
        encoded = chunked.combine_chunks().dictionary_encode()
        numbers = _numbers(encoded.dictionary)
        codes = encoded.indices.fill_null(-1).to_numpy()
        if numbers is None:
            cells[:, place] = codes
            continue
        is_number[place] = True
        values = np.append(numbers, np.nan)[codes]
        trained = values[: ends[0]]
        low, high = (np.nanmin(trained), np.nanmax(trained)) if np.isfinite(trained).any() else (0.0, 1.0)
        cells[:, place] = (values - low) / ((high - low) or 1.0)
    parts = np.split(cells, ends[:-1])
    return [Records(tuple(columns), np.ascontiguousarray(part), is_number) for part in parts]


def _texts(column: pa.ChunkedArray) -> list[pa.Array]:
    return [chunk.cast(pa.string()) for chunk in column.chunks]


def _numbers(values: pa.Array) -> NDArray[np.float64] | None:
    """The distinct texts as numbers, dates (ISO 8601) as days; None where they are neither, or few."""
    if len(values) <= FEW:
        return None
    for kind in (pa.float64(), pa.date32()):
        try:
            numbers = pc.cast(values, kind)
        except pa.ArrowInvalid:
            continue
        made = (numbers if kind == pa.float64() else numbers.cast(pa.int32()).cast(pa.float64())).to_numpy()
        return made if np.isfinite(made).all() else None
    return None
