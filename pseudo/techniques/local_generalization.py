"""Local generalisation (로컬 일반화): only the numbers that stand out become a range, all others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.amounts import TopBottom, TopBottomParams
from pseudo.techniques.contract import Info, Output, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LocalGeneralization", "LocalGeneralizationParams"]


class LocalGeneralizationParams(TopBottomParams):
    """Parameters of ``local_generalization``; at least one of the two.

    Attributes
    ----------
    top : float or None
        Numbers from it on become "<top>+".
    bottom : float or None
        Numbers below it become "<<bottom>".
    """


class LocalGeneralization(TopBottom):
    """Numbers beyond a stated limit become the label of an open range; the others are written as text."""

    info = Info(
        name="local_generalization",
        title=Text(ko="로컬 일반화", en="Local generalization"),
        family="generalization",
        types=(ColumnType.INTEGER,),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.58",
        caution=Text(
            ko="한도 안쪽의 값은 그대로 남아 그 가운데 유일한 값은 개인을 드러낼 수 있습니다. 열의 유형이 문자로 바뀝니다.",
            en="Numbers within the limits stay as they are, and a unique one among them may tell a person. The column becomes text.",
        ),
    )
    Params = LocalGeneralizationParams

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The numbers as text, with a label for those beyond a limit."""
        del batch, rows
        made = array.cast(pa.string())
        for beyond, label in self._labels(array):
            made = pc.if_else(beyond, label, made)
        return made

    def promises(self) -> tuple[Check, ...]:
        """Whole numbers and the labels."""
        labels = [label.replace("+", r"\+") for _, label in self._labels(pa.array([], pa.int64()))]
        return self.promised("matches", regex=rf"^(?:-?[0-9]+|{'|'.join(labels)})$")

    def _labels(self, array: pa.Array) -> Iterator[tuple[pa.Array, str]]:
        if self.params.top is not None:
            yield pc.greater_equal(array, int(self.params.top)), f"{int(self.params.top)}+"
        if self.params.bottom is not None:
            yield pc.less(array, int(self.params.bottom)), f"<{int(self.params.bottom)}"
