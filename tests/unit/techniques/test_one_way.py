"""HMAC pseudonyms against the standard library, and why they need a key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import re
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo import techniques
from pseudo.errors import BadInput
from pseudo.kernels.arrow import string_layout
from pseudo.kernels.sha256 import hmac_sha256_rows
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options, Rows
from pseudo.techniques.one_way import Normalize, normalized
from pseudo.testing import context, run

KEY = context().secret("환자", 32)
KEYS = {"sha256": KEY, "sha512": context().secret("hmac_sha512:환자", 64)}


def slow(text, name="sha256"):
    return hmac.digest(KEYS[name], unicodedata.normalize("NFC", text).encode(), name)


# Characters that Unicode had long ago: the normalisation tables of pyarrow and of Python may be of different editions.
OLD = st.text(
    st.one_of(st.characters(max_codepoint=0x2FF), st.sampled_from("가각힣ᄀ\u1161\u11a8e\u0301ＡＢ한🙂")), max_size=100
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), OLD), max_size=5))
def test_equals_the_standard_library(cells):
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    batch = pa.record_batch([pa.array(cells, pa.string())], names=["열"])
    written = {"hex": bytes.hex, "base32": lambda d: base64.b32encode(d).decode().rstrip("="), "binary": bytes}
    for alphabet, name in itertools.product(written, KEYS):
        params = {"length_bits": 128, "alphabet": alphabet, "hash": name}
        made = run(techniques.create("hmac", options, params, context()), batch)["열"].to_pylist()
        assert made == [None if cell is None else written[alphabet](slow(cell, name)[:16]) for cell in cells]


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


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(max_codepoint=127), max_size=12)), max_size=6))
def test_ascii_is_normalised_as_other_text(cells):
    """The short way for ASCII against the long one, which a letter of another script makes all cells take."""
    array = pa.array([None, *cells], pa.string()).slice(1)
    for normalize in Normalize:
        long = normalized(pa.array([*cells, "가"], pa.string()), normalize)
        assert normalized(array, normalize).to_pylist() == long.to_pylist()[:-1]


def test_repeated_values_and_dictionaries_get_the_same_pseudonyms():
    """A dictionary's order, that of the plain values, and its unused values do not come out."""
    cells = [None if i % 11 == 5 else f"환자 {i * 7 % 90:04}" for i in range(3000)]
    plain = pa.array(cells)
    values = pa.array(sorted({*plain.drop_null().to_pylist(), "아무 행에도 없는 값"}))
    coded = pa.DictionaryArray.from_arrays(pc.index_in(plain, values).cast(pa.int8()), values)
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    technique = techniques.create("hmac", options, {"length_bits": 128}, context())
    expected = [None if cell is None else slow(cell)[:16].hex() for cell in cells]
    for array in (plain, coded, coded.slice(100)):
        made = technique.apply(pa.record_batch([array], names=["열"]), None, Rows(0)).column(0)
        assert made.to_pylist() == expected[-len(array) :]
        if pa.types.is_dictionary(array.type):
            shown = [cell for cell in expected[-len(array) :] if cell]
            assert made.dictionary.to_pylist() == list(dict.fromkeys(shown))


def test_rows_of_repeated_cells_that_normalise_to_nothing_are_named():
    cells = pa.array(["12"] * 2000 + ["없음"] + ["34"] * 2000 + ["모름", None])
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    technique = techniques.create("hmac", options, {"length_bits": 128, "normalize": "digits"}, context())
    for array in (cells, cells.dictionary_encode()):
        with pytest.raises(BadInput) as caught:
            technique.apply(pa.record_batch([array], names=["열"]), None, Rows(10))
        assert caught.value.where.rows == (2011, 4012)


def test_cells_that_normalise_to_nothing_are_refused_and_not_joined(setup):
    """'없음' and '모름' have no digit: both would become one person."""
    with pytest.raises(BadInput) as caught:
        setup.treat(["123", "없음", "", None, "모름"], "hmac", {"length_bits": 128, "normalize": "digits"})
    assert (caught.value.code, caught.value.where.rows) == ("techniques.empty-normal-form", (2, 5))


