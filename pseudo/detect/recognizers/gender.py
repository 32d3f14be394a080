"""성별, beside the word or as 남/여 in brackets with an age."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Gender"]


class Gender(QuasiRule):
    """Sex or gender."""

    info = EntityInfo("GENDER", Text("성별", "sex"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "word",
            r"(?<![가-힣A-Za-z])(?:남성|여성|남자|여자|남|여|male|female|Male|Female|M|F)(?![가-힣A-Za-z])",
            labelled=True,
            at=At.ANYWHERE,
        ),
        Form(
            "with an age",
            r"(?<=[세살,/] )(?:남|여)(?=[)\s,/])|(?<=[세살,/(])(?:남|여)(?=[)\s,/])",
            at=At.ANYWHERE,
            needs="남여",
        ),
    )
    labels = ("성별", "sex", "gender")
    scores = {"with an age": 0.6}  # noqa: RUF012  (read only)
