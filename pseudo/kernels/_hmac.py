"""HMAC of a checked string layout: side by side by compiled code where it pays, row by row by the standard library else."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.kernels._hmac_plain import hmac_each
from pseudo.kernels._layout import read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.kernels._layout import Bytes, Offsets, Valid

__all__ = ["FEW_ROWS", "HEX_BYTES", "compiled", "hmac_digests", "hmac_hex"]

FEW_ROWS = 2048
"""Below this many rows the standard library is done before compiled code is loaded."""

HEX_BYTES = 16
"""Of these many bytes at a time the compiled code writes hexadecimal."""

IPAD, OPAD = np.uint8(0x36), np.uint8(0x5C)
"""FIPS 198-1, section 2.3."""

WORDS: dict[str, np.dtype[Any]] = {"sha256": np.dtype(np.uint32), "sha512": np.dtype(np.uint64)}


def compiled(rows: int) -> Any:
    """The compiled kernels where they pay and can run; else None. Numba is imported here and not before."""
    if rows < FEW_ROWS or sys.byteorder != "little" or os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}:
        return None
    from pseudo.kernels import _sha2_rows

    return _sha2_rows


def hmac_digests(algorithm: str, offsets: Offsets, data: Bytes, valid: Valid, key: bytes) -> Bytes:
    """HMAC with "sha256" or "sha512" of each row; (n, digest bytes), zeros for null rows."""
    kernels = compiled(valid.size)
    if kernels is None:
        return hmac_each(algorithm, offsets, data, valid, key)
    words = WORDS[algorithm]
    digests = np.empty((valid.size, 8), words)
    if not valid.all():
        digests[~valid] = 0
    if valid.any():
        kernels.hmac_words(offsets, data, _chosen(offsets, valid, words), *_keyed(kernels, algorithm, key), digests)
    written: Bytes = digests.view(np.uint8)
    return written


def hmac_hex(algorithm: str, offsets: Offsets, data: Bytes, valid: Valid, key: bytes, n_bytes: int) -> Bytes | None:
    """The first ``n_bytes`` of each row's digest in lower-case hexadecimal, (n, 2 * n_bytes), null rows' all "0".

    None where compiled code does not do it at one go.
    """
    kernels = compiled(valid.size)
    if kernels is None or n_bytes % HEX_BYTES or not 0 < n_bytes <= 8 * WORDS[algorithm].itemsize:
        return None
    characters = np.empty((valid.size, 2 * n_bytes), np.uint8)
    if not valid.all():
        characters[~valid] = ord("0")
    if valid.any():
        chosen = _chosen(offsets, valid, WORDS[algorithm])
        kernels.hmac_hex(offsets, data, chosen, *_keyed(kernels, algorithm, key), characters)
    return characters


def _keyed(kernels: Any, algorithm: str, key: bytes) -> tuple[NDArray[Any], NDArray[Any]]:
    """The states behind the key's inner and outer block (FIPS 198-1, section 4), which stand at every row's beginning."""
    from pseudo.kernels._sha2_ir import initial_state

    block_bytes = 16 * WORDS[algorithm].itemsize
    short = hashlib.new(algorithm, key).digest() if len(key) > block_bytes else key
    padded = np.frombuffer(short.ljust(block_bytes, b"\x00"), np.uint8)
    initial = initial_state(WORDS[algorithm])
    inner, outer = (kernels.key_state(padded ^ pad, initial) for pad in (IPAD, OPAD))
    return inner, outer


def _chosen(offsets: Offsets, valid: Valid, words: np.dtype[Any]) -> NDArray[np.int64]:
    """The rows to hash, those of one number of blocks beside each other; none means all as they stand."""
    block_bytes = 16 * words.itemsize
    lengths = np.diff(offsets)
    several = int(lengths.max()) + block_bytes // 8 >= block_bytes
    if not several and valid.all():
        return read_only(np.empty(0, np.int64))
    chosen = np.flatnonzero(valid)
    if several:
        blocks = (lengths[chosen] + block_bytes // 8) // block_bytes  # one less than there are: they are only compared
        chosen = chosen[np.argsort(np.minimum(blocks, 65_535).astype(np.uint16), kind="stable")]
    return read_only(chosen)
