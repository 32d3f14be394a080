"""사건번호: year, kind, number (2024가합12345)."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["CaseNumber"]


class CaseNumber(QuasiRule):
    """Case number of a court or authority (사건별 부호문자의 부여에 관한 예규)."""

    info = EntityInfo("CASE_NUMBER", Text("사건번호", "case number"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "court",
            r"(?<![0-9])(?:19|20)[0-9]{2}\s?(?:[가-힣]{1,3})\s?[0-9]{1,7}(?![0-9가-힣]?[년월일원명])",
            at=At.ANYWHERE,
        ),
        Form(
            "labelled",
            r"(?<![0-9])(?:19|20)[0-9]{2}-[가-힣0-9]{1,6}-[0-9]{1,8}(?![0-9])",
            labelled=True,
            at=At.ANYWHERE,
        ),
    )
    labels = ("사건번호", "사건", "수사번호", "형제번호")
    labels_after = ("판결", "결정", "호 사건")
    scores = {"court": 0.0}  # noqa: RUF012  (read only)
