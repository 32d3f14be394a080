"""국적, 체류자격: the country behind the label, E-9 and the like."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Nationality"]


class Nationality(QuasiRule):
    """Nationality or status of stay."""

    info = EntityInfo("NATIONALITY", Text("국적·체류자격", "nationality or status of stay"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "status",
            r"(?<![A-Za-z0-9-])[A-H]-[0-9]{1,2}(?:-[0-9]{1,2})?(?![0-9A-Za-z-])",
            labelled=True,
            at=At.ANYWHERE,
        ),
        Form(
            "word",
            r"(?<![가-힣A-Za-z0-9])(?!없|해당|미상|모름|불명|미기재)[가-힣A-Za-z][가-힣A-Za-z·]{1,14}(?![A-Za-z0-9])",
            labelled=True,
            at=At.ANYWHERE,
        ),
    )
    labels = ("국적", "출신국가", "출신국", "체류자격", "비자", "사증", "nationality", "visa")
