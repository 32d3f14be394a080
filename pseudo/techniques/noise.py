"""Noise on numbers (잡음 추가), one for each data subject where values belong together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text, Unit
from pseudo.techniques.amounts import NumberTechnique, as_array
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import row_draws, text_draws, unit
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Noise", "NoiseParams", "Shape"]

MOST_SPREAD = 2.0**40
"""Largest spread: a number of 53 bits beside it still has 12 of its own."""


class Shape(StrEnum):
    """How the noise is distributed; both have the mean 0."""

    UNIFORM = "uniform"
    BELL = "bell"


@dataclass(frozen=True)
class NoiseParams:
    """Parameters of ``noise``.

    Attributes
    ----------
    spread : float
        For "uniform" the largest noise either way, for "bell" the standard deviation; in the column's unit.
    shape : Shape
        "uniform", or "bell": the sum of eight uniform numbers, near normal and never beyond 4.9 ``spread``.
    per : Unit
        "subject": all rows of one subject get one noise; columns of one domain with the same ``spread`` and ``shape``
        move together. "row": each row gets its own.
    low : float or None
        Least number of the output; what falls below becomes it.
    high : float or None
        Greatest number of the output; what rises above becomes it.
    """

    spread: float
    shape: Shape
    per: Unit
    low: float | None = None
    high: float | None = None


class Noise(NumberTechnique):
    """Each number plus a secret noise of mean 0, drawn under a key of the column's domain; on integers a whole one."""

    info = Info(
        name="noise",
        title=Text(ko="잡음 추가", en="Noise addition"),
        family="randomization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=True,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64 (시계열 값에는 같은 잡음); ISO/IEC 20889:2018 (noise addition)",
        caution=Text(
            ko="차분 프라이버시가 아닙니다. 잡음보다 훨씬 크거나 작은 값은 여전히 눈에 띄고, 'row'이면 한 사람의 여러 "
            "행을 평균하여 잡음을 없앨 수 있으며, 'subject'이면 실제 값 하나로 그 사람의 잡음을 알 수 있습니다. 키와 "
            "원래 식별자를 가진 사람은 한도에 걸리지 않은 값의 잡음을 뺄 수 있습니다. 한도에서 잘린 값은 연결된 열과 "
            "같은 만큼 움직이지 않습니다.",
            en="This is not differential privacy. Values far from the rest still stand out; with 'row' the noise averages "
            "out over a subject's rows, with 'subject' one true value gives the subject's noise away. Who holds the key "
            "and the source's identifiers can subtract it where no limit was met, and a value cut at a limit no longer "
            "moves with its linked columns.",
        ),
    )
    Params = NoiseParams
    stays = True
    params: NoiseParams

    def check(self) -> None:
        """A domain, a spread, limits in order, and a subject where noise is one for each."""
        low, high = self.params.low, self.params.high
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if self.params.per is Unit.SUBJECT and self.options.subject in {None, self.options.column}:
            raise Conflict(ko="표의 정보주체 열이 필요합니다", en="the table's subject column is needed")
        if not 0 < self.params.spread <= MOST_SPREAD:
            raise Conflict(ko="'spread'는 0보다 크고 2^40 이하여야 합니다", en="'spread' must be above 0, 2^40 at most")
        if not np.isfinite([x for x in (low, high) if x is not None]).all() or (
            low is not None and high is not None and not low < high
        ):
            raise Conflict(
                ko="'low'는 'high'보다 작은 유한한 수여야 합니다", en="'low' must be below 'high', both finite"
            )
        self.check_whole(low=low, high=high)

    def reads(self) -> tuple[str, ...]:
        """The numbers, and the subject where noise is one for each."""
        own = (self.options.column,)
        return (*own, str(self.options.subject)) if self.params.per is Unit.SUBJECT else own

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The noisy numbers."""
        from pseudo.kernels.numeric import clip_round

        values = self.finite(array, rows)
        noise = self._noise(array, batch, rows)
        made = values + (np.rint(noise).astype(np.int64) if values.dtype == np.int64 else noise)
        self._check_held(values, made, noise, array, rows)
        return as_array(clip_round(made, low=self.params.low, high=self.params.high), array)

    def promises(self) -> tuple[Check, ...]:
        """Numbers within the limits, where there are any."""
        limits = {"min": self.params.low, "max": self.params.high}
        held = {name: limit for name, limit in limits.items() if limit is not None}
        return self.promised("between", **held) if held else self.not_null()

    def _noise(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> NDArray[np.float64]:
        """float64[n]; only sums of whole numbers and two products, so the bits are the same on every machine."""
        key = self.context.secret(f"noise:{self.options.domain}", 32)
        if self.params.per is Unit.SUBJECT:
            subject = batch.column(str(self.options.subject))
            lost = pc.and_(subject.is_null(), array.is_valid())
            if pc.any(lost).as_py():
                self.refuse("techniques.subject-missing", lost, rows, subject=self.options.subject)
            draws = text_draws(key, subject)
        else:
            draws = row_draws(key, rows.start, len(array))
        if self.params.shape is Shape.UNIFORM:
            return (2.0 * unit(draws[:, 0]) - 1.0) * self.params.spread
        halves = np.concatenate([draws >> np.uint64(32), draws & np.uint64(0xFFFF_FFFF)], axis=1).astype(np.int64)
        centred = halves.sum(axis=1) * 2 - 8 * (2**32 - 1)  # twice the distance from the mean of the sum
        # The sum of eight uniform numbers on [0, 1) has the variance 8/12.
        bell: NDArray[np.float64] = centred.astype(np.float64) * 2.0**-33 * (self.params.spread * 1.5**0.5)
        return bell

    def _check_held(
        self, values: NDArray[Any], made: NDArray[Any], noise: NDArray[Any], array: pa.Array, at: Rows
    ) -> None:
        """Refuse integers that leave 64 bits."""
        wrapped = ((noise > 0) & (made < values)) | ((noise < 0) & (made > values))
        wrapped &= array.is_valid().to_numpy(zero_copy_only=False)
        if wrapped.any():
            self.refuse("techniques.number-range", wrapped, at)
