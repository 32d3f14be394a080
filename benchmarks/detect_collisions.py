"""Numbers that look like an identifier and are none, each with the entities that they really are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from detect_values import Draw, crn

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HIGH", "KINDS", "collisions_of"]

HIGH = 0.85
"""Confidence that nothing here may reach."""


def _moment(draw: Draw, form: str) -> str:
    start = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    return (start + dt.timedelta(seconds=draw.between(0, 26 * 365 * 86_400))).strftime(form)


def _product(draw: Draw) -> str:
    body = "880" + draw.digits(9)
    return body + str((10 - sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(body)) % 10) % 10)


def _company(draw: Draw) -> str:
    digits = "".join(c for c in crn(draw) if "0" <= c <= "9") or crn(draw)
    return digits if draw.chance(0.5) or len(digits) != 13 else f"{digits[:6]}-{digits[6:]}"


def _district(draw: Draw) -> str:
    province = draw.pick((11, 26, 27, 28, 29, 30, 31, 36, 41, 43, 44, 46, 47, 48, 50, 51, 52))
    return f"{province}{draw.between(11, 89):02d}{draw.pick((0, 0, 1, 3, 5))}{draw.between(101, 159)}{draw.pick(('00', '00', '21', '35'))}"


def _coordinates(draw: Draw) -> str:
    latitude, longitude = draw.random.uniform(33, 38.6), draw.random.uniform(124.6, 131.9)
    return draw.pick(("{0!r},{1!r}", "{0:.6f} {1:.7f}", "{0:.7f}", "{1:.8f}", "{1!r}")).format(
        float(latitude), float(longitude)
    )


MAKERS: dict[str, Callable[[Draw], str]] = {
    "YYYYMMDDHHMM": lambda d: _moment(d, "%Y%m%d%H%M"),
    "YYMMDDHHMMSS": lambda d: _moment(d, "%y%m%d%H%M%S"),
    "YYYYMMDDHHMMSS": lambda d: _moment(d, "%Y%m%d%H%M%S"),
    "ISO time": lambda d: _moment(d, "%Y-%m-%d %H:%M:%S"),
    "10 random digits": lambda d: d.digits(10),
    "12 random digits": lambda d: d.digits(12),
    "epoch seconds": lambda d: str(d.between(946_684_800, 1_767_225_600)),
    "epoch milliseconds": lambda d: str(d.between(946_684_800_000, 1_767_225_600_000)),
    "district codes": _district,
    "product codes": _product,
    "corporate numbers": _company,
    "coordinates": _coordinates,
    "UUID": lambda d: "{}-{}-{}-{}-{}".format(*(d.random.bytes(n).hex() for n in (4, 2, 2, 2, 6))),
    "hexadecimal tokens": lambda d: d.random.bytes(16).hex(),
}
KINDS = {kind: {"corporate numbers": {"KR_CRN"}, "coordinates": {"GEO_COORDINATE"}}.get(kind, set()) for kind in MAKERS}
"""Kind → entities that it may be taken for, because it is one."""


def collisions_of(kind: str, count: int) -> list[str]:
    """``count`` numbers of a kind, always the same."""
    draw = Draw(np.random.default_rng([count, *kind.encode()]))
    return [MAKERS[kind](draw) for _ in range(count)]
