"""장애유형·등급, 보훈구분."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Disability"]


class Disability(QuasiRule):
    """Disability or class of veteran."""

    info = EntityInfo("DISABILITY", Text("장애·보훈 구분", "disability or veteran class"), Role.SENSITIVE)
    forms = (
        Form(
            "kind",
            r"(?:지체|시각|청각|언어|지적|뇌병변|자폐성|정신|신장|심장|호흡기|간|안면|장루·요루|뇌전증|발달)\s?장애(?:인)?"
            r"(?:\s?\(?(?:심한|심하지 않은|[1-6]급|중증|경증)\)?)?",
            at=At.ANYWHERE,
            needs="장",
        ),
        Form(
            "class",
            r"(?:전상|공상|순직)\s?(?:군경|공무원)|(?:애국지사|무공수훈자|참전유공자|국가유공자)(?:\s?본인|\s?유족)?(?!\s?(?:증|번호))",
            at=At.ANYWHERE,
            needs="상순국공참애",
        ),
        Form("grade", r"(?<![0-9])[1-7]\s?급(?![가-힣]{2})|중증|경증", labelled=True, at=At.ANYWHERE),
    )
    labels = ("장애유형", "장애등급", "장애정도", "장애", "보훈구분", "신체등급")
    scores = {"kind": 0.85, "class": 0.6}  # noqa: RUF012  (read only)
