"""Hierarchies that follow from the values themselves: ages, dates, districts, diseases, occupations.

To add one, add a :class:`BuiltHierarchy` to :data:`HIERARCHIES` and its name to :class:`Built`.
Every level nests in the one above it; ``tests/unit/techniques/test_built_hierarchies.py`` holds all of them to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import ColumnType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["HIERARCHIES", "Built", "BuiltHierarchy"]


class Built(StrEnum):
    """The names of the built hierarchies."""

    AGE = "age"
    DATE = "date"
    DISTRICT = "district"
    KCD = "kcd"
    OCCUPATION = "occupation"


@dataclass(frozen=True)
class BuiltHierarchy:
    """A hierarchy by rule.

    Attributes
    ----------
    type : ColumnType
        Of the values.
    levels : int
        How many levels stand above the values.
    above : callable
        ``above(values, level)``: the category of each value as ``pa.string()``, null where a value is none of the code's.
    promise : callable
        ``promise(level)``: kind and parameters of the check that every category of the level passes.
    """

    type: ColumnType
    levels: int
    above: Callable[[pa.Array, int], pa.Array]
    promise: Callable[[int], tuple[str, dict[str, Any]]]


def _where(holds: pa.Array, made: pa.Array) -> pa.Array:
    """What was made where it holds, else null."""
    return pc.if_else(holds, made, pa.scalar(None, pa.string()))


AGE_WIDTHS = {1: 5, 2: 10, 3: 20}
AGE_TOP = {1: 90, 2: 90, 3: 80}
"""Nobody is told apart by age from there on; 80 is where the widest bands still nest."""
OLDEST = 150


def _age_labels(level: int) -> list[str]:
    width, top = AGE_WIDTHS[level], AGE_TOP[level]
    return [*(f"{low}-{low + width - 1}" for low in range(0, top, width)), f"{top}+"]


def _age(values: pa.Array, level: int) -> pa.Array:
    known = pc.and_(pc.greater_equal(values, 0), pc.less_equal(values, OLDEST))
    within = pc.if_else(known, values, 0)
    band = pc.min_element_wise(pc.divide(within, AGE_WIDTHS[level]), AGE_TOP[level] // AGE_WIDTHS[level])
    return _where(known, pa.array(_age_labels(level), pa.string()).take(band))


DATE_PATTERNS = {
    1: r"^-?[0-9]{4,}-(?:0[1-9]|1[0-2])$",
    2: r"^-?[0-9]{4,}-Q[1-4]$",
    3: r"^-?[0-9]{4,}$",
    4: r"^-?[0-9]{3,}0s$",
}


def _date(values: pa.Array, level: int) -> pa.Array:
    if level == 1:
        return pc.strftime(values, "%Y-%m")
    year = pc.year(values)
    if level == 2:
        quarter = pc.quarter(values).cast(pa.string())
        return pc.binary_join_element_wise(_year(year), quarter, "-Q")
    if level == 3:
        return _year(year)
    return pc.binary_join_element_wise(
        _year(pc.multiply(pc.floor(pc.divide(year.cast(pa.float64()), 10.0)), 10.0)), "s", ""
    )


def _year(year: pa.Array) -> pa.Array:
    """Four digits at the least."""
    return pc.utf8_lpad(year.cast(pa.int64()).cast(pa.string()), 4, "0")


DISTRICT_DIGITS = {1: 8, 2: 5, 3: 2}


def _district(values: pa.Array, level: int) -> pa.Array:
    kept = pc.utf8_rpad(pc.utf8_slice_codeunits(values, 0, DISTRICT_DIGITS[level]), 10, "0")
    return _where(pc.match_substring_regex(values, r"^[0-9]{10}$"), kept)


CHAPTERS = (
    "A00-B99", "C00-D48", "D50-D89", "E00-E90", "F00-F99", "G00-G99", "H00-H59", "H60-H95", "I00-I99",
    "J00-J99", "K00-K93", "L00-L99", "M00-M99", "N00-N99", "O00-O99", "P00-P96", "Q00-Q99", "R00-R99",
    "S00-T98", "U00-U99", "V01-Y98", "Z00-Z99",
)  # fmt: skip
"""The chapters of ICD-10, which KCD follows (WHO ICD-10, volume 1; 통계청 한국표준질병·사인분류)."""
KCD_CODE = r"^[A-Z][0-9]{2}(?:\.?[0-9]{1,3})?$"


def _kcd(values: pa.Array, level: int) -> pa.Array:
    category = pc.utf8_slice_codeunits(values, 0, 3)
    chapter = pa.array([_chapter(c) for c in category.to_pylist()], pa.string())
    known = pc.and_(pc.match_substring_regex(values, KCD_CODE), chapter.is_valid())
    return _where(known, category if level == 1 else chapter)


def _chapter(category: str | None) -> str | None:
    """The chapter with this category, by the order of the codes."""
    return next((c for c in CHAPTERS if category is not None and c[:3] <= category <= c[4:]), None)


OCCUPATION_DIGITS = 5


def _occupation(values: pa.Array, level: int) -> pa.Array:
    kept = OCCUPATION_DIGITS - level
    whole = pc.match_substring_regex(values, rf"^[1-9A][0-9]{{{kept - 1},{OCCUPATION_DIGITS - 1}}}$")
    return _where(whole, pc.utf8_slice_codeunits(values, 0, kept))


def _matches(pattern: str) -> tuple[str, dict[str, Any]]:
    return "matches", {"regex": pattern}


def _in_set(values: list[str]) -> tuple[str, dict[str, Any]]:
    return "in_set", {"values": values}


HIERARCHIES: Mapping[Built, BuiltHierarchy] = {
    Built.AGE: BuiltHierarchy(ColumnType.INTEGER, 3, _age, lambda level: _in_set(_age_labels(level))),
    Built.DATE: BuiltHierarchy(ColumnType.DATE, 4, _date, lambda level: _matches(DATE_PATTERNS[level])),
    Built.DISTRICT: BuiltHierarchy(
        ColumnType.TEXT,
        3,
        _district,
        lambda level: _matches(rf"^[0-9]{{{DISTRICT_DIGITS[level]}}}0{{{10 - DISTRICT_DIGITS[level]}}}$"),
    ),
    Built.KCD: BuiltHierarchy(
        ColumnType.TEXT, 2, _kcd, lambda level: _matches(r"^[A-Z][0-9]{2}$") if level == 1 else _in_set(list(CHAPTERS))
    ),
    Built.OCCUPATION: BuiltHierarchy(
        ColumnType.TEXT,
        4,
        _occupation,
        lambda level: _matches(rf"^[1-9A][0-9]{{{OCCUPATION_DIGITS - 1 - level}}}$"),
    ),
}
