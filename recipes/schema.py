"""The JSON Schema of a recipe, generated from the model types: descriptions are their docstrings' *Attributes*."""

from __future__ import annotations

import dataclasses
import inspect
import re
import typing
from enum import Enum
from typing import Any

from pseudo.model import Recipe, to_json
from pseudo.recipes.checks import CHECK_KINDS
from pseudo.recipes.shape import optional, type_hints

__all__ = ["recipe_schema"]

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


Params = dict[str, dict[str, Any]]
"""Technique name → JSON Schema of its parameters, self-contained (no ``$ref``)."""


def recipe_schema(for_columns: Params | None = None, for_tables: Params | None = None) -> dict[str, Any]:
    """JSON Schema 2020-12 of a recipe file.

    Parameters
    ----------
    for_columns, for_tables : dict, optional
        Parameters of the techniques on columns and of those on tables. ``technique`` is then one of the names, in a rule and
        in a step, and ``params`` bound to it.

    Returns
    -------
    dict
        The schema, for an editor's completion. The loader does not use it: it names lines, and nothing that was read.
    """
    definitions: dict[str, Any] = {}
    _define(Recipe, definitions)
    definitions["Check"]["properties"]["kind"] |= {"enum": sorted(CHECK_KINDS)}
    for name, params in (("ColumnRule", for_columns), ("TableStep", for_tables)):
        if params is not None:
            _bind_params(definitions[name], params)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pseudokit recipe",
        "$ref": "#/$defs/Recipe",
        "$defs": dict(sorted(definitions.items())),
    }


def _bind_params(rule: dict[str, Any], params_by_technique: Params) -> None:
    rule["properties"]["technique"] |= {"enum": sorted(params_by_technique)}
    rule["allOf"] = [
        {
            "if": {"properties": {"technique": {"const": name}}, "required": ["technique"]},
            "then": {"properties": {"params": params}, "required": ["params"] if params.get("required") else []},
        }
        for name, params in sorted(params_by_technique.items())
    ]


def _define(cls: type, definitions: dict[str, Any]) -> None:
    """Add the definition of a dataclass and of those it is made of."""
    definitions[cls.__name__] = {}  # claimed first: a type met again is not defined again
    words = _attributes(cls)
    properties = {}
    for field in dataclasses.fields(cls):
        entry = _schema_of(type_hints(cls)[field.name], definitions)
        if field.name in words:
            entry["description"] = words[field.name]
        if field.default is not dataclasses.MISSING and field.default is not None:
            entry["default"] = to_json(field.default)
        properties[field.name] = entry
    required = [
        f.name
        for f in dataclasses.fields(cls)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    ]
    definitions[cls.__name__] = {
        "description": (cls.__doc__ or "").split("\n\n", maxsplit=1)[0].strip(),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911  (one return a kind of type)
    if hint is Any:
        return {}
    if inner := optional(hint):
        return {"anyOf": [_schema_of(inner, definitions), {"type": "null"}]}
    if typing.get_origin(hint) is tuple:
        return {"type": "array", "items": _schema_of(typing.get_args(hint)[0], definitions)}
    if typing.get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _schema_of(typing.get_args(hint)[1], definitions)}
    if dataclasses.is_dataclass(hint):
        cls = typing.cast("type", hint)
        if cls.__name__ not in definitions:
            _define(cls, definitions)
        return {"$ref": f"#/$defs/{cls.__name__}"}
    if issubclass(hint, Enum):
        return {"enum": [str(member.value) for member in hint]}
    return {"type": _PLAIN[hint]}


def _attributes(cls: type) -> dict[str, str]:
    """Field → description, from the numpydoc *Attributes* section; ``a, b : type`` describes both."""
    words: dict[str, list[str]] = {}
    names: list[str] = []
    _, _, section = inspect.cleandoc(cls.__doc__ or "").partition("Attributes\n----------\n")
    for line in section.splitlines():
        if entry := re.match(r"(\w+(?:, \w+)*) : ", line):
            names = entry[1].split(", ")
        elif line.startswith("    "):
            for name in names:
                words.setdefault(name, []).append(line.strip())
    return {name: " ".join(lines) for name, lines in words.items()}
