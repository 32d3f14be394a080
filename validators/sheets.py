"""Arrow batches to the frames that expectations are run on: cells as text, as numbers, as times, or as codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.table import cast, format_dates
from pseudo.validators.contract import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.model import ColumnPlan, Plan
    from pseudo.table import Codes

__all__ = ["CHUNK_ROWS", "ROW_SHEETS", "codes_frame", "row_frame"]

CHUNK_ROWS = 131_072
"""Rows of a chunk: enough that GX's cost of a run, some milliseconds an expectation, is small beside the work."""

ROW_SHEETS = (Sheet.TEXT, Sheet.NUMBER, Sheet.TIME)

NANOSECOND_SPAN = (np.datetime64("1677-09-22", "us"), np.datetime64("2262-04-11", "us"))
"""What fits datetime64[ns], for which GX compares a column at once; other times it compares one by one."""


def row_frame(
    batch: pa.RecordBatch, sheet: Sheet, columns: Sequence[str], plan: Plan, first_row: int
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Make the frame of a chunk, and count how many cells of which columns cannot be read as the sheet's type.

    A column with such cells is left out of the frame.
    """
    series: dict[str, pd.Series] = {}
    unreadable: dict[str, int] = {}
    entries = {entry.column: entry for entry in plan.columns}
    for name in columns:
        try:
            array = _as_sheet(batch.column(name), sheet, name, entries.get(name), first_row)
        except BadInput as error:
            unreadable[name] = error.where.count or 1
            continue
        if bad := _not_finite(array):
            unreadable[name] = bad
        else:
            series[name] = _times(array) if sheet is Sheet.TIME else array.to_pandas()
    return pd.DataFrame(series, index=pd.RangeIndex(batch.num_rows)), unreadable


def codes_frame(codes: Codes | None, rows: int) -> pd.DataFrame:
    """Frame all rows as integer codes; a frame of so many rows without columns where none are asked for."""
    if codes is None:
        return pd.DataFrame(index=pd.RangeIndex(rows))
    return pd.DataFrame(codes.codes, columns=list(codes.columns))


def _as_sheet(array: pa.Array, sheet: Sheet, name: str, entry: ColumnPlan | None, first_row: int) -> pa.Array:
    kind = entry.type if entry else ColumnType.TEXT
    date_format = entry.date_format if entry else None
    if sheet is Sheet.TEXT:
        kind = ColumnType.TEXT
        if pa.types.is_temporal(array.type) and date_format:  # a typed file's dates, as the plan's format writes them
            array = format_dates(array, date_format)
    elif sheet is Sheet.NUMBER:
        kind = ColumnType.INTEGER if kind is ColumnType.INTEGER else ColumnType.NUMBER
    elif kind not in {ColumnType.DATE, ColumnType.DATETIME}:
        kind = ColumnType.DATETIME
    return cast(array, kind, column=name, first_row=first_row, date_format=date_format)


def _not_finite(array: pa.Array) -> int:
    """Count NaN and infinity: no numbers of a release, and pandas would take NaN for a missing cell."""
    if not pa.types.is_floating(array.type):
        return 0
    return pc.sum(pc.invert(pc.is_finite(array))).as_py() or 0


def _times(array: pa.Array) -> pd.Series:
    """Keep times whole: in nanoseconds where all fit, else in microseconds (9999-12-31 is a common "open end")."""
    moments = pd.Series(array.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False))
    inside = moments.between(*(pd.Timestamp(edge) for edge in NANOSECOND_SPAN)) | moments.isna()
    return moments.astype("datetime64[ns]") if inside.all() else moments
