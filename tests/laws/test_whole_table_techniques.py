"""Techniques that draw by secret or look at the whole table, against the laws of the contract."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.testing import check_technique

NAMES = st.sampled_from(["가", "나", "다", "e\u0301", ""])
FEW = st.sampled_from([1, 2, 3, 9, 100, -(2**63), 2**63 - 1])
MATRIX = {"가": {"가": 0.5, "나": 0.5}, "나": {"라": 1}, "다": {"다": 1}}

SETUPS = [
    ("random_round", ColumnType.INTEGER, {"to": 10}, None),
    ("random_round", ColumnType.NUMBER, {"to": 0.5}, None),
    ("noise", ColumnType.INTEGER, {"spread": 3, "shape": "uniform", "per": "subject"}, None),
    ("noise", ColumnType.INTEGER, {"spread": 9, "shape": "bell", "per": "row", "low": 0, "high": 100}, None),
    ("noise", ColumnType.NUMBER, {"spread": 0.5, "shape": "bell", "per": "subject", "low": -1.5}, None),
    ("quantile_top_bottom", ColumnType.INTEGER, {"least": 2, "top_share": 0.1, "bottom_share": 0.1}, None),
    ("quantile_top_bottom", ColumnType.INTEGER, {"least": 2, "top_share": 0.3}, FEW),
    ("quantile_top_bottom", ColumnType.NUMBER, {"least": 2, "bottom_share": 0.3}, None),
    ("pram", ColumnType.TEXT, {"keep_rate": 0.5}, NAMES),
    ("pram", ColumnType.TEXT, {"keep_rate": 0}, None),
    ("pram", ColumnType.TEXT, {"matrix": MATRIX}, NAMES),
    ("aggregate", ColumnType.INTEGER, {"statistic": "mean", "least": 2}, None),
    ("aggregate", ColumnType.NUMBER, {"statistic": "mean", "least": 2, "group_by": ["지역"]}, None),
    ("aggregate", ColumnType.INTEGER, {"statistic": "median", "least": 2, "group_by": ["지역", "성별"]}, FEW),
    ("hierarchy", ColumnType.TEXT, {"table": "가;한글;*\n나;한글;*\n;빈칸;*", "level": 1}, NAMES),
    (
        "hierarchy",
        ColumnType.TEXT,
        {"built": "kcd", "level": 2},
        st.from_regex(r"[A-Z][0-9]{2}\.?[0-9]?", fullmatch=True),
    ),
    ("hierarchy", ColumnType.TEXT, {"built": "district", "level": 3}, st.from_regex(r"[0-9]{10}", fullmatch=True)),
    ("hierarchy", ColumnType.INTEGER, {"built": "age", "level": 1}, st.integers(0, 120)),
    ("hierarchy", ColumnType.DATE, {"built": "date", "level": 2}, None),
    ("hierarchy", ColumnType.DATE, {"built": "date", "level": 4}, None),
    (
        "hierarchy",
        ColumnType.TEXT,
        {"built": "occupation", "level": 3},
        st.from_regex(r"[1-9A][0-9]{1,4}", fullmatch=True),
    ),
    ("local_generalization", ColumnType.INTEGER, {"top": 80, "bottom": -5}, None),
    ("permute", ColumnType.TEXT, {}, None),
    ("permute", ColumnType.INTEGER, {}, None),
    ("permute", ColumnType.DATE, {}, None),
    ("permute", ColumnType.TEXT, {"within": ["지역"], "least": 2}, None),
    ("permute", ColumnType.INTEGER, {"within": ["지역"], "least": 2}, FEW),
]


@pytest.mark.parametrize(("name", "kind", "params", "own"), SETUPS)
def test_column_technique_obeys_the_laws(name, kind, params, own):
    options = Options("열", kind, NullRule.KEEP, domain="환자", subject="주체")
    check_technique(lambda c: techniques.create(name, options, params, c), own, examples=25)


PLACES = {name: (pa.string(), st.sampled_from(["가", "나", "다", "라", "마", "계"])) for name in ("지역", "성별")}


@pytest.mark.parametrize(
    "params",
    [
        {"to": 5, "rows": "지역", "columns": "성별"},
        {"to": 3, "rows": "지역"},
        {"to": 10, "rows": "지역", "total": "계"},
    ],
)
def test_controlled_rounding_obeys_the_laws(params):
    options = Options("열", ColumnType.INTEGER, NullRule.KEEP, domain="환자")
    own = st.one_of(st.integers(-5, 20), st.sampled_from([2**53, 2**53 + 1, -(2**63)]))
    check_technique(
        lambda c: techniques.create("controlled_round", options, params, c), own, others=PLACES, examples=60
    )


FLOATS = st.sampled_from([-0.0, 0.0, 1.5, 2.5, 1e300, -1e300, 5e-324, 7.0])
NUMBERS = {"키": (pa.int64(), st.sampled_from([150, 160, 171, 2**63 - 1])), "무게": (pa.float64(), FLOATS)}
TABLE_SETUPS = [
    ("sampling", {"rate": 0.5}, (), {}, "주체"),
    ("drop_rows", {"values": ["가"]}, ("병명",), {}, None),
    ("drop_rows", {"values": ["가"], "rarer_than": 3}, ("병명",), {}, None),
    (
        "anatomize",
        {"l": 2, "table": "병명표", "group": "집단"},
        ("병명",),
        {"주체": (pa.string(), st.uuids().map(str)), "병명": (pa.string(), NAMES)},
        "주체",
    ),
    ("suppress_rare", {"rarer_than": 2}, ("병명", "키"), {"키": (pa.int64(), st.integers(0, 3))}, None),
    ("suppress_rare", {"rarer_than": 3, "other": "기타"}, ("병명",), {}, None),
    ("microaggregation", {"k": 2}, ("키", "무게"), NUMBERS, None),
    ("microaggregation", {"k": 2}, ("키",), {"키": (pa.int64(), st.integers(-5, 5))}, "주체"),
]


@pytest.mark.parametrize(("name", "params", "columns", "others", "subject"), TABLE_SETUPS)
def test_table_technique_obeys_the_laws(name, params, columns, others, subject):
    options = Options("", ColumnType.TEXT, NullRule.KEEP, subject=subject, columns=columns)
    check_technique(lambda c: techniques.create(name, options, params, c), others=others, examples=40)
