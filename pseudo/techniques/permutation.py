"""Permutation (순열): the column's cells among its rows, in a secret order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import OwnColumn, no_cells
from pseudo.techniques.contract import Info, Rows
from pseudo.techniques.draws import row_draws
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Arrangement", "Permute", "PermuteParams"]


@dataclass(frozen=True)
class PermuteParams:
    """No parameters."""


@dataclass(frozen=True, repr=False)
class Arrangement:
    """Which value each row gets. No repr: it holds the column's values.

    Attributes
    ----------
    values : pyarrow.Array, length m
        The distinct values in order.
    upto : int64 array, shape (m,)
        How many cells hold this value or one before it.
    order : int32 or int64 array, shape (rows,)
        Row → place among the ordered cells.
    """

    values: pa.Array
    upto: NDArray[np.int64]
    order: NDArray[np.signedinteger]


class Permute(OwnColumn):
    """The cells of the whole column in another order, every order being equally likely without the key.

    No row is collected: the ordered distinct values with their counts say what the cells are, and rows are dealt out to
    them in the order of their secret draws. Four or eight bytes a row are held. Missing cells are refused, whatever the
    null rule says: they would have to move as well.
    """

    info = Info(
        name="permute",
        title=Text(ko="순열(치환)", en="Permutation"),
        family="randomization",
        types=(ColumnType.TEXT, ColumnType.INTEGER, ColumnType.DATE, ColumnType.DATETIME),
        reversible=False,
        keyed=True,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.62; ISO/IEC 20889:2018 (permutation)",
        caution=Text(
            ko="열의 분포는 그대로이지만 다른 열과의 관계와 집단별 평균은 사라집니다. 값 자체는 모두 남으므로 그 "
            "값만으로 알아볼 수 있는 사람은 여전히 드러납니다.",
            en="The column's distribution stays, its relation to every other column and the means of groups are gone. All "
            "values are still there: who is told by the value alone still is.",
        ),
    )
    Params = PermuteParams
    collects = True
    params: PermuteParams

    def check(self) -> None:
        """A domain."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """The distinct values with their counts."""
        array = batch.column(self.options.column)
        self._check_type(array)
        with no_cells(self):
            return counts.counted([array.drop_null()], [self.options.column])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Arrangement:
        """The secret order."""
        with no_cells(self):
            ordered = counts.in_order(stat)
            upto = np.cumsum(ordered.column(1).to_numpy())
            rows = int(upto[-1]) if len(upto) else 0
            key = self.context.secret(f"permute:{self.options.domain}", 32) if rows else b""
            drawn = np.argsort(row_draws(key, 0, rows)[:, 0], kind="stable")
            order: NDArray[np.signedinteger] = drawn.astype(np.int32) if rows < 2**31 else drawn
            return Arrangement(ordered.column(0).combine_chunks(), upto, order)

    def apply(self, batch: pa.RecordBatch, state: Arrangement, rows: Rows) -> pa.RecordBatch:
        """The cells that the rows were dealt."""
        array = batch.column(self.options.column)
        if array.null_count:
            self.refuse("techniques.null-refused", array.is_null(), rows)
        return self._guarded(lambda own, _, at: _dealt(own, state, at), batch, rows)

    def promises(self) -> tuple[Check, ...]:
        """No missing cell."""
        return self.promised("not_null")[:1]


def _dealt(array: pa.Array, state: Arrangement, rows: Rows) -> pa.Array:
    places = state.order[rows.start : rows.start + len(array)]
    return state.values.take(pa.array(np.searchsorted(state.upto, places, side="right")))
