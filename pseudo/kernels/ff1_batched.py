"""FF1 with 64-bit halves on all rows at once: NumPy's arithmetic, and OpenSSL's AES over one buffer a round.

It needs no compiler and no AES instructions, starts at once, and is the path of small inputs and of other processors.
"""

from __future__ import annotations

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from numpy.typing import NDArray

from pseudo.kernels.ff1_exact import BLOCK_BYTES, ROUNDS, Halves, Numerals

__all__ = ["LARGEST_HALF", "permute_batched", "round_states"]

Words = NDArray[np.uint64]

LARGEST_HALF = 2**56
"""Most values of a half: one byte more must still fit 64 bits."""


def _encrypted(key: bytes, blocks: NDArray[np.uint8] | NDArray[np.uint64]) -> bytes:
    # ECB here is the bare block cipher that the standard asks for.
    return Cipher(AES(key), ECB()).encryptor().update(np.ascontiguousarray(blocks).tobytes())  # noqa: S305


def round_states(key: bytes, shape: Halves, tweaks: NDArray[np.uint8]) -> Words:
    """All of the round function's input that no round changes.

    Parameters
    ----------
    key : bytes
    shape : Halves
        Of any tweak of the same length.
    tweaks : uint8 array of shape (n, t)
        One a row, or one for all rows (n = 1).

    Returns
    -------
    uint64 array of shape (n, 2)
        The chained block before the last one, the last one's constant part added, as two big-endian words.
    """
    template = np.frombuffer(shape.head + bytes(shape.b + 1), np.uint8)
    message = np.tile(template, (len(tweaks), 1))
    message[:, BLOCK_BYTES : BLOCK_BYTES + tweaks.shape[1]] = tweaks
    chained = np.zeros((len(tweaks), BLOCK_BYTES), np.uint8)
    for at in range(0, len(template) - BLOCK_BYTES, BLOCK_BYTES):
        mixed = chained ^ message[:, at : at + BLOCK_BYTES]
        chained = np.frombuffer(_encrypted(key, mixed), np.uint8).reshape(-1, BLOCK_BYTES)
    return (chained ^ message[:, -BLOCK_BYTES:]).view(">u8").astype(np.uint64)


def _number(numerals: Numerals, radix: int) -> Words:
    number = np.zeros(len(numerals), np.uint64)
    for column in numerals.T:
        number = number * np.uint64(radix) + column
    return number


def permute_batched(
    key: bytes, radix: int, shape: Halves, states: Words, numerals: Numerals, *, inverse: bool
) -> Numerals:
    """Encrypt (or decrypt, ``inverse``) rows whose halves have at most :data:`LARGEST_HALF` values.

    Parameters
    ----------
    key : bytes
    radix : int
    shape : Halves
    states : uint64 array of shape (n, 2) or (1, 2)
        Of :func:`round_states`.
    numerals : uint8 or uint16 array of shape (n, length)
    inverse : bool

    Returns
    -------
    array of the same shape and type
    """
    halves = [_number(numerals[:, : shape.u], radix), _number(numerals[:, shape.u :], radix)]
    moduli = [np.uint64(radix**shape.u), np.uint64(radix**shape.v)]
    blocks = np.empty((len(numerals), 2), ">u8")
    blocks[:, 0] = states[:, 0]
    for number in reversed(range(ROUNDS)) if inverse else range(ROUNDS):
        changed = number % 2  # the halves stay in their places
        modulus = moduli[changed]
        blocks[:, 1] = states[:, 1] ^ (np.uint64(number << 8 * shape.b) | halves[1 - changed])
        words = np.frombuffer(_encrypted(key, blocks), ">u8").reshape(-1, 2).astype(np.uint64)
        value = words[:, 0] % modulus
        for byte in range(shape.d - 8):  # one by one, so that 2^56 * 2^8 is the largest number met
            value = ((value << np.uint64(8)) | ((words[:, 1] >> np.uint64(56 - 8 * byte)) & np.uint64(0xFF))) % modulus
        halves[changed] = (halves[changed] + (modulus - value if inverse else value)) % modulus
    out = np.empty(numerals.shape, numerals.dtype)
    for at in reversed(range(numerals.shape[1])):
        side = int(at >= shape.u)
        halves[side], out[:, at] = np.divmod(halves[side], np.uint64(radix))
    return out
