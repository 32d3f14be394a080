"""HMAC pseudonyms against the standard library, and why they need a key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import math
import re
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.errors import BadInput
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.techniques.one_way import collision_probability
from pseudo.testing import context, run

KEY = context().secret("환자", 32)


def slow(text):
    return hmac.digest(KEY, unicodedata.normalize("NFC", text).encode(), "sha256")


# Characters that Unicode had long ago: the normalisation tables of pyarrow and of Python may be of different editions.
OLD = st.text(
    st.one_of(st.characters(max_codepoint=0x2FF), st.sampled_from("가각힣ᄀ\u1161\u11a8e\u0301ＡＢ한🙂")), max_size=100
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), OLD), max_size=5))
def test_equals_the_standard_library(cells):
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    batch = pa.record_batch([pa.array(cells, pa.string())], names=["열"])
    for alphabet, written in (("hex", bytes.hex), ("base32", lambda d: base64.b32encode(d).decode().rstrip("="))):
        params = {"length_bits": 128, "alphabet": alphabet}
        made = run(techniques.create("hmac", options, params, context()), batch)["열"].to_pylist()
        assert made == [None if cell is None else written(slow(cell)[:16]) for cell in cells]


def test_nfd_and_nfc_are_one_person(setup):
    composed, decomposed = setup.treat(["김철수", unicodedata.normalize("NFD", "김철수")], "hmac", {"length_bits": 128})
    assert composed == decomposed


@pytest.mark.parametrize(
    ("normalize", "same", "other"),
    [
        ("digits", ["010-1234-5678", "０１０１２３４５６７８", " 010 1234 5678\u200b"], "010-1234-5679"),
        ("alnum", ["ab-12", "AB12", "ＡＢ １２", "a\u200bb12"], "AB123"),
    ],
)
def test_normal_form_joins_ways_of_writing(setup, normalize, same, other):
    made = setup.treat([*same, other], "hmac", {"length_bits": 128, "normalize": normalize})
    assert len(set(made[:-1])) == 1
    assert made[-1] != made[0]


def test_cells_that_normalise_to_nothing_are_refused_and_not_joined(setup):
    """'없음' and '모름' have no digit: both would become one person."""
    with pytest.raises(BadInput) as caught:
        setup.treat(["123", "없음", "", None, "모름"], "hmac", {"length_bits": 128, "normalize": "digits"})
    assert (caught.value.code, caught.value.where.rows) == ("techniques.empty-normal-form", (2, 5))


def test_domains_and_keys_separate(setup):
    params = {"length_bits": 128}
    tokens = {setup.treat(["9"], "hmac", params, domain=d, key=k)[0] for d in ("환자", "직원") for k in (b"a", b"b")}
    assert len(tokens) == 4


@pytest.mark.parametrize("bits", [0, 32, 56, 63, 65, 264])
def test_short_and_odd_lengths_are_refused(setup, bits):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("hmac", {"length_bits": bits})


def test_a_domain_is_needed(setup):
    with pytest.raises(BadInput, match="domain"):
        setup.make("hmac", {"length_bits": 128}, domain=None)


def test_collision_probability_is_the_birthday_bound():
    assert collision_probability(23, 8) == pytest.approx(1 - math.exp(-23 * 22 / 2 / 256))
    assert collision_probability(1, 64) == 0
    assert 0 < collision_probability(50_000_000, 128) < 1e-20


def test_an_unkeyed_hash_of_a_resident_number_falls_to_brute_force_and_hmac_does_not(setup):
    """A reduced space: one birth date known, sex digit 1-4, three free digits. The real one is only 10^5 times larger."""
    space = [f"900101-{sex}{free:03d}000" for sex in range(1, 5) for free in range(1000)]
    secret = space[2345]
    unkeyed = hashlib.sha256(secret.encode()).hexdigest()
    salted = hashlib.sha256(b"short-salt" + secret.encode()).hexdigest()  # a salt in the release protects nothing
    assert [c for c in space if hashlib.sha256(c.encode()).hexdigest() == unkeyed] == [secret]
    assert [c for c in space if hashlib.sha256(b"short-salt" + c.encode()).hexdigest() == salted] == [secret]
    token = setup.treat([secret], "hmac", {"length_bits": 256})[0]
    attacks = [lambda c: hashlib.sha256(c).hexdigest(), lambda c: hmac.digest(b"guessed key", c, "sha256").hex()]
    assert not [c for c in space for attack in attacks if attack(c.encode()) == token]
    assert [c for c in space if hmac.digest(KEY, c.encode(), "sha256").hex() == token] == [
        secret
    ]  # who has the key can


def test_promise_names_length_and_alphabet(setup):
    for alphabet, length in (("hex", 34), ("base32", 28)):
        technique = setup.make("hmac", {"length_bits": 136, "alphabet": alphabet})
        regex = technique.promises()[0].params["regex"]
        token = setup.treat(["x"], "hmac", {"length_bits": 136, "alphabet": alphabet})[0]
        assert len(token) == length
        assert re.search(regex, token)
        assert not re.search(regex, token[:-1])
