"""진료일, 입원일, 입대일, 방문·신고 일시: a date right beside such a word."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["EventDate"]


class EventDate(QuasiRule):
    """Date of an event in a person's life."""

    info = EntityInfo("EVENT_DATE", Text("개인의 일자", "date of a personal event"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "date",
            rf"{LEFT_OPEN}(?:(?:19|20)[0-9]{{2}}|\'?[0-9]{{2}})\s?[-./년]\s?[0-9]{{1,2}}\s?[-./월]\s?[0-9]{{1,2}}\s?일?(?:\s?[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?(?![0-9])",
            labelled=True,
        ),
        Form(
            "eight",
            rf"{LEFT}(?:19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{{4}}|[0-9]{{6}})?{RIGHT}",
            bare=True,
            labelled=True,
        ),
    )
    labels = (
        "진료일",
        "진료일시",
        "진료일자",
        "내원일",
        "입원일",
        "퇴원일",
        "수술일",
        "검사일",
        "사망일",
        "입대일",
        "전역일",
        "입사일",
        "퇴사일",
        "방문일",
        "방문일시",
        "신고일시",
        "접종일",
        "출산일",
        "혼인일",
        "전입일",
        "사고일시",
    )
