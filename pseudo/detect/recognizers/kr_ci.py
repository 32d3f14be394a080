"""연계정보 CI (88 characters of base64) and 중복가입확인정보 DI (64): keys to one person across services."""

from __future__ import annotations

from pseudo.detect.rule import At, EntityInfo, Form, Found, Judgement, Rule
from pseudo.model import Role, Text

__all__ = ["KrCi"]

LEFT = r"(?<![A-Za-z0-9+/])"


class KrCi(Rule):
    """Connecting information and duplication information (정보통신망법 제23조의5; 방송통신위원회 고시)."""

    info = EntityInfo("KR_CI", Text("연계정보(CI)", "connecting information (CI)"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("CI", rf"{LEFT}[A-Za-z0-9+/]{{86}}==(?![A-Za-z0-9+/=])", at=At.ANYWHERE, near="=="),
        Form("DI", rf"{LEFT}[A-Za-z0-9+/]{{63}}[A-Za-z0-9+/=](?![A-Za-z0-9+/=])", labelled=True, at=At.ANYWHERE),
    )
    labels = ("연계정보", "중복가입확인정보", "중복확인정보", "ci", "di", "ci값", "di값")
    rank = 0

    def judge(self, found: Found) -> Judgement:
        """CI by its form; 64 characters may be any digest."""
        if found.labelled:
            return Judgement(0.95, note="labelled")
        return Judgement(0.8 if found.form.name == "CI" else 0.1)
