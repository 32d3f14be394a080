"""HMAC-SHA-256 (RFC 2104, FIPS 198-1, FIPS 180-4) of the rows of a string column, and tokens from digests.

Many rows are hashed side by side in the processor's vectors or by its own instructions for SHA-256; few rows row by row
with the standard library, which needs no compiled code. All give the same bytes. The key is an argument only.
"""

from __future__ import annotations

import base64

import numpy as np

from pseudo.kernels._hmac import FEW_ROWS, compiled, hmac_digests, hmac_hex
from pseudo.kernels._layout import Bytes, Offsets, Valid, read_only, text_layout

__all__ = ["FEW_ROWS", "base32_rows", "hex_rows", "hmac_sha256_hex_rows", "hmac_sha256_rows"]

WORD_BYTES = 4


def hmac_sha256_rows(offsets: Offsets, data: Bytes, valid: Valid, key: bytes) -> Bytes:
    """HMAC-SHA-256 of every row of a string column.

    Parameters
    ----------
    offsets, data, valid : arrays
        Arrow's string layout (:func:`pseudo.kernels.arrow.string_layout`); rows of any length.
    key : bytes
        Of any length; 32 secret bytes are the rule. Whoever holds it can recompute every token from a guessed value.

    Returns
    -------
    uint8 array of shape (n, 32)
        The digests; zeros for null rows.

    Raises
    ------
    ValueError
        Where the layout is not sound.

    Notes
    -----
    Equal text gives equal digests: canonical form (NFC, dashes, width) is the caller's business.

    Fewer than ``FEW_ROWS`` rows, and all where Numba's JIT is disabled, take the standard library's HMAC.

    Examples
    --------
    >>> import numpy as np
    >>> offsets, data = np.array([0, 3], np.int32), np.frombuffer(b"abc", np.uint8)
    >>> hmac_sha256_rows(offsets, data, np.ones(1, np.bool_), b"k" * 32).shape
    (1, 32)
    """
    return hmac_digests("sha256", *text_layout(offsets, data, valid), key)


def hmac_sha256_hex_rows(offsets: Offsets, data: Bytes, valid: Valid, key: bytes, n_bytes: int) -> Bytes:
    """Give what :func:`hex_rows` makes of :func:`hmac_sha256_rows`, without ever holding all digests.

    ``n_bytes`` (1..32) of each digest, in lower-case hexadecimal; uint8 ASCII of shape (n, 2 * n_bytes).
    """
    layout = text_layout(offsets, data, valid)
    characters = hmac_hex("sha256", *layout, key, n_bytes)
    return hex_rows(hmac_digests("sha256", *layout, key), n_bytes) if characters is None else characters


def hex_rows(digests: Bytes, n_bytes: int) -> Bytes:
    """Write the first ``n_bytes`` of each digest as lower-case hexadecimal; uint8 ASCII of shape (n, 2 * n_bytes)."""
    _check_bytes(digests, n_bytes)
    kernels = compiled(len(digests))
    if kernels is None or digests.shape[1] % WORD_BYTES:
        written = bytearray(np.ascontiguousarray(digests[:, :n_bytes]).tobytes().hex(), "ascii")
        return np.frombuffer(written, np.uint8).reshape(-1, 2 * n_bytes)
    characters = np.empty((len(digests), -(-n_bytes // WORD_BYTES)), np.uint64)
    kernels.write_hex(read_only(digests).view(np.uint32), characters)
    return np.ascontiguousarray(characters.view(np.uint8)[:, : 2 * n_bytes])


def base32_rows(digests: Bytes, n_bytes: int) -> Bytes:
    """Write the first ``n_bytes`` of each digest in base32 (RFC 4648, no padding); (n, ceil(8 * n_bytes / 5))."""
    _check_bytes(digests, n_bytes)
    width = (8 * n_bytes + 4) // 5
    kernels = compiled(len(digests))
    if kernels is None:
        written = b"".join(base64.b32encode(digest[:n_bytes].tobytes())[:width] for digest in digests)
        return np.frombuffer(bytearray(written), np.uint8).reshape(-1, width)
    characters = np.empty((len(digests), width), np.uint8)
    kernels.write_base32(read_only(digests), n_bytes, characters)
    return characters


def _check_bytes(digests: Bytes, n_bytes: int) -> None:
    if digests.ndim != 2 or digests.dtype != np.uint8 or not 1 <= n_bytes <= digests.shape[1]:
        raise ValueError(f"{n_bytes} bytes cannot be taken from digests of shape {digests.shape}")
