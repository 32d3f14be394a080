"""전화번호: mobile, area, Internet (070), toll-free (080), lifelong (0502-0509), representative (1588 …), +82."""

from __future__ import annotations

from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule, is_time
from pseudo.model import Role, Text

__all__ = ["PhoneNumber"]

AREA = r"(?:02|0[3-6][1-5])"
SERVICE = r"(?:070|080|050[2-9]?)"
SEP = r"(?:\s?[-.]\s?|[ ])"
MIDDLE = r"(?:[0-9]{3,4}|[0-9]{2}\*\*|[0-9]\*{2,3}|\*{3,4})"
LAST = r"(?:[0-9]{4}|\*{4}|[0-9]{2}\*\*)"
END = r"(?![0-9A-Za-z*])(?!-[0-9A-Za-z])(?!\.[0-9])"
REPRESENTATIVE = r"(?:15(?:22|33|44|66|77|88|99)|16(?:00|11|22|33|44|55|61|66|68|70|88)|18(?:00|11|33|55|66|77|99))"


class PhoneNumber(Rule):
    """Telephone and fax numbers of Korea."""

    info = EntityInfo("PHONE_NUMBER", Text("전화번호", "telephone number"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form(
            "international",
            rf"(?=[+0])(?<![0-9A-Za-z])(?<![0-9][-.])(?:\+|00)82{SEP}?\(?0?\)?[1-7][0-9]{{0,3}}{SEP}?{MIDDLE}{SEP}?{LAST}{END}",
            first="+0",
        ),
        Form(
            "country code alone",
            rf"{LEFT}82[- ]0?1[016789][- ]?[0-9]{{3,4}}[- ]?[0-9]{{4}}{RIGHT}",
            least=11,
            first="8",
        ),
        Form("mobile", rf"{LEFT_OPEN}\(?01[016789](?:\)\s?|{SEP}){MIDDLE}{SEP}?{LAST}{END}", first="0("),
        Form("area", rf"{LEFT_OPEN}(?:\({AREA}\)\s?|{AREA}\)\s?|{AREA}{SEP}){MIDDLE}{SEP}{LAST}{END}", first="0("),
        Form("service", rf"{LEFT_OPEN}{SERVICE}{SEP}[0-9]{{3,4}}{SEP}{LAST}{END}", first="0"),
        Form("bare mobile", rf"{LEFT}010[0-9]{{8}}{RIGHT}", bare=True, least=11, first="0"),
        Form("bare old mobile", rf"{LEFT}01[16789][0-9]{{8}}{RIGHT}", bare=True, least=11, first="0"),
        Form("bare service", rf"{LEFT}(?:050[2-9][0-9]{{7,8}}|070[0-9]{{8}}){RIGHT}", bare=True, least=11, first="0"),
        Form(
            "bare area",
            rf"{LEFT}(?:{AREA}[0-9]{{7,8}}|01[16789][0-9]{{7}}|0[78]0[0-9]{{7}}){RIGHT}",
            bare=True,
            least=9,
            first="0",
            weak=True,
        ),
        Form("representative", rf"{LEFT_OPEN}{REPRESENTATIVE}[- ][0-9]{{4}}{RIGHT}", least=8, first="1"),
        Form(
            "bare representative",
            rf"{LEFT}{REPRESENTATIVE}[0-9]{{4}}{RIGHT}",
            bare=True,
            labelled=True,
            least=8,
            first="1",
        ),
        Form("local", rf"{LEFT_OPEN}(?<![A-Za-z]-)[2-9][0-9]{{2,3}}-[0-9]{{4}}{RIGHT}", labelled=True, least=7),
        Form("leading zero lost", rf"{LEFT}10[0-9]{{8}}{RIGHT}", bare=True, labelled=True, least=10, first="1"),
        Form(
            "half written",
            rf"{LEFT_OPEN}0[0-9]{{1,3}}[-. ]?[0-9]{{3,4}}[-. ]?[0-9]{{4}}{END}",
            labelled=True,
            least=9,
            first="0",
        ),
    )
    labels = (
        "전화번호", "전화", "연락처", "연락", "휴대폰", "휴대전화", "핸드폰", "모바일", "대표번호", "직통", "팩스",
        "팩스번호", "☎", "☏", "tel", "phone", "mobile", "fax", "hp", "h.p",
    )  # fmt: skip
    hints = ("자택", "직장", "문의", "수령인", "보호자", "콜센터", "고객센터", "핫라인")
    labels_after = ("전화", "연락", "문자", "팩스", "fax", "통화")
    vetoes = ("법령", "특허", "출원", "버전", "시리얼")
    rank = 4
    scores_mislabelled = {"international": 0.6, "mobile": 0.6, "area": 0.4, "service": 0.4}  # noqa: RUF012  (read only)
    scores = {  # noqa: RUF012  (read only)
        "international": 0.8, "mobile": 0.8, "area": 0.7,
        "country code alone": 0.6, "service": 0.7, "bare mobile": 0.7, "bare old mobile": 0.45,
        "bare service": 0.4, "bare area": 0.35, "representative": 0.6,
    }  # fmt: skip

    def judge(self, found: Found) -> Judgement:
        """By form and label; 1800-1899 and the like may be years."""
        if found.labelled:
            if found.form.name == "local":
                return Judgement(0.6 if found.adjacent else 0.3, note="labelled")
            return Judgement(0.9, note="labelled")
        if found.label is Label.OTHER:
            score = 0.2 if found.word in self.vetoes else self.scores_mislabelled.get(found.form.name, 0.2)
            return Judgement(score, note="another label")
        if found.form.name == "representative" and 0 < int(found.digits[4:]) - int(found.digits[:4]) <= 300:
            return Judgement(0.3, note="may be years")
        if len(found.digits) == 12 and found.form.bare and is_time(found.digits):
            return Judgement(0.2, note="reads as a time")
        return Judgement(self.scores.get(found.form.name, 0.1))
