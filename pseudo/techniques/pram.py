"""Post-randomisation (PRAM): categories are exchanged by chance, with known probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import OwnColumn, no_cells
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import row_draws, unit
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pram", "PramParams", "Transitions"]


@dataclass(frozen=True)
class PramParams:
    """Parameters of ``pram``; either ``keep_rate`` or ``matrix``.

    Attributes
    ----------
    keep_rate : float or None
        Invariant PRAM: a cell is left alone with this probability (0..1, 1 excluded), else drawn anew from the
        column's own frequencies, so that the expected frequencies stay what they were.
    matrix : dict of str to dict of str to float, or None
        Category → category it becomes → probability; the probabilities of a category add up to 1. A cell of another
        category stops the run, with the rows' numbers.
    """

    keep_rate: float | None = None
    matrix: dict[str, dict[str, float]] | None = None


@dataclass(frozen=True, repr=False)
class Transitions:
    """Where cells go. No repr: it may hold the column's categories.

    Attributes
    ----------
    values : pyarrow.Array, length m
        The categories.
    upto : float64 array, shape (m, m)
        Row i: the cumulative probabilities of what category i becomes; the last one is 1.
    """

    values: pa.Array
    upto: NDArray[np.float64]


class Pram(OwnColumn):
    """Each cell's category is drawn from its row of a transition matrix, by a draw of the row's place and the domain's key.

    Invariant PRAM uses R = keep_rate · I + (1 - keep_rate) · 1πᵀ with π the column's frequencies; πᵀR = πᵀ.
    """

    info = Info(
        name="pram",
        title=Text(ko="사후 무작위화(PRAM)", en="Post-randomisation (PRAM)"),
        family="randomization",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=True,
        output=Output.SOURCE,
        trust="published",
        source="Gouweleeuw, Kooiman, Willenborg & de Wolf 1998, Journal of Official Statistics 14(4); "
        "가명정보 처리 가이드라인 2026.3 별권 p.49-64 (순열·치환)",
        caution=Text(
            ko="바뀐 값도 표에 있던 값이며, 드문 값은 대부분 원래 사람에게 남습니다. 다른 열과의 관계가 약해지고 "
            "있을 수 없는 조합이 생길 수 있습니다. 분석자에게 전이확률을 알려야 결과를 보정할 수 있습니다.",
            en="What comes out are still categories of the table, and a rare one mostly stays with its person. Relations "
            "to other columns weaken and impossible combinations appear; analysts need the probabilities to correct for it.",
        ),
    )
    Params = PramParams
    collects = True
    params: PramParams

    def check(self) -> None:
        """A domain, one way to say the matrix, and rows that add up to 1."""
        keep, matrix = self.params.keep_rate, self.params.matrix
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if (keep is None) == (matrix is None):
            raise Conflict(
                ko="'keep_rate'와 'matrix' 중 하나만 정해야 합니다", en="either 'keep_rate' or 'matrix' must be given"
            )
        if keep is not None and not 0 <= keep < 1:
            raise Conflict(ko="'keep_rate'는 0 이상 1 미만이어야 합니다", en="'keep_rate' must lie in 0..1, 1 excluded")
        for row in (matrix or {}).values():
            if not all(0 <= p <= 1 for p in row.values()) or abs(sum(row.values()) - 1) > 1e-9:
                raise Conflict(
                    ko="'matrix'의 각 범주의 확률은 0~1이고 합이 1이어야 합니다",
                    en="in 'matrix' the probabilities of each category must lie in 0..1 and add up to 1",
                )
        if matrix == {}:
            raise Conflict(ko="'matrix'가 비어 있습니다", en="'matrix' is empty")

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """The categories with their counts."""
        array = batch.column(self.options.column)
        self._check_type(array)
        with no_cells(self):
            return counts.counted([array.drop_null()], [self.options.column])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Transitions:
        """The transition matrix."""
        with no_cells(self):
            return self._given() if self.params.matrix is not None else self._invariant(counts.in_order(stat))

    def _given(self) -> Transitions:
        matrix = self.params.matrix or {}
        names = list(dict.fromkeys([*matrix, *(name for row in matrix.values() for name in row)]))
        upto = np.array([np.cumsum([matrix.get(name, {name: 1.0}).get(to, 0.0) for to in names]) for name in names])
        upto[:, -1] = 1.0
        return Transitions(pa.array(names, pa.string()), upto)

    def _invariant(self, stat: pa.Table) -> Transitions:
        """Rows of the matrix are not written out: one row of frequencies stands for all."""
        values = stat.column(0).combine_chunks()
        upto = np.cumsum(stat.column(1).to_numpy()) / max(pc.sum(stat.column(1)).as_py() or 0, 1)
        return Transitions(values, upto[np.newaxis, :])

    def apply(self, batch: pa.RecordBatch, state: Transitions, rows: Rows) -> pa.RecordBatch:
        """The exchanged categories."""
        return self._guarded(lambda array, _, at: self._exchanged(array, state, at), batch, rows)

    def _exchanged(self, array: pa.Array, state: Transitions, rows: Rows) -> pa.Array:
        place = pc.index_in(array, value_set=state.values)
        known = len(state.values) if self.params.matrix is None else len(self.params.matrix)
        unknown = pc.and_(array.is_valid(), pc.fill_null(pc.greater_equal(place, known), True))
        if pc.any(unknown).as_py():
            self.refuse("techniques.unknown-category", unknown, rows)
        draws = unit(
            row_draws(self.context.secret(f"pram:{self.options.domain}", 32), rows.start, len(array))[:, :2].ravel()
        )
        stay, drawn = draws[0::2], draws[1::2]
        own = place.fill_null(0).to_numpy(zero_copy_only=False)
        made = _drawn(state.upto, own, drawn)
        if self.params.keep_rate is not None:
            made = np.where(stay < self.params.keep_rate, own, made)
        missing = array.is_null().to_numpy(zero_copy_only=False)
        return state.values.take(pa.array(made.astype(np.int64), mask=missing))

    def promises(self) -> tuple[Check, ...]:
        """The matrix's categories; nothing where they are the table's."""
        if self.params.matrix is None:
            return self.not_null()
        targets = dict.fromkeys(to for row in self.params.matrix.values() for to in row)
        return self.promised("in_set", values=list(targets))


def _drawn(upto: NDArray[np.float64], own: NDArray[np.int64], drawn: NDArray[np.float64]) -> NDArray[np.int64]:
    """The category each row's draw falls on: int64[n]. One row of ``upto`` stands for every category."""
    if len(upto) == 1:
        return np.searchsorted(upto[0], drawn, side="right").astype(np.int64)
    made = np.empty(len(own), np.int64)
    for category in np.unique(own):
        of = own == category
        made[of] = np.searchsorted(upto[category], drawn[of], side="right")
    return made
