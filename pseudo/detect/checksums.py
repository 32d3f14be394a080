"""Check digits of Korean numbers. Each takes a string of ASCII digits of the right length and answers yes or no.

A check that passes is evidence; one that fails proves nothing by itself: resident numbers given since 2020-10-05 have no check
digit, and corporate numbers given since 2025-01-31 are said to have none.
"""

from __future__ import annotations

__all__ = ["brn", "crn", "frn", "gtin13", "luhn", "rrn"]

RESIDENT = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
BUSINESS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False))


def rrn(digits: str) -> bool:
    """주민등록번호 (13): d13 = (11 - S mod 11) mod 10, numbers given before 2020-10-05."""
    return (11 - _weighted(digits, RESIDENT) % 11) % 10 == int(digits[12])


def frn(digits: str) -> bool:
    """외국인등록번호·국내거소신고번호 (13): the foreigners' formula (13 - S mod 11) mod 10, or the residents' one.

    Real samples pass the one or the other, so either is evidence (chance about 2/11).
    """
    return (13 - _weighted(digits, RESIDENT) % 11) % 10 == int(digits[12]) or rrn(digits)


def brn(digits: str) -> bool:
    """사업자등록번호 (10): office 101 or above, kind not 00, d10 = (10 - T mod 10) mod 10."""
    total = _weighted(digits, BUSINESS) + int(digits[8]) * 5 // 10
    return int(digits[:3]) >= 101 and digits[3:5] != "00" and (10 - total % 10) % 10 == int(digits[9])


def crn(digits: str) -> bool:
    """법인등록번호 (13): weights 1, 2, 1, 2 …, products not reduced to digits, d13 = (10 - S mod 10) mod 10."""
    return (10 - _weighted(digits, (1, 2) * 6) % 10) % 10 == int(digits[12])


def luhn(digits: str) -> bool:
    """Luhn's check of cards and IMEI (ISO/IEC 7812-1), any length."""
    doubled = (sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])
    return (sum(doubled) + sum(int(d) for d in digits[-1::-2])) % 10 == 0


def gtin13(digits: str) -> bool:
    """Product code GTIN-13 (GS1): weights 1, 3, 1, 3 …; Korean products begin with 880."""
    return (10 - _weighted(digits, (1, 3) * 6) % 10) % 10 == int(digits[12])
