"""Arrow batches to the frames that expectations are run on: cells as text, as numbers, as times, or as codes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput, PseudoError
from pseudo.model import ColumnType
from pseudo.table import cast, dense_codes, format_of, open_source
from pseudo.validators.contract import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.model import ColumnPlan, Plan
    from pseudo.table.source import Source

__all__ = [
    "CHUNK_ROWS",
    "ROW_SHEETS",
    "chunks",
    "codes_frame",
    "few_values",
    "frame_of",
    "reopen",
    "repeated",
    "row_arrays",
]

CHUNK_ROWS = 131_072
"""Rows of a chunk: enough that GX's cost of a run, some milliseconds an expectation, is small beside the work."""

ROW_SHEETS = (Sheet.TEXT, Sheet.NUMBER, Sheet.TIME)

FEW = 8
WORTHWHILE = 8_192
"""Least rows of a chunk for which its distinct values are looked for."""

NANOSECOND_SPAN = (pd.Timestamp("1677-09-22"), pd.Timestamp("2262-04-11"))
"""What fits datetime64[ns], for which GX compares a column at once; other times it compares one by one."""


def reopen(data: Path | Source) -> Source:
    """Open a written file as what it is: a release has a header, whatever its columns are called. What is open already is taken."""
    if not isinstance(data, Path):
        return data
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


def row_arrays(
    batch: pa.RecordBatch, sheet: Sheet, columns: Sequence[str], plan: Plan, first_row: int
) -> tuple[dict[str, pa.Array], dict[str, int | None]]:
    """Read a chunk's cells as the sheet's type, and count how many of which columns cannot be.

    A column with such cells is left out; the count is None where it could not be read at all.
    """
    arrays: dict[str, pa.Array] = {}
    unreadable: dict[str, int | None] = {}
    entries = {entry.column: entry for entry in plan.columns}
    for name in columns:
        try:
            arrays[name] = _as_sheet(batch.column(name), sheet, name, entries.get(name), first_row)
        except BadInput as error:
            unreadable[name] = error.where.count or 1
        except PseudoError:
            raise
        except Exception:  # noqa: BLE001  (pyarrow's words quote cells)
            unreadable[name] = None
    return arrays, unreadable


def frame_of(arrays: dict[str, pa.Array], sheet: Sheet, rows: int) -> pd.DataFrame:
    """Make the frame that expectations are run on. A column that pandas cannot hold is not in it: what asks for it raises there."""
    series: dict[str, pd.Series] = {}
    for name, array in arrays.items():
        with suppress(Exception):  # pyarrow's and pandas' words quote cells
            series[name] = _times(array) if sheet is Sheet.TIME else array.to_pandas()
    return pd.DataFrame(series, index=pd.RangeIndex(rows))


def few_values(arrays: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Give the distinct cells, missing among them, of the columns where they are at most one in FEW rows."""
    found = {}
    for name, array in arrays.items():
        if len(array) < WORTHWHILE or _varied(array):
            continue
        values = pc.unique(array)
        if FEW * len(values) <= len(array):
            found[name] = values
    return found


def _varied(array: pa.Array) -> bool:
    """Whether a sample's values differ mostly, so that the rest need not be looked at."""
    sample = array.slice(0, WORTHWHILE // 4)
    return bool(2 * pc.count_distinct(sample, mode="all").as_py() > len(sample))


def repeated(values: pa.Array, size: int) -> pa.Array:
    """Repeat ``values`` from the start until there are ``size``."""
    return values.take(pa.array(np.arange(size) % len(values)))


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
