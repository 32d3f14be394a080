"""What each rule finds and what it leaves; a rule without cases here fails."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from pseudo.detect import entities, find
from pseudo.detect.recognizers import rules
from pseudo.model import Role

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))


@pytest.mark.parametrize(("entity", "marked"), [(e, t) for e, case in CASES.items() for t in case["found"]])
def test_found(entity, marked):
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    assert (entity, start, end) in [(s.entity, s.start, s.end) for s in find(text, quasi_identifiers=True)]


@pytest.mark.parametrize(("entity", "text"), [(e, t) for e, case in CASES.items() for t in case["not_found"]])
def test_not_found(entity, text):
    assert entity not in {s.entity for s in find(text, quasi_identifiers=True)}


def test_a_second_date_with_another_label_is_no_birth_date():
    spans = find("생년월일 1990-01-01, 가입일 2015-03-02")
    assert [(s.entity, s.start) for s in spans] == [("KR_BIRTH_DATE", 5)]


def test_every_rule_has_cases():
    names = {rule.info.entity for rule in rules()}
    assert names == set(CASES)
    assert all(case["found"] and case["not_found"] for case in CASES.values())


def test_one_span_wins_where_several_overlap():
    spans = find("법인등록번호 110111-1129497, 계좌 110-487-153649, 010-1234-5678")
    assert [s.entity for s in spans] == ["KR_CRN", "KR_BANK_ACCOUNT", "PHONE_NUMBER"]
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("plain", "better"),
    [
        ("960121-1021414", "960121-1021413"),  # a passing check
        ("960121-1021414", "주민번호 960121-1021414"),  # a label
        ("124-81-00998", "사업자등록번호 124-81-00998"),
    ],
)
def test_evidence_raises_confidence(plain, better):
    assert find(better)[0].score > find(plain)[0].score


def test_a_failing_check_is_no_filter():
    assert find("960121-1021414")[0].score >= 0.5


def test_the_why_names_form_label_and_check_and_no_value():
    span = find("주민등록번호 960121-1021413")[0]
    assert "hyphen" in span.why
    assert "주민등록번호" in span.why
    assert "check digit passes" in span.why
    assert "960121" not in span.why


def test_a_veto_is_the_adjacent_label_only():
    assert find("운송장 발송 후 문자 안내, 받는 분은 010-1234-5678")[0].entity == "PHONE_NUMBER"


def test_quasi_identifiers_are_found_only_where_they_are_asked_for():
    text = "성별: 남, 만 34세, 국적: 베트남, 연락처 010-1234-5678"
    assert {s.entity for s in find(text)} == {"PHONE_NUMBER"}
    assert {s.entity for s in find(text, quasi_identifiers=True)} == {"PHONE_NUMBER", "GENDER", "AGE", "NATIONALITY"}
    asked = {rule.info.entity for rule in rules() if rule.asked}
    assert {entities()[name].role for name in asked} <= {Role.QUASI_IDENTIFIER, Role.SENSITIVE}
    assert not any(entities()[name].unique_identifier for name in asked)
