"""여권번호: letter and eight digits; since 2021-12-21 letter, three digits, letter, four digits."""

from __future__ import annotations

from pseudo.detect.rule import LEFT_LETTERS, RIGHT, At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrPassport"]


class KrPassport(Rule):
    """Passport number (시행령 제19조): Korean forms by themselves, foreign ones beside a label. No public check digit."""

    info = EntityInfo(
        "KR_PASSPORT", Text("여권번호", "passport number"), Role.DIRECT_IDENTIFIER, unique_identifier=True
    )
    forms = (
        Form("new", rf"{LEFT_LETTERS}[MSRGDmsrgd][ -]?[0-9]{{3}}[A-Za-z][0-9]{{4}}{RIGHT}", least=7, at=At.CODE),
        Form("old", rf"{LEFT_LETTERS}[MSRGDmsrgd][ -]?[0-9]{{8}}{RIGHT}", least=8, at=At.CODE, weak=True),
        Form("office", rf"{LEFT_LETTERS}[A-Z]{{2}}[0-9]{{7}}{RIGHT}", least=7, at=At.CODE, weak=True),
        Form(
            "official",
            rf"{LEFT_LETTERS}[Oo](?:[0-9]{{3}}[A-Za-z][0-9]{{4}}|[0-9]{{8}}){RIGHT}",
            labelled=True,
            least=7,
            at=At.CODE,
        ),
        Form(
            "foreign", rf"{LEFT_LETTERS}[A-Za-z]{{0,2}}[0-9]{{6,9}}[A-Za-z]?{RIGHT}", labelled=True, least=6, at=At.CODE
        ),
    )
    labels = ("여권번호", "여권 번호", "여권", "passport no", "passport")
    hints = ("출입국", "해외 출장", "해외출장")
    labels_after = ("여권", "passport")
    vetoes = ("모델", "부품", "제품", "문서", "강의실", "좌석", "사물함")
    reach = 40
    scores = {"new": 0.55, "old": 0.3, "office": 0.2}  # noqa: RUF012  (read only)

    def judge(self, found: Found) -> Judgement:
        """By form; a label decides."""
        if found.labelled:
            weak = found.form.name == "foreign" and not found.adjacent
            return Judgement(0.45 if weak else 0.9, note="labelled")
        if found.label is Label.OTHER:
            return Judgement(0.1, note="another label")
        return Judgement(self.scores.get(found.form.name, 0.1))
