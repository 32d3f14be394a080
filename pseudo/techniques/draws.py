"""Secret-keyed draws: the same key and place give the same number, whatever the batches, the threads or the engine.

Every draw is a block of HMAC-SHA-256 (RFC 2104), a pseudo-random function: without the key the draws cannot be told from
uniform ones, and who holds the key can repeat them. No generator has a state that a batch could disturb.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["number_draws", "row_draws", "text_draws", "unit"]

WORDS = 4
"""64-bit words of one draw."""


def text_draws(key: bytes, texts: pa.Array) -> NDArray[np.uint64]:
    """A draw for each text (NFC-normalised): uint64[n, 4]; equal texts get equal draws, a null zeros."""
    from pseudo.kernels.arrow import string_layout
    from pseudo.kernels.sha256 import hmac_sha256_rows

    return _words(hmac_sha256_rows(*string_layout(pc.utf8_normalize(texts, form="NFC")), key))


def row_draws(key: bytes, start: int, count: int, *beside: NDArray[Any]) -> NDArray[np.uint64]:
    """A draw for each of the ``count`` rows from the 0-based row ``start`` on: uint64[n, 4].

    ``beside`` are arrays of 8-byte numbers, one a row, that the draw depends on as well.
    """
    return number_draws(key, np.arange(start, start + count, dtype=np.int64), *beside)


def number_draws(key: bytes, *numbers: NDArray[Any]) -> NDArray[np.uint64]:
    """A draw for each row of the arrays of 8-byte numbers: uint64[n, 4]; equal rows get equal draws."""
    from pseudo.kernels.sha256 import hmac_sha256_rows

    messages = _little_endian(numbers)
    count, width = messages.shape
    offsets = np.arange(count + 1, dtype=np.int64) * width
    return _words(hmac_sha256_rows(offsets, messages.reshape(-1), np.ones(count, np.bool_), key))


def unit(draws: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Each draw as one of the 2⁵³ evenly spaced numbers in [0, 1)."""
    return (draws >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _little_endian(columns: Sequence[NDArray[Any]]) -> NDArray[np.uint8]:
    """8-byte numbers side by side as bytes: uint8[n, 8 * columns]."""
    stacked = np.stack([np.ascontiguousarray(c).view(np.int64).astype("<i8") for c in columns], axis=1)
    return np.ascontiguousarray(stacked).view(np.uint8).reshape(len(columns[0]), 8 * len(columns))


def _words(digests: NDArray[np.uint8]) -> NDArray[np.uint64]:
    words: NDArray[np.uint64] = np.ascontiguousarray(digests).view(">u8").astype(np.uint64)
    return words.reshape(len(digests), WORDS)
