"""FF1 as SP 800-38G writes it down, on lists of numerals, against every path."""

from __future__ import annotations

import math
from unittest.mock import patch

import numba
import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.ff1 import FF1

# A kernel compiles within its first example.
LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)


def aes(key: bytes, block: bytes) -> bytes:
    return Cipher(AES(key), ECB()).encryptor().update(block)  # noqa: S305 (the standard's CIPH)


def xor(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))


def prf(key: bytes, message: bytes) -> bytes:
    """Algorithm 6."""
    y = bytes(16)
    for at in range(0, len(message), 16):
        y = aes(key, xor(y, message[at : at + 16]))
    return y


def num(numerals: list[int], radix: int) -> int:
    """Algorithm 1."""
    return sum(numeral * radix**power for power, numeral in enumerate(reversed(numerals)))


def string(number: int, radix: int, length: int) -> list[int]:
    """Algorithm 3."""
    return [number // radix**power % radix for power in reversed(range(length))]


def ff1_encrypt(key: bytes, radix: int, tweak: bytes, x: list[int]) -> list[int]:
    """Algorithm 7, step by step."""
    n, t = len(x), len(tweak)
    u = n // 2
    v = n - u
    a, b = x[:u], x[u:]
    bits = 0
    while 2**bits < radix**v:
        bits += 1
    b_bytes = math.ceil(bits / 8)
    d = 4 * math.ceil(b_bytes / 4) + 4
    p = bytes([1, 2, 1, *radix.to_bytes(3, "big"), 10, u % 256, *n.to_bytes(4, "big"), *t.to_bytes(4, "big")])
    for i in range(10):
        q = tweak + bytes((-t - b_bytes - 1) % 16) + bytes([i]) + num(b, radix).to_bytes(b_bytes, "big")
        r = prf(key, p + q)
        s = r + b"".join(aes(key, xor(r, j.to_bytes(16, "big"))) for j in range(1, math.ceil(d / 16)))
        y = int.from_bytes(s[:d], "big")
        m = u if i % 2 == 0 else v
        c = string((num(a, radix) + y) % radix**m, radix, m)
        a, b = b, c
    return a + b


@st.composite
def messages(draw: st.DrawFn) -> tuple[int, list[list[int]]]:
    radix = draw(st.sampled_from([2, 3, 10, 16, 26, 36, 62, 256, 257, 1000, 65_535, 65_536]) | st.integers(2, 65_536))
    length = draw(st.integers(2, 40))
    numerals = st.lists(st.integers(0, radix - 1), min_size=length, max_size=length)
    return radix, draw(st.lists(numerals, min_size=1, max_size=3))


@pytest.mark.parametrize("compiled_from", [1, 1_000_000])
@LAW
@given(message=messages(), size=st.sampled_from([16, 24, 32]), data=st.data())
def test_encrypts_as_the_standard_and_decrypts_back(compiled_from, message, size, data):
    with patch("pseudo.kernels.ff1.COMPILED_FROM", compiled_from):
        check(message, size, data)


def check(message, size, data):
    radix, rows = message
    key, tweak = data.draw(st.binary(min_size=size, max_size=size)), data.draw(st.binary(max_size=40))
    numerals = np.array(rows, np.uint8 if radix <= 256 else np.uint16)
    ff1 = FF1(key, radix)
    encrypted = ff1.permute_small_domain(numerals, tweak)
    assert encrypted.tolist() == [ff1_encrypt(key, radix, tweak, row) for row in rows]
    assert ff1.permute_small_domain(encrypted, tweak, inverse=True).tolist() == rows
    if radix ** len(rows[0]) >= 1_000_000:
        assert ff1.encrypt(numerals, tweak).tolist() == encrypted.tolist()
        assert ff1.decrypt(encrypted, tweak).tolist() == rows
