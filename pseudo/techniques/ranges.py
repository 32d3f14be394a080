"""Numbers and birth dates put into ranges with a label (범위 방법).

Labels: whole ranges of an integer column are written inclusively ("30-34", "30" where the width is 1); all others, and
those that start below zero, half open ("[100,200)"). Open ends are "<20" and "80+".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.amounts import NumberTechnique, as_array
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AgeBand", "AgeBandParams", "Range", "RangeParams"]


@dataclass(frozen=True)
class RangeParams:
    """Parameters of ``range``; either ``width`` (with ``origin``) or ``edges``.

    Attributes
    ----------
    width : float or None
        Width of every range, in the column's unit.
    origin : float
        Where one of the ranges starts.
    edges : tuple of float or None
        Rising limits; a limit belongs to the range above it. Below the first and from the last the ranges are open.
    """

    width: float | None = None
    origin: float = 0.0
    edges: tuple[float, ...] | None = None


class Range(NumberTechnique):
    """Each number becomes the label of its range."""

    info = Info(
        name="range",
        title=Text(ko="범위 방법", en="Data range"),
        family="generalization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (generalization)",
        caution=Text(
            ko="사람이 적은 양 끝 범위는 개인을 드러낼 수 있습니다. 'edges'로 양 끝을 열어 두는 방법을 검토하십시오.",
            en="A range at either end may hold few people; consider 'edges', which leave the ends open.",
        ),
    )
    Params = RangeParams
    params: RangeParams

    def check(self) -> None:
        """One way to say the ranges; widths above 0; edges that rise."""
        width, edges = self.params.width, self.params.edges
        if (width is None) == (edges is None) or (edges is not None and self.params.origin != 0):
            raise Conflict(
                ko="'width'('origin'과 함께)와 'edges' 중 하나만 정해야 합니다",
                en="either 'width' (with 'origin') or 'edges' must be given",
            )
        if not np.isfinite([self.params.origin, 1.0 if width is None else width]).all() or (width or 1) <= 0:
            raise Conflict(ko="'width'는 0보다 커야 합니다", en="'width' must be above 0")
        if edges is not None and (not edges or not np.isfinite(edges).all() or list(edges) != sorted(set(edges))):
            raise Conflict(ko="'edges'는 커지는 순서의 수여야 합니다", en="'edges' must be numbers that rise")
        self.check_whole(width=width, origin=self.params.origin)
        for edge in edges or ():
            self.check_whole(edges=edge)

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The labels.

        Raises
        ------
        BadInput
            ``techniques.not-finite`` and ``techniques.range-unresolved`` (2^52 widths or more from ``origin``), with the rows.
        """
        del batch
        values = self.finite(array, rows)
        if self.params.edges is not None:
            from pseudo.kernels.numeric import range_index

            inside = range_index(values, np.array(self.params.edges, values.dtype))
            return self._edge_labels().take(as_array(inside, array))
        numbers, places = np.unique(self._numbers(values, rows), return_inverse=True)
        return pa.array([self._width_label(int(n)) for n in numbers], pa.string()).take(as_array(places, array))

    def promises(self) -> tuple[Check, ...]:
        """The labels of the edges; of a width, their form."""
        if self.params.edges is not None:
            return self.promised("in_set", values=self._edge_labels().to_pylist())
        number = r"-?[0-9]+(?:\.[0-9]+)?"
        return self.promised("matches", regex=rf"^(?:[0-9]+(?:-[0-9]+)?|\[{number},{number}\))$")

    def _numbers(self, values: NDArray[Any], rows: Rows) -> NDArray[Any]:
        """How many widths from :meth:`_base` each value's range starts."""
        width, origin = float(self.params.width or 1), self.params.origin
        if values.dtype == np.int64:
            whole, rest = np.divmod(values, int(width))
            return whole - (rest < int(self._base()))
        from pseudo.kernels.numeric import WHOLE_FROM, clip_round

        with np.errstate(over="ignore"):
            offset = values - origin
            # So far out, neighbouring doubles are a width apart or more: the label would tell the value itself.
            unresolved = ~(np.abs(offset / width) < WHOLE_FROM)
        if unresolved.any():
            self.refuse("techniques.range-unresolved", unresolved, rows, width=width)
        return np.rint(clip_round(offset, multiple=width, mode="floor") / width)

    def _base(self) -> Decimal:
        """The start from which ranges are counted: for integers the one in [0, width), so that no count leaves 64 bits."""
        width, origin = Decimal(repr(self.params.width)), Decimal(repr(self.params.origin))
        if self.options.type is not ColumnType.INTEGER:
            return origin
        return Decimal(int(origin) % int(width))

    def _width_label(self, number: int) -> str:
        width, base = Decimal(repr(self.params.width)), self._base()
        return self._label(base + number * width, base + (number + 1) * width)

    def _edge_labels(self) -> pa.Array:
        edges = [Decimal(repr(edge)) for edge in self.params.edges or ()]
        inner = [self._label(low, high) for low, high in pairwise(edges)]
        return pa.array([f"<{_plain(edges[0])}", *inner, f"{_plain(edges[-1])}+"], pa.string())

    def _label(self, low: Decimal, high: Decimal) -> str:
        if self.options.type is ColumnType.INTEGER and low >= 0:
            last = high - 1
            return _plain(low) if last == low else f"{_plain(low)}-{_plain(last)}"
        return f"[{_plain(low)},{_plain(high)})"


