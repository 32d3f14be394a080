"""The guideline's worked treatments by column (2026.3 본권 p.43, 별권 p.86-228), run on made-up tables of their shape.

Each entry of ``FIXTURES`` is one table of an example: its columns with what the example says is done to them, and what must then hold
of every cell. What an example does that one technique of ours does otherwise is said beside it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import pytest

import pseudo
from pseudo.keys import KeyStore

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 2_000
HEAD = """\
name: guideline/{name}
version: "1"
title: {{ko: 예시, en: example}}
description: {{ko: 가이드라인의 예시, en: an example of the guideline}}
release_class: internal
purpose: statistics
purpose_text:
  ko: 고객의 연령대별 구매 품목과 금액의 분포를 통계로 내어 점포의 품목 구성을 정한다.
  en: Distribution of purchases by age band and category of goods, to decide what a shop stocks.
subject: null
anonymity: null
columns:
"""


@dataclass(frozen=True)
class Column:
    """A column: its cells from a generator of chance, the rule's lines, and what must hold of (source, result)."""

    make: Callable[[random.Random, int], str]
    rule: str
    holds: Callable[[str, str | None], bool]
    role: str = "other"
    gone: bool = False


@dataclass(frozen=True)
class Table:
    """A table of an example: page, columns, steps on the whole table."""

    page: str
    columns: dict[str, Column]
    steps: str = ""
    extra: dict[str, Callable[[pl.DataFrame, pl.DataFrame], bool]] = field(default_factory=dict)


def pseudonym(prefix, domain="person"):
    rule = f"technique: hmac\n    params: {{length_bits: 128}}\n    domain: {domain}"
    return Column(
        lambda _, n: f"{prefix}{n // 4:06d}",
        rule,
        lambda _, new: bool(re.fullmatch("[0-9a-f]{32}", new)),
        "direct_identifier",
    )


def kept(*values):
    return Column(lambda draw, _: draw.choice(values), "technique: keep", lambda old, new: new == old)


def deleted(*values):
    return Column(
        lambda draw, _: draw.choice(values), "technique: delete", lambda *_: False, "direct_identifier", gone=True
    )


def number(low, high, rule, holds):
    return Column(lambda draw, _: str(draw.randint(low, high)), f"type: integer\n    {rule}", holds)


def edges(*limits):
    return f"technique: range\n    params: {{edges: [{', '.join(map(str, limits))}]}}"


def in_band(limits):
    """Whether the result is the text of the one band that holds the number."""

    def holds(old, new):
        value = int(old)
        if value < limits[0]:
            return new == f"<{limits[0]}"
        if value >= limits[-1]:
            return new == f"{limits[-1]}+"
        low = max(limit for limit in limits if limit <= value)
        return new == f"{low}-{min(limit for limit in limits if limit > value) - 1}"

    return holds


def words(count, *places):
    return Column(
        lambda draw, _: draw.choice(places),
        f"technique: truncate\n    params: {{keep_words: {count}}}\n    accepts: [KR_ADDRESS]",
        lambda old, new: new == " ".join(old.split()[:count]),
        "quasi_identifier",
    )


def day(unit):
    length = {"year": 4, "month": 7}[unit]
    return Column(
        lambda draw, _: f"20{draw.randint(12, 19)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        f'type: date\n    date_format: "%Y-%m-%d"\n    technique: date_floor\n    params: {{unit: {unit}}}',
        lambda old, new: str(new)[:length] == old[:length] and set(str(new)[length + 1 :].split("-")) <= {"01"},
        "quasi_identifier",
    )  # fmt: skip


TOPPED = "technique: quantile_top_bottom\n    params: {{top_share: {share}, least: 2}}"


def topped(share, high=1_000_000):
    return number(1, high, TOPPED.format(share=share), lambda old, new: int(new) <= int(old))


def capped(column, share):
    """At least the share of the rows stands at the cap, and nothing above."""
    return lambda _, made: (
        made.filter(pl.col(column).cast(int) == made[column].cast(int).max()).height >= share * made.height
    )


ADDRESSES = (
    "서울시 종로구 한글길 12",
    "서울시 강남구 세종대로 3",
    "부산시 해운대구 바다길 7",
    "경북 울릉군 북면 산길 1",
)
TENS = (20, 30, 40, 50, 60, 70, 80)
FIVES = tuple(range(20, 81, 5))
RARE = ("외환딜러", "철도기관사", "등대관리원")
"""Three rows each; a single rare value would take a frequent one with it, so that its empty cells do not point at it."""
CATEGORIES = ("여행", "식품", "의류", "취미", "생활")

