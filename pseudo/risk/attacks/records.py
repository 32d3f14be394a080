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

MISSING = -1
"""The code of a missing category."""
NEAR = 0.05
"""A guessed number is right within this share of the column's range."""
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

    def drawn(self, random: np.random.Generator, count: int) -> Records:
        """So many rows at random, or all of them in another order."""
        return self.rows(random.permutation(len(self))[:count])

    def only(self, columns: Sequence[str]) -> Records:
        """These columns."""
        places = [self.columns.index(name) for name in columns]
        return Records(tuple(columns), np.ascontiguousarray(self.cells[:, places]), self.is_number[places])

    def agree(self, guesses: Records) -> NDArray[np.bool_]:
        """Which cells are those of as many other rows: the same category, a number within 5 % of the column's range; shape (n, d)."""
        same: NDArray[np.bool_] = (self.cells == guesses.cells) | (np.isnan(self.cells) & np.isnan(guesses.cells))
        return same | (self.is_number & (np.abs(self.cells - guesses.cells) <= NEAR))

    def nearest(
        self, table: Records, skip: NDArray[np.int64] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each row the first of the nearest rows of ``table``, and the distance: the sum over the columns, each 0..1."""
        from pseudo.kernels.nearest import nearest_rows

        which, distance = np.empty(len(self), np.int64), np.empty(len(self))
        none = np.full(len(self), -1, np.int64) if skip is None else skip
        nearest_rows(self.cells, np.ascontiguousarray(table.cells.T), self.is_number, none, which, distance)
        return which, distance


def encode(tables: Sequence[pa.Table], columns: Sequence[str]) -> tuple[list[Records], tuple[str, ...]]:
    """Several tables of the same columns, coded together.

    A column whose cells in all tables are numbers or dates (ISO 8601), or texts of them, is one of numbers where there are more than 20
    different ones. Everything else is a category; a missing one is a category of its own.

    Parameters
    ----------
    tables : sequence of pyarrow.Table
        The first holds the training rows, whose range scales numbers; the second the synthetic ones.
    columns : sequence of str

    Returns
    -------
    records : list of Records
        One for each table.
    left_out : tuple of str
        Categories of which the synthetic rows have none of the training rows' values: fictitious identifiers, in which no row could
        ever be like another.
    """
    ends = np.cumsum([table.num_rows for table in tables])
    made: dict[str, NDArray[np.float64]] = {}
    left_out, is_number = [], []
    for name in columns:
        cells, numeric = _coded([table.column(name) for table in tables])
        if numeric:
            trained = cells[: ends[0]]
            low, high = (np.nanmin(trained), np.nanmax(trained)) if np.isfinite(trained).any() else (0.0, 1.0)
            cells = (cells - low) / ((high - low) or 1.0)
        elif not np.isin(cells[: ends[0]], cells[ends[0] : ends[1]][cells[ends[0] : ends[1]] != MISSING]).any():
            left_out.append(name)
            continue
        made[name] = cells
        is_number.append(numeric)
    whole = np.column_stack(list(made.values())) if made else np.empty((int(ends[-1]), 0))
    parts = (np.ascontiguousarray(part) for part in np.split(whole, ends[:-1]))
    return [Records(tuple(made), part, np.array(is_number, np.bool_)) for part in parts], tuple(left_out)


def _coded(parts: Sequence[pa.ChunkedArray]) -> tuple[NDArray[np.float64], bool]:
    """A column's cells one table below the other, as numbers or as codes, and which of the two."""
    texts = pa.chunked_array([chunk.cast(pa.string()) for part in parts for chunk in part.chunks], pa.string())
    encoded = texts.combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(MISSING).to_numpy()
    numbers = _numbers(encoded.dictionary)
    if numbers is None:
        return codes.astype(np.float64), False
    values, of_text = np.unique(numbers, return_inverse=True)  # "1" and "1.0" are one value
    if len(values) > FEW:
        return np.append(numbers, np.nan)[codes], True
    return np.append(of_text, MISSING)[codes].astype(np.float64), False


def _numbers(values: pa.Array) -> NDArray[np.float64] | None:
    """The distinct texts as numbers, dates as days; None where they are neither."""
    for kind in (pa.float64(), pa.date32()):
        try:
            numbers = pc.cast(values, kind)
        except pa.ArrowInvalid:
            continue
        made = (numbers if kind == pa.float64() else numbers.cast(pa.int32()).cast(pa.float64())).to_numpy()
        return made if np.isfinite(made).all() else None
    return None
