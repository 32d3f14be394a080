"""The cryptographic families against the laws of the contract."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.testing import check_technique

RRN = st.one_of(
    st.from_regex(r"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])-?[0-9]{7}", fullmatch=True),
    st.sampled_from(["", "900101-1234567", "９００１０１-1234567", "901301-1234567", "900101-1******"]),
)
PHONES = st.one_of(
    st.from_regex(r"01[016789][-. ]?[0-9]{3,4}[-. ]?[0-9]{4}", fullmatch=True),
    st.from_regex(r"(\(02\) ?|031-|\+82[- ]?10-|0502-|)[0-9]{3,4}-?[0-9]{4}", fullmatch=True),
    st.sampled_from(["", "1588-1234", "1012345678", "０10-1234-5678", "010-****-5678"]),
)
CARDS = st.one_of(
    st.from_regex(r"[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}", fullmatch=True),
    st.from_regex(r"3[47][0-9]{13}|3[0689][0-9]{12}|6[0-9]{17,18}", fullmatch=True),
    st.sampled_from(["", "4242-****-****-4242", "4242--4242424242424", "1"]),
)
ACCOUNTS = st.one_of(
    st.from_regex(r"[0-9]{3}-[0-9]{2,3}-[0-9]{6}", fullmatch=True),
    st.from_regex(r"[0-9]{10,14}", fullmatch=True),
    st.sampled_from(["", "12345", "110-***-456789"]),
)
NAMES = st.sampled_from(["홍길동", "\u1112\u1169\u11bc", "e\u0301", "김\x1f철수", ""])
SETUPS = [
    *(("aes_siv", {"cipher": c, "written": w}, None) for c in ("aes_siv", "aes_gcm_siv") for w in ("base64url", "hex")),
    *(("rrn_parts", {"birth": b, "keep_sex": s}, RRN) for b in ("keep", "year", "delete") for s in (True, False)),
    ("rrn_parts", {"birth": "year", "keep_sex": True, "year_width": 10}, RRN),
    ("phone", {}, PHONES),
    *(("card", {"keep_issuer_digits": n}, CARDS) for n in (0, 6, 8)),
    ("account", {}, ACCOUNTS),
    ("token_vault", {}, None),
    ("matching_key", {"with_columns": ["생일", "전화"], "digest": "hmac_sha256"}, NAMES),
    ("matching_key", {"with_columns": [], "digest": "salted_sha512", "normalize": "alnum"}, None),
    ("matching_key", {"with_columns": [], "digest": "hmac_sha512", "normalize": "digits"}, RRN),
]


@pytest.mark.parametrize(("name", "params", "own"), SETUPS)
def test_cryptographic_technique_obeys_the_laws(name, params, own):
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자", subject="주체")
    check_technique(lambda c: techniques.create(name, options, params, c), own, examples=25)


@pytest.mark.parametrize("kind", list(ColumnType))
def test_the_serial_number_obeys_the_laws(kind):
    options = Options("열", kind, NullRule.KEEP)
    check_technique(lambda c: techniques.create("serial", options, {"start": 7}, c), examples=15)


REASON = "순서가 꼭 필요한 시계열 분석"


@pytest.mark.parametrize(
    ("kind", "params", "own"),
    [
        (ColumnType.INTEGER, {"least": -100, "most": 200}, st.integers(-100, 200)),
        (ColumnType.INTEGER, {"least": 0, "most": 2**31 - 1}, st.integers(-1, 2**31)),
        (ColumnType.DATE, {}, st.dates(dt.date(1799, 12, 1), dt.date(2200, 1, 31))),
    ],
)
def test_order_preserving_encryption_obeys_the_laws(kind, params, own):
    options = Options("열", kind, NullRule.KEEP, domain="환자")
    given = {**params, "accept_leakage": REASON}
    check_technique(lambda c: techniques.create("ope", options, given, c), own, examples=25)
