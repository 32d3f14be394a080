"""No cell, code or key in what kernels say when they refuse."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pseudo.kernels import arrow, calendar, classes, ff1, numeric, sha256, text

MARK = 48_271
TEXT = np.frombuffer(b"48271", np.uint8)
BROKEN = (np.array([0, 9], np.int32), TEXT, np.ones(1, np.bool_))
KEY = b"k48271-secret-48"

REFUSALS = {
    "numeral": lambda: ff1.FF1(KEY, 100).encrypt(np.full((1, 8), MARK, np.uint16)),
    "domain": lambda: ff1.FF1(KEY, 10).encrypt(np.array([[4, 8, 2, 7, 1]], np.uint8)),
    "key": lambda: ff1.FF1(KEY[:-1], 10),
    "code": lambda: classes.class_ids(np.full((1, 1), MARK, np.int32), [10]),
    "edges": lambda: numeric.range_index(np.full(1, MARK), np.full(2, MARK)),
    "type": lambda: numeric.clip_round(np.full(1, MARK, np.int32)),
    "shift": lambda: calendar.add_days(np.full(1, MARK, np.int32), 2**31 - 1),
    "hmac": lambda: sha256.hmac_sha256_rows(*BROKEN, KEY),
    "mask": lambda: text.mask_rows(*BROKEN, 1, 1),
    "gather": lambda: text.gather_rows(np.array([0, 5]), TEXT, np.array([0]), 3),
    "array": lambda: arrow.string_array(np.array([0, 5], np.int32), TEXT, np.zeros(1, np.bool_)),
    "arrow": lambda: arrow.string_layout(pa.array([MARK])),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_names_no_value(name, capfd):
    with pytest.raises((ValueError, OverflowError, TypeError)) as refusal:
        REFUSALS[name]()
    said = f"{refusal.value!r} {refusal.value.__context__!r} {capfd.readouterr()}"
    assert str(MARK) not in said
    assert "secret" not in said


def test_a_cipher_does_not_show_its_key():
    assert "48271" not in repr(ff1.FF1(KEY, 10))
