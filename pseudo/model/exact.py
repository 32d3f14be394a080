"""Numbers that people wrote, exactly: 0.1 is a tenth, not the nearest float."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["fraction_of"]


def fraction_of(number: float) -> Fraction:
    """The decimal that a finite number was written as."""
    return Fraction(repr(number))
