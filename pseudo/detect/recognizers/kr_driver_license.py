"""운전면허번호: region-year-serial-check, RR-YY-NNNNNN-CC; old form with the region's name."""

from __future__ import annotations

from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule, is_time
from pseudo.model import Role, Text

__all__ = ["KrDriverLicense"]

REGION = r"(?:1[1-9]|2[0-68])"
HYPHEN = r"\s?-\s?"
NAMES = r"(?:서울|부산|경기남부|경기북부|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산)"


class KrDriverLicense(Rule):
    """Driver's licence number (시행령 제19조). No public check digit."""

    info = EntityInfo(
        "KR_DRIVER_LICENSE",
        Text("운전면허번호", "driver's licence number"),
        Role.DIRECT_IDENTIFIER,
        unique_identifier=True,
    )
    forms = (
        Form("hyphens", rf"{LEFT_OPEN}{REGION}{HYPHEN}[0-9]{{2}}{HYPHEN}[0-9]{{6}}{HYPHEN}[0-9]{{2}}{RIGHT}", least=12),
        Form("masked", rf"{LEFT_OPEN}{REGION}-[0-9]{{2}}-[0-9*]{{6}}-(?:[0-9]{{2}}|\*{{2}})(?![0-9A-Za-z*])", least=4),
        Form(
            "region name",
            rf"[0-9]{{2}}(?:{HYPHEN}| )[0-9]{{6}}(?:{HYPHEN}| )[0-9]{{2}}{RIGHT}",
            least=10,
            before=rf"{NAMES}[- ]?",
        ),
        Form("spaces", rf"{LEFT}{REGION} [0-9]{{2}} [0-9]{{6}} [0-9]{{2}}{RIGHT}", least=12),
        Form("bare", rf"{LEFT}{REGION}[0-9]{{10}}{RIGHT}", bare=True, least=12, weak=True),
        Form(
            "odd separators",
            rf"{LEFT}{REGION}[- .]?[0-9]{{2}}[- .]?[0-9]{{6}}[- .]?[0-9]{{2}}{RIGHT}",
            labelled=True,
            least=12,
        ),
        Form("any region", rf"{LEFT_OPEN}[0-9]{{2}}-[0-9]{{2}}-[0-9]{{6}}-[0-9]{{2}}{RIGHT}", labelled=True, least=12),
        Form("other groups", rf"{LEFT_OPEN}[0-9]{{2,4}}(?:-[0-9]{{1,6}}){{2,6}}{RIGHT}", labelled=True, least=9),
    )
    labels = (
        "운전면허번호",
        "운전면허 번호",
        "운전면허증",
        "운전면허",
        "면허번호",
        "면허 번호",
        "면허증",
        "면허",
        "driver license",
        "drivers license",
        "driver's license",
        "driving licence",
        "driver's licence",
        "license no",
        "licence no",
    )
    labels_after = ("면허",)
    vetoes = ("일시", "시각", "로그", "운송", "송장", "승인", "고객", "접수", "통관", "계좌")

    def judge(self, found: Found) -> Judgement:
        """By form; twelve digits that read as a time are one."""
        if found.labelled:
            if found.form.name == "other groups":
                return Judgement(0.7 if found.adjacent else 0.0, note="labelled, unusual groups")
            return Judgement(0.9, note="labelled")
        if found.label is Label.OTHER or (found.form.bare and is_time(found.digits)):
            return Judgement(0.05, note="another label or a time")
        return Judgement({"hyphens": 0.6, "region name": 0.6, "masked": 0.55, "spaces": 0.5}.get(found.form.name, 0.1))