def _plain(number: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class AgeBandParams:
    """Parameters of ``age_band``.

    Attributes
    ----------
    at : str
        Reference date, YYYY-MM-DD: ages are full years on that day.
    width : int
        Years in a band.
    top : int
        From this age on all are one band ("80+"); a multiple of ``width``.
    bottom : int
        Below this age all are one band ("<20"); a multiple of ``width``, 0 for none.
    """

    at: str
    width: int
    top: int
    bottom: int = 0


class AgeBand(ColumnTechnique):
    """Each birth date becomes the band of the age in full years (만 나이) on the reference date."""

    info = Info(
        name="age_band",
        title=Text(ko="범위 방법(연령대)", en="Age band from birth date"),
        family="generalization",
        types=(ColumnType.DATE,),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 본권 p.43, 별권 p.49-64, p.160 (나이 범주화와 경계치)",
        caution=Text(
            ko="기준일이 다른 자료와 결합하면 같은 사람의 연령대 변화로 생일을 좁힐 수 있습니다.",
            en="Releases with different reference dates narrow a birthday down where a person changes band.",
        ),
    )
    Params = AgeBandParams
    params: AgeBandParams

    def check(self) -> None:
        """A real date, and limits on the bands' borders."""
        try:
            date.fromisoformat(self.params.at)
        except ValueError:
            raise Conflict(
                ko="'at'은 YYYY-MM-DD 형식의 날짜여야 합니다", en="'at' must be a date, YYYY-MM-DD"
            ) from None
        width, top, bottom = self.params.width, self.params.top, self.params.bottom
        if width < 1 or top % width or bottom % width or not 0 <= bottom < top:
            raise Conflict(
                ko="'width'는 1 이상, 'top'과 'bottom'은 'width'의 배수이고 0 ≤ 'bottom' < 'top'이어야 합니다",
                en="'width' must be 1 or more, 'top' and 'bottom' multiples of it, and 0 <= 'bottom' < 'top'",
            )

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The bands."""
        del batch
        age = self._ages(array)
        if (age < 0).any():
            self.refuse("techniques.future-birth", age < 0, rows, at=self.params.at)
        first = (self.params.top - self.params.bottom) // self.params.width
        place = np.clip((age - self.params.bottom) // self.params.width, -1, first) + 1
        return pa.array(self._labels(), pa.string()).take(as_array(place, array))

    def promises(self) -> tuple[Check, ...]:
        """The bands and nothing else."""
        return self.promised("in_set", values=[label for label in self._labels() if label != "<0"])

    def _ages(self, array: pa.Array) -> NDArray[np.int32]:
        """Full years on the reference date, negative for a later birth, 0 in the place of a null: int32[n]."""
        from pseudo.kernels.calendar import year_month_day

        at = date.fromisoformat(self.params.at)
        today = np.int32((at - date(1970, 1, 1)).days)
        days = array.cast(pa.int32()).fill_null(today).to_numpy(zero_copy_only=False)
        year, month, day = year_month_day(days)
        return np.int32(at.year) - year - ((month * 32 + day) > at.month * 32 + at.day)

    def _labels(self) -> list[str]:
        width, top, bottom = self.params.width, self.params.top, self.params.bottom
        bands = [str(low) if width == 1 else f"{low}-{low + width - 1}" for low in range(bottom, top, width)]
        return [f"<{bottom}", *bands, f"{top}+"]
