"""소득, 연봉, 재산, 분위: an amount beside such a word."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Income"]


class Income(QuasiRule):
    """Income or property."""

    info = EntityInfo("INCOME", Text("소득·재산", "income or property"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "amount",
            rf"{LEFT}[0-9]{{1,3}}(?:,?[0-9]{{3}}){{0,4}}\s?(?:천|백)?(?:만|억)?\s?(?:[0-9]{{1,4}}\s?만\s?)?원",
            labelled=True,
        ),
        Form("class", rf"{LEFT}[0-9]{{1,2}}\s?(?:분위|구간|등급)", labelled=True),
    )
    labels = (
        "소득",
        "연소득",
        "월소득",
        "연봉",
        "급여",
        "월급",
        "재산",
        "소득분위",
        "소득구간",
        "신용등급",
        "보증금",
        "income",
        "salary",
    )
