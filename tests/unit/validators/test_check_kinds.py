"""Each kind of check, on a file that keeps its rule and on one that breaks it, with the counts it must see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from pseudo.model import Outcome
from pseudo.validators import check_kinds, run_gate

RRN = "900101-1234568"
DATES = {"in": "%Y%m%d", "out": "%Y%m%d"}
TYPES = {
    "id": "text",
    "sex": "text",
    "age": "integer",
    "in": "date",
    "out": "date",
    "a": "number",
    "b": "number",
    "c": "number",
}


@dataclass(frozen=True)
class Case:
    kind: str
    columns: tuple[str, ...]
    header: str
    good: tuple[str, ...]
    bad: tuple[str, ...]
    broken: dict[str, int]
    """What ``observed`` must say of the bad file."""
    params: dict[str, Any] = field(default_factory=dict)


CASES = [
    Case("not_null", ("id",), "id,sex", ("a,F", "b,"), ("a,F", ",M"), {"unexpected_count": 1, "checked_count": 2}),
    Case(
        "in_set",
        ("sex",),
        "id,sex",
        ("a,F", "b,M", "c,"),
        ("a,F", "b,X", "c,f"),
        {"unexpected_count": 2},
        {"values": ["F", "M"]},
    ),
    Case(
        "in_set", ("age",), "id,age", ("a,30", "b,040"), ("a,30", "b,50"), {"unexpected_count": 1}, {"values": [30, 40]}
    ),
    Case(
        "between",
        ("age",),
        "id,age",
        ("a,0", "b,120", "c,"),
        ("a,-1", "b,121", "c,5"),
        {"unexpected_count": 2, "checked_count": 3},
        {"min": 0, "max": 120},
    ),
    Case("between", ("age",), "id,age", ("a,1",), ("a,1", "b,old"), {"unreadable_count": 1}, {"min": 0}),
    Case(
        "between",
        ("in",),
        "id,in",
        ("a,19000101", "b,20991231"),
        ("a,18991231", "b,20000101"),
        {"unexpected_count": 1},
        {"min": "1900-01-01", "max": "2099-12-31"},
    ),
    Case(
        "between",
        ("in",),
        "id,in",
        ("a,20000101", "b,99991231"),
        ("a,20000101", "b,00010101"),
        {"unexpected_count": 1},
        {"min": "1900-01-01"},
    ),
    Case(
        "matches",
        ("id",),
        "id,sex",
        ("ab,F", ",F"),
        ("ab,F", "abc,F", "xab,F"),
        {"unexpected_count": 2},
        {"regex": "^[a-z]{2}$"},
    ),
    Case("matches", ("id",), "id,sex", ("ab,F",), ('"ab\n",F', "ab,M"), {"unexpected_count": 1}, {"regex": "^ab$"}),
    Case("matches", ("id",), "id,sex", ("a,F", "b,F"), ("ab,F", "a,M"), {"unexpected_count": 1}, {"regex": "a|b"}),
    Case("unique", ("id",), "id,sex", ("a,F", "b,F", ",F", ",M"), ("a,F", "b,F", "a,M"), {"unexpected_count": 2}),
    Case("unique", ("id", "sex"), "id,sex", ("a,F", "a,M"), ("a,F", "a,M", "a,F"), {"unexpected_count": 2}),
    Case(
        "a_le_b",
        ("in", "out"),
        "in,out",
        ("20240101,20240101", "20240101,99991231", ",20240101", "20240101,"),
        ("20240102,20240101", "20240101,20240102"),
        {"unexpected_count": 1},
    ),
    Case("a_le_b", ("a", "b"), "a,b", ("9,10", "1,1"), ("10,9", "1,1"), {"unexpected_count": 1}),
    Case("a_le_b", ("in", "out"), "in,out", ("20240101,20240102",), ("20240101,20240231",), {"unreadable_count": 1}),
    Case(
        "sum_equals",
        ("a", "b", "c"),
        "a,b,c",
        ("0.1,0.2,0.3", "1,2,", ",2,2"),
        ("1,2,4", "1,2,3"),
        {"unexpected_count": 1},
        {"tolerance": 1e-9},
    ),
    Case("no_identifier", (), "id,memo", ("a,정상", "b,"), ("a,정상", f"b,주민번호 {RRN}"), {"unexpected_count": 1}),
    Case(
        "k_anonymity",
        ("sex", "age"),
        "id,sex,age",
        ("a,F,1", "b,F,1"),
        ("a,F,1", "b,F,1", "c,F,2"),
        {"minimum_class_size": 1, "class_count": 2, "classes_below_k": 1, "units_below_k": 1},
        {"k": 2, "unit": "row"},
    ),
    Case(
        "k_anonymity",
        ("sex",),
        "id,sex",
        ("a,F", "b,F", "a,F"),
        ("a,F", "a,F", "a,F"),
        {"minimum_class_size": 1},
        {"k": 2, "unit": "subject", "subject": "id"},
    ),
    Case(
        "l_diversity",
        ("group", "disease"),
        "group,disease",
        ("1,A", "1,B", "1,", "2,A", "2,B"),
        ("1,A", "1,B", "2,A", "2,A", "2,B"),
        {"minimum_distinct_values": 2, "class_count": 2, "classes_below_l": 1},
        {"l": 2},
    ),
    Case("absent", ("name",), "id,sex", ("a,F",), (), {"unexpected_count": 1}),
    Case(
        "type",
        ("age",),
        "id,age",
        ("a,1", "b,", "c,-20"),
        ("a,1", "b,9.00101e+12", "c,x"),
        {"unexpected_count": 2},
        {"type": "integer"},
    ),
    Case(
        "type",
        ("in",),
        "id,in",
        ("a,20240229",),
        ("a,20230229", "b,2024-01-01"),
        {"unexpected_count": 2},
        {"type": "date", "date_format": "%Y%m%d"},
    ),
    Case("columns", (), "id,sex", ("a,F",), (), {}, {"names": ["id", "sex"]}),
    Case("row_count", (), "id,sex", ("a,F", "b,F"), ("a,F",), {"row_count": 1}, {"min": 2}),
]
BAD_HEADERS = {"absent": ("id,name", "a,b"), "columns": ("id,sex,more", "a,F,1")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{'-'.join(case.columns)}")
def test_the_rule_kept_passes_and_broken_fails_with_its_count(case: Case, plan, check, csv) -> None:
    the_plan = plan(check(case.kind, *case.columns, **case.params), types=TYPES, formats=DATES)

    kept = run_gate(csv(case.header, *case.good), the_plan)
    assert {result.outcome for result in kept} == {Outcome.PASS}

    broken = run_gate(csv(*(BAD_HEADERS.get(case.kind) or (case.header, *case.bad))), the_plan)
    (failed,) = [result for result in broken if result.outcome is not Outcome.PASS]
    assert failed.outcome is Outcome.FAIL
    assert case.broken.items() <= failed.observed.items()
    assert failed.check.kind == case.kind


def test_every_kind_has_a_case() -> None:
    assert {case.kind for case in CASES} == set(check_kinds())


def test_no_identifier_lets_pass_what_the_plan_accepts(plan, check, csv) -> None:
    data = csv("memo,id", "문의 010-1234-5678,a")
    strict = plan(check("no_identifier", "memo"), types={"memo": "text"})
    (found,) = run_gate(data, strict)
    assert found.outcome is Outcome.FAIL
    for accepting in (
        plan(check("no_identifier", "memo"), types={"memo": "text"}, accepts={"memo": ("PHONE_NUMBER",)}),
        plan(check("no_identifier", "memo", accepts=["PHONE_NUMBER"]), types={"memo": "text"}),
    ):
        (accepted,) = run_gate(data, accepting)
        assert accepted.outcome is Outcome.PASS


def test_a_missing_quasi_identifier_is_a_value_of_its_own(plan, check, csv) -> None:
    the_plan = plan(check("k_anonymity", "sex", k=2, unit="row"), types={"sex": "text"})
    (result,) = run_gate(csv("id,sex", "a,F", "b,F", "c,"), the_plan)
    assert (result.outcome, result.observed["class_count"], result.observed["minimum_class_size"]) == (
        Outcome.FAIL,
        2,
        1,
    )


def test_k_anonymity_takes_columns_and_subject_from_the_plan(plan, check, csv) -> None:
    the_plan = plan(
        check("k_anonymity", k=2, unit="subject"),
        types={"id": "text", "sex": "text"},
        subject="id",
        anonymity=(2, "subject", ("sex",)),
    )
    (result,) = run_gate(csv("id,sex", "a,F", "a,F"), the_plan)
    assert result.outcome is Outcome.FAIL
    assert result.check.columns == ("sex",)
    (result,) = run_gate(csv("id,sex", "a,F", "b,F"), the_plan)
    assert result.outcome is Outcome.PASS
