"""HMAC-SHA-512 (RFC 2104, FIPS 198-1, FIPS 180-4) of the rows of a string column, as ``sha256`` does it."""

from __future__ import annotations

from pseudo.kernels._hmac import hmac_digests
from pseudo.kernels._layout import Bytes, Offsets, Valid, text_layout

__all__ = ["hmac_sha512_rows"]


def hmac_sha512_rows(offsets: Offsets, data: Bytes, valid: Valid, key: bytes) -> Bytes:
    """HMAC-SHA-512 of every row of a string column; uint8 of shape (n, 64), zeros for null rows.

    Parameters, errors and what equal text means are those of :func:`pseudo.kernels.sha256.hmac_sha256_rows`; its
    writers of hexadecimal and base32 take these digests too.
    """
    return hmac_digests("sha512", *text_layout(offsets, data, valid), key)
