"""The nine NIST samples on every path, permutations of tiny domains, a tweak for each row, and what is refused."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from pseudo.entropy import seeded
from pseudo.kernels import ff1 as ff1_module
from pseudo.kernels import ff1_lanes
from pseudo.kernels.aes import LANES
from pseudo.kernels.ff1 import FF1
from pseudo.kernels.ff1_exact import halves, permute_exactly

KEYS = [
    bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C"),
    bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F"),
    bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94"),
]
DIGITS_TWEAK, LETTERS_TWEAK = bytes.fromhex("39383736353433323130"), bytes.fromhex("3737373770717273373737")
TEN, NINETEEN = "0123456789", "0123456789abcdefghi"
# NIST, "Cryptographic Standards and Guidelines: Examples with Intermediate Values", FF1 samples 1 to 9.
SAMPLES = [
    (KEYS[0], 10, b"", TEN, "2433477484"),
    (KEYS[0], 10, DIGITS_TWEAK, TEN, "6124200773"),
    (KEYS[0], 36, LETTERS_TWEAK, NINETEEN, "a9tv40mll9kdu509eum"),
    (KEYS[1], 10, b"", TEN, "2830668132"),
    (KEYS[1], 10, DIGITS_TWEAK, TEN, "2496655549"),
    (KEYS[1], 36, LETTERS_TWEAK, NINETEEN, "xbj3kv35jrawxv32ysr"),
    (KEYS[2], 10, b"", TEN, "6657667009"),
    (KEYS[2], 10, DIGITS_TWEAK, TEN, "1001623463"),
    (KEYS[2], 36, LETTERS_TWEAK, NINETEEN, "xs8a0azh2avyalyzuwd"),
]


def numerals(text: str, kind: type[np.uint8 | np.uint16] = np.uint8) -> np.ndarray:
    return np.array([[int(character, 36) for character in text]], kind)


@pytest.fixture(params=["NumPy", "compiled"], autouse=True)
def path(request, monkeypatch):
    """Every test runs on both paths of 64-bit halves; the compiled one must be there, and be taken."""
    if request.param == "NumPy":
        monkeypatch.setattr(ff1_lanes, "usable", lambda: False)
    elif not ff1_lanes.usable():
        pytest.skip("nothing is compiled here, or the processor has no AES instructions")
    monkeypatch.setattr(ff1_module, "COMPILED_FROM", 1)
    return request.param


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
@pytest.mark.parametrize(("key", "radix", "tweak", "plain", "cipher"), SAMPLES)
def test_nist_samples(key, radix, tweak, plain, cipher, kind):
    ff1 = FF1(key, radix)
    assert ff1.encrypt(numerals(plain, kind), tweak).tolist() == numerals(cipher).tolist()
    assert ff1.decrypt(numerals(cipher, kind), tweak).tolist() == numerals(plain).tolist()


@pytest.mark.parametrize(("key", "radix", "tweak", "plain", "cipher"), SAMPLES)
def test_nist_samples_in_exact_integers(key, radix, tweak, plain, cipher):
    shape = halves(radix, len(plain), tweak)
    assert permute_exactly(key, radix, shape, numerals(plain), inverse=False).tolist() == numerals(cipher).tolist()
    assert permute_exactly(key, radix, shape, numerals(cipher), inverse=True).tolist() == numerals(plain).tolist()


# Radix, then the last length whose half fits 56 bits, then the first one past it.
EDGES = [(2, 112, 113), (10, 32, 33), (36, 20, 21), (256, 14, 15), (65_536, 6, 7)]


@pytest.mark.parametrize(("radix", "length"), [(radix, length) for radix, *lengths in EDGES for length in lengths])
def test_both_paths_agree_where_the_compiled_one_ends(radix, length):
    random = seeded(11, f"ff1/{radix}/{length}")
    kind = np.uint8 if radix <= 256 else np.uint16
    rows = random.integers(0, radix, (6, length)).astype(kind)
    rows[0], rows[1] = 0, radix - 1
    tweak = random.bytes(21)
    encrypted = FF1(KEYS[0], radix).encrypt(rows, tweak)
    assert encrypted.dtype == kind
    assert (encrypted == permute_exactly(KEYS[0], radix, halves(radix, length, tweak), rows, inverse=False)).all()
    assert (encrypted != rows).any(axis=1).all()  # no row is passed on as it is
    assert (FF1(KEYS[0], radix).decrypt(encrypted, tweak) == rows).all()


@pytest.mark.parametrize(("radix", "length"), [(2, 2), (2, 7), (3, 4), (10, 2), (10, 3)])
def test_a_tiny_domain_is_permuted(radix, length):
    ff1 = FF1(KEYS[0], radix)
    rows = np.stack(np.unravel_index(np.arange(radix**length), (radix,) * length), axis=1).astype(np.uint8)
    images = ff1.permute_small_domain(rows, b"tweak")
    assert len({tuple(row) for row in images.tolist()}) == radix**length
    assert images.max() < radix
    assert (ff1.permute_small_domain(images, b"tweak", inverse=True) == rows).all()


def test_another_key_or_tweak_gives_another_row():
    row = numerals("9001011234567")
    results = [FF1(key, 10).encrypt(row, tweak).tolist() for key in KEYS for tweak in (b"", b"a", b"b" * 40)]
    assert len({str(result) for result in results}) == len(results)


@pytest.mark.parametrize(("radix", "length"), [(10, 5), (2, 19), (36, 3), (999, 2)])
def test_a_domain_below_a_million_is_refused(radix, length):
    rows = np.ones((1, length), np.uint16)
    for run in (FF1(KEYS[0], radix).encrypt, FF1(KEYS[0], radix).decrypt):
        with pytest.raises(ValueError, match=f"this one has {radix**length}$"):
            run(rows, b"")


@pytest.mark.parametrize(("radix", "length"), [(10, 6), (2, 20), (1000, 2)])
def test_a_domain_of_a_million_is_taken(radix, length):
    rows = np.ones((1, length), np.uint16)
    assert (FF1(KEYS[0], radix).decrypt(FF1(KEYS[0], radix).encrypt(rows)) == rows).all()


def test_the_input_stays_and_no_row_is_no_row():
    rows = numerals("0123456789")
    FF1(KEYS[0], 10).encrypt(rows)
    assert rows.tolist() == numerals("0123456789").tolist()
    assert FF1(KEYS[0], 10).encrypt(np.empty((0, 10), np.uint8)).shape == (0, 10)


@pytest.mark.parametrize("rows", [1, LANES - 1, LANES, LANES + 1, 3 * LANES + 5])
@pytest.mark.parametrize("size", [0, 7, 13, 40])
@pytest.mark.parametrize("length", [6, 13, 33])
def test_each_row_may_have_its_own_tweak(rows, size, length):
    random = seeded(12, f"ff1/tweaks/{rows}/{size}/{length}")
    values = random.integers(0, 10, (rows, length), dtype=np.uint8)
    tweaks = random.integers(0, 256, (rows, size), dtype=np.uint8)
    ff1 = FF1(KEYS[2], 10)
    together = ff1.encrypt(values, tweaks)
    for at in (0, rows // 2, rows - 1):
        assert (ff1.encrypt(values[at : at + 1], tweaks[at].tobytes()) == together[at]).all()
    assert (ff1.decrypt(together, tweaks) == values).all()
    assert (ff1.encrypt(values, np.repeat(tweaks[:1], rows, axis=0)) == ff1.encrypt(values, tweaks[0].tobytes())).all()


@pytest.mark.parametrize("tweaks", [np.zeros((2, 4), np.uint8), np.zeros((3, 4), np.int8), np.zeros(3, np.uint8)])
def test_tweaks_that_do_not_fit_the_rows_are_refused(tweaks):
    with pytest.raises(ValueError, match="tweaks of 3 rows"):
        FF1(KEYS[0], 10).encrypt(np.zeros((3, 8), np.uint8), tweaks)


def test_the_compiled_path_is_taken_from_its_number_of_rows_on(path, monkeypatch):
    taken = []
    for name in ("permute_lanes", "permute_batched"):
        place = ff1_lanes if name == "permute_lanes" else ff1_module
        monkeypatch.setattr(place, name, lambda *_, name=name, **__: taken.append(name))
    monkeypatch.setattr(ff1_module, "COMPILED_FROM", 5)
    for rows in (4, 5):
        FF1(KEYS[0], 10).encrypt(np.zeros((rows, 8), np.uint8))
    assert taken == ["permute_batched", "permute_lanes" if path == "compiled" else "permute_batched"]


def test_a_small_input_does_not_load_numba():
    code = (
        "import sys, numpy as np; from pseudo.kernels.ff1 import FF1; "
        "FF1(bytes(16), 10).encrypt(np.zeros((9, 9), np.uint8)); print('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize("radix", [0, 1, 65_537])
def test_a_radix_that_ff1_lacks_is_refused(radix):
    with pytest.raises(ValueError, match="radices"):
        FF1(KEYS[0], radix)


@pytest.mark.parametrize("rows", [np.full((1, 8), 10, np.uint8), np.zeros((1, 8), np.int64), np.zeros(8, np.uint8)])
def test_what_is_no_row_of_numerals_is_refused(rows):
    with pytest.raises(ValueError, match=r"numeral|domain"):
        FF1(KEYS[0], 10).encrypt(rows)
