"""Matching keys: the same bytes from another implementation, from any encoding, and from no half of the parts."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import BadInput
from pseudo.model import ColumnType, NullRule
from pseudo.table import open_source
from pseudo.techniques.contract import Options, Rows
from pseudo.testing import context

COLUMNS = ["성명", "생년월일", "전화"]
ROWS = [("홍길동", "1990-01-01", "010-1234-5678"), ("김철수", "1985-12-31", "010-9876-5432")]


def made(rows, digest="hmac_sha256", *, key=b"first", **params):
    options = Options("성명", ColumnType.TEXT, NullRule.KEEP, domain="결합2026")
    given = {"with_columns": COLUMNS[1:], "digest": digest, **params}
    technique = techniques.create("matching_key", options, given, context(key))
    batch = pa.record_batch([pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)], names=COLUMNS)
    return technique.apply(batch, None, Rows(0)).column(0).to_pylist()


@pytest.mark.parametrize("name", ["sha256", "sha512"])
def test_it_is_the_digest_of_the_joined_parts(name):
    size = hashlib.new(name).digest_size
    text = "홍길동\x1f1990-01-01\x1f010-1234-5678".encode()
    salts = {kind: context().secret(f"{kind}_{name}:결합2026", size) for kind in ("hmac", "salted")}
    assert made(ROWS, f"hmac_{name}")[0] == hmac.new(salts["hmac"], text, name).hexdigest()
    assert made(ROWS, f"salted_{name}")[0] == hashlib.new(name, salts["salted"] + text).hexdigest()


def test_cp949_and_utf8_tables_give_the_same_keys(tmp_path):
    text = "\n".join([",".join(COLUMNS), *map(",".join, ROWS)]) + "\n"
    keys = []
    for encoding in ("cp949", "utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        (batch,) = open_source(path).batches()
        keys.append(made(zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True)))
    assert keys[0] == keys[1] == keys[2] == made(ROWS)


def test_both_unicode_forms_give_the_same_key():
    assert made([tuple(unicodedata.normalize("NFD", cell) for cell in row) for row in ROWS]) == made(ROWS)


def test_marks_do_not_matter_where_the_parties_agreed_so():
    plain = [("홍길동", "19900101", "０１０１２３４５６７８"), ROWS[1]]
    assert made(plain, normalize="alnum") == made(ROWS, normalize="alnum")
    assert made(plain) != made(ROWS)


def test_parts_do_not_run_into_each_other():
    first, second = made([("홍길", "동1990", "1")]), made([("홍길동", "1990", "1")])
    assert first != second


@pytest.mark.parametrize("cell", [None, "", "1990\x1f0101"])
def test_a_row_without_a_part_is_refused(cell):
    with pytest.raises(BadInput) as caught:
        made([ROWS[0], ("김철수", cell, "010"), (None, None, None)])
    assert (caught.value.code, caught.value.where.rows) == ("techniques.key-part", (2,))
    assert caught.value.facts["part"] == "생년월일"


def test_a_column_twice_is_refused():
    with pytest.raises(BadInput, match="with_columns"):
        made(ROWS, with_columns=["생년월일", "성명"])


def test_the_serial_number_is_the_row_s():
    options = Options("열", ColumnType.TEXT, NullRule.KEEP)
    technique = techniques.create("serial", options, {"start": 1}, context())
    batch = pa.record_batch([pa.array(["a", None, "c"])], names=["열"])
    assert technique.apply(batch, None, Rows(100)).column(0).to_pylist() == [101, None, 103]
    with pytest.raises(BadInput, match="start"):
        techniques.create("serial", options, {"start": -1}, context())
