"""Top and bottom coding by share (상하단코딩, 분위수): the limits are where enough cells of the table lie beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import PolicyRefused
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.amounts import OwnNumbers, as_array
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Limits", "QuantileTopBottom", "QuantileTopBottomParams"]


@dataclass(frozen=True)
class QuantileTopBottomParams:
    """Parameters of ``quantile_top_bottom``; at least one share above 0.

    Attributes
    ----------
    least : int
        Least number of cells at a limit after coding, 2 or more.
    top_share : float
        Share (0..0.5) of the cells that are put together at the upper end; 0 for none.
    bottom_share : float
        Share (0..0.5) of the cells that are put together at the lower end; 0 for none.
    """

    least: int
    top_share: float = 0.0
    bottom_share: float = 0.0


@dataclass(frozen=True, repr=False)
class Limits:
    """What was decided. No repr: the limits are cells of the table."""

    low: float | None = None
    high: float | None = None
    coded: int = 0


class QuantileTopBottom(OwnNumbers):
    """The largest number that at least ``top_share`` of the cells, and ``least`` cells, reach is the upper limit.

    Everything above becomes the limit; the lower end likewise. The distinct numbers and their counts are held in
    memory while the table is looked at.
    """

    info = Info(
        name="quantile_top_bottom",
        title=Text(ko="상하단코딩(분위수)", en="Top and bottom coding by share"),
        family="generalization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.86, p.141, p.160 (99 %, 99.9 %); ISO/IEC 20889:2018",
        caution=Text(
            ko="한도는 표에 있는 값이어서 그 값을 가진 사람이 적어도 한 명 있습니다. 표가 바뀌면 한도도 바뀌며, 부분과 "
            "합계를 따로 코딩하면 가려진 부분이 드러날 수 있습니다.",
            en="A limit is a value of the table, so somebody has it. It moves with the table, and where parts and their "
            "total are coded apart, a part that was hidden may follow from the total.",
        ),
    )
    Params = QuantileTopBottomParams
    collects = True
    params: QuantileTopBottomParams

    def check(self) -> None:
        """Shares in 0..0.5, one above 0, and groups of two at least."""
        shares = (self.params.top_share, self.params.bottom_share)
        if not all(0 <= share <= 0.5 for share in shares) or not any(shares):
            raise Conflict(
                ko="'top_share'와 'bottom_share'는 0~0.5이고 하나는 0보다 커야 합니다",
                en="'top_share' and 'bottom_share' must lie in 0..0.5, one of them above 0",
            )
        if self.params.least < 2:
            raise Conflict(ko="'least'는 2 이상이어야 합니다", en="'least' must be 2 or more")

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """The distinct finite numbers with their counts; others are refused, with their rows, when they are treated."""
        array = batch.column(self.options.column)
        self._check_type(array)
        with no_cells(self):
            return counts.counted([array.filter(pc.fill_null(pc.is_finite(array), False))], [self.options.column])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Limits:
        """The limits.

        Raises
        ------
        PolicyRefused
            ``techniques.too-few-cells``: fewer cells than ``least``, or the two ends meet.
        """
        with no_cells(self):
            ordered = counts.in_order(stat)
            values = ordered.column(0).to_numpy()
            cells = ordered.column(1).to_numpy()
            return self._limits(values, cells) if len(values) else Limits()

    def _limits(self, values: NDArray[Any], cells: NDArray[np.int64]) -> Limits:
        total = int(cells.sum())
        places = [
            _reached(c, share, total, self.params.least) if share else None
            for c, share in ((cells, self.params.bottom_share), (cells[::-1], self.params.top_share))
        ]
        low = places[0]
        high = None if places[1] is None else len(values) - 1 - places[1]
        if total < self.params.least or (low is not None and high is not None and low >= high):
            raise PolicyRefused(
                "techniques.too-few-cells", self.where(), technique=self.info.name, least=self.params.least
            )
        coded = int(cells[: low or 0].sum()) + int(cells[len(values) if high is None else high + 1 :].sum())
        return Limits(None if low is None else values[low].item(), None if high is None else values[high].item(), coded)

    def apply(self, batch: pa.RecordBatch, state: Limits, rows: Rows) -> pa.RecordBatch:
        """The limited numbers."""
        from pseudo.kernels.numeric import clip_round

        return self._guarded(
            lambda array, _, at: as_array(clip_round(self.finite(array, at), low=state.low, high=state.high), array),
            batch,
            rows,
        )

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule: the limits are the table's."""
        return self.not_null()

    def facts(self, state: Limits) -> dict[str, int | float]:
        """``coded_cells``: how many were changed."""
        return {"coded_cells": state.coded}


def _reached(cells: NDArray[np.int64], share: float, total: int, least: int) -> int:
    """The place of the first value at which, from this end, ``share`` of the cells and ``least`` of them have come."""
    wanted = max(ceil(share * total), least)
    return min(int(np.searchsorted(np.cumsum(cells), wanted)), len(cells) - 1)
