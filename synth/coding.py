"""Typed Arrow columns to one coded frame and back: engines, rules and measures all work on it.

Numbers stay as they are, dates and times become days since 1970-01-01, categories become positions in a dictionary, a
missing cell is NaN. An engine therefore never sees a category's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pseudo.errors import BadInput, Where
from pseudo.model import ColumnType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.synth.task import ColumnSpec

__all__ = ["Coded", "code", "decode", "rounded", "unit_codes"]

_DAY_MICROSECONDS = 86_400_000_000
_DAY_SECONDS = 86_400
_MOST_DECIMALS = 6
_TEMPORAL = {ColumnType.DATE, ColumnType.DATETIME}


@dataclass(frozen=True)
class Coded:
    """A coded table.

    Attributes
    ----------
    frame : pandas.DataFrame
        float64, one column per learned column.
    dictionaries : dict
        Column → Arrow array of its distinct values; a code is a position in it.
    decimals : dict
        Column of type number → decimals its cells have, at most 6.
    """

    frame: pd.DataFrame
    dictionaries: dict[str, pa.Array[Any]]
    decimals: dict[str, int]


def code(table: pa.Table, columns: Sequence[ColumnSpec]) -> Coded:
    """Code the named columns of a typed table.

    Raises
    ------
    BadInput
        ``synth.not-typed`` for text where numbers or dates are due, ``synth.not-finite`` with row numbers.
    """
    frame: dict[str, np.ndarray[Any, Any]] = {}
    dictionaries: dict[str, pa.Array[Any]] = {}
    decimals: dict[str, int] = {}
    for column in columns:
        cells = table.column(column.name).combine_chunks()
        if column.categorical:
            coded = cells.dictionary_encode()
            dictionaries[column.name] = coded.dictionary
            frame[column.name] = _floats(coded.indices)
        else:
            frame[column.name] = _numbers(cells, column)
            decimals[column.name] = _decimals(frame[column.name]) if column.type is ColumnType.NUMBER else 0
    return Coded(pd.DataFrame(frame), dictionaries, decimals)


def unit_codes(table: pa.Table, subject: str | None) -> np.ndarray[Any, Any]:
    """Give each row its unit: the subject's code, or the row's own number where there is no subject column.

    Rows without a subject count as one unit together.
    """
    if subject is None:
        return np.arange(table.num_rows)
    codes = _floats(table.column(subject).combine_chunks().dictionary_encode().indices)
    return np.where(np.isnan(codes), -1, codes).astype(np.int64)


def rounded(values: np.ndarray[Any, Any], column: ColumnSpec, decimals: int) -> np.ndarray[Any, Any]:
    """Values at the column's resolution: whole numbers and days, seconds, or the number's decimals."""
    if column.type is ColumnType.DATETIME:
        return np.round(values * _DAY_SECONDS) / _DAY_SECONDS
    return np.round(values, decimals)


def decode(values: np.ndarray[Any, Any], column: ColumnSpec, dictionary: pa.Array[Any] | None) -> pa.Array[Any]:
    """One coded column as the Arrow array of the column's type."""
    missing = np.isnan(values)
    filled = np.where(missing, 0, values)
    if dictionary is not None:
        codes: pa.Array[Any] = pa.array(filled.astype(np.int64), mask=missing)
        return dictionary.take(codes)
    if column.type is ColumnType.NUMBER:
        return pa.array(filled, mask=missing)
    if column.type is ColumnType.DATE:
        return pa.array(np.round(filled).astype(np.int32), mask=missing).cast(pa.date32())
    if column.type is ColumnType.DATETIME:
        seconds = np.round(filled * _DAY_SECONDS).astype(np.int64)
        return pa.array(seconds * (_DAY_MICROSECONDS // _DAY_SECONDS), mask=missing).cast(pa.timestamp("us"))
    return pa.array(np.round(filled).astype(np.int64), mask=missing)


def _numbers(cells: pa.Array[Any], column: ColumnSpec) -> np.ndarray[Any, Any]:
    temporal = column.type in _TEMPORAL
    fits = pa.types.is_temporal(cells.type) if temporal else _is_numeric(cells.type)
    if not fits:
        raise BadInput("synth.not-typed", Where(column=column.name), type=column.type.value)
    if temporal:
        return _floats(cells.cast(pa.timestamp("us")).cast(pa.int64())) / _DAY_MICROSECONDS
    values = _floats(cells)
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        rows = tuple(int(i) + 1 for i in infinite[:8])
        raise BadInput("synth.not-finite", Where(column=column.name, rows=rows, count=len(infinite)))
    return values


def _is_numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _floats(cells: pa.Array[Any]) -> np.ndarray[Any, Any]:
    if pa.types.is_null(cells.type):
        return np.full(len(cells), np.nan)
    return np.asarray(cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=float)


def _decimals(values: np.ndarray[Any, Any]) -> int:
    known = values[~np.isnan(values)]
    for places in range(_MOST_DECIMALS):
        if np.allclose(np.round(known, places), known, rtol=0, atol=1e-9):
            return places
    return _MOST_DECIMALS
