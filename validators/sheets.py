"""Arrow batches to the frames that expectations are run on: cells as text, as numbers, as times, or as codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from pseudo.errors import BadInput, PseudoError
from pseudo.model import ColumnType
from pseudo.table import cast, dense_codes, format_of, open_source
from pseudo.validators.contract import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pseudo.model import ColumnPlan, Plan
    from pseudo.table.source import Source

__all__ = ["CHUNK_ROWS", "ROW_SHEETS", "chunks", "codes_frame", "reopen", "row_frame"]

CHUNK_ROWS = 131_072
"""Rows of a chunk: enough that GX's cost of a run, some milliseconds an expectation, is small beside the work."""

ROW_SHEETS = (Sheet.TEXT, Sheet.NUMBER, Sheet.TIME)

NANOSECOND_SPAN = (pd.Timestamp("1677-09-22"), pd.Timestamp("2262-04-11"))
"""What fits datetime64[ns], for which GX compares a column at once; other times it compares one by one."""


def reopen(data: Path) -> Source:
    """Open a written file as what it is: a release has a header, whatever its columns are called."""
    return open_source(data, header=True) if format_of(data) in {"csv", "xlsx"} else open_source(data)


def chunks(source: Source, columns: Sequence[str], rows: int) -> Iterator[pa.RecordBatch]:
    """Join a source's batches, which may be small, to chunks of at least ``rows`` rows; the last may have fewer."""
    held: list[pa.RecordBatch] = []
    for batch in source.batches(list(columns), rows):
        held.append(batch)
        if sum(each.num_rows for each in held) >= rows:
            yield pa.concat_batches(held)
            held = []
    if sum(each.num_rows for each in held):
        yield pa.concat_batches(held)


def row_frame(
    batch: pa.RecordBatch, sheet: Sheet, columns: Sequence[str], plan: Plan, first_row: int
) -> tuple[pd.DataFrame, dict[str, int | None]]:
    """Make the frame of a chunk, and count how many cells of which columns cannot be read as the sheet's type.

    A column with such cells is left out of the frame; the count is None where its frame could not be made at all.
    """
    series: dict[str, pd.Series] = {}
    unreadable: dict[str, int | None] = {}
    entries = {entry.column: entry for entry in plan.columns}
    for name in columns:
        try:
            array = _as_sheet(batch.column(name), sheet, name, entries.get(name), first_row)
            series[name] = _times(array) if sheet is Sheet.TIME else array.to_pandas()
        except BadInput as error:
            unreadable[name] = error.where.count or 1
        except PseudoError:
            raise
        except Exception:  # noqa: BLE001  (pyarrow's and pandas' words quote cells)
            unreadable[name] = None
    return pd.DataFrame(series, index=pd.RangeIndex(batch.num_rows)), unreadable


def codes_frame(source: Source, columns: Sequence[str], rows: int) -> pd.DataFrame:
    """Frame all rows as integer codes, missing where the cell is; so many empty rows where no column is asked for."""
    if not columns:
        return pd.DataFrame(index=pd.RangeIndex(rows))
    missing = dict.fromkeys(columns, False)

    def watched() -> Iterator[pa.RecordBatch]:
        for batch in source.batches(list(columns)):
            for name in columns:
                missing[name] |= batch.column(name).null_count > 0
            yield batch

    coded = dense_codes(watched(), columns)
    return pd.DataFrame(
        {
            name: pd.arrays.IntegerArray(codes, codes == size - 1 if missing[name] else np.zeros(len(codes), bool))
            for name, codes, size in zip(columns, coded.codes.T, coded.sizes, strict=True)
        },
        copy=False,
    )


def _as_sheet(array: pa.Array, sheet: Sheet, name: str, entry: ColumnPlan | None, first_row: int) -> pa.Array:
    kind = entry.type if entry else ColumnType.TEXT
    date_format = entry.date_format if entry else None
    if sheet is Sheet.TEXT:
        kind = ColumnType.TEXT
    elif sheet is Sheet.NUMBER:
        kind = ColumnType.INTEGER if kind is ColumnType.INTEGER else ColumnType.NUMBER
    elif kind not in {ColumnType.DATE, ColumnType.DATETIME}:
        kind = ColumnType.DATE
    return cast(array, kind, column=name, first_row=first_row, date_format=date_format)


def _times(array: pa.Array) -> pd.Series:
    """Keep times whole: in nanoseconds where all fit, else in microseconds (9999-12-31 is a common "open end")."""
    moments = pd.Series(array.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False))
    first, last = NANOSECOND_SPAN
    inside = moments.between(first, last) | moments.isna()
    return moments.astype("datetime64[ns]") if inside.all() else moments
