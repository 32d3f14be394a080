"""Parameters: from plain data to a technique's ``Params`` and back to a JSON Schema.

A problem names parameters only, in both languages; the value that was given is never repeated.
"""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import re
import types
import typing
from enum import Enum
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, Where
from pseudo.model import Text, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Conflict", "as_text", "parse", "refused", "schema"]


class Conflict(ValueError):
    """Parameters that contradict each other, said in Korean and English."""

    def __init__(self, ko: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(ko=ko, en=en)


def as_text(error: ValueError) -> Text:
    """The words of a ``ValueError`` of :meth:`Technique.check`; English twice where it has no Korean."""
    return error.text if isinstance(error, Conflict) else Text(ko=str(error), en=str(error))


def refused(name: str, problems: Sequence[Text], where: Where | None = None) -> BadInput:
    """The error that lists all problems with a technique's parameters."""
    return BadInput(
        "techniques.params",
        where,
        technique=name,
        problems_en="; ".join(p.en for p in problems),
        problems_ko="; ".join(p.ko for p in problems),
    )


def parse(name: str, cls: type, params: dict[str, Any]) -> Any:
    """An object of the ``Params`` class, or ``techniques.params`` with every problem found."""
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    problems = [_unknown(key, fields) for key in params if key not in fields]
    problems += [
        Text(ko=f"'{key}' 파라미터가 없습니다", en=f"'{key}' is missing")
        for key, field in fields.items()
        if key not in params and _required(field)
    ]
    given = {}
    for key in fields.keys() & params.keys():
        try:
            given[key] = from_json(hints[key], params[key], key)
        except ValueError as error:  # from_json names the path and the wanted type, no value
            problems.append(Text(ko=f"형식이 맞지 않습니다({error})", en=str(error)))
    if problems:
        raise refused(name, sorted(problems, key=lambda p: p.en))
    return cls(**given)


def _unknown(key: str, fields: dict[str, Any]) -> Text:
    near = difflib.get_close_matches(key, fields, 1)
    hint_ko, hint_en = (f" ('{near[0]}'?)", f" (did you mean '{near[0]}'?)") if near else ("", "")
    return Text(ko=f"'{key}'(이)라는 파라미터는 없습니다{hint_ko}", en=f"'{key}' is not a parameter{hint_en}")


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def schema(cls: type) -> dict[str, Any]:
    """JSON Schema of a ``Params`` class; a field's description is its entry in the docstring's *Attributes* section."""
    hints = typing.get_type_hints(cls)
    described = descriptions(cls)
    properties = {}
    for field in dataclasses.fields(cls):
        entry = _schema_of(hints[field.name]) | {"description": described[field.name]}
        if field.default is not dataclasses.MISSING:
            entry["default"] = to_json(field.default)
        properties[field.name] = entry
    required = [f.name for f in dataclasses.fields(cls) if _required(f)]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def descriptions(cls: type) -> dict[str, str]:
    """Field → description, from ``name : type`` entries of the docstring (numpydoc)."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in inspect.cleandoc(cls.__doc__ or "").splitlines():
        if entry := re.match(r"(\w+) : ", line):
            name = entry[1]
            found[name] = []
        elif name and line.startswith("    "):
            found[name].append(line.strip())
    return {name: " ".join(lines) for name, lines in found.items()}


_PLAIN = {int: "integer", float: "number", bool: "boolean", str: "string"}


def _schema_of(hint: Any) -> dict[str, Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_schema_of(a) for a in args]}
    if hint is type(None):
        return {"type": "null"}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [m.value for m in hint]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(args[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema_of(args[1])}
    return {"type": _PLAIN[hint]}
