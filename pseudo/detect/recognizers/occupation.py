"""직업, 직급, 부서, 소속: the word behind the label."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Occupation"]


class Occupation(QuasiRule):
    """Occupation, rank or department."""

    info = EntityInfo("OCCUPATION", Text("직업·직급·부서", "occupation, rank or department"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "word",
            r"(?<![가-힣A-Za-z0-9])(?!없|해당|미상|모름|불명|미기재)[가-힣A-Za-z][가-힣A-Za-z·]{1,14}(?![A-Za-z0-9])",
            labelled=True,
            at=At.ANYWHERE,
        ),
    )
    labels = (
        "직업",
        "직종",
        "직급",
        "직위",
        "직책",
        "계급",
        "부서",
        "소속",
        "소속부서",
        "근무부서",
        "담당업무",
        "occupation",
        "department",
    )
