"""Cells that hold an identifier by value alone."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pseudo.detect import column_hits, entities, find
from pseudo.model import Role

FILLERS = (
    "{}",
    "담당자 {} 확인",
    "연락처는 {}로",
    "계좌 {}",
    "주민번호 {}이며",
    "{} 카드로",
    "(ID:{})",
    "RRN {}",
    "\u200b{}",
    "여권번호: {}",
    "면허번호 {}",
)
VALUES = (
    "960121-1021413", "9601211021413", "９６０１２１－１０２１４１３", "960121 1021413", "960121-1******", "850126-6401475", "M123A4567",
    "M12345678", "TK4827193", "11-12-345678-90", "111234567890", "서울 93-123456-78", "124-81-00998", "124 81 00998", "1248100998",
    "010-1234-5678", "01012345678", "(02)123-4567", "02)123-4567", "031.801.8200", "+821012345678", "+82-10-1234-5678", "0505-123-4567",
    "1588-1234", "070 1234 5678", "a.b@c.co.kr", "a@한국.한국", "4242-4242-4242-4242", "4242424242424242", "4111-****-****-1111",
    "3782-822463-10005", "523-14-394-9446", "48800239167475", "010-****-5678",
)  # fmt: skip


def test_cells_are_named_by_entity_and_index():
    column = pa.array(["960121-1021413이야", None, "", "없음", "연락처 010-1234-5678, a@b.kr", "010-9999-8888"])
    assert column_hits(column) == {"EMAIL_ADDRESS": [4], "KR_RRN": [0], "PHONE_NUMBER": [4, 5]}


def test_the_prefilter_loses_nothing():
    """Whatever the rules find surely in a cell, the pass over the buffer has let through."""
    cells = [filler.format(value) for filler in FILLERS for value in VALUES]
    hits = column_hits(pa.array(cells))
    direct = {name for name, info in entities().items() if info.role is Role.DIRECT_IDENTIFIER}
    missed = []
    for index, cell in enumerate(cells):
        sure = {s.entity for s in find(cell) if s.score >= 0.5 and s.entity in direct and "*" not in cell}
        missed += [(FILLERS[index // len(VALUES)], e) for e in sure if index not in hits.get(e, [])]
    assert not missed


@pytest.mark.parametrize("empty", [pa.array([], pa.string()), pa.array([None, None], pa.string())])
def test_nothing_in_nothing(empty):
    assert column_hits(empty) == {}


def test_only_direct_identifiers_count():
    assert column_hits(pa.array(["생년월일 1990-01-01", "110111-1129497", "06234"])) == {}


def test_tokens_and_codes_hold_none(maker):
    tokens = [maker.random.bytes(16).hex() for _ in range(20_000)]
    codes = maker.several(10, 5_000) + maker.several(12, 5_000)
    assert column_hits(pa.array(tokens)) == {}
    assert column_hits(pa.array(codes)) == {}


def test_bare_digits_that_pass_by_chance_do_not_count(maker):
    numbers = maker.several(16, 3_000) + maker.several(13, 3_000)
    assert column_hits(pa.array(numbers)) == {}


def test_bare_digits_that_pass_beyond_chance_do(maker):
    residents = [maker.rrn() for _ in range(300)]
    cards = [maker.card() for _ in range(300)]
    assert len(column_hits(pa.array(residents))["KR_RRN"]) >= 295
    assert len(column_hits(pa.array(cards))["CREDIT_CARD"]) == 300


def test_a_single_bare_number_counts():
    assert column_hits(pa.array(["9601211021413", "없음"])) == {"KR_RRN": [0]}


def test_masked_cells_do_not_count():
    assert column_hits(pa.array(["010-****-5678", "960121-1******", "4111-****-****-1111", "ho***@example.kr"])) == {}


def test_decimals_hold_none(maker):
    numbers = [repr(float(x)) for x in maker.random.uniform(100, 131, 30_000)]
    assert column_hits(pa.array([*numbers, "104.0082123456789", "127.01012345678"])) == {}


def test_a_sliced_array_counts_from_its_own_start():
    column = pa.array(["010-1111-2222", "x", "010-1234-5678"])
    assert column_hits(column.slice(1)) == {"PHONE_NUMBER": [1]}
