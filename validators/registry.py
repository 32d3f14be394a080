"""The check kinds there are: found in ``checks/``, described for recipes, and made ready from a plan."""

from __future__ import annotations

import dataclasses
import difflib
import pkgutil
import types
import typing
from enum import Enum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput
from pseudo.model import Check, Plan, Text, from_json
from pseudo.validators import checks
from pseudo.validators.contract import CheckKind

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Asked", "check_kinds", "check_params_schema", "expectation_of", "find_kind", "prepare"]


@dataclasses.dataclass(frozen=True)
class Asked:
    """One check for one set of columns, its parameters typed."""

    check: Check
    kind: CheckKind


@cache
def _kinds() -> dict[str, type[CheckKind]]:
    found: dict[str, type[CheckKind]] = {}
    for module in sorted(pkgutil.iter_modules(checks.__path__), key=lambda m: m.name):
        for member in vars(import_module(f"{checks.__name__}.{module.name}")).values():
            if isinstance(member, type) and issubclass(member, CheckKind) and "name" in vars(member):
                found[member.name] = member
    return found


def check_kinds() -> dict[str, Text]:
    """Names and titles of the check kinds, in alphabetical order."""
    return {name: kind.title for name, kind in sorted(_kinds().items())}


def find_kind(name: str) -> type[CheckKind]:
    """Find the kind of that name.

    Raises
    ------
    BadInput
        ``validators.unknown-check``, with the nearest names.
    """
    kinds = _kinds()
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, n=2)
        raise BadInput("validators.unknown-check", kind=name, choices=", ".join(near or sorted(kinds)))
    return kinds[name]


def check_params_schema(kind: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a kind's parameters; unknown ones are refused.

    Raises
    ------
    BadInput
        ``validators.unknown-check``.
    """
    cls = find_kind(kind)
    hints = typing.get_type_hints(cls.Params)
    fields = dataclasses.fields(cls.Params)
    return {
        "type": "object",
        "title": cls.title.en,
        "additionalProperties": False,
        "properties": {
            f.name: {**_schema(hints[f.name]), "description": f"{f.metadata['en']} / {f.metadata['ko']}"}
            for f in fields
        },
        "required": [f.name for f in fields if f.default is dataclasses.MISSING],
    }


_JSON_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def _schema(hint: Any) -> dict[str, Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"type": [_JSON_NAMES[a] for a in args]}
    if origin is tuple:
        return {"type": "array", "items": _schema(args[0])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return {"type": _JSON_NAMES[hint]}


def prepare(plan: Plan, header: tuple[str, ...]) -> list[Asked]:
    """Make the plan's checks ready for a file with these columns, in the plan's order.

    Raises
    ------
    BadInput
        ``validators.unknown-check``, ``validators.check-columns`` or ``validators.check-parameters``.
    """
    return [one for check in plan.checks for one in _expand(check, plan, header)]


def _expand(check: Check, plan: Plan, header: tuple[str, ...]) -> list[Asked]:
    cls = find_kind(check.kind)
    columns = tuple(check.columns) or cls.default_columns(header, plan)
    most = None if cls.each else cls.most
    if len(columns) < cls.least or (most is not None and len(columns) > most):
        wanted = str(cls.least) if most == cls.least else f"{cls.least}+"
        raise BadInput("validators.check-columns", kind=check.kind, wanted=wanted, given=len(columns))
    groups = [(column,) for column in columns] if cls.each else [columns]
    try:
        params: Any = from_json(cls.Params, check.params)
        return [Asked(dataclasses.replace(check, columns=group), cls(group, params, plan)) for group in groups]
    except ValueError as error:
        detail = str(error)  # names parameters and never a cell: a check knows no table
        raise BadInput("validators.check-parameters", kind=check.kind, detail=detail) from None


def expectation_of(one: Asked, index: int) -> Expectation:
    """Build the check's expectation, carrying its index, kind and reason as ``meta``.

    Raises
    ------
    BadInput
        ``validators.check-parameters`` where Great Expectations will not have them.
    """
    try:
        return one.kind.expectation({"check": index, "kind": one.check.kind, "because": one.check.because})
    except ValueError:
        raise BadInput(
            "validators.check-parameters", kind=one.check.kind, detail="refused by Great Expectations"
        ) from None
