"""Transformation techniques: one file per family, found by catalogue name.

To add one, add a module here with a :class:`~pseudo.techniques.contract.Technique` that has ``info`` and ``Params``,
and a test that runs :func:`pseudo.testing.check_technique` on it. What may not come in: a file, a frame, a clock.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, UsageError, Where
from pseudo.techniques import parameters

if TYPE_CHECKING:
    from pseudo.techniques.contract import Context, Options, Technique

__all__ = ["catalogue", "create", "params_schema", "parse_params"]


@cache
def _found() -> dict[str, type[Technique]]:
    from pseudo.techniques.contract import Technique

    found: dict[str, type[Technique]] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        for _, cls in inspect.getmembers(importlib.import_module(f"{__name__}.{module}"), inspect.isclass):
            if issubclass(cls, Technique) and "info" in vars(cls):
                found[cls.info.name] = cls
    return found


def catalogue() -> dict[str, type[Technique]]:
    """Every technique by catalogue name, in the names' order."""
    return dict(sorted(_found().items()))


def _named(name: str) -> type[Technique]:
    found = _found()
    if name not in found:
        near = difflib.get_close_matches(name, found, 1)
        raise UsageError(
            "techniques.unknown", name=name, near=f" ({near[0]}?)" if near else "", choices=", ".join(sorted(found))
        )
    return found[name]


def parse_params(name: str, params: dict[str, Any]) -> Any:
    """The technique's ``Params`` from plain data, strictly.

    Raises
    ------
    UsageError
        ``techniques.unknown``: no technique of this name.
    BadInput
        ``techniques.params``: unknown, missing or mistyped parameters, all of them at once.
    """
    return parameters.parse(name, _named(name).Params, params)


def params_schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the technique's parameters, with the descriptions of ``Params``' docstring."""
    return parameters.schema(_named(name).Params)


def create(name: str, options: Options, params: dict[str, Any], context: Context) -> Technique:
    """A technique set up for one column (or, in table scope, for the table).

    No key is asked for before the first batch, so that a plan can be checked without one.

    Raises
    ------
    UsageError
        ``techniques.unknown``.
    BadInput
        ``techniques.params`` (also where parameters contradict each other), ``techniques.column-type``.
    """
    cls = _named(name)
    where = Where(column=options.column or None)
    if cls.scope == "column" and options.type not in cls.info.types:
        types = ", ".join(cls.info.types)
        raise BadInput("techniques.column-type", where, technique=name, type=options.type.value, types=types)
    parsed = parse_params(name, params)
    try:
        return cls(options, parsed, context)
    except ValueError as error:
        raise parameters.refused(name, [parameters.as_text(error)], where) from None
