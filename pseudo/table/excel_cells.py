"""An Excel cell as the text a person sees in it, as far as identifiers go: no ``.0``, no ``E+12``, no lost leading zeros."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

__all__ = ["escape", "number_text", "padding", "time_text", "unescape"]

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SECTION = re.compile(r"(?:\[(?P<test><=|>=|<>|<|>|=)(?P<bound>\d+)\])?(?P<digits>[0#?() \-]*)")
_TESTS = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__, "=": int.__eq__, "<>": int.__ne__}


def unescape(text: str) -> str:
    """Text with ``_x000D_`` and the like as the characters they stand for (ECMA-376 part 1, 22.9.2.19 ST_Xstring)."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def escape(text: str) -> str:
    """The inverse of :func:`unescape`: what XML cannot hold, and what would be taken for an escape."""
    return _ILLEGAL.sub(lambda m: f"_x{ord(m[0]):04X}_", text)


@cache
def padding(number_format: str) -> tuple[tuple[str, str], ...]:
    """The sections of a number format that pads with zeros: ``(condition, digits)`` each; empty where it does not.

    ``00000``, ``000000-0000000`` and ``[<=9999999]###-####;0##-####-####`` pad; ``0``, ``0.00`` and ``#,##0`` do not.
    """
    bare = re.sub(r"\[\$[^\]]*\]|\\|\"|_.|\*.|@", "", number_format)
    parts = [part for part in bare.split(";") if part]
    found = [m for m in map(_SECTION.fullmatch, parts) if m]
    sections = tuple(((m["test"] or "") + (m["bound"] or ""), m["digits"]) for m in found)
    return sections if len(found) == len(parts) and any(_pads(digits) for _, digits in sections) else ()


def _pads(digits: str) -> bool:
    places = [c for c in digits if c in "0#?"]
    return len(places) > 1 and places[0] == "0"


def number_text(value: float, number_format: str) -> str:
    """A number as text, with the leading zeros and hyphens of a padding format."""
    whole = int(value)
    if whole != value:
        return f"{Decimal(repr(value)):f}"
    for condition, digits in padding(number_format) if whole >= 0 else ():
        test = re.fullmatch(r"(\D+)(\d+)", condition)
        if test is None or _TESTS[test[1]](whole, int(test[2])):
            return _filled(whole, digits) if _pads(digits) else str(whole)
    return str(whole)


def _filled(whole: int, digits: str) -> str:
    """``whole`` laid into the places of a format from the right."""
    places = sum(c in "0#?" for c in digits)
    text = str(whole).zfill(places)
    head, rest = text[: len(text) - places], iter(text[len(text) - places :])
    return head + "".join(next(rest) if c in "0#?" else c for c in digits)


def time_text(value: date | time | timedelta, number_format: str) -> str:
    """A date, time or duration as ISO 8601 text; the time of day only where the format shows one or it is not midnight."""
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, datetime):
        shows_time = "h" in re.sub(r'"[^"]*"|\[\$[^\]]*\]', "", number_format).lower()
        return value.isoformat(" ") if shows_time or value.time() != time() else value.date().isoformat()
    return value.isoformat()
