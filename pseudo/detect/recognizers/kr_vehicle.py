"""차량번호: 12가3456, since 2019-09 123가4567, with or without region; motorcycles, diplomats, the forces."""

from __future__ import annotations

import re

from pseudo.detect.rule import EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrVehicle"]

PRIVATE = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주"
HIRED = "바사아자배하허호"
FORCES = "육해공국합"
REGION = "(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
LETTER = f"[{PRIVATE}{HIRED}{FORCES}]"
LEFT = r"(?<![0-9A-Za-z])(?<![0-9][-.,])(?<!제)"
LAST = r"(?:[0-9]{4}|[0-9]{2}\*\*|\*{4})(?![0-9])(?!\s?(?:억|만|원|명|개|년|건|호실|㎡|m|%|세대|가구|여))(?![.,][0-9])"
UNITS = re.compile(r"[0-9]+\s?[호조주도사구부]\s")
"""Letters that are words as well: 15호 2024, 12조 3000, 30주 1200."""


class KrVehicle(Rule):
    """Vehicle registration plate (자동차 등록번호판 등의 기준에 관한 고시)."""

    info = EntityInfo("KR_VEHICLE", Text("차량번호", "vehicle plate"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("region and plate", rf"[0-9]{{1,3}}\s?{LETTER}\s?{LAST}", least=1, before=rf"(?<![가-힣]){REGION}\s?"),
        Form("motorcycle", LAST, least=4, before=rf"(?<![가-힣]){REGION}\s?[가-힣]{{2,3}}\s?{LETTER}\s?"),
        Form(
            "diplomat",
            r"[0-9]{3}-[0-9]{3}(?![0-9-])",
            least=6,
            before=r"(?<![가-힣])(?:외교|영사|준외|준영|국기|협정|대표)\s?",
        ),
        Form("plate", rf"{LEFT}[0-9]{{2,3}}\s?{LETTER}\s?{LAST}", least=2),
        Form("behind 제", rf"(?<=제)[0-9]{{2,3}}\s?{LETTER}\s?{LAST}", labelled=True, least=2),
        Form("temporary", r"[0-9]{4,6}(?![0-9-])", labelled=True, least=4, before=r"임시?\s?"),
    )
    labels = (
        "차량번호", "차량등록번호", "자동차등록번호", "자동차번호", "차번호", "차량 번호판", "번호판", "등록차량",
        "plate no", "plate number", "car no", "vehicle no",
    )  # fmt: skip
    hints = ("차량", "자동차", "주차", "택시", "과태료", "승용차", "화물차", "견인", "오토바이", "이륜차", "버스")
    labels_after = ("차량", "자동차", "승용차", "택시", "화물차", "오토바이", "번 차", "호 차", "차주")
    vetoes = ("사건번호", "판결", "고시", "민법")
    rank = 5

    def judge(self, found: Found) -> Judgement:
        """The form is specific, unless its letter is a word."""
        if found.labelled:
            return Judgement(0.9, note="labelled")
        if found.label is Label.OTHER:
            return Judgement(0.2, note="another label")
        if found.form.name == "plate" and UNITS.match(found.text):
            return Judgement(0.3, note="may be a number of something")
        return Judgement({"plate": 0.75, "region and plate": 0.85, "motorcycle": 0.6}.get(found.form.name, 0.6))
