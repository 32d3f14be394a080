"""What is due in the institution's cases: ends of periods, destructions, conditions, incidents, records that may go.

Each purpose has clocks of its own (본권 p.31-32): the use ends by the application or its extension, the processing by a period that was
set apart, the records three years after the destruction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.model import Text
from pseudo.procedure.case import day_of
from pseudo.procedure.terms import Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pseudo.procedure.case import Case

__all__ = ["Due", "due"]

WORDS = {
    "use_ends": Text("이용 기간이 끝납니다. 연장하거나 파기하십시오", "the use ends: extend it or destroy"),
    "processing_ends": Text("처리 기간이 끝납니다. 파기하십시오", "the processing ends: destroy"),
    "condition": Text("승인 조건을 이행하지 않았습니다", "a condition of the approval is open"),
    "incident": Text("사고 조치(중지·회수·파기)를 마치지 않았습니다", "an incident is not closed"),
    "output_left": Text(
        "종결된 사안의 결과물이 남아 있습니다. 파기하십시오", "a closed case's output is left: destroy it"
    ),
    "records_end": Text("기록 보관 기간이 끝납니다", "the records' time ends"),
}


@dataclass(frozen=True)
class Due:
    """Something due: of which case, what, by which day, in how many days (below 0: late)."""

    case: str
    what: str
    day: str
    days: int

    @property
    def text(self) -> Text:
        """In words."""
        return WORDS[self.what]


def due(cases: Iterable[Case], today: str, within_days: int) -> list[Due]:
    """Give what is late or due within so many days, the latest first."""
    start = day_of(today)
    if start is None:
        raise ValueError("today is YYYY-MM-DD")
    found = []
    for case in cases:
        for what, day in _days(case, today):
            end = day_of(day)
            if end is not None and (end - start).days <= within_days:
                found.append(Due(case.id, what, day, (end - start).days))
    return sorted(found, key=lambda entry: (entry.days, entry.case))


def _days(case: Case, today: str) -> Iterator[tuple[str, str]]:
    if case.stage is Stage.MANAGEMENT:
        if case.provisions:
            yield "use_ends", case.ends
        if case.application and case.application.retention:
            yield "processing_ends", case.application.retention.end
        if case.open_conditions:
            yield "condition", today
    if case.open_incidents and case.stage not in (Stage.DESTROYED, Stage.CLOSED):
        yield "incident", today
    if case.stage is Stage.CLOSED and case.treatment_result:
        yield "output_left", today
    if case.stage is Stage.DESTROYED:
        yield "records_end", case.keep_until
