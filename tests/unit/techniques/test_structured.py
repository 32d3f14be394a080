"""Numbers that have parts: what stays, what is hidden, and the way back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pseudo.errors import BadInput
from pseudo.kernels.ff1 import FF1
from pseudo.techniques.contract import Rows
from pseudo.testing import context

MAN, WOMAN, CHILD, FOREIGNER = "900101-1234567", "900101-2234567", "051231-3234567", "850126-6401473"


def luhn_holds(number):
    digits = [int(c) for c in reversed(number) if c.isdigit()]
    return sum(d if at % 2 == 0 else sum(divmod(2 * d, 10)) for at, d in enumerate(digits)) % 10 == 0


@pytest.mark.parametrize(
    ("birth", "keep_sex", "patterns"),
    [
        ("keep", True, (r"900101-1\d{6}", r"900101-2\d{6}", r"051231-3\d{6}", r"850126-6\d{6}")),
        ("keep", False, (r"19900101-\d{7}", r"19900101-\d{7}", r"20051231-\d{7}", r"19850126-\d{7}")),
        ("year", True, (r"1990-M\d{13}", r"1990-F\d{13}", r"2005-M\d{13}", r"1985-F\d{13}")),
        ("year", False, (r"1990-\d{13}", r"1990-\d{13}", r"2005-\d{13}", r"1985-\d{13}")),
        ("delete", True, (r"-M\d{13}", r"-F\d{13}", r"-M\d{13}", r"-F\d{13}")),
        ("delete", False, (r"-\d{13}",) * 4),
    ],
)
def test_birth_and_sex_stay_where_the_plan_keeps_them_and_nowhere_else(setup, birth, keep_sex, patterns):
    import re

    cells = [MAN, WOMAN, CHILD, FOREIGNER]
    params = {"birth": birth, "keep_sex": keep_sex}
    made = setup.treat(cells, "rrn_parts", params)
    assert all(re.fullmatch(p, m) for p, m in zip(patterns, made, strict=True)), (patterns, len(made))
    assert all(c[-6:] != m[-6:] for c, m in zip(cells, made, strict=True))
    back = setup.make("rrn_parts", params).reveal(pa.record_batch([pa.array(made)], names=["열"]), Rows(0))
    assert back.column(0).to_pylist() == cells


def test_what_is_hidden_does_not_show_in_the_first_digits(setup):
    """Persons of one birth date have nothing in common once the date is deleted: no two first six digits alike."""
    cells = [f"900101-1{n:06d}" for n in range(200)]
    made = setup.treat(cells, "rrn_parts", {"birth": "delete", "keep_sex": False})
    assert len({m[1:7] for m in made}) > 190
    sevenths = {m[7] for m in made}
    assert len(sevenths) == 10


def test_equal_tails_of_different_persons_do_not_show_as_equal(setup):
    made = setup.treat([MAN, "910203-1234567"], "rrn_parts", {"birth": "keep", "keep_sex": True})
    assert made[0][-6:] != made[1][-6:]


def test_the_tail_is_ff1_tweaked_by_what_is_in_sight(setup):
    cipher = FF1(context().secret("rrn_parts:환자", 32), 10)
    expected = cipher.encrypt(np.array([[2, 3, 4, 5, 6, 7]], np.uint8), "환자|9001011".encode())
    (made,) = setup.treat([MAN], "rrn_parts", {"birth": "keep", "keep_sex": True})
    assert made[-6:] == "".join(map(str, expected[0]))


def test_years_go_into_bands(setup):
    cells = ["870101-1234567", "831231-1234567", "000101-3234567", "000101-9234567"]
    made = setup.treat(cells, "rrn_parts", {"birth": "year", "keep_sex": False, "year_width": 10})
    assert [m[:5] for m in made] == ["1980-", "1980-", "2000-", "1800-"]


@pytest.mark.parametrize("params", [{"year_width": 0}, {"birth": "keep", "year_width": 5}])
def test_a_band_needs_a_year(setup, params):
    with pytest.raises(BadInput, match="year_width"):
        setup.make("rrn_parts", {"birth": "year", "keep_sex": True, **params})


def test_telephone_prefixes_and_marks_stay(setup):
    cells = ["010-1234-5678", "02-123-4567", "(031) 123.4567", "+82-10-1234-5678", "1588-1234", "05021234567"]
    made = setup.treat(cells, "phone", {})
    heads = ["010-", "02-", "(031) ", "+82-10-", "", "0502"]
    assert all(m.startswith(h) for m, h in zip(made, heads, strict=True))
    shape = str.maketrans("0123456789", "9" * 10)
    assert [m.translate(shape) for m in made] == [c.translate(shape) for c in cells]
    assert all(m != c for m, c in zip(made, cells, strict=True))


def test_prefixes_are_tweaks(setup):
    made = setup.treat(["010-1234-5678", "011-1234-5678"], "phone", {})
    assert made[0][4:] != made[1][4:]


@pytest.mark.parametrize("kept", [0, 6, 8])
def test_card_numbers_keep_issuer_and_luhn(setup, kept):
    cells = ["4000-0000-0000-0002", "4242424242424242", "378282246310005", "6304 9506 0000 0000 007"]
    made = setup.treat(cells, "card", {"keep_issuer_digits": kept})
    assert all(luhn_holds(c) and luhn_holds(m) for c, m in zip(cells, made, strict=True))
    digits = [[n.replace("-", "").replace(" ", "") for n in side] for side in (cells, made)]
    assert all(c[:kept] == m[:kept] and c[kept:] != m[kept:] for c, m in zip(*digits, strict=True))


def test_a_wrong_check_digit_stays_wrong_and_comes_back(setup):
    cells = ["4242424242424241"]
    made = setup.treat(cells, "card", {})
    assert not luhn_holds(made[0])
    back = setup.make("card", {}).reveal(pa.record_batch([pa.array(made)], names=["열"]), Rows(0))
    assert back.column(0).to_pylist() == cells


@pytest.mark.parametrize(
    ("name", "params", "good", "bad"),
    [
        (
            "rrn_parts",
            {"birth": "keep", "keep_sex": True},
            MAN,
            ["901301-1234567", "９00101-1234567", "900101-1******", "x"],
        ),
        ("phone", {}, "010-1234-5678", ["1012345678", "010-****-5678", "０10-1234-5678", "112"]),
        ("card", {}, "4242424242424242", ["4242-****-****-4242", "424242424242", "42424242424242424242", "가"]),
        ("card", {"keep_issuer_digits": 8}, "4242424242424242", ["30569309025904"]),
        (
            "account",
            {},
            "110-123-456789",
            ["12345", "1101-", "１10-123-456789", "110--123456", "110-***-456789", "1" * 21],
        ),
    ],
)
def test_cells_of_another_form_are_refused_by_row(setup, name, params, good, bad):
    with pytest.raises(BadInput) as caught:
        setup.treat([good, *bad, good, "", None], name, params)
    assert caught.value.code == "techniques.not-of-form"
    assert caught.value.where.rows == tuple(range(2, len(bad) + 2))
    assert not any(cell in caught.value.message() for cell in bad if len(cell) > 3)


def test_account_numbers_keep_length_and_separators_and_nothing_else(setup):
    cells = ["110-123-456789", "110123456789", "123 45 678901234", "123456"]
    made = setup.treat(cells, "account", {})
    shape = str.maketrans("0123456789", "9" * 10)
    assert [m.translate(shape) for m in made] == [c.translate(shape) for c in cells]
    assert made[0].replace("-", "") == made[1], "one account, however it is written"
    heads = {m[:3] for m in setup.treat([f"110-{n:09d}" for n in range(500)], "account", {})}
    assert len(heads) > 300, "the branch is not in sight"
    back = setup.make("account", {}).reveal(pa.record_batch([pa.array(made)], names=["열"]), Rows(0))
    assert back.column(0).to_pylist() == cells


def test_a_million_values_is_the_least_that_is_encrypted(setup):
    """Six digits, which NIST SP 800-38G Rev. 1 asks for; the smallest space is still permuted, not mapped onto itself twice."""
    made = setup.treat([f"{n:06d}" for n in range(3000)], "account", {})
    assert len(set(made)) == 3000
