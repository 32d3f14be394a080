"""Dates in text: strictly by one format, both ways, over whole columns.

Formats are written in strptime's letters ``%Y %y %m %d %H %M %S %f``; everything else stands for itself. The parser is ours because the
C library's takes 31 February for 3 March and one-digit months in ``%Y%m%d``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.table.choices import unknown_choice

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["format_dates", "guess_date_format", "parse_dates", "tidy_text"]

GUESSED = (
    *(
        day + clock
        for day in ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d", "%Y. %m. %d.", "%Y년 %m월 %d일")
        for clock in ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f", "T%H:%M:%SZ")
    ),
    "%Y%m%d%H%M",
    "%Y%m%d%H%M%S",
)
"""Formats that are guessed. Years of two digits are not among them: 24 may be 1924."""

GUESSED_YEARS = (1800, 2200)
"""Years outside are codes, not dates, when a format is guessed."""

WIDTHS = {"Y": 4, "y": 2, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2, "f": 6}
FULL_WIDTH = 0xFEE0
"""Distance from an ASCII letter to its full-width form (Unicode, Halfwidth and Fullwidth Forms)."""
_LETTER = re.compile(r"%(.)|([^%]+)")


@cache
def _parts(date_format: str) -> tuple[tuple[str, str], ...]:
    """(letter, "") or ("", literal) in order; ``general.unknown-choice`` for a letter that is not read."""
    parts = tuple((m[1] or "", m[2] or "") for m in _LETTER.finditer(date_format))
    letters = [letter for letter, _ in parts if letter]
    whole = "".join(f"%{a}" if a else b for a, b in parts) == date_format
    complete = {"m", "d"} <= set(letters) and len({"Y", "y"} & set(letters)) == 1
    if not whole or not complete or len(set(letters)) < len(letters) or not set(letters) <= set(WIDTHS):
        raise unknown_choice("date format", "날짜 형식", date_format, (f"%{letter}" for letter in WIDTHS))
    return parts


@cache
def _pattern(date_format: str) -> str:
    """An RE2 pattern with a group a letter. A part that has neighbours without a mark between them must be padded."""
    parts = _parts(date_format)
    pattern = "^"
    for i, (letter, literal) in enumerate(parts):
        if literal:
            pattern += re.escape(literal)
            continue
        alone = (i == 0 or not parts[i - 1][0]) and (i + 1 == len(parts) or not parts[i + 1][0])
        least = WIDTHS[letter] if letter in "Yy" or not alone else 1
        pattern += rf"(?P<{letter}>\d{{{least},{WIDTHS[letter]}}})"
    return pattern + "$"


def tidy_text(text: pa.Array) -> pa.Array:
    """Text without blanks around it, full-width digits and marks made plain, and blank cells missing: how numbers and dates are read."""
    if pc.any(pc.match_substring_regex(text, "[！-～]")).as_py():
        # Not NFKC, which would make 10² a 102.
        for letter in "0123456789+-.,/:":
            text = pc.replace_substring(text, chr(ord(letter) + FULL_WIDTH), letter)
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.equal(text, ""), None, text)


def parse_dates(text: pa.Array, date_format: str) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    """The moments that ``text`` says.

    Parameters
    ----------
    text : pa.Array of string, shape (n,)
        Tidied by :func:`tidy_text`.
    date_format : str
        See the module.

    Returns
    -------
    moments : datetime64[us], shape (n,)
    right : bool, shape (n,)
        False where a cell is missing or is not a date of the calendar in this format.
    """
    found = pc.extract_regex(text, pattern=_pattern(date_format))
    right = pc.is_valid(found).to_numpy(zero_copy_only=False)

    def part(letter: str, absent: int) -> npt.NDArray[np.int64]:
        if letter not in [field.name for field in found.type]:
            return np.full(len(text), absent, dtype=np.int64)
        cells = pc.if_else(pc.is_valid(found), pc.struct_field(found, letter), "1")
        if letter == "f":
            cells = pc.utf8_rpad(cells, 6, "0")
        return cast("npt.NDArray[np.int64]", pc.cast(cells, pa.int64()).to_numpy(zero_copy_only=False))

    year = part("Y", -1)
    if "%y" in date_format:
        two = part("y", 0)
        year = np.where(two < 69, 2000 + two, 1900 + two)  # POSIX strptime
    month, day, hour, minute, second = (part(c, 1 if c in "md" else 0) for c in "mdHMS")
    right = (
        right & (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (hour < 24) & (minute < 60) & (second < 60)
    )
    months = np.where(right, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    right &= days.astype("datetime64[M]") == months
    seconds = (hour * 60 + minute) * 60 + second
    return days.astype("datetime64[us]") + (seconds * 1_000_000 + part("f", 0)).astype("timedelta64[us]"), right


def guess_date_format(array: pa.Array) -> str | None:
    """The first format that reads every cell that is not missing; None where there is none, or no cell.

    Parameters
    ----------
    array : pa.Array of string
        Cells; blanks around them and full-width digits do not count.
    """
    text = pc.drop_null(tidy_text(array))
    if not len(text):
        return None
    first, last = (np.datetime64(str(year), "us") for year in GUESSED_YEARS)
    for date_format in GUESSED:
        # One cell tells most formats apart.
        if parse_dates(text.slice(0, 1), date_format)[1].all():
            moments, right = parse_dates(text, date_format)
            if right.all() and ((moments >= first) & (moments < last)).all():
                return date_format
    return None


def format_dates(array: pa.Array, date_format: str) -> pa.StringArray:
    """Dates or timestamps as text: the inverse of reading by ``date_format``. Years 1 to 9999; time zones are wall-clock time.

    Parameters
    ----------
    array : pa.Array of date or timestamp, shape (n,)
        Missing cells stay missing.
    date_format : str
        See the module.

    Returns
    -------
    pa.StringArray, shape (n,)
    """
    if pa.types.is_timestamp(array.type) and array.type.tz:
        array = pc.local_timestamp(array)
    moments = (
        pc.cast(array, pa.timestamp("us"), safe=False)
        .fill_null(0)
        .to_numpy(zero_copy_only=False)
        .astype("datetime64[us]")
    )
    days, months = moments.astype("datetime64[D]"), moments.astype("datetime64[M]")
    clock = (moments - days.astype("datetime64[us]")).astype(np.int64)
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    numbers = {
        "Y": lambda: year,
        "y": lambda: year % 100,
        "m": lambda: months.astype(np.int64) % 12 + 1,
        "d": lambda: (days - months.astype("datetime64[D]")).astype(np.int64) + 1,
        "H": lambda: clock // 3_600_000_000,
        "M": lambda: clock // 60_000_000 % 60,
        "S": lambda: clock // 1_000_000 % 60,
        "f": lambda: clock % 1_000_000,
    }
    texts = [
        pc.utf8_lpad(pc.cast(pa.array(numbers[letter]()), pa.string()), WIDTHS[letter], "0")
        if letter
        else pa.scalar(literal)
        for letter, literal in _parts(date_format)
    ]
    joined = pc.binary_join_element_wise(*texts, "")
    return pc.if_else(pc.is_valid(array), joined, None)
