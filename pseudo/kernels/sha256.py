"""HMAC-SHA-256 (RFC 2104, FIPS 198-1, FIPS 180-4) of the rows of a string column, and tokens from digests.

Many rows are hashed side by side in the lanes of the processor's vectors; few rows row by row with the standard
library, which needs no compiled code. Both give the same bytes. The key is an argument only.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.kernels._hmac_plain import hmac_each
from pseudo.kernels._layout import Bytes, Offsets, Valid, read_only, text_layout

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEW_ROWS", "base32_rows", "hex_rows", "hmac_sha256_hex_rows", "hmac_sha256_rows"]

FEW_ROWS = 2048
"""Below this many rows the standard library is done before compiled code is loaded."""

BLOCK_BYTES = 64
DIGEST_BYTES = 32
WORD_BYTES = 4
DIGEST_WORDS = DIGEST_BYTES // WORD_BYTES
SLICE_ROWS = 16_384  # half a megabyte of digests stays in the processor's cache


def _many_rows(rows: int) -> Any:
    """The compiled kernels where they pay and can run; else None. Numba is imported here and not before."""
    if rows < FEW_ROWS or sys.byteorder != "little" or os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}:
        return None
    from pseudo.kernels import _sha256_rows

    return _sha256_rows


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
    offsets, data, valid = text_layout(offsets, data, valid)
    kernels = _many_rows(valid.size)
    if kernels is None:
        return hmac_each("sha256", offsets, data, valid, key)
    digests = np.empty((valid.size, DIGEST_WORDS), np.uint32)
    _hash(kernels, offsets, data, valid, key, digests)
    return digests.view(np.uint8)


def hmac_sha256_hex_rows(offsets: Offsets, data: Bytes, valid: Valid, key: bytes, n_bytes: int) -> Bytes:
    """Give what :func:`hex_rows` makes of :func:`hmac_sha256_rows`, without ever holding all digests.

    ``n_bytes`` (1..32) of each digest, in lower-case hexadecimal; uint8 ASCII of shape (n, 2 * n_bytes).
    """
    offsets, data, valid = text_layout(offsets, data, valid)
    kernels = _many_rows(valid.size)
    if kernels is None or n_bytes % WORD_BYTES or not 0 < n_bytes <= DIGEST_BYTES:
        return hex_rows(hmac_sha256_rows(offsets, data, valid, key), n_bytes)
    characters = np.empty((valid.size, n_bytes // WORD_BYTES), np.uint64)
    digests = np.empty((min(valid.size, SLICE_ROWS), DIGEST_WORDS), np.uint32)
    for first in range(0, valid.size, SLICE_ROWS):
        flags = valid[first : first + SLICE_ROWS]
        _hash(kernels, offsets[first : first + SLICE_ROWS + 1], data, flags, key, digests)
        kernels.write_hex(read_only(digests), characters[first : first + SLICE_ROWS])
    return characters.view(np.uint8)


def hex_rows(digests: Bytes, n_bytes: int) -> Bytes:
    """Write the first ``n_bytes`` of each digest as lower-case hexadecimal; uint8 ASCII of shape (n, 2 * n_bytes)."""
    _check_bytes(digests, n_bytes)
    kernels = _many_rows(len(digests))
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
    kernels = _many_rows(len(digests))
    if kernels is None:
        written = b"".join(base64.b32encode(digest[:n_bytes].tobytes())[:width] for digest in digests)
        return np.frombuffer(bytearray(written), np.uint8).reshape(-1, width)
    characters = np.empty((len(digests), width), np.uint8)
    kernels.write_base32(read_only(digests), n_bytes, characters)
    return characters


def _check_bytes(digests: Bytes, n_bytes: int) -> None:
    if digests.ndim != 2 or digests.dtype != np.uint8 or not 1 <= n_bytes <= digests.shape[1]:
        raise ValueError(f"{n_bytes} bytes cannot be taken from digests of shape {digests.shape}")


def _hash(kernels: Any, offsets: Offsets, data: Bytes, valid: Valid, key: bytes, digests: NDArray[np.uint32]) -> None:
    """Digests of all rows, zeros for null, into the first rows of ``digests``."""
    short = hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key
    padded = np.frombuffer(short.ljust(BLOCK_BYTES, b"\x00"), np.uint8)
    chosen = np.flatnonzero(valid)
    if chosen.size < valid.size:
        digests[: valid.size][~valid] = 0
    blocks = (np.diff(offsets) + 8) >> 6  # one less than there are: they are only compared
    if blocks.any():  # rows of one count beside each other; from 65,535 on all count as one
        chosen = chosen[np.argsort(np.minimum(blocks[chosen], 65_535).astype(np.uint16), kind="stable")]
    kernels.hmac_rows(offsets, data, read_only(chosen), padded, digests)
