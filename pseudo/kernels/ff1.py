"""FF1 format-preserving encryption (NIST SP 800-38G, February 2025 draft of revision 1) of rows of numerals.

A row of ``n`` numerals in radix ``r`` becomes another such row; the key's holder can undo it. Where a half fits 56
bits (radix 10: up to 32 digits; radix 36: up to 20) a compiled kernel does it with 64-bit numbers, elsewhere exact
integers do: never is a row passed on unencrypted.

AES is the processor's own instructions in the compiled kernel and OpenSSL's elsewhere, so its timing tells nothing of
key or data where the processor has such instructions; the arithmetic around it is not claimed to be constant-time.
Small inputs, and processors without AES instructions, take NumPy's path, which needs no compiler: same bytes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels.ff1_batched import LARGEST_HALF, permute_batched, round_states
from pseudo.kernels.ff1_exact import Numerals, halves, permute_exactly

__all__ = ["FF1", "MIN_DOMAIN"]

MIN_DOMAIN = 1_000_000
"""Smallest number of possible rows (SP 800-38G r1, second draft): a smaller one is open to a table of all pairs."""

LARGEST_RADIX = 2**16
KEY_BYTES = (16, 24, 32)

COMPILED_FROM = 20_000
"""Rows of a call that the compiled kernel gets. To load it takes half a second, in which NumPy encrypts a million rows;
a call this large is likely to be one of many."""

Tweak = bytes | NDArray[np.uint8]


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
        if len(key) not in KEY_BYTES:
            raise ValueError(f"an AES key has 16, 24 or 32 bytes, not {len(key)}")
        self.radix = radix
        self._key = key

    def encrypt(self, numerals: Numerals, tweak: Tweak = b"") -> Numerals:
        """Encrypt rows of one length.

        Parameters
        ----------
        numerals : uint8 or uint16 array of shape (n, length)
            Each below the radix. ``radix ** length`` must be at least :data:`MIN_DOMAIN`.
        tweak : bytes, or uint8 array of shape (n, t)
            For all rows, or one a row. Public; another tweak gives another permutation.

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

    def decrypt(self, numerals: Numerals, tweak: Tweak = b"") -> Numerals:
        """Undo :meth:`encrypt` with the same key, radix and tweak; same parameters and errors."""
        self._check_domain(numerals)
        return self._run(numerals, tweak, inverse=True)

    def permute_small_domain(self, numerals: Numerals, tweak: Tweak = b"", *, inverse: bool = False) -> Numerals:
        """:meth:`encrypt` or :meth:`decrypt` on any domain. **Not for data**: it lets a test see all of it."""
        return self._run(numerals, tweak, inverse=inverse)

    def _check_domain(self, numerals: Numerals) -> None:
        domain = self.radix ** (numerals.shape[1] if numerals.ndim == 2 else 0)
        if domain < MIN_DOMAIN:
            raise ValueError(f"FF1 needs a domain of at least {MIN_DOMAIN} rows; this one has {domain}")

    def _run(self, numerals: Numerals, tweak: Tweak, *, inverse: bool) -> Numerals:
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
        tweaks = _tweaks(tweak, len(numerals))
        shape = halves(self.radix, numerals.shape[1], bytes(tweaks.shape[1]))
        if self.radix**shape.v > LARGEST_HALF:
            return self._run_exactly(numerals, tweaks, inverse=inverse)
        states = round_states(self._key, shape, tweaks)
        if len(numerals) >= COMPILED_FROM:
            from pseudo.kernels import ff1_lanes

            if ff1_lanes.usable():
                return ff1_lanes.permute_lanes(self._key, self.radix, shape, states, numerals, inverse=inverse)
        return permute_batched(self._key, self.radix, shape, states, numerals, inverse=inverse)

    def _run_exactly(self, numerals: Numerals, tweaks: NDArray[np.uint8], *, inverse: bool) -> Numerals:
        out = np.empty(numerals.shape, numerals.dtype)
        for at, tweak in enumerate(np.broadcast_to(tweaks, (len(numerals), tweaks.shape[1]))):
            shape = halves(self.radix, numerals.shape[1], tweak.tobytes())
            out[at] = permute_exactly(self._key, self.radix, shape, numerals[at : at + 1], inverse=inverse)[0]
        return out


def _tweaks(tweak: Tweak, rows: int) -> NDArray[np.uint8]:
    """One tweak (1, t) or one a row (n, t)."""
    if isinstance(tweak, bytes):
        return np.frombuffer(tweak, np.uint8).reshape(1, -1)
    if tweak.dtype != np.uint8 or tweak.ndim != 2 or len(tweak) != rows:
        raise ValueError(f"tweaks of {rows} rows are uint8 of shape ({rows}, t), not {tweak.dtype} of {tweak.shape}")
    return tweak
