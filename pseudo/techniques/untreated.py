"""Leaving a column as it is, or leaving it out: both are entries of a plan, made on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Output, Rows

__all__ = ["Delete", "Keep"]


@dataclass(frozen=True)
class NoParams:
    """No parameters."""


class Keep(ColumnTechnique):
    """The column as it stands, in the source's own Arrow type."""

    info = Info(
        name="keep",
        title=Text(ko="미적용", en="Untreated"),
        family="other",
        types=tuple(ColumnType),
        reversible=False,
        keyed=False,
        output=Output.SOURCE,
        trust="proven",
        source="가명정보 처리 가이드라인 2026.3 별권 p.86",
        caution=Text(
            ko="원본 값이 그대로 나갑니다. 다른 열과 결합하면 개인을 알아볼 수 있는지 검토해야 합니다.",
            en="The source's values leave as they are; consider what they tell together with other columns.",
        ),
    )
    Params = NoParams

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The same cells."""
        del batch, rows
        return array

    def _check_type(self, array: pa.Array) -> None:
        """Any type is kept."""

    def promises(self) -> tuple[Check, ...]:
        """``not_null`` where missing cells are refused; nothing is known of the values."""
        return self.not_null()


class Delete(Keep):
    """No column: neither its cells nor its name reach the output."""

    info = Info(
        name="delete",
        title=Text(ko="삭제", en="Suppression"),
        family="suppression",
        types=tuple(ColumnType),
        reversible=False,
        keyed=False,
        output=Output.NOTHING,
        trust="proven",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (attribute suppression)",
        caution=Text(
            ko="지운 열의 내용이 다른 열(비고, 코드, 주소 등)에 남아 있을 수 있습니다.",
            en="What the column said may still stand in another one (remarks, codes, addresses).",
        ),
    )

    def apply(self, batch: pa.RecordBatch, state: Any, rows: Rows) -> pa.RecordBatch:
        """A batch of no columns; the null rule holds for the cells that go."""
        super().apply(batch, state, rows)
        return pa.RecordBatch.from_arrays([], schema=pa.schema([]))

    def promises(self) -> tuple[Check, ...]:
        """The column is absent."""
        return (Check("absent", (self.options.column,), {}, "technique:delete"),)
