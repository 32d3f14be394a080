"""Order-preserving encryption: order, return, refusal without a reason, and what it shows, measured."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.techniques.contract import Rows
from pseudo.techniques.order_preserving import decrypted, encrypted, range_bits

KEY = bytes(range(32))
GOLDEN = [331925, 425432, 34637034655, 68718944824]
REASON = {"accept_leakage": "순서가 필요한 시계열 분석"}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_it_rises_and_comes_back_and_nothing_else_comes_back(data):
    values = data.draw(st.sampled_from([2, 3, 10, 1000, 146_097, 2**31]))
    plain = np.array(sorted(data.draw(st.sets(st.integers(0, values - 1), max_size=30))), np.int64)
    made = encrypted(plain, values, KEY)
    assert (np.diff(made) > 0).all()
    assert ((made >= 0) & (made < 2 ** range_bits(values))).all()
    back, right = decrypted(made, values, KEY)
    assert right.all()
    assert back.tolist() == plain.tolist()
    foreign = np.setdiff1d(np.concatenate([made + 1, made - 1]), made)
    others = encrypted(np.arange(values), values, KEY) if values <= 1000 else made
    assert decrypted(foreign, values, KEY)[1].tolist() == np.isin(foreign, others).tolist()


def test_a_value_s_ciphertext_does_not_hang_on_the_other_values():
    plain = np.arange(0, 5000, 7)
    made = encrypted(plain, 5000, KEY)
    assert encrypted(plain[::11], 5000, KEY).tolist() == made[::11].tolist()


def test_the_numbers_are_fixed_once_and_for_all():
    """With other numbers here, nobody could decrypt what is encrypted already."""
    assert encrypted(np.array([0, 1, 73_048, 146_096]), 146_097, KEY).tolist() == GOLDEN


@pytest.mark.parametrize("reason", [None, "", "   ", "필요함", "short"])
def test_without_a_reason_it_is_refused_and_told_what_it_shows(setup, reason):
    params = {"least": 0, "most": 9} | ({} if reason is None else {"accept_leakage": reason})
    with pytest.raises(BadInput) as caught:
        setup.make("ope", params, ColumnType.INTEGER)
    assert "upper half of each value's bits" in caught.value.message("en")
    assert "상위 절반 비트" in caught.value.message("ko")


@pytest.mark.parametrize("bounds", [{}, {"least": 0}, {"least": 5, "most": 5}, {"least": 0, "most": 2**31}])
def test_integers_need_bounds(setup, bounds):
    with pytest.raises(BadInput, match="least"):
        setup.make("ope", {**REASON, **bounds}, ColumnType.INTEGER)


def test_dates_keep_their_order_and_come_back(setup):
    days = [dt.date(2026, 3, 1), None, dt.date(1800, 1, 1), dt.date(2026, 2, 28), dt.date(2026, 3, 1)]
    made = setup.treat(days, "ope", REASON, ColumnType.DATE)
    assert made[2] < made[3] < made[0] == made[4]
    assert made[1] is None
    back = setup.make("ope", REASON, ColumnType.DATE).reveal(pa.record_batch([pa.array(made)], names=["열"]), Rows(0))
    assert back.column(0).to_pylist() == days
    with pytest.raises(BadInput) as caught:
        setup.treat([days[0], dt.date(2200, 1, 1)], "ope", REASON, ColumnType.DATE)
    assert (caught.value.code, caught.value.where.rows) == ("techniques.out-of-bounds", (2,))


def test_a_foreign_ciphertext_is_refused_by_row(setup):
    params = {**REASON, "least": 0, "most": 99}
    right = setup.treat([5, 6], "ope", params, ColumnType.INTEGER)
    foreign = setup.treat([5], "ope", params, ColumnType.INTEGER, key=b"second")
    technique = setup.make("ope", params, ColumnType.INTEGER)
    cells = pa.array([right[0], foreign[0], None, -1, 2**62], pa.int64())
    with pytest.raises(BadInput) as caught:
        technique.reveal(pa.record_batch([cells], names=["열"]), Rows(0))
    assert (caught.value.code, caught.value.where.rows) == ("techniques.not-decryptable", (2, 4, 5))


def test_what_it_shows_is_what_the_caution_says():
    """Without the key, scaling a ciphertext down to the domain finds half of the 20 bits, not all; a dense column falls whole."""
    values = 2**20
    plain = np.unique(np.random.default_rng(1).integers(0, values, 20_000))
    made = encrypted(plain, values, KEY)
    guess = made >> (range_bits(values) - 20)
    error = np.abs(guess - plain)
    assert np.quantile(error, 0.95) < 2**11, "the upper half of the bits shows, to within a bit"
    assert np.median(error) > 2**5, "the lower ones do not show by scaling alone"
    dense = encrypted(np.arange(300), 300, KEY)
    assert np.argsort(dense).tolist() == list(range(300)), "a rank is the value where every value occurs"
