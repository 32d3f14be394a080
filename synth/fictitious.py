"""Columns of fictitious values for synthetic rows, drawn by a seed; what the values are stands in :mod:`pseudo.fictitious`.

All but names, telephones and addresses are unique within a column. Nothing is drawn from real values or their counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.errors import BadInput
from pseudo.fictitious import GIVEN_NAMES, KINDS, SAMPLE_SURNAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

__all__ = ["PROVIDERS", "fictitious"]


def fictitious(provider: str, rows: int, generator: np.random.Generator) -> pa.Array[Any]:
    """``rows`` fictitious values of a provider.

    Parameters
    ----------
    provider : str
        A key of :data:`PROVIDERS`.
    rows : int
        How many; unique kinds have at least 900,000 values.
    generator : numpy.random.Generator
        From :func:`pseudo.entropy.seeded`.

    Returns
    -------
    pyarrow.Array of string, length ``rows``

    Raises
    ------
    BadInput
        ``synth.provider-exhausted`` where a unique kind has not so many values.
    """
    return pa.array(PROVIDERS[provider](rows, generator), pa.string())


def _serials(rows: int, generator: np.random.Generator, size: int) -> list[int]:
    """Distinct numbers 0 ≤ n < size in random order."""
    if rows > size:
        raise BadInput("synth.provider-exhausted", rows=rows, most=size)
    return [int(n) for n in generator.choice(size, size=rows, replace=False, shuffle=True)]


def _person_name(rows: int, generator: np.random.Generator) -> list[str]:
    surnames = generator.integers(len(SAMPLE_SURNAMES), size=rows)
    given = generator.integers(len(GIVEN_NAMES), size=rows)
    numbers = surnames * len(GIVEN_NAMES) + given
    return [KINDS["person_name"].write(int(n)) for n in numbers]


def _repeated(kind: str) -> Callable[[int, np.random.Generator], list[str]]:
    """Values that may come again."""

    def draw(rows: int, generator: np.random.Generator) -> list[str]:
        return [KINDS[kind].write(int(n)) for n in generator.integers(KINDS[kind].values, size=rows)]

    return draw


def _unique(kind: str, *, longer: bool = False) -> Callable[[int, np.random.Generator], list[str]]:
    """Values each of which comes once; ``longer`` ones take more digits where the rows need them."""

    def draw(rows: int, generator: np.random.Generator) -> list[str]:
        size = int(10 ** max(6, len(str(rows)))) if longer else KINDS[kind].values
        return [KINDS[kind].write(n) for n in _serials(rows, generator, size)]

    return draw


PROVIDERS: dict[str, Callable[[int, np.random.Generator], list[str]]] = {
    "account": _unique("account", longer=True),
    "address": _repeated("address"),
    "card": _unique("card"),
    "email": _unique("email"),
    "military_id": _unique("military_id", longer=True),
    "patient_id": _unique("patient_id", longer=True),
    "person_name": _person_name,
    "phone": _repeated("phone"),
    "rrn": _unique("rrn"),
}
"""Provider name, as recipes write it → its generator."""
