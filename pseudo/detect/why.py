"""The reasons of a verdict in words, Korean and English, one function each. Shares and names of kinds; never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.detect.headers import FREE_TEXT, OTHER, kinds
from pseudo.model import Text

if TYPE_CHECKING:
    from pseudo.detect.headers import Header

__all__ = ["coded", "companies", "dates", "form", "named", "nothing", "pass_rate", "sentences"]

NO_ENTITY = {
    FREE_TEXT: Text("자유서식 텍스트", "free text"),
    OTHER: Text("개인정보가 아닌 항목", "nothing personal"),
}


def named(header: Header) -> tuple[Text, ...]:
    """What the column's name says; nothing where it says nothing."""
    if header.entity is None:
        return ()
    title = NO_ENTITY.get(header.entity) or kinds()[header.entity].info.title
    return (Text(f"열 이름이 뜻하는 것: {title.ko}({header.alias})", f"its name says {title.en} ('{header.alias}')"),)


def form(entity: str, share: float) -> Text:
    """The share (0..1) of the sampled values that have an entity's form."""
    title = kinds()[entity].info.title
    return Text(
        f"표본 값의 {share:.0%}가 {title.ko} 형식", f"{share:.0%} of the sampled values have the form of {title.en}"
    )


def pass_rate(passed: float, chance: float) -> Text:
    """The rate (0..1) at which the check digit passes, beside chance."""
    return Text(
        f"검증번호가 맞는 비율 {passed:.0%}(우연이면 {chance:.0%})",
        f"check digit passes in {passed:.0%}, by chance {chance:.0%}",
    )


def companies() -> Text:
    """Business numbers of companies alone."""
    return Text(
        "법인의 번호(가운데 두 자리 81-88)이며 개인사업자의 번호가 아님",
        "companies' numbers (middle digits 81-88), not sole proprietors'",
    )


def sentences(share: float) -> Text:
    """The share (0..1) of the sampled values that read as free text."""
    return Text(
        f"표본 값의 {share:.0%}가 문장이나 구절", f"{share:.0%} of the sampled values read as sentences or phrases"
    )


def dates() -> Text:
    """The file types the column as date or time."""
    return Text("날짜·시각", "dates")


def coded() -> Text:
    """Codes, numbers or categories."""
    return Text("코드·숫자·분류값", "codes, numbers or categories")


def nothing() -> Text:
    """No identifier's form fits the column."""
    return Text("열 전체로 보아 식별자의 형식이 아님", "as a whole no identifier's form")
