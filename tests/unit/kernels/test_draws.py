"""ChaCha20 by RFC 8439's own vectors and beside another implementation; draws hang on key, stream and row alone."""

from __future__ import annotations

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.draws import laplace_rows, response_rows, stream_words

RFC_KEY = bytes(range(32))
BLOCK_2_3_2 = """
10 f1 e7 e4 d1 3b 59 15 50 0f dd 1f a3 20 71 c4 c7 d1 f4 c7 33 c0 68 03 04 22 aa 9a c3 d4 6c 4e
d2 82 64 46 07 9f aa 09 14 c2 d7 05 d9 8b 02 a2 b5 12 9c d1 de 16 4e b9 cb d0 83 e8 a2 50 3c 4e
"""
BLOCKS_A_1 = """
76 b8 e0 ad a0 f1 3d 90 40 5d 6a e5 53 86 bd 28 bd d2 19 b8 a0 8d ed 1a a8 36 ef cc 8b 77 0d c7
da 41 59 7c 51 57 48 8d 77 24 e0 3f b8 d8 4a 37 6a 43 b8 f4 15 18 a1 1c c3 87 b6 69 b2 ee 65 86
9f 07 e7 be 55 51 38 7a 98 ba 97 7c 73 2d 08 0d cb 0f 29 a0 48 e3 65 69 12 c6 53 3e 32 ee 7a ed
29 b7 21 76 9c e6 4e 43 d5 71 33 b0 74 d8 39 d5 31 ed 1f 28 51 0a fb 45 ac e1 0a 1f 4b 79 4d 6f
"""


def words(key: bytes) -> np.ndarray:
    return np.frombuffer(key, np.uint32)


def test_rfc_8439_section_2_3_2():
    """Counter 1, nonce 00:00:00:09:00:00:00:4a:00:00:00:00."""
    row = 0x09000000 | 0x4A000000 << 32
    assert stream_words(words(RFC_KEY), 0, row, 2)[0, 16:].tobytes() == bytes.fromhex(BLOCK_2_3_2)


def test_rfc_8439_appendix_a_1():
    """Test vectors 1 and 2: an all-zero key and nonce, counters 0 and 1."""
    assert stream_words(words(bytes(32)), 0, 0, 2)[0].tobytes() == bytes.fromhex(BLOCKS_A_1)


@settings(deadline=None, max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**31 - 1), st.integers(0, 2**40), st.integers(1, 11))
def test_every_row_has_the_key_stream_of_its_nonce(key, stream, row, blocks):
    found = stream_words(words(key), stream, row, blocks)
    for lane in (0, 7, 15):
        nonce = bytes(4) + (row + lane).to_bytes(8, "little") + stream.to_bytes(4, "little")
        expected = Cipher(ChaCha20(key, nonce), None).encryptor().update(bytes(64 * blocks))
        assert found[lane].tobytes() == expected


@pytest.mark.parametrize("size", [1, 5, 16, 37])
def test_draws_do_not_hang_on_the_batch(size):
    key, whole = words(RFC_KEY), np.empty(50, np.int64)
    laplace_rows(key, 3, 100, 70, 9, whole)
    cells = np.arange(50, dtype=np.int32) % 4
    response_rows(key, 3, 100, 4, 1, 2, cells)
    for at in range(0, 50, size):
        part = np.empty(min(size, 50 - at), np.int64)
        laplace_rows(key, 3, 100 + at, 70, 9, part)
        assert part.tolist() == whole[at : at + size].tolist()
        codes = np.arange(at, at + len(part), dtype=np.int32) % 4
        response_rows(key, 3, 100 + at, 4, 1, 2, codes)
        assert codes.tolist() == cells[at : at + size].tolist()


def test_another_key_stream_or_row_is_another_draw():
    one = np.empty(200, np.int64)
    laplace_rows(words(RFC_KEY), 0, 0, 1000, 1, one)
    for key, stream, row in ((bytes(32), 0, 0), (RFC_KEY, 1, 0), (RFC_KEY, 0, 10**6)):
        other = np.empty(200, np.int64)
        laplace_rows(words(key), stream, row, 1000, 1, other)
        assert (one == other).sum() < 10
