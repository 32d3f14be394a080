"""The only door to randomness, of three kinds that never mix.

- :func:`secret`: bytes for keys, salts and nonces, from the operating system;
- :func:`dp`: bytes for differential-privacy noise, from the operating system, with no way to seed them;
- :func:`seeded`: a reproducible generator for sampling, attacks and synthesis; the seed is recorded in the manifest.

What may not come in: a default seed, or a call of ``random``, ``secrets`` or ``numpy.random`` anywhere else.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["dp", "secret", "seeded", "token"]


def secret(length: int) -> bytes:
    """``length`` bytes for key material from the operating system's generator."""
    return os.urandom(length)


def dp(length: int) -> bytes:
    """``length`` bytes for noise from the operating system's generator; not seedable."""
    return os.urandom(length)


def token() -> str:
    """Sixteen hexadecimal digits for a name that must not collide (a candidate folder, a record's id)."""
    return os.urandom(8).hex()


def seeded(seed: int, stream: str) -> np.random.Generator:
    """A NumPy generator for the named stream of a seed.

    Parameters
    ----------
    seed : int
        The run's seed, recorded in the manifest.
    stream : str
        What the numbers are for ("sample", "attack/linkage"); other streams of the same seed are independent.
    """
    import numpy as np

    digest = hashlib.sha256(f"{seed}\x00{stream}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))
