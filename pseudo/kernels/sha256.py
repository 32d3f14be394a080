"""SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104, FIPS 198-1) of the rows of a string column, and tokens from digests.

The key is an argument only. Its two midstates (the state after the inner and the outer padded key) are computed once
a call, which leaves two compressions for a row of up to 55 bytes.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import Bytes, Offsets, Valid, read_only, text_layout

__all__ = ["base32_rows", "hex_rows", "hmac_sha256_rows"]

Words = NDArray[np.uint32]

BLOCK_BYTES = 64
DIGEST_BYTES = 32
LOW32 = np.uint64(0xFFFFFFFF)
ONE_BIT = np.uint64(0x80)
EIGHT = np.uint64(8)
LOW8 = np.uint64(0xFF)

# FIPS 180-4, sections 4.2.2 and 5.3.3.
ROUND_CONSTANTS = np.array(
    [
        int(word, 16)
        for word in """
        428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5 d807aa98 12835b01 243185be 550c7dc3
        72be5d74 80deb1fe 9bdc06a7 c19bf174 e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da
        983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967 27b70a85 2e1b2138 4d2c6dfc 53380d13
        650a7354 766a0abb 81c2c92e 92722c85 a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070
        19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3 748f82ee 78a5636f 84c87814 8cc70208
        90befffa a4506ceb bef9a3f7 c67178f2
        """.split()  # noqa: SIM905 (eight lines, not sixty-four)
    ],
    dtype=np.uint32,
)
INITIAL_STATE = np.array(
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19], dtype=np.uint32
)
HEX_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)
BASE32_DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", np.uint8)


@jit
def _rotated(word: np.uint32, count: int) -> np.uint32:
    """``word`` rotated right by ``count`` bits, 1..31."""
    wide = np.uint64(word)
    return np.uint32(((wide >> np.uint64(count)) | (wide << np.uint64(32 - count))) & LOW32)


@jit
def _sum(first: np.uint32, second: np.uint32) -> np.uint32:
    """Add modulo 2^32."""
    return np.uint32((np.uint64(first) + np.uint64(second)) & LOW32)


@jit
def _compress(state: Words, words: Words) -> None:
    """One compression (FIPS 180-4, 6.2.2): ``state`` (8 words) changed in place by ``words[:16]``; ``words`` has 64."""
    for t in range(16, 64):
        early, late = words[t - 15], words[t - 2]
        small0 = _rotated(early, 7) ^ _rotated(early, 18) ^ (early >> np.uint32(3))
        small1 = _rotated(late, 17) ^ _rotated(late, 19) ^ (late >> np.uint32(10))
        words[t] = _sum(_sum(words[t - 16], np.uint32(small0)), _sum(words[t - 7], np.uint32(small1)))
    a, b, c, d, e, f, g, h = state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
    for t in range(64):
        big1 = np.uint32(_rotated(e, 6) ^ _rotated(e, 11) ^ _rotated(e, 25))
        chosen = np.uint32(g ^ (e & (f ^ g)))
        first = _sum(_sum(h, big1), _sum(chosen, _sum(ROUND_CONSTANTS[t], words[t])))
        big0 = np.uint32(_rotated(a, 2) ^ _rotated(a, 13) ^ _rotated(a, 22))
        majority = np.uint32((a & b) ^ (c & (a ^ b)))
        h, g, f, e = g, f, e, _sum(d, first)
        d, c, b, a = c, b, a, _sum(first, _sum(big0, majority))
    state[0], state[1], state[2], state[3] = _sum(state[0], a), _sum(state[1], b), _sum(state[2], c), _sum(state[3], d)
    state[4], state[5], state[6], state[7] = _sum(state[4], e), _sum(state[5], f), _sum(state[6], g), _sum(state[7], h)


@jit
def _padded_word(data: Bytes, start: int, length: int, at: int) -> np.uint32:
    """Read the big-endian word at byte ``at`` of ``data[start:start + length]``, a one bit, and zeros."""
    word = np.uint64(0)
    for position in range(at, at + 4):
        byte = np.uint64(0)
        if position < length:
            byte = np.uint64(data[start + position])
        elif position == length:
            byte = ONE_BIT
        word = (word << EIGHT) | byte
    return np.uint32(word)


@jit
def _absorb(state: Words, words: Words, data: Bytes, start: int, length: int) -> None:
    """Take ``data[start:start + length]``, padding and length into ``state``, which has taken one block before."""
    blocks = (length + 8) // 64 + 1
    for block in range(blocks):
        for t in range(16):
            words[t] = _padded_word(data, start, length, 64 * block + 4 * t)
        if block == blocks - 1:
            bits = np.uint64((64 + length) * 8)
            words[14], words[15] = np.uint32(bits >> np.uint64(32)), np.uint32(bits & LOW32)
        _compress(state, words)


@jit
def _midstates(padded_key: Bytes, states: Words) -> None:
    """``states`` (2, 8): the state after the inner (0x36) and the outer (0x5c) padded key of 64 bytes."""
    words = np.empty(64, np.uint32)
    for side in range(2):
        pad = np.uint32(0x36363636) if side == 0 else np.uint32(0x5C5C5C5C)
        for t in range(16):
            words[t] = _padded_word(padded_key, 0, 64, 4 * t) ^ pad
        states[side, :] = INITIAL_STATE
        _compress(states[side], words)


@jit
def _hmac_rows(offsets: Offsets, data: Bytes, valid: Valid, states: Words, digests: Bytes) -> None:
    """HMAC of each row into ``digests`` (n, 32). Null rows get zeros. The caller has checked the layout."""
    words = np.empty(64, np.uint32)
    state = np.empty(8, np.uint32)
    for row in range(valid.size):
        if not valid[row]:
            digests[row, :] = 0
            continue
        start = offsets[row]
        state[:] = states[0]
        _absorb(state, words, data, start, np.int64(offsets[row + 1]) - start)
        words[:8] = state
        words[8] = np.uint32(0x80000000)
        words[9:15] = 0
        words[15] = np.uint32((64 + 32) * 8)
        state[:] = states[1]
        _compress(state, words)
        for t in range(8):
            for byte in range(4):
                digests[row, 4 * t + byte] = (state[t] >> np.uint32(24 - 8 * byte)) & np.uint32(0xFF)


@jit
def _write_hex(digests: Bytes, characters: Bytes) -> None:
    """Lower-case hexadecimal of the leading bytes of each row; ``characters`` (n, 2 * bytes)."""
    for row in range(characters.shape[0]):
        for byte in range(characters.shape[1] // 2):
            value = digests[row, byte]
            characters[row, 2 * byte] = HEX_DIGITS[value >> np.uint8(4)]
            characters[row, 2 * byte + 1] = HEX_DIGITS[value & np.uint8(15)]


@jit
def _write_base32(digests: Bytes, n_bytes: int, characters: Bytes) -> None:
    """Base32 (RFC 4648, section 6) without padding signs of the leading ``n_bytes`` of each row."""
    for row in range(characters.shape[0]):
        held = np.uint64(0)  # bits not written yet; older ones above them fall out of use
        bits = 0
        at = 0
        for byte in range(n_bytes):
            held = ((held & LOW8) << EIGHT) | np.uint64(digests[row, byte])
            bits += 8
            while bits >= 5:
                bits -= 5
                characters[row, at] = BASE32_DIGITS[(held >> np.uint64(bits)) & np.uint64(31)]
                at += 1
        if bits:
            characters[row, at] = BASE32_DIGITS[(held << np.uint64(5 - bits)) & np.uint64(31)]


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

    Examples
    --------
    >>> import numpy as np
    >>> offsets, data = np.array([0, 3], np.int32), np.frombuffer(b"abc", np.uint8)
    >>> hmac_sha256_rows(offsets, data, np.ones(1, np.bool_), b"k" * 32).shape
    (1, 32)
    """
    offsets, data, valid = text_layout(offsets, data, valid)
    short = hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key
    states = np.empty((2, 8), np.uint32)
    _midstates(np.frombuffer(short.ljust(BLOCK_BYTES, b"\x00"), np.uint8), states)
    digests = np.empty((valid.size, DIGEST_BYTES), np.uint8)
    _hmac_rows(offsets, data, valid, states, digests)
    return digests


def hex_rows(digests: Bytes, n_bytes: int) -> Bytes:
    """Write the first ``n_bytes`` of each digest as lower-case hexadecimal; uint8 ASCII of shape (n, 2 * n_bytes)."""
    _check_bytes(digests, n_bytes)
    characters = np.empty((digests.shape[0], 2 * n_bytes), np.uint8)
    _write_hex(read_only(digests), characters)
    return characters


def base32_rows(digests: Bytes, n_bytes: int) -> Bytes:
    """Write the first ``n_bytes`` of each digest in base32 (RFC 4648, no padding); (n, ceil(8 * n_bytes / 5))."""
    _check_bytes(digests, n_bytes)
    characters = np.empty((digests.shape[0], (8 * n_bytes + 4) // 5), np.uint8)
    _write_base32(read_only(digests), n_bytes, characters)
    return characters


def _check_bytes(digests: Bytes, n_bytes: int) -> None:
    if digests.ndim != 2 or digests.dtype != np.uint8 or not 1 <= n_bytes <= digests.shape[1]:
        raise ValueError(f"{n_bytes} bytes cannot be taken from digests of shape {digests.shape}")
