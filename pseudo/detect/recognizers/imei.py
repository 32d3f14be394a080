"""IMEI: fifteen digits, Luhn; written 2-6-6-1 too."""

from __future__ import annotations

from pseudo.detect import checksums
from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["Imei"]


class Imei(Rule):
    """International mobile equipment identity (3GPP TS 23.003)."""

    info = EntityInfo("IMEI", Text("단말기 고유번호(IMEI)", "IMEI"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("groups", rf"{LEFT_OPEN}[0-9]{{2}}([- ])[0-9]{{6}}\1[0-9]{{6}}\1[0-9]{RIGHT}", least=15),
        Form("bare", rf"{LEFT}[0-9]{{15}}{RIGHT}", bare=True, least=15, weak=True),
    )
    labels = ("imei", "단말기고유번호", "단말기식별번호", "단말기번호", "단말고유번호", "기기고유번호", "기기식별번호")
    hints = ("단말기", "휴대폰 일련번호")
    chance = 1 / 10
    rank = 4

    def judge(self, found: Found) -> Judgement:
        """Luhn; beside a label also without it."""
        check = checksums.luhn(found.digits)
        if found.labelled:
            return Judgement(0.95 if check else 0.6, check, "labelled" if check else "labelled, check digit fails")
        if found.label is Label.OTHER or not check:
            return Judgement(0.1, check)
        return Judgement(0.25 if found.form.bare else 0.7, check)
