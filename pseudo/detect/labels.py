"""Labels: the words in a text that say what stands beside them, found in one pass for all rules.

A label of another kind counts only where nothing but particles and marks stands between; otherwise any text that mentions a
parcel would hide the telephone number in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pseudo.detect.rule import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pseudo.detect.rule import Rule

__all__ = ["BEHIND", "BETWEEN", "Word", "behind", "labels_in", "senses"]

OTHER_LABELS = (
    "주문번호", "주문", "상품코드", "상품번호", "상품", "바코드", "운송장번호", "운송장", "송장번호", "송장", "택배번호",
    "접수번호", "문서번호", "자산번호", "관리번호", "계약번호", "물품번호", "물품코드", "제품번호", "제품코드", "증권번호",
    "모델명", "모델번호", "모델", "부품번호", "부품", "시리얼번호", "시리얼", "일련번호", "로트번호", "로트", "승인번호",
    "거래번호", "고객번호", "회원번호", "사건번호", "신고번호", "허가번호", "고시번호", "공고번호", "특허번호", "특허", "과제번호",
    "출원번호", "버전", "법정동코드", "행정동코드", "행정구역코드", "행정코드", "기관코드", "지역코드", "대장번호", "사업코드",
    "예산과목", "예산", "처리일시", "발생일시", "일시", "시각", "로그", "타임스탬프", "결제일", "결제금액", "예약번호", "조회번호",
    "금액", "처방번호", "교부번호", "필지고유번호", "강의실", "좌석", "유효기간", "발급번호", "문의번호", "티켓번호",
    "orderno", "tracking", "trackingno", "invoice", "barcode", "serial", "version", "timestamp", "lotno", "epoch", "ticket", "sku",
)  # fmt: skip
"""Words that name numbers of no person, beyond the rules' own labels."""
WORD_INITIAL = frozenset({
    "사번", "학번", "군번", "교번", "로그", "로트", "주문", "상품", "예산", "시각", "일시", "금액", "모델", "부품", "생일", "생년", "우편",
    "주소", "좌표", "좌석", "면허", "메일", "여권", "차번", "번호판", "버전", "체류", "출생", "주민",
})  # fmt: skip
"""Short words that count only where a word begins: 학번 is in 입학번호 too."""
FREE_INITIAL = (
    "신용",
    "체크",
    "법인",
    "결제",
    "운전",
    "예금",
    "급여",
    "환불",
    "환급",
    "자동",
    "대표",
    "양력",
    "음력",
    "입금",
    "출금",
    "구",
)
PARTICLE = "은|는|이|가|을|를|의|로|도|란|상|번|요|에|에는|란에"
PHRASE = "아래와|다음과|같습니다|같음|같이|확인|기재|등록|입력|조회|변경|된|한|값"
BETWEEN = re.compile(
    rf"(?:번호|코드|넘버|증|no\.?|number|\([^()\n]{{0,16}}\)|</?t[dh]>|{PARTICLE}|{PHRASE}|[\s:=>→▶\-(\[\"'「『|?!,.·/#]){{0,12}}"
)
"""What may stand between a label and what it names."""
BEHIND = 14
GAP_BEHIND = r"[\s\"')\]]{0,2}(?:으로|로|을|를|은|는|이|가|의|번으로|번)?[\s(]{0,2}"


@dataclass(frozen=True, slots=True)
class Word:
    """A label in a text: ``text[start:end]``, and the word without spaces."""

    start: int
    end: int
    word: str


def labels_in(lowered: str, *, asked: bool = False) -> list[Word]:
    """The labels of a text in lower case, in order, none overlapping, the longest first; ``asked``: those of quasi-identifiers too."""
    found = []
    for match in _lexicon(asked=asked).finditer(lowered):
        start, written = match.start(), match.group()
        word = _squeeze(written)
        inside = start > 0 and "가" <= lowered[start - 1] <= "힣"
        if inside and (word in WORD_INITIAL or (len(word) < 4 and " " in written)) and not _compound(lowered, start):
            continue
        found.append(Word(start, match.end(), word))
    return found


def _squeeze(word: str) -> str:
    return re.sub(r"[ _.]", "", word)


def _compound(lowered: str, start: int) -> bool:
    """Whether the word before makes a compound with the label: 신용카드, 대표전화."""
    return lowered[max(0, start - 2) : start].endswith(FREE_INITIAL)


@cache
def senses(rule: type[Rule]) -> Mapping[str, Label]:
    """What each word says to a rule."""
    from pseudo.detect.recognizers import rules

    every = (
        {word for other in rules() if rule.asked or not other.asked for word in other.labels}
        | set(OTHER_LABELS)
        | set(rule.vetoes)
    )
    meaning = dict.fromkeys(map(_squeeze, every), Label.OTHER)
    meaning |= dict.fromkeys(map(_squeeze, rule.hints), Label.HINT)
    return meaning | dict.fromkeys(map(_squeeze, rule.labels), Label.OWN)


@cache
def _lexicon(*, asked: bool) -> re.Pattern[str]:
    """Every word that means something to some rule, as one expression."""
    from pseudo.detect.recognizers import rules

    looking = [rule for rule in rules() if asked or not rule.asked]
    words = {w for rule in looking for w in (*rule.labels, *rule.hints, *rule.vetoes)} | set(OTHER_LABELS)
    return re.compile(_pattern(words))


def _pattern(words: Iterable[str]) -> str:
    """A trie as an expression: linear in the text, the longest word first; Hangul syllables may be spaced, Latin words stand alone."""
    trie: dict[str, Any] = {}
    for word in words:
        node = trie
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return "|".join(_branches(trie, first=True))


def _branches(node: dict[str, Any], *, first: bool = False, hangul: bool = False) -> Iterator[str]:
    for char, below in sorted(node.items(), reverse=True):
        if not char:
            yield "" if hangul else r"(?![a-z])"
            continue
        latin = char.isascii() and char.isalpha()
        written = r"[ _.]{0,2}" if char == " " else re.escape(char)
        if first and latin:
            written += f"(?<![a-z]{written})"  # behind the letter, so that the expression begins with a set of letters
        elif not first and "가" <= char <= "힣":
            written = " {0,2}" + written
        rest = list(_branches(below, hangul=not latin))
        yield written + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})")


@cache
def behind(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words behind a candidate that say what it is."""
    return re.compile(
        f"{GAP_BEHIND}({'|'.join(re.escape(w) for w in sorted(set(words), key=len, reverse=True)) or '(?!)'})"
    )
