"""FIPS 197 vectors, and the cryptography library as the judge of random blocks."""

from __future__ import annotations

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from pseudo.entropy import seeded
from pseudo.kernels.aes import encrypt_blocks, key_schedule

PLAIN = "00112233445566778899aabbccddeeff"
FIPS_197 = [
    ("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734", "3925841d02dc09fbdc118597196a0b32"),
    (bytes(range(16)).hex(), PLAIN, "69c4e0d86a7b0430d8cdb78070b4c55a"),
    (bytes(range(24)).hex(), PLAIN, "dda97ca4864cdfe06eaf70a0ec0d7191"),
    (bytes(range(32)).hex(), PLAIN, "8ea2b7ca516745bfeafc49904b496089"),
]


@pytest.mark.parametrize(("key", "plain", "cipher"), FIPS_197)
def test_fips_197(key, plain, cipher):
    blocks = np.frombuffer(bytes.fromhex(plain), np.uint8).reshape(1, 16)
    assert encrypt_blocks(bytes.fromhex(key), blocks).tobytes().hex() == cipher


def test_fips_197_key_expansion():
    schedule = key_schedule(bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c"))
    assert schedule.size == 44
    assert f"{schedule[4]:08x} {schedule[43]:08x}" == "a0fafe17 b6630ca6"


@pytest.mark.parametrize("n_bytes", [16, 24, 32])
def test_random_blocks_as_cryptography_has_them(n_bytes):
    random = seeded(7, f"aes/{n_bytes}")
    key, blocks = random.bytes(n_bytes), random.integers(0, 256, (64, 16), dtype=np.uint8)
    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 (single blocks are what is tested)
    assert encrypt_blocks(key, blocks).tobytes() == encryptor.update(blocks.tobytes())


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="not 15"):
        key_schedule(b"secret-key-15-b")


def test_blocks_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="shape"):
        encrypt_blocks(bytes(16), np.zeros((2, 15), np.uint8))