REDACTED = "technique: redact_text\n    params: {operator: tag}"
KEPT_BUT_RARE = "technique: keep\n    rare_values: {by: suppress_rare, reason: {ko: 희귀, en: rare}}"
THREE_OR_FEWER = """\
  - technique: suppress_rare
    columns: [직업]
    params: {rarer_than: 4}
    reason: {ko: 빈도 3 이하, en: three or fewer}
"""
ENDS = "technique: top_bottom\n    params: {bottom: 39, top: 85}"
GRADES = "technique: recode\n    params: {map: {VIP: 1등급, S: 1등급, A: 1등급, B: 2등급, C: 2등급, D: 3등급, E: 3등급, F: 3등급}}"

FIXTURES = {
    "A department store": Table("본권 p.43", {
        "고객ID": pseudonym("C"),
        "나이": number(10, 95, edges(*TENS), in_band(TENS)),  # below 20 the example deletes the cell; here it is the open band "<20"
        "주소": words(2, *ADDRESSES),
        "성별": kept("남", "여"),
        "식품류 구매액": number(0, 2_000_000, "technique: round\n    params: {to: 10000, mode: floor}",
                          lambda old, new: int(new) == int(old) // 10_000 * 10_000),
    }),
    "P86 customers": Table("별권 p.86", {
        "고객번호": pseudonym("K"),
        "사진": deleted("a.jpg", "b.jpg"),
        "나이": number(10, 95, "technique: round\n    params: {to: 5, mode: floor}", lambda old, new: int(new) == int(old) // 5 * 5),
        "주소": words(1, *ADDRESSES),
        "성별": kept("남", "여"),
    }),
    "P86 purchases": Table("별권 p.86", {
        "고객번호": pseudonym("K"),
        "기준연월": kept("202401", "202402"),
        **{name: topped(0.01) for name in CATEGORIES},
        "선호제품군": kept("가전", "의류"),
        "월별고객등급": kept("VIP", "S", "A"),
    }, extra={name: capped(name, 0.01) for name in CATEGORIES}),
    "P86 consultations": Table("별권 p.86", {
        "고객번호": pseudonym("K"),
        "상담내용": Column(lambda _, n: f"연락처는 010-2345-{n % 9000 + 1000} 이고 배송 문의입니다", REDACTED,
                        lambda old, new: old[5:18] not in new and "배송 문의" in new, "free_text"),
    }),
    "M1 insurance": Table("별권 p.141-142", {
        "성별": kept("남", "여"),
        "주소": words(1, *ADDRESSES),
        "직업": Column(lambda draw, n: RARE[n // 3] if n < 9 else draw.choice(["교사", "회사원"]), KEPT_BUT_RARE,
                      lambda old, new: new == (None if old in RARE else old)),
        "청구액": topped(0.01), "지급액": topped(0.01), "보험료": topped(0.01),
    }, steps=THREE_OR_FEWER,
       extra={name: capped(name, 0.01) for name in ("청구액", "지급액", "보험료")}),
    "S1 customers": Table("별권 p.160", {
        "ID": pseudonym("S"),
        "나이": number(10, 95, edges(*FIVES), in_band(FIVES)),
        "주소": words(2, *ADDRESSES),
        "성별": kept("남", "여"),
    }),
    "S1 purchases": Table("별권 p.160-161", {  # amounts are cut to thousands after the cap there; one column has one technique here
        "ID": pseudonym("S"),
        "연월": kept("202101", "202102"),
        **{name: topped(0.001) for name in CATEGORIES},
        "선호제품군": kept("가전", "의류"),
        "고객등급": Column(lambda draw, _: draw.choice(["VIP", "S", "A", "B", "C", "D", "E", "F"]),
                      GRADES,
                      lambda old, new: new == {"VIP": "1등급", "S": "1등급", "A": "1등급", "B": "2등급", "C": "2등급"}.get(old, "3등급")),
    }, extra={name: capped(name, 0.001) for name in CATEGORIES}),
    "U1 breast CT, records": Table("별권 p.173", {
        "gender": deleted("F"),
        "death": day("year"),
        "sur_Date": day("month"), "hist_date1": day("month"), "DEXA": day("month"),
        "age": number(25, 95, ENDS, lambda old, new: int(new) == min(85, max(39, int(old)))),
        "검사코드": kept("R100", "R200"),
    }),
    "U2 oral photo, metadata": Table("별권 p.184", {
        "구강사진번호": pseudonym("P"), "이름": deleted("김가상", "이가상"), "나이": deleted("30", "40"), "촬영날짜": deleted("2024-01-02"),
        "충치": kept("유", "무"),
    }),
    "U3 facial CT, chart": Table("별권 p.192", {
        "차트번호": pseudonym("H"),
        "검사일자": day("year"),
        "성별": kept("남", "여"),
        "나이": number(0, 99, edges(*range(10, 91, 10)), in_band(tuple(range(10, 91, 10)))),
        "진단코드": kept("S02.0", "S02.4"),
    }),
    "U5 HOV photo, metadata": Table("별권 p.208", {
        "파일번호": pseudonym("F"), "촬영일시": deleted("2024-01-02"), "장소": deleted("경부선"), "차종": kept("승용", "승합"),
    }),
    "U6 chatbot, accounts": Table("별권 p.215", {
        "아이디": pseudonym("U"),
        "시작일시": Column(lambda draw, _: f"2023-01-{draw.randint(1, 28):02d} {draw.randint(0, 23):02d}:{draw.randint(0, 59):02d}:00",
                       'type: datetime\n    date_format: "%Y-%m-%d %H:%M:%S"\n    technique: date_floor\n    params: {unit: hour}',
                       lambda old, new: str(new).replace("T", " ")[:13] == old[:13] and str(new)[14:16] == "00"),
        "파일ID": pseudonym("file", "file"),
    }),
    "U6 chatbot, texts": Table("별권 p.215-218", {
        "파일ID": pseudonym("file", "file"),
        "내용": Column(lambda _, n: f"메일은 user{n}@example.com 입니다", REDACTED,
                    lambda old, new: "@" not in new and "입니다" in new, "free_text"),
    }),
    "U7 call centre, metadata": Table("별권 p.226", {
        "상담목적": kept("조회", "변경", "해지"), "성별": kept("남", "여"), "지역": kept("서울", "부산"),
        "연령": number(20, 95, edges(20, 40, 60, 70), in_band((20, 40, 60, 70))),
    }),
}  # fmt: skip


def recipe_of(name, table):
    lines = HEAD.format(name=re.sub(r"\W+", "-", name.lower()).strip("-"))
    for column, made in table.columns.items():
        lines += f"  - names: [{column!r}]\n    role: {made.role}\n    {made.rule}\n"
        lines += "    nulls: keep\n    reason: {ko: 예시, en: example}\n"
    if table.steps:
        lines += f"rare_values: {{frequency: 3, method: sigma, limit: 3, source: 별권 p.65-66}}\nsteps:\n{table.steps}"
    return lines


@pytest.mark.parametrize("name", FIXTURES)
def test_the_stated_treatment(name, tmp_path):
    table = FIXTURES[name]
    draw = random.Random(7)  # noqa: S311  (a made-up table)
    source = pl.DataFrame({column: [made.make(draw, n) for n in range(ROWS)] for column, made in table.columns.items()})
    source.write_csv(tmp_path / "table.csv")
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(recipe_of(name, table), "utf-8")
    KeyStore().new("guideline")
    plan = pseudo.plan(tmp_path / "table.csv", recipe, project="guideline")
    release = pseudo.apply(tmp_path / "table.csv", plan, tmp_path / "release")
    result = pl.DataFrame(release.table())
    assert result.height == ROWS
    assert result.columns == [column for column, made in table.columns.items() if not made.gone]
    for column in result.columns:
        wrong = sum(
            not table.columns[column].holds(old, new) for old, new in zip(source[column], result[column], strict=True)
        )
        assert wrong == 0, column
    for column, holds in table.extra.items():
        assert holds(source, result), column


def test_one_customer_has_one_pseudonym_in_the_files_of_an_example(tmp_path):
    """별권 p.86: 고객번호 is replaced so that the same person is told apart in all three files."""
    KeyStore().new("guideline")
    found = []
    for name in ("P86 customers", "P86 purchases", "P86 consultations"):
        column = FIXTURES[name].columns["고객번호"]
        folder = tmp_path / name
        folder.mkdir()
        table = Table("", {"고객번호": column, "성별": kept("남", "여")})
        pl.DataFrame({"고객번호": [f"K{n:06d}" for n in range(50)], "성별": ["남"] * 50}).write_csv(
            folder / "table.csv"
        )
        (folder / "recipe.yaml").write_text(recipe_of(name, table), "utf-8")
        plan = pseudo.plan(folder / "table.csv", folder / "recipe.yaml", project="guideline")
        found.append(
            pl.DataFrame(pseudo.apply(folder / "table.csv", plan, folder / "release").table())["고객번호"].to_list()
        )
    assert found[0] == found[1] == found[2]
    assert len(set(found[0])) == 50
