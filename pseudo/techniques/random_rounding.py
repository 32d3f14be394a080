"""Random rounding (랜덤 라운딩): up or down by chance, so that the mean stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.amounts import NumberTechnique, as_array
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import row_draws, unit
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["RandomRound", "RandomRoundParams"]


@dataclass(frozen=True)
class RandomRoundParams:
    """Parameters of ``random_round``.

    Attributes
    ----------
    to : float
        What results are multiples of, in the column's unit; whole on an integer column.
    """

    to: float


class RandomRound(NumberTechnique):
    """A number between two multiples goes up with the probability of its distance from the lower one, else down.

    The expected result is the number itself. The draw belongs to the row's place and the number, under a key of the
    column's domain: the same table gives the same output however often it is treated.
    """

    info = Info(
        name="random_round",
        title=Text(ko="랜덤 라운딩", en="Random rounding"),
        family="generalization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=True,
        output=Output.COARSER,
        trust="published",
        source="Fellegi 1975, Survey Methodology 1(2) (unbiased random rounding); "
        "가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="배수인 값은 바뀌지 않습니다. 합계는 부분의 합과 어긋날 수 있고, 매우 크거나 작은 값은 여전히 "
            "유일할 수 있습니다.",
            en="Numbers that are multiples stay. Totals no longer equal the sum of their parts, and values far from the "
            "rest may still be unique.",
        ),
    )
    Params = RandomRoundParams
    stays = True
    params: RandomRoundParams

    def check(self) -> None:
        """A domain, and a multiple above 0."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if not 0 < self.params.to < float("inf"):
            raise Conflict(ko="'to'는 0보다 커야 합니다", en="'to' must be above 0")
        self.check_whole(to=self.params.to)

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The rounded numbers."""
        del batch
        values = self.finite(array, rows)
        key = self.context.secret(f"random_round:{self.options.domain}", 32)
        draws = row_draws(key, rows.start, len(values), values)[:, 0]
        return as_array(
            self._integers(values, draws) if values.dtype == np.int64 else self._floats(values, draws), array
        )

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule."""
        return self.not_null()

    def _integers(self, values: NDArray[np.int64], draws: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Exact: ``draw mod to`` is uniform to within to/2⁶⁴. Near the ends of int64 the multiple that it can hold."""
        from pseudo.kernels.numeric import clip_round

        to = int(self.params.to)
        floor: NDArray[Any] = clip_round(values, multiple=to, mode="floor")
        rest = values - floor  # below 0 only where no multiple at or below the value can be held
        up = (draws % np.uint64(to)).astype(np.int64) < rest
        up &= floor <= np.iinfo(np.int64).max - to
        made: NDArray[np.int64] = floor + np.where(up, np.int64(to), np.int64(0))
        return made

    def _floats(self, values: NDArray[np.float64], draws: NDArray[np.uint64]) -> NDArray[np.float64]:
        from pseudo.kernels.numeric import clip_round

        to = self.params.to
        floor: NDArray[Any] = clip_round(values, multiple=to, mode="floor")
        with np.errstate(over="ignore"):
            up = unit(draws) < (values - floor) / to
            higher = clip_round(floor + to, multiple=to)
        made: NDArray[np.float64] = np.where(up & np.isfinite(higher), higher, floor)
        return made
