"""학력, 학교, 전공: names that end in 대학교, 고등학교, 학과, or the word behind the label."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Education"]


class Education(QuasiRule):
    """Education, school or major."""

    info = EntityInfo("EDUCATION", Text("학력·학교·전공", "education, school or major"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "school",
            r"[가-힣A-Za-z]{2,12}(?:대학교|대학원|고등학교|중학교|초등학교|여고|공고)(?![가-힣]{2})",
            at=At.ANYWHERE,
            needs="대고중초여공",
        ),
        Form("major", r"[가-힣]{2,10}(?:학과|공학과|학부|전공)(?![가-힣]{2})", at=At.ANYWHERE, needs="학전"),
        Form(
            "degree",
            r"(?:대졸|고졸|중졸|초대졸|전문대졸|학사|석사|박사|무학)(?=\s?(?:학위|과정|졸업|수료|,|\)|$|\s))",
            at=At.ANYWHERE,
            needs="졸사학",
        ),
        Form(
            "word",
            r"(?<![가-힣A-Za-z0-9])(?!없|해당|미상|모름|불명|미기재)[가-힣A-Za-z][가-힣A-Za-z·]{1,14}(?![A-Za-z0-9])",
            labelled=True,
            at=At.ANYWHERE,
        ),
    )
    labels = ("학력", "최종학력", "학교", "출신학교", "전공", "학과", "education", "school", "major")
    scores = {"school": 0.5, "major": 0.5, "degree": 0.5}  # noqa: RUF012  (read only)
