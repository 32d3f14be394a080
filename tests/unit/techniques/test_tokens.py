"""Tokenisation: who has no vault is told so, and foreign tokens are refused by row."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import BadInput, UsageError
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Context, Options, Rows
from pseudo.testing import context

OPTIONS = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
BATCH = pa.record_batch([pa.array(["홍길동", "김철수", "홍길동", None, ""])], names=["열"])


def test_equal_values_get_equal_tokens_and_come_back():
    technique = techniques.create("token_vault", OPTIONS, {}, context())
    made = technique.apply(BATCH, None, Rows(0))
    first, second, third, none, empty = made.column(0).to_pylist()
    assert first == third
    assert len({first, second, empty}) == 3
    assert none is None
    assert technique.reveal(made, Rows(0)).equals(BATCH)


def test_tokens_do_not_follow_from_the_key():
    one, two = (techniques.create("token_vault", OPTIONS, {}, context(b"same")) for _ in range(2))
    assert not one.apply(BATCH, None, Rows(0)).equals(two.apply(BATCH, None, Rows(0)))


def test_foreign_tokens_are_refused_by_row():
    technique = techniques.create("token_vault", OPTIONS, {}, context())
    strange = pa.record_batch([pa.array([None, "0" * 32, "홍길동"])], names=["열"])
    with pytest.raises(BadInput) as caught:
        technique.reveal(strange, Rows(4))
    assert (caught.value.code, caught.value.where.rows) == ("techniques.not-decryptable", (6, 7))


def test_a_run_without_a_vault_says_so():
    technique = techniques.create("token_vault", OPTIONS, {}, Context(context().secret))
    with pytest.raises(UsageError) as caught:
        technique.apply(BATCH, None, Rows(0))
    assert caught.value.code == "techniques.no-vault"


def test_a_domain_is_needed():
    with pytest.raises(BadInput, match="domain"):
        techniques.create("token_vault", Options("열", ColumnType.TEXT, NullRule.KEEP), {}, context())
