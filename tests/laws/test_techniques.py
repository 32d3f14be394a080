"""Every registered technique, in several set-ups, against the laws of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.testing import check_technique

DIGITS = st.one_of(
    st.from_regex(r"[0-9]{3}-[0-9]{4}-[0-9]{4}", fullmatch=True),
    st.from_regex(r"[0-9]{6,14}", fullmatch=True),
    st.sampled_from(["", "12345", "０１２３４５６７", "900101-1234567"]),
)
ANYTHING = st.one_of(st.text(), st.from_regex(r"[a-z][0-9]{5,8}", fullmatch=True))
NAMES = st.sampled_from(["1등급", "2등급", "VIP", "", "모름"])

ADDRESSES = st.sampled_from(["서울특별시 강남구 테헤란로 1", "경남 김해시", "부산", "", " ", "미국", "서울특별시"])

SETUPS = [
    ("keep", ColumnType.TEXT, {}, None),
    ("keep", ColumnType.DATETIME, {}, None),
    ("delete", ColumnType.NUMBER, {}, None),
    ("hmac", ColumnType.TEXT, {"length_bits": 128}, None),
    ("hmac", ColumnType.TEXT, {"length_bits": 136, "alphabet": "base32", "normalize": "digits"}, DIGITS),
    ("hmac", ColumnType.TEXT, {"length_bits": 64, "normalize": "alnum"}, None),
    ("hmac", ColumnType.TEXT, {"length_bits": 512, "hash": "sha512"}, None),
    ("hmac", ColumnType.TEXT, {"length_bits": 128, "alphabet": "binary"}, None),
    ("ff1", ColumnType.TEXT, {}, DIGITS),
    ("ff1", ColumnType.TEXT, {"alphabet": "digits", "keep_first": 3, "keep_last": 1}, DIGITS),
    ("ff1", ColumnType.TEXT, {"alphabet": "upper_alnum"}, st.from_regex(r"[A-Z][0-9]{7}", fullmatch=True)),
    ("ff1", ColumnType.TEXT, {"alphabet": "lower_alnum"}, ANYTHING),
    ("mask", ColumnType.TEXT, {"keep_first": 1, "keep_last": 1}, None),
    ("mask", ColumnType.TEXT, {"keep_first": 3, "keep_last": 4, "mask_character": "○", "keep_separators": True}, None),
    ("truncate", ColumnType.TEXT, {"keep_characters": 2}, None),
    ("truncate", ColumnType.TEXT, {"keep_words": 2}, st.text("가나 \u3000\t\n", max_size=9)),
    ("truncate", ColumnType.TEXT, {"keep_words": 1, "separator": "-"}, None),
    ("truncate", ColumnType.TEXT, {"keep_words": 2, "separator": "\\"}, st.text("a\\", max_size=9)),
    ("round", ColumnType.INTEGER, {"to": 10, "mode": "half_even"}, None),
    ("round", ColumnType.NUMBER, {"to": 0.5, "mode": "floor"}, None),
    ("range", ColumnType.INTEGER, {"width": 5, "origin": 2}, None),
    ("range", ColumnType.NUMBER, {"width": 0.1}, None),
    ("range", ColumnType.INTEGER, {"edges": [-5, 0, 20, 80]}, None),
    ("range", ColumnType.NUMBER, {"edges": [0.5]}, None),
    ("top_bottom", ColumnType.INTEGER, {"top": 99, "bottom": -3}, None),
    ("top_bottom", ColumnType.NUMBER, {"top": 99.5}, None),
    ("age_band", ColumnType.DATE, {"at": "2026-01-01", "width": 5, "top": 80, "bottom": 20}, None),
    ("age_band", ColumnType.DATE, {"at": "2026-12-31", "width": 1, "top": 90}, None),
    ("date_floor", ColumnType.DATE, {"unit": "quarter"}, None),
    ("date_floor", ColumnType.DATETIME, {"unit": "hour"}, None),
    ("date_floor", ColumnType.DATETIME, {"unit": "year"}, None),
    ("date_shift", ColumnType.DATE, {"max_days": 30}, None),
    ("date_shift", ColumnType.DATETIME, {"max_days": 365}, None),
    ("recode", ColumnType.TEXT, {"map": {"1등급": "상", "VIP": "상", "": "없음"}}, NAMES),
    ("recode", ColumnType.TEXT, {"map": {"1등급": "상"}, "other": "기타"}, NAMES),
    ("randomized_response", ColumnType.TEXT, {"categories": ["1등급", "2등급", "VIP", ""], "epsilon": 0.5}, NAMES),
    ("randomized_response", ColumnType.TEXT, {"categories": ["가", "나"], "epsilon": 3}, st.sampled_from(["가", "나"])),
    ("local_laplace", ColumnType.INTEGER, {"low": -10, "high": 120, "step": 5, "epsilon": 1}, None),
    ("local_laplace", ColumnType.NUMBER, {"low": 0, "high": 1, "step": 0.1, "epsilon": 0.25}, None),
    ("redact_text", ColumnType.TEXT, {"operator": "tag"}, None),
    ("redact_text", ColumnType.TEXT, {"operator": "mask"}, st.text("가0 1", max_size=9)),
    ("rewrite_text", ColumnType.TEXT, {"default": "fictitious"}, st.text("가은0 1", max_size=9)),
    ("rewrite_text", ColumnType.TEXT, {"default": "tag", "by_entity": {"PHONE_NUMBER": "hmac"}}, DIGITS),
    ("substitute", ColumnType.TEXT, {"kind": "card", "per": "value"}, None),
    ("substitute", ColumnType.TEXT, {"kind": "person_name", "per": "subject", "keep_surname": True}, None),
    ("substitute", ColumnType.TEXT, {"kind": "natural_name", "per": "value", "sex_column": "성별"}, None),
    ("substitute", ColumnType.TEXT, {"kind": "address", "per": "value", "keep_region": True}, ADDRESSES),
]
TABLE_SETUPS = [
    {"k": 2, "unit": unit, "max_suppressed_rate": rate} for unit in ("row", "subject") for rate in (1.0, 0.5)
]


@pytest.mark.parametrize(("name", "kind", "params", "own"), SETUPS)
def test_column_technique_obeys_the_laws(name, kind, params, own):
    options = Options("열", kind, NullRule.KEEP, domain="환자", subject="주체")
    check_technique(lambda c: techniques.create(name, options, params, c), own, examples=25)


@pytest.mark.parametrize("params", TABLE_SETUPS)
def test_table_technique_obeys_the_laws(params):
    options = Options("", ColumnType.TEXT, NullRule.KEEP, subject="주체", columns=("나이", "성별", "지역"))
    check_technique(lambda c: techniques.create("local_suppression", options, params, c), examples=40)


def test_every_registered_technique_is_under_the_laws():
    """A family may keep its set-ups in a file of its own beside this one."""
    laws = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in techniques.catalogue() if f'"{name}"' not in laws] == []
