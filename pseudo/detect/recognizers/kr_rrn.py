"""주민등록번호: YYMMDD-GNNNNNN, G 1-4 (9, 0 for the 19th century). No check digit since 2020-10-05."""

from __future__ import annotations

from pseudo.detect import checksums
from pseudo.detect.resident import ResidentRule, forms
from pseudo.detect.rule import EntityInfo
from pseudo.model import Role, Text

__all__ = ["KrRrn"]


class KrRrn(ResidentRule):
    """Resident registration number (개인정보 보호법 제24조의2; 시행령 제19조)."""

    info = EntityInfo(
        "KR_RRN", Text("주민등록번호", "resident registration number"), Role.DIRECT_IDENTIFIER, unique_identifier=True
    )
    forms = forms("0-49")
    labels = (
        "주민등록번호", "주민 등록 번호", "주민등록 번호", "주민번호", "주민 번호", "주민등록증", "주민등록", "실명번호",
        "외국인등록번호", "resident registration", "resident no", "rrn",
    )  # fmt: skip
    hints = ("주민", "신분증", "출생", "생년월일 및 성별", "생년월일")
    vetoes = ("법인등록번호", "법인번호", "법인")
    chance = 1 / 11
    check_floor = -1.0
    hyphen_scores = (0.65, 0.8)
    bare_scores = (0.25, 0.6)
    rank = 2

    def check(self, digits: str) -> bool:
        """The check digit of numbers given before 2020-10-05."""
        return checksums.rrn(digits)
