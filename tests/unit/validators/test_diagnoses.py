"""The sixteen diagnoses: each planted error is counted once by its own diagnosis, and nothing in a clean table."""

from __future__ import annotations

import polars as pl
import pytest

from pseudo.model import ColumnMeaning, Formula, Publication, QualityRules, Reference
from pseudo.validators.diagnoses import Diagnosis, Text, diagnose, score_of

MEANINGS = {
    "번호": ColumnMeaning("번호", domain="number", required=True),
    "시작일": ColumnMeaning("시작", domain="date"),
    "종료일": ColumnMeaning("종료", domain="date"),
    "여부": ColumnMeaning("여부", domain="yes_no"),
    "코드": ColumnMeaning("코드", domain="code", codes=("A", "B")),
    "금액": ColumnMeaning("금액", domain="amount"),
    "부가세": ColumnMeaning("부가세", domain="amount"),
    "합계": ColumnMeaning("합계", domain="amount"),
    "수량": ColumnMeaning("수량", domain="quantity"),
    "비율": ColumnMeaning("비율", domain="rate"),
    "지역": ColumnMeaning("지역"),
}
SAID = Publication(
    institution="기관",
    title="표",
    description="설명",
    keywords=("가", "나", "다"),
    category="",
    department="",
    phone="",
    cycle="",
    license="",
    columns=MEANINGS,
    quality=QualityRules(
        time_order=(("시작일", "종료일"),),
        precedence=(("시작일", "종료일"),),
        logic=(("여부", "Y", "코드", "A"),),
        formulas=(Formula("합계", ("금액", "부가세")),),
        references=(Reference("지역", ("서울", "부산")),),
        unique=("번호",),
    ),
)
ROWS = {
    "번호": ["1", "2", "3", "4"],
    "시작일": ["2025-01-01", "2025-01-02", "2025-01-03", None],
    "종료일": ["2025-02-01", "2025-01-02", None, None],
    "여부": ["Y", "N", "Y", "N"],
    "코드": ["A", "B", "A", "A"],
    "금액": ["100", "200", "-5", "0.5"],
    "부가세": ["10", "20", "0", "0.05"],
    "합계": ["110", "220", "-5", "0.55"],
    "수량": ["1", "2", "3", "4"],
    "비율": ["0", "12.5", "100", "99"],
    "지역": ["서울", "부산", None, "서울"],
}
NAMES = [
    "시간순서 일관성", "선후관계 정확성", "논리관계 일관성", "계산식", "참조관계", "글자 깨짐", "공백·특수문자", "필수값", "중복데이터",
    "도메인 날짜", "도메인 번호", "도메인 여부", "도메인 코드", "도메인 금액", "도메인 수량", "도메인 율",
]  # fmt: skip
PLANTED = [
    ("시간순서 일관성", "종료일", 0, "2024-12-31"),
    ("선후관계 정확성", "시작일", 1, None),
    ("논리관계 일관성", "코드", 0, "B"),
    ("계산식", "합계", 1, "221"),
    ("참조관계", "지역", 0, "대구"),
    ("글자 깨짐", "지역", 1, "ì„œìš¸"),
    ("글자 깨짐", "지역", 1, "서\ufffd"),
    ("글자 깨짐", "지역", 1, "???"),
    ("공백·특수문자", "지역", 0, "서울 "),
    ("공백·특수문자", "지역", 0, "서  울"),
    ("필수값", "번호", 0, None),
    ("중복데이터", "번호", 1, "1"),
    ("도메인 날짜", "시작일", 0, "2025-13-01"),
    ("도메인 번호", "번호", 0, "1#2"),
    ("도메인 여부", "여부", 1, "maybe"),
    ("도메인 코드", "코드", 3, "C"),
    ("도메인 금액", "금액", 3, "1,000"),
    ("도메인 수량", "수량", 0, "-1"),
    ("도메인 율", "비율", 0, "101"),
]


def found(rows):
    return {
        one.name.ko: one.errors for one in diagnose(pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.String)), SAID)
    }


def test_the_sixteen_in_their_order_and_a_clean_table_has_no_error():
    assert list(found(ROWS)) == NAMES
    assert set(found(ROWS).values()) == {0}


@pytest.mark.parametrize(("name", "column", "row", "cell"), PLANTED)
def test_a_planted_error_is_counted(name, column, row, cell):
    rows = {
        key: [cell if (key, n) == (column, row) else old for n, old in enumerate(cells)] for key, cells in ROWS.items()
    }
    assert found(rows)[name] == 1


def test_every_diagnosis_is_planted():
    assert {name for name, *_ in PLANTED} == set(NAMES)


def test_what_has_no_rule_is_not_diagnosed():
    bare = Publication("", "", "", (), "", "", "", "", "", dict.fromkeys(ROWS, ColumnMeaning("항목")))
    checked = {one.name.ko: one.checked for one in diagnose(pl.DataFrame(ROWS), bare)}
    assert {name for name, count in checked.items() if count} == {"글자 깨짐", "공백·특수문자", "중복데이터"}


@pytest.mark.parametrize(
    ("errors", "points"), [(0, 10), (9, 10), (10, 8), (99, 8), (100, 6), (499, 6), (500, 4), (999, 4), (1000, 2)]
)
def test_points_by_the_error_rate(errors, points):
    assert score_of((Diagnosis(Text("", ""), 60_000, errors), Diagnosis(Text("", ""), 40_000, 0))) == points


def test_nothing_looked_at_is_no_error():
    assert Diagnosis(Text("", ""), 0, 0).rate == 0
    assert score_of(()) == 10
