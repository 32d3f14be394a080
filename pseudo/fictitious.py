"""Values of people who do not exist, in the shape of real ones, each marked so that it can be nobody's.

Synthetic tables and the technique ``substitute`` take them from here. Every kind breaks its kind's own rule, or says in Korean what
it is, and :func:`is_marked` tells a marked value from any real one:

==============  =====================  ==========================================================================
kind            written                how one can tell, and why it can be nobody's
==============  =====================  ==========================================================================
person_name     김가상                 the given name says so: 가상, 견본, 예시
natural_name    김민준(가상)           the word behind it; without it, the name may be somebody's
rrn             YY0000-0NNNNNN         no month 00, no day 00 (주민등록법 시행규칙 제2조: birth date, sex, ...)
phone           010-0000-NNNN          exchanges 0000 to 1999 of 010 are not given to operators (as the press reports
                                       the ministry's figures; no rule was read that forbids it for ever)
email           synNNNNNN@…            domain under ``.invalid``, reserved for names that are not (RFC 2606 section 2)
patient_id      SYN-NNNNNN             the prefix
military_id     SYN-00-NNNNNN          the prefix; a service number is digits and a dash only
address         가상시 견본구 …        there is no such city, district or village; behind a real region, no such district
account         SYN-000-NNNNNN         the prefix; an account number is digits and dashes only
card            0000-0000-NNNN-NNNN    no issuer has 0000 (ISO/IEC 7812-1), and the Luhn digit is wrong
==============  =====================  ==========================================================================

What may not come in: a real value, and anything of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "GIVEN_NAMES", "KINDS", "MARK", "REGIONS", "SAMPLE_SURNAMES", "SURNAMES", "SYLLABLES", "VILLAGE", "Kind", "is_marked",
    "luhn_check_digit", "region_of", "without_marked",
]  # fmt: skip

# Shares of surnames, per thousand (2015 census).
SURNAMES = {
    "김": 215, "이": 147, "박": 84, "최": 47, "정": 43, "강": 24, "조": 21, "윤": 21, "장": 20,
    "임": 17, "한": 15, "오": 15, "서": 15, "신": 15, "권": 14, "황": 14, "안": 14, "송": 14,
    "전": 11, "홍": 11, "유": 10, "고": 9, "문": 9, "양": 9, "손": 9, "배": 8, "백": 8,
    "허": 6, "남": 5, "심": 5, "노": 5, "남궁": 1, "황보": 1, "제갈": 1, "선우": 1,
}  # fmt: skip
SYLLABLES = {
    "남": ("민준서도현우지성재영진승태건", "준우호현석민훈진혁수규찬원빈욱"),
    "여": ("서지민하은수유채예소다나윤혜", "연은희영진아원경주현정민서윤린"),
}
"""Sex → first and second syllables of made-up given names."""
SAMPLE_SURNAMES = tuple("김이박최정강조윤장임한오서신권황안송류홍")
GIVEN_NAMES = ("가상", "견본", "예시")
"""Given names that say what they are."""
MARK = "(가상)"
VILLAGE = "견본구 예시마을"
REGIONS = {
    "서울특별시": ("서울시", "서울"), "부산광역시": ("부산시", "부산"), "대구광역시": ("대구시", "대구"),
    "인천광역시": ("인천시", "인천"), "광주광역시": ("광주",), "대전광역시": ("대전시", "대전"), "울산광역시": ("울산시", "울산"),
    "세종특별자치시": ("세종시", "세종"), "경기도": ("경기",), "강원특별자치도": ("강원도", "강원"),
    "충청북도": ("충북",), "충청남도": ("충남",), "전북특별자치도": ("전라북도", "전북"), "전라남도": ("전남",),
    "경상북도": ("경북",), "경상남도": ("경남",), "제주특별자치도": ("제주도", "제주"),
}  # fmt: skip
"""First-level regions (시도) and how they are also written."""
_WRITTEN = {way: name for name, ways in REGIONS.items() for way in (name, *ways)}
_NOWHERE = "가상시"


@dataclass(frozen=True)
class Kind:
    """A kind of fictitious values.

    Attributes
    ----------
    values : int
        How many there are; 0 ≤ n < ``values``.
    write : callable
        The n-th one.
    pattern : str
        What every one matches, whole, and no real value does.
    """

    values: int
    write: Callable[[int], str]
    pattern: str


def region_of(address: str) -> str | None:
    """The first-level region that an address begins with, under its full name; None where it begins with none."""
    first = address.split(maxsplit=1)[0] if address.strip() else ""
    return _WRITTEN.get(first)


def luhn_check_digit(digits: str) -> int:
    """Compute the check digit that follows ``digits`` (ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10


def _card(number: int) -> str:
    digits = f"{number:015d}"
    text = f"{digits}{(luhn_check_digit(digits) + 1) % 10}"
    return "-".join(text[i : i + 4] for i in range(0, 16, 4))


def _person_name(number: int) -> str:
    surname, given = divmod(number, len(GIVEN_NAMES))
    return SAMPLE_SURNAMES[surname] + GIVEN_NAMES[given]


def _natural_name(number: int) -> str:
    number, second = divmod(number, _SYLLABLES)
    number, first = divmod(number, _SYLLABLES)
    surname, sex = divmod(number, len(SYLLABLES))
    firsts, seconds = tuple(SYLLABLES.values())[sex]
    return tuple(SURNAMES)[surname] + firsts[first] + seconds[second] + MARK


_SYLLABLES = len(SYLLABLES["남"][0])
_ANY_SURNAME = "|".join(sorted({*SURNAMES, *SAMPLE_SURNAMES}, key=lambda s: (-len(s), s)))
_ANY_REGION = "|".join((*REGIONS, _NOWHERE))

KINDS = {
    "account": Kind(10**6, lambda n: f"SYN-000-{n:06d}", r"SYN-000-\d{6,}"),
    "address": Kind(999, lambda n: f"{_NOWHERE} {VILLAGE} {n + 1}", rf"(?:{_ANY_REGION}) {VILLAGE} \d{{1,3}}"),
    "card": Kind(10**7, _card, r"0000-0000-\d{4}-\d{4}"),
    "email": Kind(10**8, lambda n: f"syn{n:06d}@example.invalid", r"syn\d{6,8}@example\.invalid"),
    "military_id": Kind(10**6, lambda n: f"SYN-00-{n:06d}", r"SYN-00-\d{6,}"),
    "natural_name": Kind(
        len(SURNAMES) * len(SYLLABLES) * _SYLLABLES**2,
        _natural_name,
        rf"(?:{_ANY_SURNAME})[가-힣]{{2}}{re.escape(MARK)}",
    ),
    "patient_id": Kind(10**6, lambda n: f"SYN-{n:06d}", r"SYN-\d{6,}"),
    "person_name": Kind(
        len(SAMPLE_SURNAMES) * len(GIVEN_NAMES), _person_name, rf"(?:{_ANY_SURNAME})(?:{'|'.join(GIVEN_NAMES)})"
    ),
    "phone": Kind(10**4, lambda n: f"010-0000-{n:04d}", r"010-0000-\d{4}"),
    "rrn": Kind(10**8, lambda n: f"{n // 10**6:02d}0000-0{n % 10**6:06d}", r"\d{2}0000-0\d{6}"),
}
"""Kind, as recipes write it → its values."""
_ALL = "|".join(kind.pattern for kind in KINDS.values())
_MARKED = re.compile(rf"(?<![0-9A-Za-z가-힣])(?:{_ALL})(?![0-9A-Za-z])")


def is_marked(text: str) -> bool:
    """Whether the whole text is a marked fictitious value, of whatever kind."""
    return re.fullmatch(_ALL, text) is not None


def without_marked(text: str) -> str:
    """The text with a space in the place of every marked value, for who looks for real ones in it."""
    return _MARKED.sub(" ", text)
