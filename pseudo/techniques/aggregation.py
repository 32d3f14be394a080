"""Aggregation (총계처리) and partial aggregation (부분총계): every cell becomes a figure of its group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise, repeat
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import PolicyRefused
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.amounts import OwnNumbers
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Aggregate", "AggregateParams", "Figures", "Statistic"]

VALUE, SUBJECT = "\x00value", "\x00subject"
GROUP = "\x00group{}"
"""Columns of the statistic; no table has columns of these names."""


class Statistic(StrEnum):
    """What stands for a group."""

    MEAN = "mean"
    MEDIAN = "median"


@dataclass(frozen=True)
class AggregateParams:
    """Parameters of ``aggregate``.

    Attributes
    ----------
    statistic : Statistic
        "mean" or "median" (the lower one of two) of the group's cells.
    least : int
        Least number of data subjects (of rows, where the plan names no subject) that a group has, 2 or more.
    group_by : tuple of str
        Columns of the source whose cells, taken together, tell the groups; none for one group of the whole table.
    """

    statistic: Statistic
    least: int
    group_by: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Figures:
    """The groups' figures. No repr: keys and figures are not shown.

    Attributes
    ----------
    keys : tuple of pyarrow.Array, each of length m
        Per grouping column the groups' cells.
    figures : pyarrow.Array of float64, length m
        In the same order.
    """

    keys: tuple[pa.Array, ...]
    figures: pa.Array


class Aggregate(OwnNumbers):
    """Each number becomes the mean or median of its group; groups that are too small or of one value are refused.

    Sums are rounded once (Shewchuk's exact summation), so the order of the rows does not matter. The distinct numbers of
    each group, and each subject's where there is one, are held in memory while the table is looked at.
    """

    info = Info(
        name="aggregate",
        title=Text(ko="총계처리·부분총계", en="Aggregation, whole or by group"),
        family="statistics",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.56; ISO/IEC 20889:2018 (aggregation)",
        caution=Text(
            ko="집단의 값이 모두 비슷하면 집단의 통계가 곧 개인의 값입니다(값이 모두 같은 집단은 거부합니다). 한 사람을 뺀 나머지를 아는 "
            "사람은 그 한 사람의 값을 계산할 수 있습니다.",
            en="Where a group's values are much alike its figure is everybody's value (groups of one value are refused), and "
            "who knows all members but one can work that one out.",
        ),
    )
    Params = AggregateParams
    collects = True
    params: AggregateParams

    def check(self) -> None:
        """Groups of two at least, by distinct columns other than its own."""
        names = self.params.group_by
        if self.params.least < 2:
            raise Conflict(ko="'least'는 2 이상이어야 합니다", en="'least' must be 2 or more")
        if len(set(names)) < len(names) or self.options.column in names or self.options.subject in names:
            raise Conflict(
                ko="'group_by'에는 자신과 정보주체 열을 뺀 서로 다른 열만 넣을 수 있습니다",
                en="'group_by' must be distinct columns, neither its own nor the subject's",
            )

    def reads(self) -> tuple[str, ...]:
        """The numbers, the grouping columns, and the subject where there is one."""
        subject = self.options.subject
        return (self.options.column, *self.params.group_by, *([subject] if self._by_subject() and subject else []))

    def _by_subject(self) -> bool:
        return self.options.subject not in {None, self.options.column}

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """Finite numbers by group (and subject) with their counts; others are refused, with their rows, when treated."""
        self._check_type(batch.column(self.options.column))
        with no_cells(self):
            known = batch.filter(pc.fill_null(pc.is_finite(batch.column(self.options.column)), False))
            names = [GROUP.format(i) for i in range(len(self.params.group_by))] + [VALUE]
            columns = [known.column(name) for name in (*self.params.group_by, self.options.column)]
            if self._by_subject():
                names.append(SUBJECT)
                columns.append(known.column(str(self.options.subject)))
            return counts.counted(columns, names)

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Figures:
        """The groups' figures.

        Raises
        ------
        PolicyRefused
            ``techniques.small-groups``, with the number of groups.
        """
        with no_cells(self):
            ordered = counts.in_order(stat)
            keys = [ordered.column(GROUP.format(i)).combine_chunks() for i in range(len(self.params.group_by))]
            values, cells = ordered.column(VALUE).to_numpy(), ordered.column(counts.COUNT).to_numpy()
            persons = ordered.column(SUBJECT).combine_chunks() if self._by_subject() else None
            starts = counts.starts(keys, len(values)).tolist()
            spans = [slice(first, after) for first, after in pairwise([*starts, len(values)])]
            units = [int(cells[s].sum()) if persons is None else pc.count_distinct(persons[s]).as_py() for s in spans]
            alike = [values[s.start] == values[s.stop - 1] for s in spans]
            self._check_groups(units, alike)
            made = [self._figure(values[s], cells[s]) for s in spans]
            return Figures(tuple(key.take(pa.array(starts, pa.int64())) for key in keys), pa.array(made, pa.float64()))

    def _check_groups(self, units: list[int], alike: list[bool]) -> None:
        small, same = sum(unit < self.params.least for unit in units), sum(alike)
        if small or same:
            raise PolicyRefused(
                "techniques.small-groups",
                self.where(),
                groups=len(units),
                small=small,
                same=same,
                least=self.params.least,
            )

    def _figure(self, values: NDArray[Any], cells: NDArray[np.int64]) -> float:
        """The figure of one group; ``values`` rise (within a group they are sorted before subjects are)."""
        upto = np.cumsum(cells)
        if self.params.statistic is Statistic.MEDIAN:
            return float(values[np.searchsorted(upto, (int(upto[-1]) + 1) // 2)])
        pairs = zip(values.tolist(), cells.tolist(), strict=True)
        if self.options.type is ColumnType.INTEGER:
            return float(sum(value * count for value, count in pairs) / int(upto[-1]))
        return fsum(chain.from_iterable(repeat(value, count) for value, count in pairs)) / int(upto[-1])

    def apply(self, batch: pa.RecordBatch, state: Figures, rows: Rows) -> pa.RecordBatch:
        """The figures."""
        return self._guarded(lambda array, whole, at: self._figures(array, whole, state, at), batch, rows)

    def _figures(self, array: pa.Array, batch: pa.RecordBatch, state: Figures, rows: Rows) -> pa.Array:
        self.finite(array, rows)
        if not len(state.figures):
            return pa.nulls(len(array), pa.float64())
        if not state.keys:
            return pc.if_else(array.is_valid(), state.figures[0], pa.scalar(None, pa.float64()))
        columns = [batch.column(name) for name in self.params.group_by]
        figures = pa.concat_arrays([state.figures, pa.nulls(1, pa.float64())])
        made = figures.take(pa.array(counts.places(columns, state.keys, len(array))))
        return pc.if_else(array.is_valid(), made, pa.scalar(None, pa.float64()))

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule."""
        return self.not_null()