def test_domains_and_keys_separate(setup):
    params = {"length_bits": 128}
    tokens = {setup.treat(["9"], "hmac", params, domain=d, key=k)[0] for d in ("환자", "직원") for k in (b"a", b"b")}
    assert len(tokens) == 4


@pytest.mark.parametrize(
    ("bits", "name"), [*((n, "sha256") for n in (0, 32, 56, 63, 65, 264)), (56, "sha512"), (520, "sha512")]
)
def test_short_and_odd_lengths_are_refused(setup, bits, name):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("hmac", {"length_bits": bits, "hash": name})


@pytest.mark.parametrize(
    "params", [{"hash": "md5"}, {"hash": "sha1"}, {"salt": "2026"}, {"key": None}, {"keyed": False}]
)
def test_an_unkeyed_or_salted_or_broken_hash_cannot_be_asked_for(setup, params):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("hmac", {"length_bits": 128, **params})


def test_the_whole_digest_of_sha512_and_binary_s_type(setup):
    params = {"length_bits": 512, "hash": "sha512"}
    assert setup.treat(["홍길동"], "hmac", params) == [slow("홍길동", "sha512").hex()]
    batch = pa.record_batch([pa.array(["홍길동", None])], names=["열"])
    made = run(setup.make("hmac", {"length_bits": 128, "alphabet": "binary"}), batch)
    assert made.schema.field("열").type == pa.binary(16)
    assert made["열"].to_pylist() == [slow("홍길동")[:16], None]


def test_a_domain_is_needed(setup):
    with pytest.raises(BadInput, match="domain"):
        setup.make("hmac", {"length_bits": 128}, domain=None)


def test_every_unkeyed_hash_of_a_resident_number_falls_to_brute_force_and_no_hmac_does(setup):
    """A reduced space, one birth date: sex digit 1-4 and four free digits. The real one is 1.8 million times larger: minutes.

    The attack is our own kernel, at its full rate: HMAC under a key that everybody knows is what a hash with a published or
    short salt amounts to. It recovers all of a column, and the salt's length does not matter once it is known.
    """
    space = pa.array([f"900101-{sex}{free:04d}00" for sex in range(1, 5) for free in range(10_000)])
    column = space.take(pa.array(range(7, 40_000, 200)))
    layout = string_layout(space)

    def recover(tokens, key):
        digests = hmac_sha256_rows(*layout, key)
        known = {bytes(d): cell for d, cell in zip(digests, space.to_pylist(), strict=True)}
        return [known.get(bytes.fromhex(token)) for token in tokens]

    for public in (b"", b"2026", b"pseudokit-release-7"):
        tokens = [hmac.digest(public, cell.encode(), "sha256").hex() for cell in column.to_pylist()]
        assert recover(tokens, public) == column.to_pylist()
    tokens = setup.treat(column.to_pylist(), "hmac", {"length_bits": 256})
    assert {cell for key in (b"", b"2026", b"pseudokit-release-7") for cell in recover(tokens, key)} == {None}
    assert recover(tokens, KEY) == column.to_pylist(), "who holds the key can: it is the additional information"


def test_a_bare_hash_falls_as_well(setup):
    """Without HMAC's padding, by the standard library, over a space of 4,000."""
    space = [f"900101-{sex}{free:03d}000" for sex in range(1, 5) for free in range(1000)]
    bare = {hashlib.sha256(cell.encode()).hexdigest(): cell for cell in space}
    assert [bare.get(hashlib.sha256(cell.encode()).hexdigest()) for cell in space[::50]] == space[::50]
    assert not bare.keys() & set(setup.treat(space, "hmac", {"length_bits": 256}))


def test_promise_names_length_and_alphabet(setup):
    for alphabet, length in (("hex", 34), ("base32", 28)):
        technique = setup.make("hmac", {"length_bits": 136, "alphabet": alphabet})
        regex = technique.promises()[0].params["regex"]
        token = setup.treat(["x"], "hmac", {"length_bits": 136, "alphabet": alphabet})[0]
        assert len(token) == length
        assert re.search(regex, token)
        assert not re.search(regex, token[:-1])
