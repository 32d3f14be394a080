"""Columns from one type to another, strictly: nothing is rounded, guessed or dropped, and what does not fit is named by row.

The fast way is over whole columns; only where a cell does not fit are the rows looked for. What may not come in: a message of
pyarrow or ``int()``, which quotes the cell.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, Where
from pseudo.model import ColumnType
from pseudo.table.columnar import plain_array, plain_type
from pseudo.table.dates import format_dates, parse_dates, tidy_text

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Bad = npt.NDArray[np.bool_]
    Cast = Callable[[pa.Array, str | None], tuple[pa.Array, Bad]]

__all__ = ["cast"]

ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.DATE: pa.date32(),
    ColumnType.DATETIME: pa.timestamp("us"),
}
ISO_DATE, ISO_DATETIME = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"

EXACT = 2**53
"""Whole numbers beyond this may already have been rounded when they were stored as floats (IEEE 754 binary64)."""

THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
WHOLE = r"^[+-]?\d+$"
INTEGER = r"^[+-]?\d+(\.0*)?$"
NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
INT64_MOST = 2**63 - 1


def cast(array: pa.Array, type: ColumnType, *, column: str, first_row: int, date_format: str | None = None) -> pa.Array:  # noqa: A002  the model's word
    """``array`` as the Arrow type of a column type.

    Text is read with blanks around it ignored, full-width digits made plain and blank cells missing; numbers may have thousands
    separators. A float is an integer only where it is whole and below 2^53, a datetime is a date only at midnight, text beyond
    2^53 is no float. NaN is missing; infinity does not fit. ``text`` of numbers is canonical: no ``.0``, no exponent.

    Parameters
    ----------
    array : pa.Array, shape (n,)
        One batch of a column.
    type : ColumnType
        ``text`` → string, ``integer`` → int64, ``number`` → float64, ``date`` → date32, ``datetime`` → timestamp("us").
    column : str
        For the error.
    first_row : int
        0-based number of the batch's first row in its table, for the error.
    date_format : str, optional
        How text says a date (:mod:`pseudo.table.dates`), and how a date becomes text; ISO 8601 where not given.

    Returns
    -------
    pa.Array, shape (n,)
        A new array, or ``array`` itself where nothing is to be done.

    Raises
    ------
    BadInput
        ``table.bad-cell`` with the column, row numbers and count.
    """
    array = plain_array(array, plain_type(array.type) or array.type)
    if pa.types.is_floating(array.type):
        array = pc.if_else(pc.is_nan(array), None, array)
    result, bad = _CASTS[type](array, date_format)
    if bad.any():
        rows = np.flatnonzero(bad)
        shown = [first_row + 1 + int(row) for row in rows[:SHOWN_ROWS]]
        raise BadInput("table.bad-cell", Where(column=column, rows=shown, count=len(rows)), type=type.value)
    return result


def _none(array: pa.Array) -> Bad:
    return np.zeros(len(array), dtype=np.bool_)


def _mask(flags: pa.Array) -> Bad:
    """Arrow flags as a NumPy mask; missing is false."""
    mask: Bad = pc.fill_null(flags, False).to_numpy(zero_copy_only=False)
    return mask


def _kept(array: pa.Array, bad: Bad) -> pa.Array:
    """``array`` without the cells that do not fit, so that the rest can be cast."""
    return pc.if_else(pa.array(~bad), array, None)


def _to_text(array: pa.Array, date_format: str | None) -> tuple[pa.Array, Bad]:
    kind = array.type
    if pa.types.is_string(kind):
        return array, _none(array)
    if pa.types.is_fixed_size_binary(kind):
        return pa.array([None if cell is None else cell.hex() for cell in array.to_pylist()], pa.string()), _none(array)
    if pa.types.is_floating(kind):
        return _float_text(array)
    if pa.types.is_date(kind):
        return format_dates(array, date_format or ISO_DATE), _none(array)
    if pa.types.is_timestamp(kind):
        return _moment_text(array, date_format)
    return pc.cast(array, pa.string()), _none(array)


def _moment_text(array: pa.Array, date_format: str | None) -> tuple[pa.Array, Bad]:
    moments, bad = _microseconds(array)
    if date_format:
        return format_dates(moments, date_format), bad
    return pc.if_else(
        _whole_seconds(moments), format_dates(moments, ISO_DATETIME), format_dates(moments, ISO_DATETIME + ".%f")
    ), bad


def _float_text(array: pa.Array) -> tuple[pa.Array, Bad]:
    bad = _mask(pc.is_inf(array))
    array = _kept(array, bad)
    whole = pc.and_(pc.equal(pc.floor(array), array), pc.less(pc.abs(array), 2.0**63))
    integers = pc.cast(pc.if_else(whole, array, None), pa.int64(), safe=False)
    text = pc.if_else(whole, pc.cast(integers, pa.string()), pc.cast(array, pa.string()))
    exponents = _mask(pc.match_substring(text, "e"))
    if exponents.any():
        cells = text.to_pylist()
        for row in np.flatnonzero(exponents):
            cells[row] = f"{Decimal(cells[row]):f}"
        text = pa.array(cells, pa.string())
    return text, bad


def _to_integer(array: pa.Array, _date_format: str | None) -> tuple[pa.Array, Bad]:
    kind = array.type
    if pa.types.is_floating(kind):
        values = pc.cast(array, pa.float64())
        fits = pc.and_(pc.equal(pc.floor(values), values), pc.less_equal(pc.abs(values), float(EXACT)))
        bad = _mask(pc.invert(fits))
        return pc.cast(_kept(values, bad), pa.int64()), bad
    if pa.types.is_integer(kind):
        bad = _mask(pc.greater(array, pa.scalar(INT64_MOST, pa.uint64()))) if pa.types.is_uint64(kind) else _none(array)
        return pc.cast(_kept(array, bad), pa.int64()) if bad.any() else pc.cast(array, pa.int64()), bad
    text = _number_text(_to_text(array, None)[0])
    bad = _mask(pc.invert(pc.match_substring_regex(text, INTEGER)))
    digits = pc.replace_substring_regex(_kept(text, bad), r"^\+|\.0*$", "")
    try:
        return pc.cast(digits, pa.int64()), bad
    except pa.ArrowInvalid:
        too_big = np.array(
            [cell is not None and not -INT64_MOST - 1 <= int(cell) <= INT64_MOST for cell in digits.to_pylist()]
        )
        return pc.cast(_kept(digits, too_big), pa.int64()), bad | too_big


def _to_number(array: pa.Array, _date_format: str | None) -> tuple[pa.Array, Bad]:
    kind = array.type
    if pa.types.is_floating(kind):
        return pc.cast(array, pa.float64()), _mask(pc.is_inf(array))
    if pa.types.is_integer(kind):
        whole, bad = _to_integer(array, None)
        bad |= _mask(pc.or_(pc.greater(whole, EXACT), pc.less(whole, -EXACT)))
        return pc.cast(_kept(whole, bad), pa.float64()), bad
    text = _number_text(_to_text(array, None)[0])
    bad = _mask(pc.invert(pc.match_substring_regex(text, NUMBER)))
    values = pc.cast(pc.replace_substring_regex(_kept(text, bad), r"^\+", ""), pa.float64())
    rounded = pc.and_(pc.match_substring_regex(text, WHOLE), pc.greater(pc.abs(values), float(EXACT)))
    return values, bad | _mask(rounded) | _mask(pc.is_inf(values))


def _number_text(text: pa.Array) -> pa.Array:
    """Tidied text without thousands separators."""
    text = tidy_text(text)
    return pc.if_else(pc.match_substring_regex(text, THOUSANDS), pc.replace_substring(text, ",", ""), text)


def _to_date(array: pa.Array, date_format: str | None) -> tuple[pa.Array, Bad]:
    if pa.types.is_date(array.type):
        return pc.cast(array, pa.date32()), _none(array)
    moments, bad = _to_datetime(array, date_format or ISO_DATE)
    days = pc.cast(moments, pa.date32(), safe=False)
    return days, bad | _mask(pc.not_equal(pc.cast(days, pa.timestamp("us")), moments))


def _to_datetime(array: pa.Array, date_format: str | None) -> tuple[pa.Array, Bad]:
    if pa.types.is_date(array.type):
        return pc.cast(array, pa.timestamp("us")), _none(array)
    if pa.types.is_timestamp(array.type):
        return _microseconds(array)
    text = tidy_text(_to_text(array, None)[0])
    moments, right = parse_dates(text, date_format or ISO_DATETIME)
    return pa.array(moments, pa.timestamp("us"), mask=~right), ~right & pc.is_valid(text).to_numpy(zero_copy_only=False)


def _microseconds(array: pa.Array) -> tuple[pa.Array, Bad]:
    """Wall-clock moments in microseconds; a finer one does not fit."""
    if array.type.tz:
        array = pc.local_timestamp(array)
    moments = pc.cast(array, pa.timestamp("us"), safe=False)
    return moments, _mask(pc.not_equal(pc.cast(moments, array.type, safe=False), array))


def _whole_seconds(moments: pa.Array) -> pa.Array:
    return pc.equal(pc.cast(pc.cast(moments, pa.timestamp("s"), safe=False), pa.timestamp("us")), moments)


_CASTS: dict[ColumnType, Cast] = {
    ColumnType.TEXT: _to_text,
    ColumnType.INTEGER: _to_integer,
    ColumnType.NUMBER: _to_number,
    ColumnType.DATE: _to_date,
    ColumnType.DATETIME: _to_datetime,
}
