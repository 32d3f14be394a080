"""Which label stands beside a candidate: the word in front ("여권번호는 …") or behind ("… 계좌로").

A label of another kind counts only where nothing but particles and marks stands between; otherwise any text that mentions a
parcel would hide the telephone number in it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pseudo.detect.rule import Label

if TYPE_CHECKING:
    from pseudo.detect.rule import Rule

__all__ = ["beside"]

BEHIND = 12
OTHER_LABELS = (
    "주문번호", "주문", "상품코드", "상품번호", "상품", "바코드", "운송장번호", "운송장", "송장번호", "송장",
    "접수번호", "문서번호", "자산번호", "관리번호", "계약번호", "물품번호", "물품코드", "제품번호", "제품코드",
    "모델명", "모델번호", "부품번호", "부품", "시리얼번호", "시리얼", "일련번호", "로트번호", "로트", "승인번호",
    "거래번호", "고객번호", "회원번호", "사건번호", "신고번호", "허가번호", "고시번호", "공고번호", "특허번호", "특허",
    "출원번호", "버전", "법정동코드", "행정동코드", "행정구역코드", "행정코드", "기관코드", "지역코드", "대장번호",
    "예산", "우편번호", "처리일시", "발생일시", "일시", "시각", "로그", "타임스탬프", "결제일", "결제금액",
    "결제 금액", "금액", "통관번호", "통관고유부호", "처방번호", "교부번호", "건강보험증번호", "건강보험증 번호",
    "건강보험번호", "보험증번호", "차량번호", "군번", "환자번호", "환자등록번호", "병록번호", "차트번호", "학번",
    "사번", "사원번호", "직원번호", "교번", "보훈번호", "고유번호", "필지고유번호", "강의실", "order no", "tracking",
    "invoice", "barcode", "serial", "version", "timestamp", "lot no",
)  # fmt: skip
BETWEEN = re.compile(
    r"(?:번호|코드|no\.?|\([^()\n]{0,12}\)|은|는|이|가|을|를|의|로|[\s:=#>\-(\[\"'「『|]){0,8}",
)
GAP_BEHIND = r"[\s\"')\]]{0,2}(?:으로|로|을|를|은|는|이|가|의|번으로|번)?[\s(]{0,2}"


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True)) or r"(?!)")


@cache
def _words_behind(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"{GAP_BEHIND}({_words(words).pattern})")


@cache
def _others(rule: type[Rule]) -> re.Pattern[str]:
    """Labels of everything that the rule is not."""
    from pseudo.detect.recognizers import rules

    foreign = {word for other in rules() if type(other) is not rule for word in other.labels}
    return _words(tuple(sorted((foreign | set(OTHER_LABELS) | set(rule.vetoes)) - set(rule.labels) - set(rule.hints))))


def beside(rule: Rule, text: str, start: int, end: int) -> tuple[Label, str]:
    """What the label beside ``text[start:end]`` says to the rule, and the word."""
    front = _front(text, start, rule.reach).lower()
    own = _last(_words(rule.labels + rule.hints), front)
    other = _last(_others(type(rule)), front)
    adjacent = other is not None and BETWEEN.fullmatch(front, other.end()) is not None
    if own and not (other and adjacent and other.end() > own.end()):
        return (Label.OWN if own.group() in rule.labels else Label.HINT), own.group()
    behind = text[end : end + BEHIND].split("\n", 1)[0].lower()
    if after := _words_behind(rule.labels_after).match(behind):
        return Label.OWN, after.group(1)
    return (Label.OTHER, other.group()) if other and adjacent else (Label.NONE, "")


def _front(text: str, start: int, reach: int) -> str:
    """The characters before a place on its line, with the line above where nothing else stands on it."""
    window = text[max(0, start - reach) : start]
    line = window.rfind("\n")
    if line >= 0 and window[line:].strip(" \n\t-·*:"):
        return window[line + 1 :]
    return window


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    match = None
    for match in pattern.finditer(text):  # noqa: B007  (the last one is wanted)
        pass
    return match
