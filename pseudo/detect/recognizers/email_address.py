"""이메일: ASCII local part, so that Hangul before it and particles behind it fall off by themselves; IDN domains."""

from __future__ import annotations

from pseudo.detect.rule import At, EntityInfo, Form, Found, Judgement, Rule
from pseudo.model import Role, Text

__all__ = ["EmailAddress"]

LABEL = r"[A-Za-z0-9가-힣-]{1,63}"


class EmailAddress(Rule):
    """E-mail address. Presidio's own recognizer asks the network for public suffixes; this one does not."""

    info = EntityInfo("EMAIL_ADDRESS", Text("전자우편주소", "e-mail address"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form(
            "address",
            rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-*]{{0,63}}@(?:{LABEL}\.){{1,8}}(?:[A-Za-z]{{2,24}}|한국)",
            at=At.ANYWHERE,
            near="@",
        ),
    )
    labels = ("이메일", "전자우편", "메일주소", "메일", "e-mail", "email")
    rank = 0

    def judge(self, found: Found) -> Judgement:
        """The form is enough."""
        del found
        return Judgement(0.85)
