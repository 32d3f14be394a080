"""AES-128, AES-192 and AES-256 (FIPS 197), encryption of single 16-byte blocks, with look-up tables.

A table-based AES is **not constant-time**: how long it takes depends, through the processor's caches, on key and
data. Whoever runs code on the same machine at the same time may learn the key. It is meant for batch runs on a
machine of one's own; where that does not hold, use ``cryptography``. It is the raw block function: no mode, no
authentication.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import Bytes, read_only

__all__ = ["encrypt_blocks", "encrypt_words", "key_schedule"]

Words = NDArray[np.uint32]

KEY_BYTES = (16, 24, 32)
BYTE = np.uint32(0xFF)
S8, S16, S24 = np.uint32(8), np.uint32(16), np.uint32(24)


def _times_x(value: int) -> int:
    """Multiply by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.3)."""
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _s_box() -> list[int]:
    """Compute the substitution of FIPS 197, 5.1.1: the inverse in GF(2^8), then the affine map."""
    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] ^ _times_x(powers[-1]))  # 3 generates the group
    logarithm = {power: exponent for exponent, power in enumerate(powers)}
    inverses = [0, *(powers[-logarithm[value] % 255] for value in range(1, 256))]
    box = []
    for inverse in inverses:
        doubled = inverse << 8 | inverse
        turned = inverse ^ doubled >> 7 ^ doubled >> 6 ^ doubled >> 5 ^ doubled >> 4
        box.append(turned & 0xFF ^ 0x63)
    return box


def _round_tables(box: list[int]) -> Words:
    """SubBytes and MixColumns in one look-up; table ``r`` is for the byte that ShiftRows brings to row ``r``."""
    column = [_times_x(s) << 24 | s << 16 | s << 8 | (_times_x(s) ^ s) for s in box]
    return np.array(
        [[word >> 8 * r | word << 32 - 8 * r & 0xFFFFFFFF for word in column] for r in range(4)], dtype=np.uint32
    )


_BOX = _s_box()
S_BOX = np.array(_BOX, dtype=np.uint32)
T0, T1, T2, T3 = _round_tables(_BOX)


def key_schedule(key: bytes) -> Words:
    """Expand a key to round keys (FIPS 197, 5.2).

    Parameters
    ----------
    key : bytes
        16, 24 or 32 bytes.

    Returns
    -------
    uint32 array of shape (4 * (rounds + 1),)
        10, 12 or 14 rounds. Secret as the key is.

    Raises
    ------
    ValueError
        For any other length; the message names the length only.
    """
    if len(key) not in KEY_BYTES:
        raise ValueError(f"an AES key has 16, 24 or 32 bytes, not {len(key)}")
    step = len(key) // 4
    words = [int.from_bytes(key[i : i + 4], "big") for i in range(0, len(key), 4)]
    constant = 1
    for i in range(step, 4 * (step + 7)):
        word = words[-1]
        if i % step == 0:
            word = _substituted((word << 8 | word >> 24) & 0xFFFFFFFF) ^ constant << 24
            constant = _times_x(constant)
        elif step == 8 and i % step == 4:
            word = _substituted(word)
        words.append(words[i - step] ^ word)
    return np.array(words, dtype=np.uint32)


def _substituted(word: int) -> int:
    return int.from_bytes(bytes(_BOX[byte] for byte in word.to_bytes(4, "big")), "big")


@jit
def encrypt_words(
    schedule: Words, a: np.uint32, b: np.uint32, c: np.uint32, d: np.uint32
) -> tuple[np.uint32, np.uint32, np.uint32, np.uint32]:
    """One block as four big-endian words. A helper for other kernels; ``schedule`` is :func:`key_schedule`'s."""
    a, b, c, d = a ^ schedule[0], b ^ schedule[1], c ^ schedule[2], d ^ schedule[3]
    last = schedule.size - 4
    for k in range(4, last, 4):
        a, b, c, d = (
            T0[a >> S24] ^ T1[b >> S16 & BYTE] ^ T2[c >> S8 & BYTE] ^ T3[d & BYTE] ^ schedule[k],
            T0[b >> S24] ^ T1[c >> S16 & BYTE] ^ T2[d >> S8 & BYTE] ^ T3[a & BYTE] ^ schedule[k + 1],
            T0[c >> S24] ^ T1[d >> S16 & BYTE] ^ T2[a >> S8 & BYTE] ^ T3[b & BYTE] ^ schedule[k + 2],
            T0[d >> S24] ^ T1[a >> S16 & BYTE] ^ T2[b >> S8 & BYTE] ^ T3[c & BYTE] ^ schedule[k + 3],
        )
    return (
        _last_round(a, b, c, d) ^ schedule[last],
        _last_round(b, c, d, a) ^ schedule[last + 1],
        _last_round(c, d, a, b) ^ schedule[last + 2],
        _last_round(d, a, b, c) ^ schedule[last + 3],
    )


@jit
def _last_round(a: np.uint32, b: np.uint32, c: np.uint32, d: np.uint32) -> np.uint32:
    """ShiftRows and SubBytes without MixColumns, one column."""
    word: np.uint32 = (
        S_BOX[a >> S24] << S24 | S_BOX[b >> S16 & BYTE] << S16 | S_BOX[c >> S8 & BYTE] << S8 | S_BOX[d & BYTE]
    )
    return word


@jit
def _encrypt_blocks(schedule: Words, blocks: Words, out: Words) -> None:
    """Each row of ``blocks`` (n, 4) into ``out`` (n, 4)."""
    for row in range(blocks.shape[0]):
        a, b, c, d = encrypt_words(schedule, blocks[row, 0], blocks[row, 1], blocks[row, 2], blocks[row, 3])
        out[row, 0], out[row, 1], out[row, 2], out[row, 3] = a, b, c, d


def encrypt_blocks(key: bytes, blocks: Bytes) -> Bytes:
    """Encrypt each 16-byte block by itself.

    Parameters
    ----------
    key : bytes
        16, 24 or 32 bytes.
    blocks : uint8 array of shape (n, 16)

    Returns
    -------
    uint8 array of shape (n, 16)

    Raises
    ------
    ValueError
        Where the key's length or the blocks' shape is wrong.
    """
    if blocks.ndim != 2 or blocks.shape[1] != 16 or blocks.dtype != np.uint8:
        raise ValueError(f"blocks are uint8 of shape (n, 16), not {blocks.dtype} of shape {blocks.shape}")
    words = np.ascontiguousarray(blocks).view(">u4").astype(np.uint32)
    out = np.empty_like(words)
    _encrypt_blocks(key_schedule(key), read_only(words), out)
    return out.astype(">u4").view(np.uint8)
