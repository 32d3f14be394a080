"""Two-way encryption: the standards' vectors, a twin out of CMAC and CTR, and what is refused on the way back."""

from __future__ import annotations

import base64

import pyarrow as pa
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as OneCipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.techniques.contract import Rows
from pseudo.techniques.two_way import CIPHERS, AesGcmSiv, AesSiv, CipherName

RFC_5297_A1 = {
    "key": "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
    "ad": "101112131415161718191a1b1c1d1e1f2021222324252627",
    "plain": "112233445566778899aabbccddee",
    "made": "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c",
}


def siv(key, plain, *associated):
    """AES-SIV as RFC 5297, section 2, writes it down."""
    half = len(key) // 2

    def cmac(data):
        mac = CMAC(algorithms.AES(key[:half]))
        mac.update(data)
        return mac.finalize()

    def doubled(block):
        number = int.from_bytes(block, "big") << 1
        return ((number & (2**128 - 1)) ^ (0x87 if number >> 128 else 0)).to_bytes(16, "big")

    def xor(first, second):
        return bytes(a ^ b for a, b in zip(first, second, strict=True))

    chained = cmac(bytes(16))
    for data in associated:
        chained = xor(doubled(chained), cmac(data))
    padded = plain + b"\x80" + bytes(15 - len(plain) % 16)
    vector = cmac(plain[:-16] + xor(plain[-16:], chained) if len(plain) >= 16 else xor(doubled(chained), padded))
    counter = int.from_bytes(vector, "big") & ~(1 << 63 | 1 << 31)
    encryptor = OneCipher(algorithms.AES(key[half:]), modes.CTR(counter.to_bytes(16, "big"))).encryptor()
    return vector + encryptor.update(plain)


def test_the_twin_gives_the_rfc_s_vector():
    key, ad, plain = (bytes.fromhex(RFC_5297_A1[name]) for name in ("key", "ad", "plain"))
    assert siv(key, plain, ad).hex() == RFC_5297_A1["made"]


@settings(max_examples=50, deadline=None)
@given(st.binary(min_size=64, max_size=64), st.binary(max_size=70))
def test_aes_siv_is_its_twin(key, plain):
    if key[:32] == key[32:]:
        return
    assert AesSiv(key).encrypt(plain) == siv(key, plain)
    assert AesSiv(key).decrypt(siv(key, plain)) == plain


def test_aes_gcm_siv_gives_the_rfc_s_vector_of_the_zero_nonce():
    """RFC 8452, appendix C.3 (AES-256)."""
    plain = bytes(16) + bytes.fromhex("4db923dc793ee6497c76dcc03a98e108")
    made = "f3f80f2cf0cb2dd9c5984fcda908456cc537703b5ba70324a6793a7bf218d3eaffffffff000000000000000000000000"
    assert AesGcmSiv(bytes(32)).encrypt(plain).hex() == made


@pytest.mark.parametrize("cipher", CIPHERS)
def test_equal_cells_stay_equal_across_tables_and_ciphers_differ(setup, cipher):
    first = setup.treat(["홍길동", "김철수", "홍길동", None], "aes_siv", {"cipher": cipher.value})
    second = setup.treat(["홍길동"], "aes_siv", {"cipher": cipher.value})
    assert first[0] == first[2] == second[0] != first[1]
    assert len({setup.treat(["홍길동"], "aes_siv", {"cipher": c.value})[0] for c in CIPHERS}) == len(CIPHERS)


class Twin:
    """A second provider of AES-SIV, out of CMAC and CTR, as an institution would add a validated module."""

    key_bytes = 64

    def __init__(self, key):
        self._key = key

    def encrypt(self, plain):
        return siv(self._key, plain)

    def decrypt(self, made):
        counter = int.from_bytes(made[:16], "big") & ~(1 << 63 | 1 << 31)
        cipher = OneCipher(algorithms.AES(self._key[32:]), modes.CTR(counter.to_bytes(16, "big")))
        plain = cipher.decryptor().update(made[16:])
        if siv(self._key, plain) != made:
            raise InvalidTag
        return plain


def test_another_provider_takes_the_cipher_s_place(setup, monkeypatch):
    cells = ["홍길동", "", None, "김철수" * 9]
    made = setup.treat(cells, "aes_siv", {})
    monkeypatch.setattr("pseudo.techniques.two_way.CIPHERS", {**CIPHERS, CipherName.AES_SIV: Twin})
    assert setup.treat(cells, "aes_siv", {}) == made
    foreign = setup.treat(["홍길동"], "aes_siv", {}, key=b"second")
    technique = setup.make("aes_siv", {})
    back = technique.reveal(pa.record_batch([pa.array(made, pa.string())], names=["열"]), Rows(0))
    assert back.column(0).to_pylist() == cells
    with pytest.raises(BadInput):
        technique.reveal(pa.record_batch([pa.array(foreign)], names=["열"]), Rows(0))


def test_domains_do_not_link(setup):
    assert setup.treat(["홍길동"], "aes_siv", {}) != setup.treat(["홍길동"], "aes_siv", {}, domain="보호자")


def test_base64url_and_hex_are_the_same_bytes(setup):
    (plain,), (hexed,) = (setup.treat(["a"], "aes_siv", {"written": w}) for w in ("base64url", "hex"))
    assert base64.urlsafe_b64decode(plain + "==").hex() == hexed


@pytest.mark.parametrize("written", ["base64url", "hex"])
def test_changed_or_foreign_cells_are_refused_by_row(setup, written):
    right = setup.make("aes_siv", {"written": written})
    made = setup.treat(["홍길동", "김철수"], "aes_siv", {"written": written})
    other = setup.treat(["홍길동"], "aes_siv", {"written": written}, key=b"second")
    changed = ("A" if made[1][0] != "A" else "B") + made[1][1:] if written == "base64url" else "zz" + made[1][2:]
    cells = pa.array([made[0], changed, other[0], "홍길동", "", None])
    with pytest.raises(BadInput) as caught:
        right.reveal(pa.record_batch([cells], names=["열"]), Rows(10))
    assert (caught.value.code, caught.value.where.rows) == ("techniques.not-decryptable", (12, 13, 14, 15))


def test_a_domain_is_needed(setup):
    with pytest.raises(BadInput, match="domain"):
        setup.make("aes_siv", {}, domain=None)
