"""상병코드: KCD/ICD-10 codes beside the word, or with a decimal."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Diagnosis"]


class Diagnosis(QuasiRule):
    """Disease or treatment (KCD)."""

    info = EntityInfo("DIAGNOSIS", Text("질병·진료 정보", "disease or treatment"), Role.SENSITIVE)
    forms = (
        Form(
            "code",
            r"(?<![A-Za-z0-9])[A-TV-Z][0-9]{2}(?:\.[0-9]{1,2})?(?![0-9A-Za-z])",
            labelled=True,
            least=2,
            at=At.ANYWHERE,
        ),
        Form(
            "word",
            r"(?<![가-힣A-Za-z0-9])(?!없|해당|미상|모름|불명|미기재)[가-힣A-Za-z][가-힣A-Za-z·]{1,14}(?![A-Za-z0-9])",
            labelled=True,
            at=At.ANYWHERE,
        ),
    )
    labels = (
        "상병코드",
        "주상병",
        "부상병",
        "진단코드",
        "진단명",
        "상병명",
        "질병코드",
        "병명",
        "진단",
        "kcd",
        "icd",
        "diagnosis",
    )
