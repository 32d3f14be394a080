"""Categorisation by a hierarchy (문자데이터 범주화): a value becomes what stands above it, so many levels up."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Rows
from pseudo.techniques.parameters import Conflict

__all__ = ["Built", "Hierarchy", "HierarchyParams"]


class Built(StrEnum):
    """Hierarchies that follow from the code itself."""

    KCD = "kcd"
    DISTRICT = "district"


@dataclass(frozen=True)
class HierarchyParams:
    """Parameters of ``hierarchy``; either ``table`` or ``built``.

    Attributes
    ----------
    level : int
        How many levels up: 1 is the one above the value.
    table : str or None
        The hierarchy as CSV text separated by ";", a line for each value: the value, what is above it, and so on.
    built : Built or None
        "kcd": disease code (KCD-8, ICD-10) → 1: category of three characters ("J45"), 2: chapter ("J00-J99").
        "district": ten-digit legal district code (법정동코드) → 1: 읍면동, 2: 시군구, 3: 시도, as the code of that district.
    """

    level: int
    table: str | None = None
    built: Built | None = None


CHAPTERS = (
    "A00-B99", "C00-D48", "D50-D89", "E00-E90", "F00-F99", "G00-G99", "H00-H59", "H60-H95", "I00-I99",
    "J00-J99", "K00-K93", "L00-L99", "M00-M99", "N00-N99", "O00-O99", "P00-P96", "Q00-Q99", "R00-R99",
    "S00-T98", "U00-U99", "V01-Y98", "Z00-Z99",
)  # fmt: skip
"""The chapters of ICD-10, which KCD follows (WHO ICD-10, volume 1; 통계청 한국표준질병·사인분류)."""
KCD_CODE = r"^[A-Z][0-9]{2}(?:\.?[0-9]{1,3})?$"
DISTRICT_DIGITS = {1: 8, 2: 5, 3: 2}
LEVELS = {Built.KCD: 2, Built.DISTRICT: 3}


class Hierarchy(ColumnTechnique):
    """Each value becomes its ancestor. Values are compared to the letter; one that the hierarchy lacks is refused."""

    info = Info(
        name="hierarchy",
        title=Text(ko="문자데이터 범주화(계층)", en="Categorization by a hierarchy"),
        family="generalization",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; Sweeney 2002 (value generalization hierarchies); ICD-10; "
        "행정표준코드관리시스템 법정동코드",
        caution=Text(
            ko="인원이 적은 범주는 묶은 뒤에도 개인을 드러낼 수 있습니다. 인구가 적은 시군구와 희귀질환 분류는 빈도를 확인해야 합니다.",
            en="A category of few people still singles them out; check the frequencies of small districts and rare diseases.",
        ),
    )
    Params = HierarchyParams
    params: HierarchyParams

    def check(self) -> None:
        """One hierarchy, in order, with the level."""
        level, table, built = self.params.level, self.params.table, self.params.built
        if (table is None) == (built is None):
            raise Conflict(ko="'table'과 'built' 중 하나만 정해야 합니다", en="either 'table' or 'built' must be given")
        lines = self._lines
        if table is not None and (
            not lines or len({len(line) for line in lines}) > 1 or len({x[0] for x in lines}) < len(lines)
        ):
            raise Conflict(
                ko="'table'의 모든 줄은 항목 수가 같아야 하고 값이 겹치지 않아야 합니다",
                en="all lines of 'table' must have the same number of entries, and no value twice",
            )
        pairs = pairwise(zip(*lines, strict=True)) if lines else ()
        if any(len(set(low)) < len(set(zip(low, high, strict=True))) for low, high in pairs):
            raise Conflict(
                ko="'table'의 한 범주가 서로 다른 상위 범주에 들어 있습니다",
                en="in 'table' a category stands under two others",
            )
        most = LEVELS[built] if built else len(lines[0]) - 1
        if not 1 <= level <= most:
            raise Conflict(ko=f"'level'은 1~{most}이어야 합니다", en=f"'level' must be 1 to {most}")

    @cached_property
    def _lines(self) -> list[list[str]]:
        return [line for line in csv.reader((self.params.table or "").splitlines(), delimiter=";") if line]

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The ancestors."""
        del batch
        above = on_distinct(array, self._above)
        unknown = pc.and_(above.is_null(), array.is_valid())
        if pc.any(unknown).as_py():
            self.refuse("techniques.unknown-category", unknown, rows)
        return above

    def promises(self) -> tuple[Check, ...]:
        """The level's categories; of districts, the form of their codes."""
        if self.params.built is Built.DISTRICT:
            digits = DISTRICT_DIGITS[self.params.level]
            return self.promised("matches", regex=rf"^[0-9]{{{digits}}}0{{{10 - digits}}}$")
        if self.params.built is Built.KCD:
            if self.params.level == 1:
                return self.promised("matches", regex=r"^[A-Z][0-9]{2}$")
            return self.promised("in_set", values=list(CHAPTERS))
        return self.promised("in_set", values=list(dict.fromkeys(line[self.params.level] for line in self._lines)))

    def _above(self, values: pa.Array) -> pa.Array:
        """What is above each distinct value, null where the hierarchy does not know it."""
        if self.params.built is None:
            known = pa.array([line[0] for line in self._lines], pa.string())
            upper = pa.array([line[self.params.level] for line in self._lines], pa.string())
            return upper.take(pc.index_in(values, value_set=known))
        if self.params.built is Built.DISTRICT:
            digits = DISTRICT_DIGITS[self.params.level]
            kept = pc.utf8_rpad(pc.utf8_slice_codeunits(values, 0, digits), 10, "0")
            return pc.if_else(pc.match_substring_regex(values, r"^[0-9]{10}$"), kept, pa.scalar(None, pa.string()))
        category = pc.utf8_slice_codeunits(values, 0, 3)
        named = (
            category if self.params.level == 1 else pa.array([_chapter(c) for c in category.to_pylist()], pa.string())
        )
        return pc.if_else(pc.match_substring_regex(values, KCD_CODE), named, pa.scalar(None, pa.string()))


def _chapter(category: str) -> str | None:
    """The chapter with this category, by the order of the codes."""
    return next((c for c in CHAPTERS if c[:3] <= category <= c[4:]), None)
