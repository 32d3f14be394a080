"""HMAC-SHA-256, hexadecimal and base32 against the standard library."""

from __future__ import annotations

import base64
import hmac

import numba
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.sha256 import base32_rows, hex_rows, hmac_sha256_rows

# A kernel compiles within its first example.
LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)

ROWS = st.lists(st.none() | st.binary(max_size=200), max_size=12)


@LAW
@given(rows=ROWS, ahead=st.integers(0, 5), key=st.binary(max_size=150), n_bytes=st.integers(1, 32))
def test_hmac_and_tokens(layout_of, rows, ahead, key, n_bytes):
    digests = hmac_sha256_rows(*layout_of(rows, ahead), key)
    expected = [bytes(32) if row is None else hmac.digest(key, row, "sha256") for row in rows]
    assert [bytes(digest) for digest in digests] == expected
    assert [bytes(token) for token in hex_rows(digests, n_bytes)] == [d[:n_bytes].hex().encode() for d in expected]
    tokens = [base64.b32encode(digest[:n_bytes]).rstrip(b"=") for digest in expected]
    assert [bytes(token) for token in base32_rows(digests, n_bytes)] == tokens
