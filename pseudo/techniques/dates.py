"""Dates: cut to a coarser unit, or moved by one distance for each data subject."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.amounts import as_array
from pseudo.techniques.column import ColumnTechnique, nfc
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.kernels.calendar import Period

__all__ = ["DateFloor", "DateFloorParams", "DateShift", "DateShiftParams", "DateUnit"]

HOUR_US = 3_600_000_000
DAY_US = 24 * HOUR_US
MOST_DAYS = 36_500


class DateUnit(StrEnum):
    """What is left of a date."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class DateFloorParams:
    """Parameters of ``date_floor``.

    Attributes
    ----------
    unit : DateUnit
        "month", "quarter", "year"; for date and time also "hour" and "day". The result is the unit's first moment:
        2026-03-01.
    """

    unit: DateUnit


def _days(array: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Days since 1970 and microseconds within the day of ``date32`` or ``timestamp("us")`` cells; 0 for a null."""
    if pa.types.is_date32(array.type):
        days = array.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        return days, np.zeros_like(days)
    moments = array.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    days, within = np.divmod(moments, DAY_US)
    return days, within


def _dates(days: NDArray[np.int64], within: NDArray[np.int64], like: pa.Array) -> pa.Array:
    """Cells of the type and with the nulls of ``like``."""
    if pa.types.is_date32(like.type):
        return as_array(days.astype(np.int32), like).cast(pa.date32())
    return as_array(days * DAY_US + within, like).cast(like.type)


class DateFloor(ColumnTechnique):
    """The first day (or hour) of the unit that a date lies in; the type stays."""

    info = Info(
        name="date_floor",
        title=Text(ko="일반 라운딩(날짜)", en="Rounding of dates"),
        family="generalization",
        types=(ColumnType.DATE, ColumnType.DATETIME),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.173, p.215",
        caution=Text(
            ko="여러 날짜를 함께 보면 사건의 순서와 간격으로 개인을 알아볼 수 있습니다.",
            en="Several dates together may still tell a person by their order and distances.",
        ),
    )
    Params = DateFloorParams
    params: DateFloorParams

    def check(self) -> None:
        """Hours and days only where there are hours."""
        if self.options.type is ColumnType.DATE and self.params.unit in {DateUnit.HOUR, DateUnit.DAY}:
            raise Conflict(
                ko="날짜 열의 'unit'은 month, quarter, year 중 하나여야 합니다",
                en="'unit' must be month, quarter or year on a date column",
            )

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The first moments of the units."""
        from pseudo.kernels.calendar import floor_to

        del batch, rows
        days, within = _days(array)
        unit = self.params.unit.value
        if unit == "hour":
            return _dates(days, within - within % HOUR_US, array)
        if unit != "day":
            days = floor_to(days.astype(np.int32), cast("Period", unit)).astype(np.int64)
        return _dates(days, np.zeros_like(within), array)

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule."""
        return self.not_null()


@dataclass(frozen=True)
class DateShiftParams:
    """Parameters of ``date_shift``.

    Attributes
    ----------
    max_days : int
        Largest distance in days, either way; 1 or more.
    """

    max_days: int


class DateShift(ColumnTechnique):
    """All dates of one data subject moved by one secret distance, uniform on -max_days..max_days.

    Intervals are kept. The distance is drawn from the subject's identifier in the source (NFC) under a key of the
    column's domain. Date columns that belong together (admission and discharge) share the domain and ``max_days``.
    """

    info = Info(
        name="date_shift",
        title=Text(ko="잡음 추가(정보주체별 날짜 이동)", en="Date shifting, one distance for each subject"),
        family="randomization",
        types=(ColumnType.DATE, ColumnType.DATETIME),
        reversible=True,
        keyed=True,
        output=Output.TIED,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64 (시계열 값에는 같은 잡음); RFC 2104",
        caution=Text(
            ko="간격과 순서가 그대로 남아 간격을 아는 사람은 같은 사람을 찾을 수 있고, 실제 날짜 하나를 알면 "
            "그 사람의 모든 날짜를 알게 됩니다. 키와 원래 식별자를 가진 사람은 되돌릴 수 있습니다.",
            en="Intervals and order are kept, and one true date gives away all dates of its subject. Who holds the key "
            "and the source's identifiers can undo it.",
        ),
    )
    Params = DateShiftParams
    params: DateShiftParams

    def check(self) -> None:
        """A domain, a subject, and a distance."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if self.options.subject is None or self.options.subject == self.options.column:
            raise Conflict(ko="표의 정보주체 열이 필요합니다", en="the table's subject column is needed")
        if not 1 <= self.params.max_days <= MOST_DAYS:
            raise Conflict(ko=f"'max_days'는 1~{MOST_DAYS}이어야 합니다", en=f"'max_days' must be 1 to {MOST_DAYS}")

    def reads(self) -> tuple[str, ...]:
        """The dates and the subject."""
        return (self.options.column, str(self.options.subject))

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The moved dates."""
        return self._moved(array, batch, rows, 1)

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's dates from moved ones and the source's subjects, by who holds the key."""
        return self._guarded(lambda array, whole, at: self._moved(array, whole, at, -1), batch, rows)

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule."""
        return self.not_null()

    def _moved(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows, sign: int) -> pa.Array:
        from pseudo.kernels.calendar import EARLIEST, LATEST

        subject = batch.column(str(self.options.subject))
        lost = pc.and_(subject.is_null(), array.is_valid())
        if pc.any(lost).as_py():
            self.refuse("techniques.subject-missing", lost, rows, subject=self.options.subject)
        days, within = _days(array)
        moved = days + sign * self._distances(subject)
        outside = ((moved < EARLIEST) | (moved > LATEST)) & array.is_valid().to_numpy(zero_copy_only=False)
        if outside.any():
            self.refuse("techniques.date-range", outside, rows)
        return _dates(moved, within, array)

    def _distances(self, subject: pa.Array) -> NDArray[np.int64]:
        """Days for each row's subject: int64[n]. 64 bits modulo 2·max_days+1 are uniform to within 2⁻⁴⁷."""
        from pseudo.kernels.arrow import string_layout
        from pseudo.kernels.sha256 import hmac_sha256_rows

        key = self.context.secret(f"date_shift:{self.options.domain}", 32)
        digests = hmac_sha256_rows(*string_layout(nfc(subject)), key)
        drawn = np.ascontiguousarray(digests[:, :8]).view(">u8").reshape(-1)
        return (drawn % np.uint64(2 * self.params.max_days + 1)).astype(np.int64) - self.params.max_days
