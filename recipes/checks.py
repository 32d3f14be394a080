"""The gate's vocabulary: which checks a recipe may ask for, over how many columns, with which parameters.

The words stand here, below the validators that run them, so that a misspelt check is found before a table is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.model import Check

__all__ = ["CHECK_KINDS", "CheckShape", "check_fault"]


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_bound(value: Any) -> bool:
    """A number, or a text such as an ISO date."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _is_tolerance(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_set(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value)


def _is_regex(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return True


@dataclass(frozen=True)
class CheckShape:
    """What a kind takes.

    Attributes
    ----------
    columns : tuple
        Least and greatest number of columns; None for any.
    params : dict
        Parameter → whether a value is one.
    needs : tuple of str
        Required parameters.
    each : bool
        Whether several columns mean one check for each of them.
    """

    columns: tuple[int, int | None]
    params: dict[str, Callable[[Any], bool]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    each: bool = True


_EACH = (1, None)
_K = {
    "k": lambda v: _is_int(v) and v >= 2,
    "unit": ("subject", "row").__contains__,
    "subject": lambda v: isinstance(v, str),
}
_TYPE = {
    "type": ("text", "integer", "number", "date", "datetime").__contains__,
    "date_format": lambda v: isinstance(v, str),
}

CHECK_KINDS: dict[str, CheckShape] = {
    "not_null": CheckShape(_EACH),
    "unique": CheckShape(_EACH, each=False),
    "absent": CheckShape(_EACH),
    "in_set": CheckShape(_EACH, {"values": _is_set}, ("values",)),
    "between": CheckShape(_EACH, {"min": _is_bound, "max": _is_bound}),
    "matches": CheckShape(_EACH, {"regex": _is_regex}, ("regex",)),
    "type": CheckShape(_EACH, _TYPE, ("type",)),
    "a_le_b": CheckShape((2, 2), each=False),
    "sum_equals": CheckShape((3, None), {"tolerance": _is_tolerance}, ("tolerance",), each=False),
    "no_identifier": CheckShape((0, None), {"accepts": _is_set}),
    "k_anonymity": CheckShape(_EACH, _K, ("k", "unit"), each=False),
    "l_diversity": CheckShape((2, None), {"l": lambda v: _is_int(v) and v >= 2}, ("l",), each=False),
    "columns": CheckShape((0, 0), {"names": _is_set}, ("names",), each=False),
    "row_count": CheckShape((0, 0), {"min": lambda v: _is_int(v) and v >= 0}, ("min",), each=False),
}
"""Kind → what it takes."""


def check_fault(check: Check) -> str | None:
    """``"columns"`` or the parameter of a known kind that is off; None where it is well formed."""
    shape = CHECK_KINDS[check.kind]
    least, most = shape.columns
    if len(check.columns) < least or (most is not None and len(check.columns) > most):
        return "columns"
    for name, value in check.params.items():
        if name not in shape.params or not shape.params[name](value):
            return name
    absent = [name for name in shape.needs if name not in check.params]
    if check.kind == "between" and not check.params:
        absent = ["min"]
    return absent[0] if absent else None
