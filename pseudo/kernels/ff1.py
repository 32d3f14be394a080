"""FF1 format-preserving encryption (NIST SP 800-38G, February 2025 draft of revision 1) of rows of numerals.

A row of ``n`` numerals in radix ``r`` becomes another such row; the key's holder can undo it. Where a half fits 56
bits (radix 10: up to 32 digits; radix 36: up to 20) a compiled kernel does it with 64-bit numbers, elsewhere exact
integers do: never is a row passed on unencrypted. The AES in it is table-based: see :mod:`pseudo.kernels.aes` on
timing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only
from pseudo.kernels.aes import encrypt_words, key_schedule
from pseudo.kernels.ff1_exact import BLOCK_BYTES, Halves, Numerals, cbc_mac, halves, permute_exactly

__all__ = ["FF1", "MIN_DOMAIN"]

MIN_DOMAIN = 1_000_000
"""Smallest number of possible rows (SP 800-38G r1, second draft): a smaller one is open to a table of all pairs."""

LARGEST_RADIX = 2**16
LARGEST_HALF = 2**56
S8, S24, S32 = np.uint64(8), np.uint64(24), np.uint64(32)
LOW8, LOW32 = np.uint64(0xFF), np.uint64(0xFFFFFFFF)

Words = NDArray[np.uint32]
Counts = NDArray[np.uint64]


@jit
def _round_value(
    schedule: Words, state: Words, number: int, half: np.uint64, n_bytes: int, modulus: np.uint64
) -> np.uint64:
    """Take steps 6.i to 6.iv, reduced by ``modulus`` (at most 2^56).

    ``state`` is the chained block before the last one, the last block's constant part already added; of that block,
    the lowest ``n_bytes`` (at most 7) are the half and the byte above them is the round's number.
    """
    low = (np.uint64(number) << (S8 * np.uint64(n_bytes))) | half
    a, b, c, _ = encrypt_words(
        schedule,
        state[0],
        state[1],
        np.uint32(state[2] ^ np.uint32(low >> S32)),
        np.uint32(state[3] ^ np.uint32(low & LOW32)),
    )
    value = ((np.uint64(a) << S32) | np.uint64(b)) % modulus
    if n_bytes > 4:  # d = 12: four bytes more, one by one, so that 2^56 * 2^8 is the largest number met
        for shift in range(4):
            value = ((value << S8) | ((np.uint64(c) >> (S24 - S8 * np.uint64(shift))) & LOW8)) % modulus
    return value


@jit
def _half(row: Numerals, start: int, stop: int, radix: np.uint64) -> np.uint64:
    """Read the number that ``row[start:stop]`` writes."""
    number = np.uint64(0)
    for at in range(start, stop):
        number = number * radix + np.uint64(row[at])
    return number


@jit
def _write_half(row: Numerals, start: int, stop: int, radix: np.uint64, number: np.uint64) -> None:
    """Write ``number`` into ``row[start:stop]``."""
    for at in range(stop - 1, start - 1, -1):
        row[at] = number % radix
        number //= radix


@jit
def _permute(
    schedule: Words,
    state: Words,
    numerals: Numerals,
    moduli: Counts,
    radix: np.uint64,
    n_bytes: int,
    inverse: bool,
    out: Numerals,
) -> None:
    """Ten rounds on each row of ``numerals`` (n, length); ``moduli``: radix^u, radix^v. The caller has checked all."""
    length = numerals.shape[1]
    u = length // 2
    for row in range(numerals.shape[0]):
        left, right = _half(numerals[row], 0, u, radix), _half(numerals[row], u, length, radix)
        for step in range(10):
            number = 9 - step if inverse else step
            modulus = moduli[number % 2]
            if inverse:
                value = _round_value(schedule, state, number, left, n_bytes, modulus)
                left, right = (right + modulus - value) % modulus, left
            else:
                value = _round_value(schedule, state, number, right, n_bytes, modulus)
                left, right = right, (left + value) % modulus
        _write_half(out[row], 0, u, radix, left)
        _write_half(out[row], u, length, radix, right)


class FF1:
    """The cipher under one key and radix.

    Parameters
    ----------
    key : bytes
        16, 24 or 32 bytes.
    radix : int
        2 to 65536.

    Raises
    ------
    ValueError
        For a key or a radix that FF1 does not have.

    Notes
    -----
    Encryption is deterministic: equal rows under an equal tweak stay equal, and it hides nothing about which rows are
    equal.

    Examples
    --------
    >>> import numpy as np
    >>> cipher = FF1(bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3C"), 10)
    >>> cipher.encrypt(np.arange(10, dtype=np.uint8)[None], b"").tolist()
    [[2, 4, 3, 3, 4, 7, 7, 4, 8, 4]]
    """

    def __init__(self, key: bytes, radix: int) -> None:
        if not 2 <= radix <= LARGEST_RADIX:
            raise ValueError(f"FF1 has radices from 2 to {LARGEST_RADIX}, not {radix}")
        self.radix = radix
        self._key = key
        self._schedule = key_schedule(key)

    def encrypt(self, numerals: Numerals, tweak: bytes = b"") -> Numerals:
        """Encrypt rows of one length.

        Parameters
        ----------
        numerals : uint8 or uint16 array of shape (n, length)
            Each below the radix. ``radix ** length`` must be at least :data:`MIN_DOMAIN`.
        tweak : bytes
            Public; another tweak gives another permutation.

        Returns
        -------
        array of the same shape and type

        Raises
        ------
        ValueError
            Where the domain is too small (the message names its size), or the array is not such rows.
        """
        self._check_domain(numerals)
        return self._run(numerals, tweak, inverse=False)

    def decrypt(self, numerals: Numerals, tweak: bytes = b"") -> Numerals:
        """Undo :meth:`encrypt` with the same key, radix and tweak; same parameters and errors."""
        self._check_domain(numerals)
        return self._run(numerals, tweak, inverse=True)

    def permute_small_domain(self, numerals: Numerals, tweak: bytes = b"", *, inverse: bool = False) -> Numerals:
        """:meth:`encrypt` or :meth:`decrypt` on any domain. **Not for data**: it lets a test see all of it."""
        return self._run(numerals, tweak, inverse=inverse)

    def _check_domain(self, numerals: Numerals) -> None:
        domain = self.radix ** (numerals.shape[1] if numerals.ndim == 2 else 0)
        if domain < MIN_DOMAIN:
            raise ValueError(f"FF1 needs a domain of at least {MIN_DOMAIN} rows; this one has {domain}")

    def _run(self, numerals: Numerals, tweak: bytes, *, inverse: bool) -> Numerals:
        if (
            numerals.ndim != 2
            or numerals.shape[1] < 2
            or numerals.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}
        ):
            raise ValueError(
                f"numerals are uint8 or uint16 of shape (n, 2 or more), not {numerals.dtype} of shape {numerals.shape}"
            )
        if numerals.size and int(numerals.max()) >= self.radix:
            raise ValueError(f"a numeral is not below the radix {self.radix}")
        shape = halves(self.radix, numerals.shape[1], tweak)
        if self.radix**shape.v > LARGEST_HALF:
            return permute_exactly(self._key, self.radix, shape, numerals, inverse=inverse)
        moduli = np.array([self.radix**shape.u, self.radix**shape.v], np.uint64)
        out = np.empty(numerals.shape, numerals.dtype)
        radix = np.uint64(self.radix)
        _permute(self._schedule, self._state(shape), read_only(numerals), moduli, radix, shape.b, inverse, out)
        return out

    def _state(self, shape: Halves) -> Words:
        """All of the round function's input that no row and no round changes, as four words."""
        template = shape.head + bytes(shape.b + 1)
        chained = cbc_mac(self._key, template[:-BLOCK_BYTES])
        mixed = int.from_bytes(chained, "big") ^ int.from_bytes(template[-BLOCK_BYTES:], "big")
        return np.frombuffer(mixed.to_bytes(BLOCK_BYTES, "big"), ">u4").astype(np.uint32)
