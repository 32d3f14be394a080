"""HMAC and tokens of many rows, some at a time. Nothing is checked here: the callers have done so.

One source for SHA-256 and SHA-512: the word type of the arrays decides. Some arrays of each group of rows are of no
fixed size, because how many rows go together is a matter of the processor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._sha2_ir import absorb, address, finish, put_hex

if TYPE_CHECKING:
    from pseudo.kernels._layout import Bytes, Offsets

__all__ = ["hmac_hex", "hmac_words", "key_state", "write_base32", "write_hex"]

Words = NDArray[np.uint32] | NDArray[np.uint64]
Positions = NDArray[np.int64]

BASE32_DIGITS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", np.uint8)
HEX_BYTES = 16
SLICE_ROWS = 256  # whose digests stay in the processor's nearest cache
EIGHT = np.uint64(8)
LOW8 = np.uint64(0xFF)


@jit
def _absorb(old: Words, blocks: Positions, new: Words) -> None:
    """One place for the long unrolled code, which would otherwise stand at every call."""
    absorb(old, blocks, new)


@jit
def _finish(state: Words, outer: Words, digests: Words, first: int) -> None:
    """One place for it, again."""
    finish(state, outer, digests, first)


@jit
def key_state(block: Bytes, initial: Words) -> Words:
    """The state behind a key's padded block; ``initial`` is the standard's."""
    state = initial.copy()
    blocks = np.zeros((3, initial.size // 8), np.int64)
    blocks[0], blocks[1] = address(block, 0), block.size
    _absorb(initial, blocks, state)
    return state


@jit
def _hash(
    offsets: Offsets,
    data: Bytes,
    chosen: Positions,
    first: int,
    last: int,
    inner: Words,
    outer: Words,
    digests: Words,
) -> None:
    """HMACs of the rows ``first`` to ``last`` of the chosen ones, or of all, into ``digests``, which has rows to spare.

    Nothing but numbers is handed on within the loops: counting references would cost as much as the hashing.
    """
    lanes = inner.size // 8
    block_bytes = 16 * inner.itemsize
    length_bytes = block_bytes // 8
    state = np.empty_like(inner)
    starts, lengths, blocks = np.empty(lanes, np.int64), np.empty(lanes, np.int64), np.empty((3, lanes), np.int64)
    copies = np.empty((lanes, block_bytes), np.uint8)
    for group in range(first, last, lanes):
        longest = 0
        for lane in range(lanes):
            place = min(group + lane, last - 1)  # lanes to spare do the last row again
            row = chosen[place] if chosen.size else place
            starts[lane], lengths[lane] = offsets[row], offsets[row + 1] - offsets[row]
            longest = max(longest, lengths[lane])
        for done in range(0, longest + length_bytes + 1, block_bytes):
            for lane in range(lanes):
                start, left = starts[lane] + done, lengths[lane] - done
                if start + block_bytes <= data.size:
                    blocks[0, lane] = address(data, start)
                else:  # a whole block could not be read there
                    for at in range(min(left, block_bytes)):
                        copies[lane, at] = data[start + at]
                    blocks[0, lane] = address(copies, lane * block_bytes)
                ends = -length_bytes <= left < block_bytes - length_bytes
                blocks[1, lane], blocks[2, lane] = left, 8 * (block_bytes + lengths[lane]) if ends else 0
            if done == 0:
                _absorb(inner, blocks, state)
            else:
                _absorb(state, blocks, state)
        _finish(state, outer, digests, group - first)
    copies[0, 0] = 0  # needed above, so freed below


@jit
def hmac_words(offsets: Offsets, data: Bytes, chosen: Positions, inner: Words, outer: Words, out: Words) -> None:
    """HMAC of the ``chosen`` rows, of all where none is, into those rows of ``out`` (n, 8), whose bytes are the digests.

    Rows that are hashed together take as long as the longest of them, so rows of similar length should be neighbours.
    """
    digests = np.empty((SLICE_ROWS + inner.size // 8, 8), inner.dtype)
    count = chosen.size or out.shape[0]
    for first in range(0, count, SLICE_ROWS):
        last = min(first + SLICE_ROWS, count)
        _hash(offsets, data, chosen, first, last, inner, outer, digests)
        for place in range(first, last):
            row = chosen[place] if chosen.size else place
            for t in range(8):
                out[row, t] = digests[place - first, t]


@jit
def hmac_hex(offsets: Offsets, data: Bytes, chosen: Positions, inner: Words, outer: Words, characters: Bytes) -> None:
    """As :func:`hmac_words`, the first bytes of each digest in hexadecimal: ``characters`` is (n, a multiple of 32)."""
    digests = np.empty((SLICE_ROWS + inner.size // 8, 8), inner.dtype)
    count = chosen.size or characters.shape[0]
    width = characters.shape[1]
    for first in range(0, count, SLICE_ROWS):
        last = min(first + SLICE_ROWS, count)
        _hash(offsets, data, chosen, first, last, inner, outer, digests)
        for place in range(first, last):
            row = chosen[place] if chosen.size else place
            for at in range(0, width, 2 * HEX_BYTES):
                put_hex(digests, 8 * inner.itemsize * (place - first) + at // 2, characters, row * width + at)


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
