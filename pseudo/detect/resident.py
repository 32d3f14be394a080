"""What resident and foreigner registration numbers share: YYMMDD-GNNNNNN, birth date, and the numbers they are mistaken for."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from pseudo.detect.checksums import crn, gtin13
from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, Form, Found, Judgement, Label, Rule, real_date, today

__all__ = ["ResidentRule", "forms", "looks_corporate"]

DATE = r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
CENTURIES = {
    "9": 1800,
    "0": 1800,
    "1": 1900,
    "2": 1900,
    "5": 1900,
    "6": 1900,
    "3": 2000,
    "4": 2000,
    "7": 2000,
    "8": 2000,
}
OFFICES = frozenset(f"{province}{branch}" for province in range(11, 24) for branch in ("01", "11"))
"""Registry offices of the provincial capitals and the largest branch of each, where nearly all companies are registered."""
COMPANY_KINDS = frozenset({"11", "12", "13", "14", "15", "21", "22"})
LEGAL_KINDS = COMPANY_KINDS | {str(kind) for kind in (*range(31, 54), 71, *range(81, 87))}
"""Every kind of legal person (법인 및 재외국민의 부동산등기용등록번호 부여에 관한 규칙; uncertain in the details)."""
OLDEST = 105


def forms(genders: str) -> tuple[Form, ...]:
    """The writings of a number whose seventh digit is one of ``genders``."""
    tail = f"[{genders}][0-9]{{6}}"
    return (
        Form("hyphen", rf"{LEFT_OPEN}{DATE}(?:\s?-\s?|[ \n]|\n-){tail}{RIGHT}", least=13),
        Form("masked", rf"{LEFT_OPEN}{DATE}\s?-?\s?[{genders}](?:[0-9]{{0,2}})[*xX●○]{{4,7}}(?![0-9A-Za-z*●○])"),
        Form("dot", rf"{LEFT_OPEN}{DATE}\s?[./]\s?{tail}{RIGHT}", least=13),
        Form("bare", rf"{LEFT}{DATE}{tail}{RIGHT}", bare=True, least=13),
        Form("no date", rf"{LEFT_OPEN}[0-9]{{6}}\s?-\s?{tail}{RIGHT}", labelled=True, least=13),
        Form("front", rf"{LEFT_OPEN}{DATE}\s?-\s?[{genders}]{RIGHT}", labelled=True),
    )


def looks_corporate(digits: str, *, resident_check: bool) -> bool:
    """Whether thirteen digits are rather a corporate number: its check passes, the first digits are a registry office's, then a kind.

    110111-… reads as 11 January 2011 too. Where both checks pass, or the person would be a child (a newer number has no check), only
    the well-known offices go to the company.
    """
    if not ("11" <= digits[:2] <= "28" and digits[4:6] in LEGAL_KINDS and crn(digits)):
        return False
    doubtful = resident_check or digits[6] in "3478"
    return not doubtful or (digits[:4] in OFFICES and digits[4:6] in COMPANY_KINDS)


class ResidentRule(Rule):
    """Base of the two: the confidence table stands here, the check and its scores in the subclasses."""

    hyphen_scores: ClassVar[tuple[float, float]]
    """Confidence of the hyphenated form without and with a passing check."""
    bare_scores: ClassVar[tuple[float, float]]
    """The same for thirteen bare digits, and for a dot between."""

    @abstractmethod
    def check(self, digits: str) -> bool:
        """Whether the check digit passes."""

    def judge(self, found: Found) -> Judgement:
        """Date, check, label; then what it may be instead."""
        age, real = _age(found.digits)
        check = self.check(found.digits) if len(found.digits) == 13 else None
        if found.labelled:
            score = (0.7 if found.adjacent else 0.3) if not real else 0.95 if check else 0.9
            return Judgement(score, check, "labelled")
        if not real:
            return Judgement(0.1, check, "no such date")
        low, high = self.hyphen_scores if found.form.name == "hyphen" else self.bare_scores
        score = 0.6 if check is None else high if check else low
        return _doubted(found, score, check, age)


def _doubted(found: Found, score: float, check: bool | None, age: int) -> Judgement:
    """The score of a number with a real date and no label of its own, after what else it may be."""
    digits, hyphen = found.digits, found.form.name == "hyphen"
    if found.label is Label.OTHER:
        return Judgement(min(score, 0.55 if check and hyphen else 0.3), check, "another label")
    if check is not None and looks_corporate(digits, resident_check=check and age <= OLDEST):
        return Judgement(min(score, 0.2), check, "corporate number")
    if found.form.bare and digits.startswith("880") and gtin13(digits):
        return Judgement(score - 0.4, check, "product code")
    if age > OLDEST:
        return Judgement(score - (0.2 if hyphen else 0.4), check, "older than 105")
    return Judgement(score, check)


def _age(digits: str) -> tuple[int, bool]:
    """Age in years and whether the birth date is real and not in the future."""
    year = CENTURIES[digits[6]] + int(digits[:2])
    month, day = int(digits[2:4]), int(digits[4:6])
    now = today()
    return now[0] - year, real_date(year, month, day) and (year, month, day) <= now
