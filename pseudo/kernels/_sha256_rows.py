"""HMAC-SHA-256 and tokens of many rows, ``LANES`` rows at a time. Nothing is checked here: ``sha256`` has done so.

A message lies transposed in its block: word ``t`` of every lane's row stands in ``block[t]``, one lane beside the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._lanes import (
    LANES,
    big_endian_word,
    bit_lengths,
    compress_lanes,
    message_words,
    put_rows,
    tail_words,
)
from pseudo.kernels._sha256_standard import INITIAL_STATE

if TYPE_CHECKING:
    from pseudo.kernels._layout import Bytes, Offsets

__all__ = ["hmac_rows", "write_base32", "write_hex"]

Words = NDArray[np.uint32]
Positions = NDArray[np.int64]

INITIAL = np.array(INITIAL_STATE, np.uint32)
BASE32_DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", np.uint8)
MOST = np.iinfo(np.int64).max
ONE_BIT = np.uint32(0x80000000)
INNER, OUTER = np.uint32(0x36363636), np.uint32(0x5C5C5C5C)  # FIPS 198-1, section 2.3: ipad and opad
EIGHT = np.uint64(8)
LOW8 = np.uint64(0xFF)


@jit
def _compress(state: Words, block: Words) -> None:
    """One place for the long unrolled code, which would otherwise stand at every call."""
    compress_lanes(state, block)


@jit
def _put_short_tails(data: Bytes, starts: Positions, lengths: Positions, tails: Words) -> None:
    """The bytes of rows below four, which :func:`tail_words` leaves out."""
    for lane in range(LANES):
        if lengths[lane] < 4:
            for position in range(lengths[lane]):
                tails[lane] |= np.uint32(data[starts[lane] + position]) << np.uint32(24 - 8 * position)


@jit
def _put_blocks(
    block: Words, number: int, data: Bytes, starts: Positions, lengths: Positions, longest: int, tails: Words
) -> None:
    """Block ``number`` of every lane's padded message (FIPS 180-4, 5.1.1); of no meaning where a row has none."""
    held = min(max((longest >> 2) + 1 - 16 * number, 0), 16)
    for t in range(held):
        message_words(data, starts, lengths, tails, block, t, 64 * number + 4 * t)
    for t in range(held, 16):
        for lane in range(LANES):
            block[t, lane] = 0
    bit_lengths(lengths, number, block)


@jit
def _copy(rows: int, source: Words, target: Words) -> None:
    """The first ``rows`` words of every lane."""
    for t in range(rows):
        for lane in range(LANES):
            target[t, lane] = source[t, lane]


@jit
def _copy_done(number: int, lengths: Positions, state: Words, digest: Words) -> None:
    """The states of the lanes whose rows end with block ``number``."""
    for lane in range(LANES):
        if number == (lengths[lane] + 8) >> 6:
            for t in range(8):
                digest[t, lane] = state[t, lane]


@jit
def _key_states(padded_key: Bytes, inner: Words, outer: Words) -> None:
    """The states after the key's inner and outer block, in every lane."""
    block = np.empty((16, LANES), np.uint32)
    for state, pad in ((inner, INNER), (outer, OUTER)):
        for lane in range(LANES):
            for t in range(16):
                block[t, lane] = big_endian_word(padded_key, 4 * t) ^ pad
            for t in range(8):
                state[t, lane] = INITIAL[t]
        _compress(state, block)


@jit
def hmac_rows(offsets: Offsets, data: Bytes, chosen: Positions, padded_key: Bytes, out: Words) -> None:
    """HMAC of the ``chosen`` rows into ``out`` (n, 8), whose bytes are then the digests.

    Lanes run until the longest row of them is done, so rows with the same number of blocks should be neighbours.
    """
    key_inner, key_outer = np.empty((8, LANES), np.uint32), np.empty((8, LANES), np.uint32)
    _key_states(padded_key, key_inner, key_outer)
    state, block = np.empty((8, LANES), np.uint32), np.empty((16, LANES), np.uint32)
    tails = np.empty(LANES, np.uint32)
    rows, starts, lengths = np.empty(LANES, np.int64), np.empty(LANES, np.int64), np.empty(LANES, np.int64)
    digest = np.zeros((16, LANES), np.uint32)  # the outer message: 32 bytes of digest and the padding
    for lane in range(LANES):
        digest[8, lane], digest[15, lane] = ONE_BIT, np.uint32(8 * (64 + 32))
    for first in range(0, chosen.size, LANES):
        longest, shortest = 0, MOST
        for lane in range(LANES):
            row = chosen[min(first + lane, chosen.size - 1)]  # lanes to spare do the last row again
            rows[lane], starts[lane] = row, offsets[row]
            lengths[lane] = offsets[row + 1] - offsets[row]
            longest, shortest = max(longest, lengths[lane]), min(shortest, lengths[lane])
        tail_words(data, starts, lengths, tails)
        if shortest < 4:
            _put_short_tails(data, starts, lengths, tails)
        _copy(8, key_inner, state)
        last = (longest + 8) >> 6
        for number in range(last + 1):
            _put_blocks(block, number, data, starts, lengths, longest, tails)
            _compress(state, block)
            if number == (shortest + 8) >> 6 == last:
                _copy(8, state, digest)
            else:
                _copy_done(number, lengths, state, digest)
        _copy(8, key_outer, state)
        _compress(state, digest)
        put_rows(state, rows, out)


@jit
def write_hex(words: Words, characters: NDArray[np.uint64]) -> None:
    """Lower-case hexadecimal of the leading words of each row, four bytes to eight characters; (n, words)."""
    for row in range(characters.shape[0]):
        for t in range(characters.shape[1]):
            x = np.uint64(words[row, t])
            x = (x | x << np.uint64(16)) & np.uint64(0x0000FFFF0000FFFF)
            x = (x | x << np.uint64(8)) & np.uint64(0x00FF00FF00FF00FF)
            x = (x >> np.uint64(4) | x << np.uint64(8)) & np.uint64(0x0F0F0F0F0F0F0F0F)  # one nibble a byte
            letter = (x + np.uint64(0x0606060606060606)) >> np.uint64(4) & np.uint64(0x0101010101010101)
            # "a" stands 39 places behind where the digits would go on
            behind = (letter << np.uint64(5)) + (letter << np.uint64(3)) - letter
            characters[row, t] = x + np.uint64(0x3030303030303030) + behind


@jit
def write_base32(digests: Bytes, n_bytes: int, characters: Bytes) -> None:
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
