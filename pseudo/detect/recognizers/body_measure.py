"""키, 몸무게, 혈액형, BMI."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["BodyMeasure"]


class BodyMeasure(QuasiRule):
    """Height, weight, blood group."""

    info = EntityInfo("BODY_MEASURE", Text("신체 정보", "body measure"), Role.QUASI_IDENTIFIER)
    forms = (
        Form("height", r"(?<![0-9.])(?:[5-9][0-9]|1[0-9]{2}|2[0-2][0-9])(?:\.[0-9])?\s?(?:cm|㎝|센티)", at=At.ANYWHERE),
        Form("weight", r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,2})?\s?(?:kg|㎏|킬로)(?![a-z/])", at=At.ANYWHERE),
        Form(
            "blood group",
            r"(?:(?<![A-Za-z])[Rr][Hh]\s?[+-]?\s?)?(?<![A-Za-z])(?:AB|A|B|O)\s?(?:[+-](?=\s?형)|형)형?",
            at=At.ANYWHERE,
            needs="형",
        ),
        Form("number", rf"{LEFT}[0-9]{{2,3}}(?:\.[0-9])?(?![0-9.,:/-])", labelled=True),
    )
    labels = ("키", "신장", "몸무게", "체중", "혈액형", "bmi", "height", "weight")
    scores = {"height": 0.5, "weight": 0.4, "blood group": 0.7}  # noqa: RUF012  (read only)
