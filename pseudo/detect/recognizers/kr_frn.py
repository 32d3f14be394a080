"""외국인등록번호·국내거소신고번호: as a resident number, G 5-8."""

from __future__ import annotations

from pseudo.detect import checksums
from pseudo.detect.resident import ResidentRule, forms
from pseudo.detect.rule import EntityInfo
from pseudo.model import Role, Text

__all__ = ["KrFrn"]


class KrFrn(ResidentRule):
    """Foreigner registration number and domestic residence report number (시행령 제19조)."""

    info = EntityInfo(
        "KR_FRN",
        Text("외국인등록번호", "foreigner registration number"),
        Role.DIRECT_IDENTIFIER,
        unique_identifier=True,
    )
    forms = forms("5-8")
    labels = (
        "외국인등록번호", "외국인 등록번호", "외국인등록", "외국인번호", "거소신고번호", "거소신고",
        "국내거소신고번호", "국내거소번호", "거소번호", "체류카드번호",
        "체류카드", "영주증번호",
        "영주권번호", "외국인등록증", "외국인등록증번호", "alien registration", "foreigner registration", "arc", "frn",
    )  # fmt: skip
    hints = ("체류", "주민등록번호", "주민번호", "신분증")
    vetoes = ("법인등록번호", "법인번호", "법인")
    chance = 2 / 11
    check_floor = -1.0
    hyphen_scores = (0.6, 0.75)
    bare_scores = (0.2, 0.55)
    rank = 3

    def check(self, digits: str) -> bool:
        """Either of the two formulas in use."""
        return checksums.frn(digits)
