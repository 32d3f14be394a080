"""Microaggregation (부분총계): rows that are alike in several numbers form groups of k, and get the group's means."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, PolicyRefused, Where
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Rows, Technique
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Means", "Microaggregation", "MicroaggregationParams"]

NUMBERS = (pa.int64(), pa.float64())


@dataclass(frozen=True)
class MicroaggregationParams:
    """Parameters of ``microaggregation``, which groups and averages its numeric columns together.

    Attributes
    ----------
    k : int
        Least number of rows in a group, 2 or more; where the plan names a subject, of data subjects as well.
    """

    k: int


@dataclass(frozen=True, repr=False)
class Means:
    """The groups' means for each distinct row. No repr: it holds cells.

    Attributes
    ----------
    keys : tuple of pyarrow.Array, each of length m
        Per column the distinct rows' cells.
    means : tuple of pyarrow.Array, each of length m
        Per column what they become, in the column's type.
    """

    keys: tuple[pa.Array, ...]
    means: tuple[pa.Array, ...]
    groups: int = 0


class Microaggregation(Technique):
    """MDAV over columns scaled to one variance; rows that agree in all columns stay together.

    The distinct rows of the columns with their counts are held in memory, and time grows with the square of their number:
    meant for up to some 100,000 distinct rows. Missing cells are refused.
    """

    info = Info(
        name="microaggregation",
        title=Text(ko="부분총계(MDAV)", en="Microaggregation (MDAV)"),
        family="statistics",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        trust="published",
        source="Domingo-Ferrer & Mateo-Sanz 2002; Domingo-Ferrer & Torra 2005; 가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.56",
        caution=Text(
            ko="다른 열과 함께 보면 집단이 나뉠 수 있습니다. 집단의 값이 비슷하면 평균이 곧 개인의 값이고, 정수 열의 평균은 반올림됩니다.",
            en="Together with other columns a group falls apart again. Where its values are alike the mean is everybody's value; "
            "means of integer columns are rounded.",
        ),
    )
    Params = MicroaggregationParams
    scope = "table"
    collects = True
    counts = True
    params: MicroaggregationParams

    def check(self) -> None:
        """A k of 2 or more and distinct columns."""
        names = self.options.columns
        if self.params.k < 2:
            raise Conflict(ko="'k'는 2 이상이어야 합니다", en="'k' must be 2 or more")
        if not names or len(set(names)) < len(names) or self.options.subject in names:
            raise Conflict(
                ko="'columns'에는 서로 다른 열이 하나 이상 있어야 하고 정보주체 열은 넣을 수 없습니다",
                en="'columns' must be one or more distinct columns, and not the subject's",
            )

    def reads(self) -> tuple[str, ...]:
        """The columns, and the subject where there is one."""
        return self.options.columns + ((self.options.subject,) if self.options.subject else ())

    def changes(self) -> tuple[str, ...]:
        """Its columns."""
        return self.options.columns

    def treats(self, kind: str, frequency: int) -> bool:
        """Extreme numbers, which become means."""
        del frequency
        return kind == "number"

    def keeps(self, promise: Check) -> bool:
        """Means lie within the bounds of what they are means of, and no cell goes missing."""
        return promise.kind in {"between", "not_null", "type"}

    def computes(self) -> tuple[str, ...]:
        """Its columns: means are taken of numbers."""
        return self.options.columns

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """Distinct rows of the columns (and the subject) with their counts; what cannot be averaged is refused later."""
        for name in self.options.columns:
            if batch.column(name).type not in NUMBERS:
                wanted = "int64 or double"
                raise BadInput(
                    "techniques.cell-type", Where(column=name), wanted=wanted, found=str(batch.column(name).type)
                )
        with no_cells(self):
            known = batch.filter(pa.array(~self._bad(batch)))
            return counts.counted([known.column(name) for name in self.reads()], self.reads())

    def _bad(self, batch: pa.RecordBatch) -> NDArray[np.bool_]:
        """Rows with a cell that is missing or not finite: bool[n]."""
        bad = np.zeros(batch.num_rows, np.bool_)
        for name in self.options.columns:
            bad |= ~pc.fill_null(pc.is_finite(batch.column(name)), False).to_numpy(zero_copy_only=False)
        return bad

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Means:
        """The groups.

        Raises
        ------
        PolicyRefused
            ``techniques.small-groups``: fewer than k rows in all, or a group of fewer than k subjects.
        """
        with no_cells(self):
            return self._grouped(counts.in_order(stat))

    def _grouped(self, stat: pa.Table) -> Means:
        from pseudo.kernels.mdav import mdav

        columns = [stat.column(name).combine_chunks() for name in self.options.columns]
        at = counts.starts(columns, stat.num_rows)
        keys = tuple(column.take(pa.array(at)) for column in columns)
        if not len(at):
            return Means(keys, keys)
        weights = np.add.reduceat(stat.column(counts.COUNT).to_numpy(), at)
        points = np.stack([_scaled(key.to_numpy().astype(np.float64), weights) for key in keys], axis=1)
        groups, number = mdav(points, weights, self.params.k)
        rows_each = np.diff([*at, stat.num_rows])
        self._check_groups(np.repeat(groups, rows_each), number, stat, int(weights.sum()))
        return Means(keys, tuple(_means(key, weights, groups, number) for key in keys), number)

    def _check_groups(self, groups: NDArray[np.int64], number: int, stat: pa.Table, rows: int) -> None:
        """Each group has k rows (MDAV sees to that where there are k at all) and k subjects."""
        small = number if rows < self.params.k else 0
        if self.options.subject:
            members = pa.table([pa.array(groups), stat.column(self.options.subject)], names=["group", "subject"])
            persons = members.group_by("group").aggregate([("subject", "count_distinct")])
            small = pc.sum(pc.less(persons.column("subject_count_distinct"), self.params.k)).as_py()
        if small:
            raise PolicyRefused("techniques.small-groups", groups=number, small=small, same=0, least=self.params.k)

    def apply(self, batch: pa.RecordBatch, state: Means, rows: Rows) -> pa.RecordBatch:
        """The batch with the means."""
        with no_cells(self):
            bad = self._bad(batch)
        if bad.any():
            hits = np.flatnonzero(bad)
            shown = tuple(int(i) + rows.start + 1 for i in hits[:SHOWN_ROWS])
            raise BadInput(
                "techniques.not-finite", Where(column=", ".join(self.options.columns), rows=shown, count=len(hits))
            )
        with no_cells(self):
            if not batch.num_rows:
                return batch
            # -0.0 is counted as 0.0, so it is looked up as such.
            columns = [
                pc.add(batch.column(name), pa.scalar(0, batch.column(name).type)) for name in self.options.columns
            ]
            place = pa.array(counts.places(columns, state.keys, batch.num_rows))
            for name, means in zip(self.options.columns, state.means, strict=True):
                batch = batch.set_column(
                    batch.schema.get_field_index(name), batch.schema.field(name), means.take(place)
                )
            return batch

    def facts(self, state: Means) -> dict[str, int | float]:
        """``groups``: how many there are."""
        return {"groups": state.groups}


def _scaled(values: NDArray[np.float64], weights: NDArray[np.int64]) -> NDArray[np.float64]:
    """Values less their mean in standard deviations (all 0 where they do not differ); within ±2⁴⁰ of any use."""
    values = values / max(
        float(np.abs(values).max()), np.finfo(np.float64).tiny
    )  # squares of the largest floats overflow
    total = int(weights.sum())
    centred = values - fsum(values * weights) / total
    deviation = (fsum(centred * centred * weights) / total) ** 0.5
    return centred / deviation if deviation else np.zeros_like(centred)


def _means(key: pa.Array, weights: NDArray[np.int64], groups: NDArray[np.int64], number: int) -> pa.Array:
    """What each distinct row's cell becomes."""
    cells, counted = key.to_pylist(), weights.tolist()
    whole = pa.types.is_integer(key.type)
    parts: list[list[float]] = [[] for _ in range(number)]
    for group, cell, weight in zip(groups.tolist(), cells, counted, strict=True):
        parts[group].append(cell * weight)
    sizes = np.bincount(groups, weights, number).astype(np.int64).tolist()
    if whole:
        means = [_rounded(int(sum(part)), size) for part, size in zip(parts, sizes, strict=True)]
    else:
        means = [fsum(part) / size for part, size in zip(parts, sizes, strict=True)]
    return pa.array(means, key.type).take(pa.array(groups))


def _rounded(total: int, size: int) -> int:
    """The quotient to the nearest whole number, ties to the even one, exactly."""
    whole, rest = divmod(total, size)
    return whole + (2 * rest > size or (2 * rest == size and whole % 2))
