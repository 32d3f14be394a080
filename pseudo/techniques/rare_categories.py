"""Rare categories (특이정보): cells that few rows share are emptied (로컬 삭제) or become one category (단일 속성 대체)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Rows, Technique
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pooled", "SuppressRare", "SuppressRareParams"]


@dataclass(frozen=True)
class SuppressRareParams:
    """Parameters of ``suppress_rare``, which treats each of its columns by itself.

    Attributes
    ----------
    rarer_than : int
        Values that fewer rows have are rare; 2 or more.
    other : str or None
        The category that rare values become, in text columns; without it their cells are emptied.
    """

    rarer_than: int
    other: str | None = None


@dataclass(frozen=True, repr=False)
class Pooled:
    """The rare values of each column, and their number of rows. No repr: rare values are not shown."""

    values: tuple[pa.Array, ...]
    rows: int


class SuppressRare(Technique):
    """Rare values of a column lose their cells or become one category, and with them as many more as hide them.

    What they become (missing cells, or ``other``) must not be rare itself: a single emptied cell would still stand out. So the
    rarest of the other values follow until ``rarer_than`` rows have it. Every value of the column, missing or ``other`` among
    them, is then in that many rows.
    """

    info = Info(
        name="suppress_rare",
        title=Text(ko="희귀값 로컬 삭제·단일 속성 대체", en="Suppression of rare values"),
        family="suppression",
        types=tuple(ColumnType),
        reversible=False,
        keyed=False,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.65-69, p.141, p.161 (빈도 3 이하 로컬 삭제)",
        caution=Text(
            ko="한 열에서 드물지 않아도 열의 조합은 드물 수 있습니다. 행을 세므로 한 사람의 행이 여럿이면 그 사람만 가진 값도 "
            "드물지 않은 것으로 셉니다.",
            en="What is not rare in one column may be in combination with others. Rows are counted: a value that one person has in "
            "many rows is not rare.",
        ),
    )
    Params = SuppressRareParams
    scope = "table"
    collects = True
    counts = True
    params: SuppressRareParams

    def check(self) -> None:
        """Distinct columns that are not the subject's, and a number of rows."""
        names = self.options.columns
        if not names or len(set(names)) < len(names) or self.options.subject in names:
            raise Conflict(
                ko="'columns'에는 서로 다른 열이 하나 이상 있어야 하고 정보주체 열은 넣을 수 없습니다",
                en="'columns' must be one or more distinct columns, and not the subject's",
            )
        if self.params.rarer_than < 2:
            raise Conflict(ko="'rarer_than'은 2 이상이어야 합니다", en="'rarer_than' must be 2 or more")

    def reads(self) -> tuple[str, ...]:
        """Its columns."""
        return self.options.columns

    def changes(self) -> tuple[str, ...]:
        """Its columns."""
        return self.options.columns

    def keeps(self, promise: Check) -> bool:
        """Emptied cells break no promise but that none is missing; a new category may break any."""
        return promise.kind != "not_null" if self.params.other is None else promise.kind == "not_null"

    def treats(self, kind: str, frequency: int) -> bool:
        """Rare categories, and numbers that few rows share."""
        return kind in {"category", "number"} and self.params.rarer_than > frequency

    def promises(self) -> tuple[Check, ...]:
        """Each value of each column is in enough rows."""
        params = {"k": self.params.rarer_than, "unit": "row"}
        return tuple(
            Check("k_anonymity", (name,), params, f"technique:{self.info.name}") for name in self.options.columns
        )

    def collect(self, batch: pa.RecordBatch) -> tuple[pa.Table, ...]:
        """The values of each column with their counts."""
        for name in self.options.columns:
            kind = batch.column(name).type
            if self.params.other is not None and kind != pa.string():
                raise BadInput("techniques.cell-type", Where(column=name), wanted="string", found=str(kind))
        with no_cells(self):
            return tuple(counts.counted([batch.column(name)], [name]) for name in self.options.columns)

    def merge(self, first: tuple[pa.Table, ...], second: tuple[pa.Table, ...]) -> tuple[pa.Table, ...]:
        """Counts added up."""
        with no_cells(self):
            return tuple(counts.added(a, b) for a, b in zip(first, second, strict=True))

    def decide(self, stat: tuple[pa.Table, ...]) -> Pooled:
        """The values that go.

        Raises
        ------
        PolicyRefused
            ``techniques.small-groups``: there are fewer rows in all.
        """
        rows = pc.sum(stat[0].column(1)).as_py() or 0
        if 0 < rows < self.params.rarer_than:
            raise PolicyRefused("techniques.small-groups", groups=1, small=1, same=0, least=self.params.rarer_than)
        with no_cells(self):
            found = [self._pooled(counts.in_order(table)) for table in stat]
            return Pooled(tuple(values for values, _ in found), sum(rows for _, rows in found))

    def _pooled(self, table: pa.Table) -> tuple[pa.Array, int]:
        """The rare values of a column and their rows; ``table`` is in the order of values."""
        pool = pa.scalar(self.params.other, table.column(0).type)
        in_pool = pc.fill_null(pc.equal(table.column(0), pool), False) if pool.is_valid else table.column(0).is_null()
        held = pc.sum(table.filter(in_pool).column(1)).as_py() or 0
        others = table.filter(pc.invert(in_pool))
        sizes = others.column(1).to_numpy()
        order = np.argsort(sizes, kind="stable")
        gone = order[: _enough(sizes[order], held, self.params.rarer_than)]
        return others.column(0).take(pa.array(gone)).combine_chunks(), int(sizes[gone].sum())

    def apply(self, batch: pa.RecordBatch, state: Pooled, rows: Rows) -> pa.RecordBatch:
        """The batch without the rare values."""
        del rows
        with no_cells(self):
            for name, values in zip(self.options.columns, state.values, strict=True):
                array = batch.column(name)
                plain = pc.add(array, 0.0) if pa.types.is_floating(array.type) else array  # -0.0 is counted as 0.0
                made = pc.if_else(pc.is_in(plain, value_set=values), pa.scalar(self.params.other, array.type), array)
                batch = batch.set_column(batch.schema.get_field_index(name), batch.schema.field(name), made)
            return batch

    def facts(self, state: Pooled) -> dict[str, int | float]:
        """``rare_values`` and ``rare_cells`` that went."""
        return {"rare_values": sum(map(len, state.values)), "rare_cells": state.rows}


def _enough(sizes: NDArray[np.int64], held: int, least: int) -> int:
    """How many of the values, rarest first, go: all rare ones, and more until what they become is not rare."""
    rare = int((sizes < least).sum())
    pool = np.concatenate([[held], held + np.cumsum(sizes)])
    while rare < len(sizes) and 0 < pool[rare] < least:
        rare += 1
    return rare
