"""Derivation: RFC vectors for its parts, a known answer for the whole, and independence of every argument."""

import copy
import pickle
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.keys.key import Key, hkdf_sha256, signature_holds

SECRET = bytes(range(32))

KNOWN_PSEUDONYM = "6ed2c5ee4f42da9cc5351a94366551eb3c64fabc8c601b802823d1a81672407e"
KNOWN_FF1 = "451fc5c857d51e1aeda0256432af0829fcece268144365b9b130e29e8557d1c9"
KNOWN_INPUT = "0162637d40ef177eb288b7645efbe11f96a8d673fc76f8ead8117704b22b41b1"
KNOWN_VERIFYING = "fa2f45d9071ad3eabaa0c54cba8dd7bff0dc44fddf58d324ff15648ae204456a"
KNOWN_SIGNATURE = (
    "894607fdcad8a6e1d4f427a807ec9e84e3a12d1127daf2fab8a75266e83b32ef"
    "1a2596f8c83172d0f092340fd9a72bd4d3746085af590c75a4ed4d4cb4b5d602"
)

RFC5869 = [  # appendix A, test cases 1 to 3: IKM, salt, info, OKM
    (
        "0b" * 22,
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        "".join(f"{i:02x}" for i in range(0x50)),
        "".join(f"{i:02x}" for i in range(0x60, 0xB0)),
        "".join(f"{i:02x}" for i in range(0xB0, 0x100)),
        (
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
    ),
    (
        "0b" * 22,
        "",
        "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
]


@pytest.mark.parametrize(("ikm", "salt", "info", "okm"), RFC5869)
def test_hkdf_gives_the_rfc_5869_vectors(ikm, salt, info, okm):
    out = hkdf_sha256(bytes.fromhex(ikm), bytes.fromhex(salt), bytes.fromhex(info), len(okm) // 2)
    assert out.hex() == okm


def test_known_answers_hold_for_ever():
    """A change here gives every pseudonym of every institution anew: it needs another derivation number, not another answer."""
    key = Key("심장병연구", SECRET)
    assert key.id == "9f44447f4b6b9791"
    assert key.derive("가나병원", "patient", 32).hex() == KNOWN_PSEUDONYM
    assert key.derive("가나병원", "patient", 32, use="ff1").hex() == KNOWN_FF1
    assert key.input_key().hex() == KNOWN_INPUT
    assert key.verifying_key == KNOWN_VERIFYING
    assert key.sign(b"message").hex() == KNOWN_SIGNATURE


def test_derivation_is_the_documented_one():
    """The reference twin: RFC 5869 by hand over the canonical JSON."""
    import hashlib
    import hmac

    info = (
        '{"derivation":1,"domain":"patient","kind":"derived","length":32,"project":"심장병연구",'
        '"recipient":"가나병원","use":"pseudonym"}'
    ).encode()
    prk = hmac.digest(b"pseudokit", SECRET, hashlib.sha256)
    expected = hmac.digest(prk, info + b"\x01", hashlib.sha256)
    assert Key("심장병연구", SECRET).derive("가나병원", "patient", 32) == expected


def test_same_bytes_in_another_process():
    code = "from pseudo.keys import Key; print(Key('p', bytes(range(32))).derive('r', 'd', 24).hex())"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert out == Key("p", SECRET).derive("r", "d", 24).hex()


words = st.text(max_size=8)
purpose = st.tuples(words, words, words, words, st.integers(16, 40))


@given(purpose, purpose)
def test_another_project_recipient_domain_use_or_length_gives_other_bytes(first, second):
    def normal(purpose):
        return tuple(unicodedata.normalize("NFC", x) if isinstance(x, str) else x for x in purpose)

    def derive(purpose):
        project, recipient, domain, use, length = purpose
        return Key(project, SECRET).derive(recipient, domain, length, use)

    same = normal(first) == normal(second)
    assert (derive(first) == derive(second)) is same
    assert (derive(first)[:16] == derive(second)[:16]) is same


def test_texts_do_not_run_into_each_other():
    key = Key("p", SECRET)
    assert key.derive("ab", "c", 16) != key.derive("a", "bc", 16)
    assert key.derive('a","domain":"b', "", 16) != key.derive("a", "b", 16)


def test_another_secret_gives_another_key():
    other = Key("p", bytes(32))
    key = Key("p", SECRET)
    assert other.id != key.id
    assert other.verifying_key != key.verifying_key
    assert other.derive("r", "d", 16) != key.derive("r", "d", 16)
    assert other.input_key() != key.input_key()


def test_no_derivation_gives_the_keys_own_bytes():
    key = Key("p", SECRET)
    own = key.input_key()
    assert all(key.derive("", "", 32, use) != own for use in ("input", "own", "signature", "id"))


def test_decomposed_hangul_is_the_same_recipient():
    key = Key("p", SECRET)
    assert key.derive(unicodedata.normalize("NFD", "가나병원"), "d", 16) == key.derive("가나병원", "d", 16)


def test_signature_holds_for_this_message_and_key_only():
    key = Key("p", SECRET)
    signature = key.sign(b"message")
    assert signature_holds(key.verifying_key, b"message", signature)
    assert not signature_holds(key.verifying_key, b"massage", signature)
    assert not signature_holds(Key("p", bytes(32)).verifying_key, b"message", signature)
    assert not signature_holds(key.verifying_key, b"message", signature[:-1])
    assert not signature_holds("no key", b"message", signature)


@pytest.mark.parametrize("spread", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_key_is_not_copied_or_pickled(spread):
    with pytest.raises(TypeError, match="not copied or pickled"):
        spread(Key("p", SECRET))


def test_a_key_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        Key("p", bytes(31))
