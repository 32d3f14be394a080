"""Exact amounts of ε and δ: decimals in, fractions inside, decimals out. No float decides on a budget."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from pseudo.errors import UsageError

__all__ = ["decimal_text", "delta_of", "epsilon_of", "float_below"]

DECIMAL = re.compile(r"[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?")


def epsilon_of(text: str) -> Fraction:
    """Read an ε, exactly: a plain decimal above 0 ("0.5"); else UsageError dp.amount."""
    return _amount("epsilon", text, positive=True)


def delta_of(text: str) -> Fraction:
    """Read a δ, exactly: a plain decimal from 0, below 1 ("1e-7"); else UsageError dp.amount."""
    amount = _amount("delta", text, positive=False)
    if amount >= 1:
        raise UsageError("dp.amount", name="delta")
    return amount


def _amount(name: str, text: str, *, positive: bool) -> Fraction:
    if not DECIMAL.fullmatch(text) or (positive and Fraction(text) == 0):
        raise UsageError("dp.amount", name=name)
    return Fraction(text)


def decimal_text(amount: Fraction) -> str:
    """Write a sum or difference of decimals as the exact decimal it is: ``0.30``'s value is ``"0.3"``."""
    places = 0
    while (amount * 10**places).denominator != 1:
        places += 1
    digits = str(int(amount * 10**places)).zfill(places + 1)
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def float_below(amount: Fraction) -> float:
    """Give the largest float that is not above the amount: float("0.1") itself is a little more than 1/10."""
    nearest = float(amount)
    return nearest if Fraction(nearest) <= amount else math.nextafter(nearest, -math.inf)
