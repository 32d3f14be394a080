"""HMAC row by row with the standard library: for few rows, and wherever nothing is compiled. It imports no Numba."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pseudo.kernels._layout import Bytes, Offsets, Valid

__all__ = ["hmac_each"]


def hmac_each(algorithm: str, offsets: Offsets, data: Bytes, valid: Valid, key: bytes) -> Bytes:
    """HMAC with hashlib's ``algorithm`` of each row of a checked layout; (n, digest bytes), zeros for null rows."""
    keyed = hmac.new(key, digestmod=algorithm)
    digests = np.zeros((valid.size, keyed.digest_size), np.uint8)
    held = data.data
    places = offsets.tolist()
    for row in np.flatnonzero(valid).tolist():
        of_row = keyed.copy()
        of_row.update(held[places[row] : places[row + 1]])
        digests[row] = np.frombuffer(of_row.digest(), np.uint8)
    return digests
