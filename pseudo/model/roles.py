"""The closed choices of the field, with the guideline's Korean terms beside them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ColumnType", "NullRule", "Purpose", "ReleaseClass", "Role", "Unit"]


class Role(StrEnum):
    """What a column is to a person (가명정보 처리 가이드라인 2026.3, 본권 p.65-68)."""

    DIRECT_IDENTIFIER = "direct_identifier"
    """식별정보: names one person by itself."""
    QUASI_IDENTIFIER = "quasi_identifier"
    """식별가능정보: names a person together with others."""
    SENSITIVE = "sensitive"
    """민감정보 (개인정보 보호법 제23조) or what the institution holds for such."""
    FREE_TEXT = "free_text"
    """비정형 텍스트: may hold anything."""
    OTHER = "other"
    """기타 속성: none of the above."""

    @property
    def ko(self) -> str:
        """The guideline's Korean term."""
        return {
            "direct_identifier": "식별정보",
            "quasi_identifier": "식별가능정보",
            "sensitive": "민감정보",
            "free_text": "자유서식 텍스트",
            "other": "기타 속성",
        }[self.value]


class ColumnType(StrEnum):
    """How the cells of a column are read. ``text`` is kept to the letter."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"


class NullRule(StrEnum):
    """What a technique does with missing cells."""

    KEEP = "keep"
    """A missing cell stays missing."""
    REFUSE = "refuse"
    """A missing cell stops the run, with the rows' numbers."""


class ReleaseClass(StrEnum):
    """Who will have the output (가이드라인 본권 p.12-13, p.37-38)."""

    INTERNAL = "internal"
    """내부 활용: used inside the controller."""
    PROVISION = "provision"
    """특정 제공: given to a named third party."""
    OPEN = "open"
    """공개: open to anyone; pseudonymised microdata is refused here."""


class Purpose(StrEnum):
    """The three purposes of 개인정보 보호법 제28조의2 제1항."""

    STATISTICS = "statistics"
    """통계작성."""
    RESEARCH = "scientific_research"
    """과학적 연구."""
    ARCHIVING = "archiving"
    """공익적 기록보존."""

    @property
    def ko(self) -> str:
        """The law's Korean term."""
        return {"statistics": "통계작성", "scientific_research": "과학적 연구", "archiving": "공익적 기록보존"}[
            self.value
        ]


class Unit(StrEnum):
    """What is counted in an equivalence class."""

    SUBJECT = "subject"
    """Distinct data subjects (needs the recipe's ``subject`` column in the output)."""
    ROW = "row"
    """Rows; right only where each person has one row."""
