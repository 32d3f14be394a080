"""Categorisation by a hierarchy (문자데이터 범주화): a value becomes what stands above it, so many levels up."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.built_hierarchies import HIERARCHIES, Built, BuiltHierarchy
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

__all__ = ["Hierarchy", "HierarchyParams"]


@dataclass(frozen=True)
class HierarchyParams:
    """Parameters of ``hierarchy``: exactly one of ``table``, ``table_file`` and ``built``.

    Attributes
    ----------
    level : int
        How many levels up: 1 is the one above the value.
    table : str or None
        The hierarchy as CSV text separated by ";", a line for each value: the value, what is above it, and so on.
    table_file : str or None
        A CSV file of that form in the recipe's own folder. Its text becomes ``table`` when the recipe is read, so that the recipe's
        digest and the plan hold all of it.
    built : Built or None
        "age": whole years → 1: five years ("30-34", from 90 "90+"), 2: ten years (from 90 "90+"), 3: twenty years (from 80 "80+").
        "date": 1: month ("2026-03"), 2: quarter ("2026-Q1"), 3: year ("2026"), 4: decade ("2020s").
        "district": ten-digit legal district code (법정동코드) → 1: 읍면동, 2: 시군구, 3: 시도, as the code of that district.
        "kcd": disease code (KCD-8, ICD-10) → 1: category of three characters ("J45"), 2: chapter ("J00-J99").
        "occupation": KSCO code of up to five characters → 1: 세분류 (four), 2: 소분류, 3: 중분류, 4: 대분류 (one).
    """

    level: int
    table: str | None = None
    table_file: str | None = None
    built: Built | None = None


class Hierarchy(ColumnTechnique):
    """Each value becomes its ancestor. Values are compared to the letter; one that the hierarchy lacks is refused."""

    info = Info(
        name="hierarchy",
        title=Text(ko="문자데이터 범주화(계층)", en="Categorization by a hierarchy"),
        family="generalization",
        types=(ColumnType.TEXT, ColumnType.INTEGER, ColumnType.DATE),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; Sweeney 2002 (value generalization hierarchies); ICD-10; "
        "행정표준코드관리시스템 법정동코드; 통계청 한국표준직업분류(KSCO)",
        caution=Text(
            ko="인원이 적은 범주는 묶은 뒤에도 개인을 드러낼 수 있습니다. 인구가 적은 시군구와 희귀질환·희귀직업 분류는 빈도를 확인해야 "
            "합니다.",
            en="A category of few people still singles them out; check the frequencies of small districts, rare diseases and "
            "rare occupations.",
        ),
    )
    Params = HierarchyParams
    params: HierarchyParams

    def check(self) -> None:
        """One hierarchy, in order, for the column's type, with the level."""
        if self.params.table_file is not None:
            raise Conflict(
                ko="'table_file'은 레시피 파일을 읽을 때만 쓸 수 있습니다. 파일의 내용을 'table'에 넣으십시오",
                en="'table_file' is for recipe files; put the file's text into 'table'",
            )
        if (self.params.table is None) == (self.params.built is None):
            raise Conflict(ko="'table'과 'built' 중 하나만 정해야 합니다", en="either 'table' or 'built' must be given")
        if self.params.table is not None:
            self._check_table()
        kind = self._built.type if self._built else ColumnType.TEXT
        if self.options.type is not kind:
            raise Conflict(
                ko=f"이 계층은 유형이 '{kind.value}'인 열에 쓰는 것입니다",
                en=f"this hierarchy is for columns of type '{kind.value}'",
            )
        most = self._built.levels if self._built else len(self._lines[0]) - 1
        if not 1 <= self.params.level <= most:
            raise Conflict(ko=f"'level'은 1~{most}이어야 합니다", en=f"'level' must be 1 to {most}")

    def _check_table(self) -> None:
        """Lines of one length, no value twice, and no category under two others."""
        lines = self._lines
        if not lines or len({len(line) for line in lines}) > 1 or len({x[0] for x in lines}) < len(lines):
            raise Conflict(
                ko="'table'의 모든 줄은 항목 수가 같아야 하고 값이 겹치지 않아야 합니다",
                en="all lines of 'table' must have the same number of entries, and no value twice",
            )
        if any(
            len(set(low)) < len(set(zip(low, high, strict=True))) for low, high in pairwise(zip(*lines, strict=True))
        ):
            raise Conflict(
                ko="'table'의 한 범주가 서로 다른 상위 범주에 들어 있습니다",
                en="in 'table' a category stands under two others",
            )

    @property
    def _built(self) -> BuiltHierarchy | None:
        return HIERARCHIES[self.params.built] if self.params.built else None

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
        """The level's categories or, where they cannot be listed, their form."""
        level = self.params.level
        if self._built:
            kind, params = self._built.promise(level)
            return self.promised(kind, **params)
        return self.promised("in_set", values=list(dict.fromkeys(line[level] for line in self._lines)))

    def _above(self, values: pa.Array) -> pa.Array:
        """What is above each distinct value, null where the hierarchy does not know it."""
        level = self.params.level
        if self._built:
            return self._built.above(values, level)
        known = pa.array([line[0] for line in self._lines], pa.string())
        upper = pa.array([line[level] for line in self._lines], pa.string())
        return upper.take(pc.index_in(values, value_set=known))
