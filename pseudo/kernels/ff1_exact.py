"""FF1 in exact integers, for any radix and length: the path of what the compiled one cannot hold, and what both share.

Source: NIST SP 800-38G, algorithms 6 (PRF), 7 (FF1.Encrypt) and 8 (FF1.Decrypt). The names u, v, b and d are the
standard's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, ECB
from numpy.typing import NDArray

__all__ = ["Halves", "Numerals", "cbc_mac", "halves", "permute_exactly"]

Numerals = NDArray[np.uint8] | NDArray[np.uint16]

ROUNDS = 10
BLOCK_BYTES = 16


@dataclass(frozen=True)
class Halves:
    """What a length, a radix and a tweak determine.

    Attributes
    ----------
    u, v : int
        Numerals of the left and the right half.
    b : int
        Bytes of a half as a number.
    d : int
        Bytes taken from the round function.
    head : bytes
        P, then Q up to the round's number: the input of the round function without its last ``b + 1`` bytes.
    """

    u: int
    v: int
    b: int
    d: int
    head: bytes


def halves(radix: int, length: int, tweak: bytes) -> Halves:
    """Take steps 1 to 5 of the algorithm, and the constant part of step 6.i."""
    u = length // 2
    v = length - u
    b = ((radix**v - 1).bit_length() + 7) // 8  # ceil(ceil(v * log2(radix)) / 8) without logarithms
    d = 4 * ((b + 3) // 4) + 4
    p = (
        bytes([1, 2, 1])
        + radix.to_bytes(3, "big")
        + bytes([ROUNDS, u % 256])
        + length.to_bytes(4, "big")
        + len(tweak).to_bytes(4, "big")
    )
    return Halves(u, v, b, d, p + tweak + bytes((-len(tweak) - b - 1) % BLOCK_BYTES))


def cbc_mac(key: bytes, message: bytes) -> bytes:
    """PRF of the standard: the last block of CBC under a zero start."""
    return Cipher(AES(key), CBC(bytes(BLOCK_BYTES))).encryptor().update(message)[-BLOCK_BYTES:]


def _round_value(key: bytes, shape: Halves, number: int, half: int) -> int:
    """Take steps 6.i to 6.iv: the number y of round ``number`` for the half that stays."""
    first = cbc_mac(key, shape.head + bytes([number]) + half.to_bytes(shape.b, "big"))
    more = b"".join(
        (int.from_bytes(first, "big") ^ j).to_bytes(BLOCK_BYTES, "big")
        for j in range(1, (shape.d + BLOCK_BYTES - 1) // BLOCK_BYTES)
    )
    # ECB here is the bare block cipher that the standard asks for.
    stream = first + Cipher(AES(key), ECB()).encryptor().update(more)  # noqa: S305
    return int.from_bytes(stream[: shape.d], "big")


def _number(numerals: list[int], radix: int) -> int:
    total = 0
    for numeral in numerals:
        total = total * radix + numeral
    return total


def _numerals(number: int, radix: int, length: int) -> list[int]:
    found = [0] * length
    for at in reversed(range(length)):
        number, found[at] = divmod(number, radix)
    return found


def _permute_row(key: bytes, radix: int, shape: Halves, row: list[int], *, inverse: bool) -> list[int]:
    left, right = _number(row[: shape.u], radix), _number(row[shape.u :], radix)
    for number in reversed(range(ROUNDS)) if inverse else range(ROUNDS):
        modulus = radix ** (shape.v if number % 2 else shape.u)
        if inverse:
            left, right = (right - _round_value(key, shape, number, left)) % modulus, left
        else:
            left, right = right, (left + _round_value(key, shape, number, right)) % modulus
    return _numerals(left, radix, shape.u) + _numerals(right, radix, shape.v)


def permute_exactly(key: bytes, radix: int, shape: Halves, numerals: Numerals, *, inverse: bool) -> Numerals:
    """Encrypt (or decrypt, ``inverse``) every row; same shape and type. About 100 µs a row; nothing is refused here."""
    out = np.empty_like(numerals)
    for at, row in enumerate(numerals.tolist()):
        out[at] = _permute_row(key, radix, shape, row, inverse=inverse)
    return out
