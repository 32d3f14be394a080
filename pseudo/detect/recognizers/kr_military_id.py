"""군번: since 1991 two digits of the year and five to eight; the label is the evidence."""

from __future__ import annotations

from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Rule
from pseudo.model import Role, Text

__all__ = ["KrMilitaryId"]


class KrMilitaryId(Rule):
    """Military service number. No check digit."""

    info = EntityInfo("KR_MILITARY_ID", Text("군번", "military service number"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("hyphen", rf"{LEFT_OPEN}[0-9]{{2}}\s?-\s?(?:[0-9]{{8}}|[0-9]{{5,6}}){RIGHT}", labelled=True, least=7),
        Form("bare", rf"{LEFT}[0-9]{{7,10}}{RIGHT}", bare=True, labelled=True, least=7),
    )
    labels = ("군번", "병적번호", "military id", "military no", "service number")
    hints = ("입대", "병적", "복무", "전역", "현역")
    rank = 3

    def judge(self, found: Found) -> Judgement:
        """Only right beside the word."""
        if not found.labelled:
            return Judgement(0.1)
        return Judgement(0.9 if found.adjacent else 0.5 if not found.form.bare else 0.0, note="labelled")
