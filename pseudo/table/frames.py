"""pandas, polars and pyarrow frames as sources, and results as the caller's own kind of frame.

The caller's frame is never changed. What may not come in: an import of a frame library whose frame was not given, and a
categorical on the way out (it keeps the categories that treatment removed).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.errors import SHOWN_ROWS, BadInput, UsageError, Where
from pseudo.table.columnar import plain_schema, table_facts
from pseudo.table.memory import MemorySource

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_source", "is_frame", "like"]

NAME = "frame"


def _library(frame: object) -> str:
    """``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``""``, without importing any of them."""
    kind = type(frame)
    library = kind.__module__.partition(".")[0]
    return library if (library, kind.__name__) in _FRAMES else ""


_FRAMES = {("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "Table"), ("pyarrow", "RecordBatch")}


def is_frame(what: object) -> bool:
    """Whether :func:`frame_source` takes it."""
    return bool(_library(what))


def frame_source(frame: Any) -> MemorySource:
    """A :class:`~pseudo.table.Source` over a frame.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyarrow.RecordBatch
        Left as it is. A pandas index must be unnamed integers, duplicates welcome: anything else is data that no plan would
        treat.

    Raises
    ------
    UsageError
        ``table.not-a-table`` for anything else.
    BadInput
        ``table.index-holds-data``, ``table.mixed-column``, ``table.unsupported-type``, ``table.empty-column-name``,
        ``table.duplicate-column-name``.
    """
    library = _library(frame)
    if library == "pandas":
        table = _from_pandas(frame)
    elif library == "polars":
        table = frame.to_arrow()
    elif library == "pyarrow":
        table = pa.Table.from_batches([frame]) if isinstance(frame, pa.RecordBatch) else frame
    else:
        raise UsageError("table.not-a-table", kind=type(frame).__name__)
    schema = plain_schema(table.schema, NAME)
    return MemorySource(table, schema, table_facts(NAME, library, schema, table.num_rows))


def like(table: pa.Table, frame: Any) -> Any:
    """``table`` as the kind of frame that ``frame`` is.

    pandas: the caller's index where the rows are as many as the caller's, else a new one; extension types (``Int64``,
    ``string``) where the column's type has not changed.

    Raises
    ------
    UsageError
        ``table.not-a-table``.
    """
    library = _library(frame)
    if library == "pandas":
        return _to_pandas(table, frame)
    if library == "polars":
        import polars as pl

        return pl.from_arrow(table)
    if library == "pyarrow":
        return _one_batch(table) if isinstance(frame, pa.RecordBatch) else table
    raise UsageError("table.not-a-table", kind=type(frame).__name__)


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    arrays = [pa.concat_arrays(column.chunks or [pa.array([], column.type)]) for column in table.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _from_pandas(frame: pd.DataFrame) -> pa.Table:
    import pandas as pd

    index = frame.index
    if index.name is not None or isinstance(index, pd.MultiIndex) or not pd.api.types.is_integer_dtype(index.dtype):
        raise BadInput("table.index-holds-data", Where(file=NAME))
    names: list[object] = list(frame.columns)
    if others := [i for i, name in enumerate(names, 1) if not isinstance(name, str)]:
        raise BadInput(
            "table.column-name-no-text", Where(file=NAME), positions=", ".join(map(str, others[:SHOWN_ROWS]))
        )
    arrays = [_pandas_column(frame.iloc[:, i], str(name)) for i, name in enumerate(names)]
    return pa.table(arrays, names=list(map(str, names)))


def _pandas_column(column: pd.Series[Any], name: str) -> pa.Array | pa.ChunkedArray:
    """The column with NaN and None as null; a mixture of kinds is refused by row."""
    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        pass
    present = column.notna().to_numpy()
    kinds = [type(value).__name__ if there else "" for value, there in zip(column, present, strict=True)]
    usual = Counter(kind for kind in kinds if kind).most_common(1)
    rows = [i for i, kind in enumerate(kinds, 1) if kind and kind != usual[0][0]] if usual else []
    raise BadInput("table.mixed-column", Where(file=NAME, column=name, rows=rows[:SHOWN_ROWS], count=len(rows) or None))


def _to_pandas(table: pa.Table, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    result: pd.DataFrame = table.to_pandas(ignore_metadata=True)
    for name in result.columns:
        before = frame[name].dtype if name in frame.columns else None
        if isinstance(before, pd.api.extensions.ExtensionDtype) and not isinstance(before, pd.CategoricalDtype):
            kind = pa.array(frame[name].iloc[:0], from_pandas=True).type
            if kind == table.schema.field(name).type:
                result[name] = pd.array(table.column(name).to_pylist(), dtype=before)
    if len(result) == len(frame):
        result.index = frame.index
    return result
