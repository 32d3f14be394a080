"""Numbers that stay numbers: rounding (일반 라운딩) and top and bottom coding (상하단코딩)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, OwnColumn
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NumberTechnique", "OwnNumbers", "Round", "RoundMode", "RoundParams", "TopBottom", "TopBottomParams"]


class OwnNumbers(OwnColumn):
    """A technique on ``integer`` and ``number`` columns; cells that are no finite number are refused."""

    def finite(self, array: pa.Array, rows: Rows) -> NDArray[Any]:
        """The numbers (int64[n] or float64[n]), 0 in the place of a null.

        Raises
        ------
        BadInput
            ``techniques.not-finite``, with the rows.
        """
        values: NDArray[Any] = pc.fill_null(array, 0).to_numpy(zero_copy_only=False)
        odd = ~np.isfinite(values)
        if odd.any():
            self.refuse("techniques.not-finite", odd, rows)
        return values

    def check_whole(self, **params: float | None) -> None:
        """Refuse fractions (of the named parameters) on a column of integers."""
        if self.options.type is ColumnType.INTEGER:
            for name, value in params.items():
                if value is not None and value != int(value):
                    raise Conflict(
                        ko=f"정수 열에서 '{name}'은(는) 정수여야 합니다",
                        en=f"'{name}' must be whole on an integer column",
                    )


class NumberTechnique(OwnNumbers, ColumnTechnique):
    """One that needs to know nothing of the whole table."""


def as_array(values: NDArray[Any], like: pa.Array) -> pa.Array:
    """An Arrow array of the values with the nulls of ``like``."""
    missing = like.is_null().to_numpy(zero_copy_only=False)
    return pa.array(values, mask=missing if like.null_count else None)


class RoundMode(StrEnum):
    """Where a number goes."""

    HALF_EVEN = "half_even"
    FLOOR = "floor"


@dataclass(frozen=True)
class RoundParams:
    """Parameters of ``round``.

    Attributes
    ----------
    to : float
        What results are multiples of, in the column's unit; whole on an integer column.
    mode : RoundMode
        "half_even": to the nearest multiple, ties to the even one. "floor": to the one at or below (절사).
    """

    to: float
    mode: RoundMode


class Round(NumberTechnique):
    """Each number becomes a multiple of ``to``."""

    info = Info(
        name="round",
        title=Text(ko="일반 라운딩", en="Rounding"),
        family="generalization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (rounding)",
        caution=Text(
            ko="매우 크거나 작은 값은 라운딩 뒤에도 유일할 수 있으므로 상하단코딩을 함께 검토해야 합니다.",
            en="Values far from the rest stay unique after rounding; consider top and bottom coding as well.",
        ),
    )
    Params = RoundParams
    params: RoundParams

    def check(self) -> None:
        """A multiple above 0."""
        if not 0 < self.params.to < float("inf"):
            raise Conflict(ko="'to'는 0보다 커야 합니다", en="'to' must be above 0")
        self.check_whole(to=self.params.to)

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The rounded numbers."""
        from pseudo.kernels.numeric import clip_round

        del batch
        values = clip_round(self.finite(array, rows), multiple=self.params.to, mode=self.params.mode.value)
        return as_array(values, array)

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule."""
        return self.not_null()


@dataclass(frozen=True)
class TopBottomParams:
    """Parameters of ``top_bottom``; at least one of the two.

    Attributes
    ----------
    top : float or None
        Every number above it becomes it.
    bottom : float or None
        Every number below it becomes it.
    """

    top: float | None = None
    bottom: float | None = None


class TopBottom(NumberTechnique):
    """Numbers beyond a stated limit become the limit. The limits are the recipe's, never taken from the table."""

    info = Info(
        name="top_bottom",
        title=Text(ko="상하단코딩", en="Top and bottom coding"),
        family="generalization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.160; ISO/IEC 20889:2018 (top and bottom coding)",
        caution=Text(
            ko="한도 안쪽의 값은 그대로 남습니다. 한도에 모인 인원이 너무 적으면 효과가 없습니다.",
            en="Numbers within the limits stay as they are; a limit that few people reach protects nobody.",
        ),
    )
    Params = TopBottomParams
    params: TopBottomParams

    def check(self) -> None:
        """At least one limit, the lower one below the upper one."""
        top, bottom = self.params.top, self.params.bottom
        if top is None and bottom is None:
            raise Conflict(ko="'top'과 'bottom' 중 하나 이상이 필요합니다", en="'top' or 'bottom' must be given")
        if not np.isfinite([x for x in (top, bottom) if x is not None]).all():
            raise Conflict(ko="'top'과 'bottom'은 유한한 수여야 합니다", en="'top' and 'bottom' must be finite")
        if top is not None and bottom is not None and not bottom < top:
            raise Conflict(ko="'bottom'은 'top'보다 작아야 합니다", en="'bottom' must be below 'top'")
        self.check_whole(top=top, bottom=bottom)

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The limited numbers."""
        from pseudo.kernels.numeric import clip_round

        del batch
        return as_array(clip_round(self.finite(array, rows), low=self.params.bottom, high=self.params.top), array)

    def treats(self, kind: str, frequency: int) -> bool:
        """Extreme numbers, which become the limit."""
        del frequency
        return kind == "number"

    def promises(self) -> tuple[Check, ...]:
        """Numbers between the limits."""
        limits = {"min": self.params.bottom, "max": self.params.top}
        return self.promised("between", **{name: limit for name, limit in limits.items() if limit is not None})
