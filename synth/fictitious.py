"""Fictitious values that have the shape of the real ones and can be nobody's.

Each provider breaks its kind's own rule, so that no value it gives can be a valid one (``tests`` prove it):

==============  =====================  ==========================================================================
provider        shape                  why it can be nobody's
==============  =====================  ==========================================================================
person_name     김가상                 the given name says so: 가상, 견본, 예시
rrn             YY0000-0NNNNNN         no month 00, no day 00 (주민등록법 시행규칙 제2조: birth date, sex, ...)
phone           010-0000-NNNN          no subscriber has the exchange 0000
email           synNNNNNN@…            domain under ``.invalid``, reserved for names that are not (RFC 2606 section 2)
patient_id      SYN-NNNNNN             the prefix
military_id     SYN-00-NNNNNN          the prefix; a service number is digits and a dash only
address         가상시 견본구 …        there is no such city, district or village
account         SYN-000-NNNNNN         the prefix; an account number is digits and dashes only
card            0000-0000-NNNN-NNNN    no issuer has 0000 (ISO/IEC 7812-1), and the Luhn digit is wrong
==============  =====================  ==========================================================================

All but names, telephones and addresses are unique within a column. Nothing is drawn from real values or their counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

__all__ = ["PROVIDERS", "fictitious"]

_SURNAMES = tuple("김이박최정강조윤장임한오서신권황안송류홍")
_GIVEN_NAMES = ("가상", "견본", "예시")
_LUHN_DIGITS = 16


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
    surnames = generator.integers(len(_SURNAMES), size=rows)
    given = generator.integers(len(_GIVEN_NAMES), size=rows)
    return [_SURNAMES[s] + _GIVEN_NAMES[g] for s, g in zip(surnames, given, strict=True)]


def _rrn(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"{n // 10**6:02d}0000-0{n % 10**6:06d}" for n in _serials(rows, generator, 10**8)]


def _phone(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"010-0000-{n:04d}" for n in generator.integers(10_000, size=rows)]


def _email(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"syn{n:06d}@example.invalid" for n in _serials(rows, generator, 10**8)]


def _patient_id(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"SYN-{n:06d}" for n in _serials(rows, generator, _enough(rows))]


def _military_id(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"SYN-00-{n:06d}" for n in _serials(rows, generator, _enough(rows))]


def _account(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"SYN-000-{n:06d}" for n in _serials(rows, generator, _enough(rows))]


def _enough(rows: int) -> int:
    """Six digits, or as many more as the rows need."""
    return int(10 ** max(6, len(str(rows))))


def _address(rows: int, generator: np.random.Generator) -> list[str]:
    return [f"가상시 견본구 예시마을 {n}" for n in generator.integers(1, 1_000, size=rows)]


def _card(rows: int, generator: np.random.Generator) -> list[str]:
    numbers = []
    for n in _serials(rows, generator, 10**7):
        digits = f"{n:015d}"
        wrong = (luhn_check_digit(digits) + 1) % 10
        text = f"{digits}{wrong}"
        numbers.append("-".join(text[i : i + 4] for i in range(0, _LUHN_DIGITS, 4)))
    return numbers


def luhn_check_digit(digits: str) -> int:
    """Compute the check digit that follows ``digits`` (ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (10 - total % 10) % 10


PROVIDERS: dict[str, Callable[[int, np.random.Generator], list[str]]] = {
    "account": _account,
    "address": _address,
    "card": _card,
    "email": _email,
    "military_id": _military_id,
    "patient_id": _patient_id,
    "person_name": _person_name,
    "phone": _phone,
    "rrn": _rrn,
}
"""Provider name, as recipes write it → its generator."""
