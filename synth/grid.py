"""Public grids: which values a column may take, and the bins that a private engine counts them in. Nothing is read from a table.

The values of a categorical column are the recipe's ``categories``; those of a number or date lie in steps from the least to the greatest
of the recipe's ``ranges`` or of a ``between`` check. A cell outside is put at the nearest end, a category that is not listed counts as
missing; "missing" is always a value.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import PolicyRefused
from pseudo.model import ColumnType
from pseudo.synth.coding import code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.synth.task import ColumnSpec

__all__ = ["MOST_BINS", "STEPS", "Grid", "dictionaries", "grids"]

MOST_BINS = 128
"""Of a number or date. What is too fine for its counts is put together again afterwards (:mod:`pseudo.dp.coarse`)."""
STEPS = {ColumnType.INTEGER: 1.0, ColumnType.DATE: 1.0, ColumnType.DATETIME: 1 / 1440}
"""Where the recipe gives none: whole numbers, days, minutes."""


@dataclass(frozen=True)
class Grid:
    """The values of one column, by code: bins from 0, then ``size - 1`` for a missing cell.

    Attributes
    ----------
    column : ColumnSpec
        Whose they are.
    starts : tuple of int
        The step at which each bin begins, rising from 0; of a categorical column, one for each category. The least and the greatest
        value have bins of their own: "none" and "so much or more" are what amounts most often are.
    step : float
        Distance of two values, in the column's unit (days, for dates and times).
    steps : int
        Values from ``column.low`` to ``column.high``.
    """

    column: ColumnSpec
    starts: tuple[int, ...]
    step: float = 1.0
    steps: int = 0

    @classmethod
    def of(cls, column: ColumnSpec) -> Grid | None:
        """The column's grid; None where the recipe does not make it public."""
        if column.categorical:
            return cls(column, tuple(range(len(column.categories)))) if column.categories else None
        step = column.step or STEPS.get(column.type)
        if step is None or not math.isfinite(column.high - column.low):
            return None
        steps = math.floor((column.high - column.low) / step + 1e-9) + 1
        if steps <= MOST_BINS:
            return cls(column, tuple(range(steps)), step, steps)
        width = math.ceil((steps - 2) / (MOST_BINS - 2))
        return cls(column, (0, *range(1, steps - 1, width), steps - 1), step, steps)

    @property
    def bins(self) -> int:
        """Bins; of a categorical column, its categories."""
        return len(self.starts)

    @property
    def is_ordered(self) -> bool:
        """Whether neighbouring codes are neighbouring values."""
        return not self.column.categorical

    @property
    def size(self) -> int:
        """Codes, that of a missing cell among them."""
        return self.bins + 1

    def encode(self, table: pa.Table) -> NDArray[np.int64]:
        """The code of each cell of the column in a typed table, shape (rows,)."""
        if self.column.categorical:
            cells = table.column(self.column.name).combine_chunks().cast(pa.string())
            found = pc.index_in(cells, value_set=pa.array(self.column.categories, pa.string()))
            return np.asarray(found.fill_null(self.bins), np.int64)
        values = code(table, [self.column]).frame[self.column.name].to_numpy()
        place = np.rint((np.nan_to_num(values).clip(self.column.low, self.column.high) - self.column.low) / self.step)
        found = np.searchsorted(self.starts, np.minimum(place, self.steps - 1), side="right") - 1
        return np.where(np.isnan(values), self.bins, found).astype(np.int64)

    def decode(self, codes: NDArray[np.int64], generator: np.random.Generator) -> NDArray[np.float64]:
        """A value for each code, any of its bin's with the same chance; categories by their number, NaN for missing."""
        missing = codes == self.bins
        if self.column.categorical:
            return np.where(missing, np.nan, codes)
        ends = np.array([*self.starts, self.steps, self.steps])
        first = ends[codes]
        count = (ends[codes + 1 - missing] - first).clip(1)
        place = first + np.floor(generator.random(codes.size) * count)
        return np.where(missing, np.nan, self.column.low + place * self.step)


def grids(columns: Sequence[ColumnSpec]) -> list[Grid]:
    """The grid of each column.

    Raises
    ------
    PolicyRefused
        ``synth.not-public``, with every column that has none.
    """
    made: dict[str, Grid | None] = {column.name: Grid.of(column) for column in columns}
    if bare := [name for name, grid in made.items() if grid is None]:
        raise PolicyRefused("synth.not-public", columns=", ".join(f"'{name}'" for name in bare))
    return [grid for grid in made.values() if grid is not None]


def dictionaries(made: Sequence[Grid]) -> dict[str, Any]:
    """Categorical column → Arrow array of its public categories, of the column's type."""
    return {
        grid.column.name: pa.array(grid.column.categories, pa.string()).cast(_ARROW[grid.column.type])
        for grid in made
        if grid.column.categorical
    }


_ARROW = {ColumnType.TEXT: pa.string(), ColumnType.INTEGER: pa.int64(), ColumnType.NUMBER: pa.float64()}
