"""건강보험증번호: eleven digits. Bare ones look like mobile telephones; the label is the evidence."""

from __future__ import annotations

from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrHealthInsurance"]


class KrHealthInsurance(Rule):
    """Health insurance card number (국민건강보험법 제12조). No public check digit."""

    info = EntityInfo(
        "KR_HEALTH_INSURANCE", Text("건강보험증번호", "health insurance card number"), Role.DIRECT_IDENTIFIER
    )
    forms = (
        Form("hyphen", rf"{LEFT_OPEN}[1-9]\s?-\s?[0-9]{{9,11}}{RIGHT}", labelled=True, least=10),
        Form("bare", rf"{LEFT}[1-9][0-9]{{9,10}}{RIGHT}", bare=True, labelled=True, least=10),
        Form("groups", rf"{LEFT_OPEN}[0-9]{{1,4}}(?:-[0-9]{{1,7}}){{2,4}}{RIGHT}", labelled=True, least=9),
    )
    labels = (
        "건강보험증번호", "건강보험증 번호", "보험번호", "건강보험번호", "건강보험증", "의료보험번호",
        "의료보험증번호", "의료보험증", "보험증번호", "건보증번호", "건보번호", "건강보험 가입자번호",
        "건강보험공단 등록번호", "건강보험공단 번호", "건강보험 등록번호", "건강보험 가입번호", "건강보험 자격번호",
        "health insurance no",
    )  # fmt: skip
    hints = ("건강보험", "의료보험", "증번호", "의료급여")
    rank = 3

    def judge(self, found: Found) -> Judgement:
        """Ten or eleven digits at the label, as groups up to fourteen."""
        if not found.labelled:
            return Judgement(0.1)
        if not (found.adjacent or found.label is Label.OWN) or len(found.digits) > 14:
            return Judgement(0.0)
        return Judgement(0.9 if found.form.name != "groups" else 0.7, note="labelled")
