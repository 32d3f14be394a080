"""FF1 on text: places, bounds, refusals and the way back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.errors import BadInput
from pseudo.kernels.ff1 import FF1
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options, Rows
from pseudo.testing import context


def test_separators_and_kept_characters_stay(setup):
    (made,) = setup.treat(["900101-1234567"], "ff1", {"alphabet": "digits", "keep_first": 6, "keep_last": 1})
    assert made[:7] == "900101-"
    assert made[-1] == "7"
    assert made[7:13].isdigit()
    assert made != "900101-1234567"


def test_lengths_are_treated_each_by_itself_and_in_place(setup):
    cells = ["12345678", "010-1234-5678", None, "87654321", ""]
    together = setup.treat(cells, "ff1", {})
    alone = [setup.treat([cell], "ff1", {})[0] for cell in cells]
    assert together == alone
    assert together[2] is None
    assert together[4] == ""


def test_equals_the_kernel_on_the_digits(setup):
    numerals = np.array([[0, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8]], np.uint8)
    expected = "".join(map(str, FF1(context().secret("ff1:환자", 32), 10).encrypt(numerals, "환자".encode())[0]))
    assert setup.treat(["010-1234-5678"], "ff1", {})[0].replace("-", "") == expected


def test_is_a_permutation_on_a_whole_domain_of_one_prefix(setup):
    cells = [f"{n:06d}" for n in range(0, 1_000_000, 499)]
    made = setup.treat(cells, "ff1", {})
    assert len(set(made)) == len(cells)
    assert all(len(m) == 6 and m.isdigit() for m in made)


@pytest.mark.parametrize(
    ("cells", "code", "rows"),
    [
        (["12345", "123456", "1234-5"], "techniques.domain-too-small", (1, 3)),
        (["123456", "12345A", "１２３４５６", "가123456"], "techniques.foreign-character", (2, 3, 4)),
        (["123456", "1" * 300], "techniques.cell-too-long", (2,)),
    ],
)
def test_unfit_cells_are_refused_by_row(setup, cells, code, rows):
    with pytest.raises(BadInput) as caught:
        setup.treat(cells, "ff1", {})
    assert (caught.value.code, caught.value.where.rows) == (code, rows)


def test_letters_need_fewer_characters(setup):
    assert len(setup.treat(["a1b2"], "ff1", {"alphabet": "lower_alnum"})[0]) == 4
    with pytest.raises(BadInput, match="domain-too-small"):
        setup.treat(["a1b"], "ff1", {"alphabet": "lower_alnum"})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.from_regex(r"[0-9A-Z]{3}[-/ ]?[0-9A-Z]{3,20}", fullmatch=True)), max_size=6))
def test_the_key_brings_back_and_another_key_does_not(cells):
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    params = {"alphabet": "upper_alnum", "keep_first": 1}
    right, wrong = (techniques.create("ff1", options, params, context(key)) for key in (b"first", b"second"))
    batch = pa.record_batch([pa.array(cells, pa.string())], names=["열"])
    made = right.apply(batch, None, Rows(0))
    assert right.reveal(made, Rows(0)).equals(batch)
    filled = [c for c in cells if c]
    assert not filled or wrong.reveal(made, Rows(0)).column(0).to_pylist() != cells
