"""Cells that can be read as a type."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.table import cast

__all__ = ["ExpectColumnValuesToBeReadableAs"]


class ReadableAs(ColumnMapMetricProvider):
    """Whether a cell, as text, can be read as the type."""

    condition_metric_name = "column_values.readable_as"
    condition_value_keys = ("cell_type", "date_format")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  (GX binds the class)
        column: pd.Series,
        cell_type: str,
        date_format: str | None = None,
        **_: Any,
    ) -> pd.Series:
        cells = pa.array(column.astype(str), pa.string()).dictionary_encode()
        able = _readable(cells.dictionary, ColumnType(cell_type), date_format)
        return pd.Series(able[cells.indices.to_numpy()], index=column.index)


def _readable(cells: pa.Array, kind: ColumnType, date_format: str | None) -> np.ndarray:
    """Which cells the readers of ``apply`` can read: tried together, and halved where they cannot."""
    able = np.zeros(len(cells), bool)
    waiting = [(0, len(cells))]
    while waiting:
        start, stop = waiting.pop()
        try:
            cast(cells.slice(start, stop - start), kind, column="", first_row=start, date_format=date_format)
            able[start:stop] = True
        except BadInput:
            if stop - start > 1:
                middle = (start + stop) // 2
                waiting += [(start, middle), (middle, stop)]
    return able


class ExpectColumnValuesToBeReadableAs(ColumnMapExpectation):
    """Expect that every cell, as text, can be read as a type: 9.00101e+12 is no integer, 2024-02-31 is no date.

    Parameters
    ----------
    column : str
        The column.
    cell_type : str
        "text", "integer", "number", "date" or "datetime".
    date_format : str or None
        For dates, in strptime's letters; ISO 8601 where it is None.
    """

    cell_type: str
    date_format: str | None = None

    map_metric: ClassVar[str] = "column_values.readable_as"
    success_keys: ClassVar[tuple[str, ...]] = ("cell_type", "date_format", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "cell_type", "date_format")
