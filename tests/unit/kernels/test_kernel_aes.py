"""FIPS 197 vectors, the cryptography library as the judge of random blocks, and every width of register."""

from __future__ import annotations

import os
import subprocess
import sys

import numba
import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from pseudo.entropy import seeded
from pseudo.kernels.aes import LANES, encrypt_lanes, key_schedule, register_words

PLAIN = "00112233445566778899aabbccddeeff"
FIPS_197 = [
    ("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734", "3925841d02dc09fbdc118597196a0b32"),
    (bytes(range(16)).hex(), PLAIN, "69c4e0d86a7b0430d8cdb78070b4c55a"),
    (bytes(range(24)).hex(), PLAIN, "dda97ca4864cdfe06eaf70a0ec0d7191"),
    (bytes(range(32)).hex(), PLAIN, "8ea2b7ca516745bfeafc49904b496089"),
]
COMPILED = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT) or not register_words(), reason="nothing is compiled, or there are no instructions"
)
# What Numba is told of the processor, and the register's words that follow.
PROCESSORS = [("generic", None, 0), ("x86-64-v2", "+sse4.2,-aes", 0), ("x86-64-v2", "+sse4.2,+aes", 2)]
PROCESSORS += [("x86-64-v3", "+avx2,+aes,+vaes", 4), ("x86-64-v4", "+avx2,+avx512f,+avx512bw,+aes,+vaes", 8)]
PERMUTE = """
import hashlib
import numpy as np
from pseudo.entropy import seeded
from pseudo.kernels import aes, ff1
rows = seeded(5, "aes/processors").integers(0, 10, (ff1.COMPILED_FROM + 77, 33), dtype=np.uint8)
cipher = ff1.FF1(bytes(range(16)), 10)
made = b"".join(cipher.encrypt(rows[:, :length]).tobytes() for length in (13, 32))
print(aes.register_words(), hashlib.sha256(made).hexdigest())
"""


@numba.njit
def call(schedule, first, last, out_first, out_last):
    encrypt_lanes(schedule, first, last, out_first, out_last)


def encrypt(key: bytes, blocks: np.ndarray) -> bytes:
    """``LANES`` blocks, uint8 of shape (LANES, 16), through the instructions."""
    halves = blocks.view(">u8").astype(np.uint64)
    out = np.empty((2, LANES), np.uint64)
    call(key_schedule(key), halves[:, 0].copy(), halves[:, 1].copy(), out[0], out[1])
    return out.T.astype(">u8").tobytes()


@COMPILED
@pytest.mark.parametrize(("key", "plain", "cipher"), FIPS_197)
def test_fips_197(key, plain, cipher):
    blocks = np.tile(np.frombuffer(bytes.fromhex(plain), np.uint8), (LANES, 1))
    assert encrypt(bytes.fromhex(key), blocks).hex() == cipher * LANES


def test_fips_197_key_expansion():
    schedule = key_schedule(bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c"))
    assert schedule.shape == (11, 16)
    assert schedule[1, :4].tobytes().hex() == "a0fafe17"
    assert schedule[10, 12:].tobytes().hex() == "b6630ca6"
    assert key_schedule(bytes(24)).shape == (13, 16)
    assert key_schedule(bytes(32)).shape == (15, 16)


@COMPILED
@pytest.mark.parametrize("n_bytes", [16, 24, 32])
def test_random_blocks_as_cryptography_has_them(n_bytes):
    random = seeded(7, f"aes/{n_bytes}")
    key, blocks = random.bytes(n_bytes), random.integers(0, 256, (LANES, 16), dtype=np.uint8)
    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 (single blocks are what is tested)
    assert encrypt(key, blocks) == encryptor.update(blocks.tobytes())


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="not 15"):
        key_schedule(b"secret-key-15-b")


def permuted(**told: str) -> tuple[int, str]:
    environment = {**os.environ, **told}
    done = subprocess.run([sys.executable, "-c", PERMUTE], env=environment, capture_output=True, text=True, check=True)
    words, digest = done.stdout.split()
    return int(words), digest


def test_every_processor_gives_the_same_bytes():
    _, expected = permuted(NUMBA_DISABLE_JIT="1")
    for name, features, words in PROCESSORS:
        if words > register_words():
            continue  # this machine could not run it
        told = {"NUMBA_CPU_NAME": name} | ({} if features is None else {"NUMBA_CPU_FEATURES": features})
        assert permuted(**told) == (words, expected)
    if register_words():
        assert permuted(NUMBA_ENABLE_AVX="0") == (2, expected)


def test_only_the_instructions_of_x86_64_are_used(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    monkeypatch.setattr(numba.config, "CPU_FEATURES", "+neon,+aes")
    assert register_words() == 0
