"""나이: 만 34세, 34살, 30대, or a number beside the word."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Age"]


class Age(QuasiRule):
    """Age in years or decades."""

    info = EntityInfo("AGE", Text("나이", "age"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "years",
            r"(?<![0-9.])(?:만\s?)?[0-9]{1,3}\s?(?:세|살)(?![가-힣]{0,2}기)(?!대)",
            at=At.ANYWHERE,
            needs="세살",
        ),
        Form(
            "months", r"(?:생후\s?)?[0-9]{1,2}\s?개월(?=\s?(?:된|영아|아기|아이|유아|령))", at=At.ANYWHERE, needs="월"
        ),
        Form(
            "decade",
            r"(?<![0-9])[1-9]0대(?:\s?(?:초반|중반|후반))?(?=\s?(?:남|여|의|초|중|후|환자|노인|직장|주부|학생|[,)]|$))",
            at=At.ANYWHERE,
            needs="대",
        ),
        Form("number", rf"{LEFT}[0-9]{{1,3}}(?![0-9.,:/-])", labelled=True),
    )
    labels = ("나이", "연령", "만나이", "age")
    scores = {"years": 0.7, "months": 0.6, "decade": 0.6}  # noqa: RUF012  (read only)
