"""Transformation techniques: one file per family, found by catalogue name.

To add one, add a module here with a :class:`~pseudo.techniques.contract.Technique` that has ``info`` and ``Params``,
and a test that runs :func:`pseudo.testing.check_technique` on it. Another package registers one by an entry point of the
group ``pseudokit.techniques`` (``examples/plugin``); one that is broken or takes a name that is there already is not
loaded, and `pseudo doctor` tells why. What may not come in: a file, a frame, a clock.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from dataclasses import dataclass, is_dataclass
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, UsageError, Where
from pseudo.techniques import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pseudo.techniques.contract import Context, Options, Technique

__all__ = ["GROUP", "PlugIn", "catalogue", "create", "params_schema", "parse_params", "plug_ins"]


GROUP = "pseudokit.techniques"
"""The entry-point group in which other packages name their techniques."""


@dataclass(frozen=True)
class PlugIn:
    """A technique that another package brings, or why it is not taken.

    Attributes
    ----------
    name : str
        The entry point's name.
    package : str
        The distribution and its version.
    fault : str
        Empty where it is taken; else the kind of the failure, without its message.
    """

    name: str
    package: str
    fault: str = ""


@cache
def _own() -> dict[str, type[Technique]]:
    from pseudo.techniques.contract import Technique

    found: dict[str, type[Technique]] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        for _, cls in inspect.getmembers(importlib.import_module(f"{__name__}.{module}"), inspect.isclass):
            if issubclass(cls, Technique) and "info" in vars(cls):
                found[cls.info.name] = cls
    return found


@cache
def _brought() -> tuple[dict[str, type[Technique]], tuple[PlugIn, ...]]:
    """The techniques of other packages by name, and an account of every entry point."""
    found: dict[str, type[Technique]] = {}
    account = []
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        package = f"{point.dist.name} {point.dist.version}" if point.dist else "-"
        try:
            cls = point.load()
            fault = _fault(point.name, cls, found)
        except Exception as error:  # noqa: BLE001  (whatever its import raises is told by `pseudo doctor`, and it is not taken)
            fault = type(error).__name__
        if not fault:
            found[point.name] = cls
        account.append(PlugIn(point.name, package, fault))
    return found, tuple(account)


def _fault(name: str, cls: Any, found: Mapping[str, object]) -> str:
    """Why a loaded entry point is no technique that can be taken; empty where it can."""
    from pseudo.techniques.contract import Info, Technique

    if not (inspect.isclass(cls) and issubclass(cls, Technique) and isinstance(getattr(cls, "info", None), Info)):
        return "not a Technique with info"
    if inspect.isabstract(cls) or not is_dataclass(getattr(cls, "Params", None)):
        return "apply or Params missing"
    if cls.info.name != name:
        return "entry point and info.name differ"
    return "name taken" if name in _own() or name in found else ""


def _found() -> dict[str, type[Technique]]:
    return _own() | _brought()[0]


def plug_ins() -> tuple[PlugIn, ...]:
    """Every entry point of the group ``pseudokit.techniques``: taken, or why not."""
    return _brought()[1]


def catalogue() -> dict[str, type[Technique]]:
    """Every technique by catalogue name, in the names' order; those of other packages that can be taken among them."""
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
        ``techniques.params`` (also where parameters contradict each other), ``techniques.column-type``,
        ``techniques.scope``: a technique on tables was named for a column, or one on columns for a table.
    """
    cls = _named(name)
    where = Where(column=options.column or None)
    if (cls.scope == "column") != bool(options.column):
        raise BadInput("techniques.scope", where, technique=name, scope=cls.scope)
    if cls.scope == "column" and options.type not in cls.info.types:
        types = ", ".join(cls.info.types)
        raise BadInput("techniques.column-type", where, technique=name, type=options.type.value, types=types)
    parsed = parse_params(name, params)
    try:
        return cls(options, parsed, context)
    except ValueError as error:
        raise parameters.refused(name, [parameters.as_text(error)], where) from None
