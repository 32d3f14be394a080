"""Putting text categories together by a table (문자데이터 범주화)."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

__all__ = ["Recode", "RecodeParams"]


@dataclass(frozen=True)
class RecodeParams:
    """Parameters of ``recode``.

    Attributes
    ----------
    map : dict of str to str
        Value of the source → category of the output. A value that stays as it is stands there as itself.
    other : str or None
        Category of every value that is not in the map; without it such a value stops the run, with the rows' numbers.
    """

    map: dict[str, str]
    other: str | None = None


class Recode(ColumnTechnique):
    """Each value becomes its category. Values are compared to the letter."""

    info = Info(
        name="recode",
        title=Text(ko="문자데이터 범주화", en="Categorization of text data"),
        family="generalization",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (generalization)",
        caution=Text(
            ko="범주로 묶은 뒤에도 인원이 적은 범주는 개인을 드러낼 수 있으므로 빈도를 확인해야 합니다.",
            en="A category with few people in it still singles them out: check the frequencies afterwards.",
        ),
    )
    Params = RecodeParams
    params: RecodeParams

    def check(self) -> None:
        """A map that is not empty."""
        if not self.params.map:
            raise Conflict(ko="'map'이 비어 있습니다", en="'map' is empty")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The categories."""
        del batch
        place = pc.index_in(array, value_set=pa.array(list(self.params.map), pa.string()))
        unknown = pc.and_(place.is_null(), array.is_valid())
        if self.params.other is None and pc.any(unknown).as_py():
            self.refuse("techniques.unknown-category", unknown, rows)
        categories = pa.array([*self.params.map.values(), self.params.other], pa.string())
        return categories.take(pc.if_else(unknown, pa.scalar(len(self.params.map), pa.int32()), place))

    def promises(self) -> tuple[Check, ...]:
        """The map's categories and nothing else."""
        values = dict.fromkeys([*self.params.map.values(), *([] if self.params.other is None else [self.params.other])])
        return self.promised("in_set", values=list(values))
