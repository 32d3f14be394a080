"""개인통관고유부호: P, two digits of the year, nine, and a check digit whose formula is not published."""

from __future__ import annotations

from pseudo.detect.rule import LEFT_LETTERS, RIGHT, At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrCustomsCode"]


class KrCustomsCode(Rule):
    """Personal customs clearance code (PCCC, 관세청)."""

    info = EntityInfo("KR_CUSTOMS_CODE", Text("개인통관고유부호", "personal customs code"), Role.DIRECT_IDENTIFIER)
    forms = (Form("code", rf"{LEFT_LETTERS}[Pp][ -]?[0-9]{{12}}{RIGHT}", least=12, at=At.CODE, first="Pp"),)
    labels = ("개인통관고유부호", "개인통관부호", "통관고유부호", "통관부호", "통관번호", "pccc")
    hints = ("통관", "해외직구", "직구")
    rank = 3

    def judge(self, found: Found) -> Judgement:
        """The form is specific."""
        return Judgement(0.95 if found.labelled else 0.3 if found.label is Label.OTHER else 0.8)
