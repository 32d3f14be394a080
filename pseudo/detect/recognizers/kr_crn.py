"""법인등록번호: registry office 4, kind 2, serial 6, check 1, written 6-7. Tried before resident numbers."""

from __future__ import annotations

from pseudo.detect import checksums
from pseudo.detect.resident import COMPANY_KINDS, OFFICES
from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrCrn"]

KINDS = r"(?:1[1-5]|2[12]|[345][0-9]|71|8[1-6])"


class KrCrn(Rule):
    """Corporate registration number: names a company, not a person."""

    info = EntityInfo("KR_CRN", Text("법인등록번호", "corporate registration number"), Role.OTHER)
    forms = (
        Form("hyphen", rf"{LEFT_OPEN}[0-9]{{4}}{KINDS}\s?-\s?[0-9]{{7}}{RIGHT}", least=13),
        Form("bare", rf"{LEFT}[0-9]{{4}}{KINDS}[0-9]{{7}}{RIGHT}", bare=True, least=13),
        Form("any kind", rf"{LEFT_OPEN}[0-9]{{6}}\s?-?\s?[0-9]{{7}}{RIGHT}", labelled=True, least=13),
    )
    labels = (
        "법인등록번호",
        "법인 등록번호",
        "법인등록 번호",
        "법인번호",
        "법인등기번호",
        "법인",
        "corporate registration",
        "crn",
    )
    chance = 1 / 10
    check_floor = -2.0
    rank = 1

    def judge(self, found: Found) -> Judgement:
        """Check and office; a failing check is kept beside a label (there may be none since 2025)."""
        digits = found.digits
        check = checksums.crn(digits)
        if found.labelled:
            return Judgement(0.95 if check else 0.8, check, "labelled")
        if not check:
            return Judgement(0.1, check)
        if found.label is Label.OTHER:
            return Judgement(0.2, check, "another label")
        known = digits[:4] in OFFICES and digits[4:6] in COMPANY_KINDS
        dated = "01" <= digits[2:4] <= "12" and "01" <= digits[4:6] <= "31" and digits[6] in "12345678"
        if found.form.bare:
            return Judgement(0.55 if known else 0.3, check)
        return Judgement(0.7 if known else 0.45 if dated else 0.6, check)
