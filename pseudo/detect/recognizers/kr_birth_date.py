"""생년월일: any writing of a date, and only beside a word of birth; every other date is no personal data by itself."""

from __future__ import annotations

import re

from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, At, EntityInfo, Form, Found, Judgement, Rule, real_date, today
from pseudo.model import Role, Text

__all__ = ["KrBirthDate"]

YEAR = r"(?:(?:18|19|20)[0-9]{2}|'?[0-9]{2})"
APOSTROPHE = r"(?=[0-9'])(?<![0-9])(?<![0-9][-.])(?<![A-Za-z])"
NUMERALS = "〇一二三四五六七八九"
HANJA = NUMERALS + "零十"


class KrBirthDate(Rule):
    """Birth date."""

    info = EntityInfo("KR_BIRTH_DATE", Text("생년월일", "date of birth"), Role.QUASI_IDENTIFIER)
    forms = (
        Form("hangul", rf"{APOSTROPHE}{YEAR}\s?[년年]\s?[0-9]{{1,2}}\s?[월月]\s?[0-9]{{1,2}}\s?[일日]", labelled=True),
        Form(
            "단기",
            rf"{LEFT_OPEN}4[23][0-9]{{2}}\s?년\s?[0-9]{{1,2}}\s?월\s?[0-9]{{1,2}}\s?일",
            labelled=True,
            first="4",
        ),
        Form(
            "한자",
            rf"[{HANJA}]{{2,4}}\s?[년年]\s?[{HANJA}]{{1,3}}\s?[월月]\s?[{HANJA}]{{1,3}}\s?[일日]",
            labelled=True,
            at=At.ANYWHERE,
            needs="年년",
        ),
        Form(
            "separated",
            rf"{APOSTROPHE}{YEAR}\s?[-./]\s?[0-9]{{1,2}}\s?[-./]\s?[0-9]{{1,2}}(?![0-9])(?!-[0-9])",
            labelled=True,
        ),
        Form(
            "year last",
            rf"{LEFT_OPEN}[0-9]{{1,2}}\s?[-./]\s?[0-9]{{1,2}}\s?[-./]\s?(?:19|20)[0-9]{{2}}(?![0-9])(?!-[0-9])",
            labelled=True,
        ),
        Form(
            "eight",
            rf"{LEFT}(?:18|19|20)[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){RIGHT}",
            bare=True,
            labelled=True,
            least=8,
        ),
        Form(
            "six",
            rf"{LEFT}[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){RIGHT}",
            bare=True,
            labelled=True,
            least=6,
        ),
        Form("year", rf"{APOSTROPHE}{YEAR}\s?년(?=\s?(?:생|출생))", labelled=True),
    )
    labels = (
        "생년월일",
        "생년 월일",
        "출생일자",
        "출생년월일",
        "출생연월일",
        "출생일",
        "출생",
        "생일",
        "생신",
        "생년",
        "date of birth",
        "birth date",
        "birthday",
        "dob",
    )
    labels_after = (". 생", ".생", "생으로", "생이", "생)", "생,", "생", "출생", "태생")
    vetoes = (
        "시행일", "공고일", "기준일자", "기준일", "개정", "작성일", "접수일", "등록일", "발급일", "가입일", "입사일",
        "계약일", "만료일", "유효기간", "진료일", "입원일", "퇴원일", "방문일", "신고일", "사망일", "일자",
    )  # fmt: skip
    reach = 18
    rank = 7

    def judge(self, found: Found) -> Judgement:
        """A day of the calendar, not in the future."""
        parts = _parts(found)
        year, month, day = (*parts, 1, 1)[:3]
        years = (1900 + year, 2000 + year) if year < 100 else (year,)
        possible = any(real_date(y, month, day) and (y, month, day) <= today() for y in years)
        return Judgement((0.85 if found.labelled else 0.1) if possible else 0.0)


def _parts(found: Found) -> list[int]:
    """Year, month and day as written; the year alone where no more is."""
    if found.form.bare:
        digits = found.digits
        return [int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])]
    if found.form.name == "한자":
        return [_numeral(part) for part in re.findall(f"[{HANJA}]+", found.text)]
    parts = [int(p) for p in re.findall(r"[0-9]+", found.text)]
    if found.form.name == "단기":
        return [parts[0] - 2333, *parts[1:]]
    if found.form.name == "year last":
        first, second, year = parts
        return [year, second, first] if first > 12 else [year, first, second]
    return parts


def _numeral(text: str) -> int:
    """A number in Chinese numerals: digit by digit (一九九〇), or below a hundred with 十."""
    if "十" in text:
        tens, _, units = text.partition("十")
        return (NUMERALS.find(tens) if tens else 1) * 10 + (NUMERALS.find(units) if units else 0)
    return int("".join(str(NUMERALS.find(c)) if c in NUMERALS else "0" for c in text))
