"""Whether plain data has the shape of a model type: every unknown, missing and mistyped field, not just the first.

:func:`pseudo.model.from_json` builds the object and stops at the first fault; where this finds none, it does not stop.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import Enum
from functools import cache
from typing import Any

from pseudo.recipes.document import shown_key
from pseudo.recipes.problem import Path, Problem, near_hint

__all__ = ["optional", "shape_problems", "type_hints"]


def shape_problems(cls: type, data: Any, path: Path = ()) -> list[Problem]:
    """All faults of ``data`` as plain data of the model type ``cls``, in document order."""
    return _check(cls, data, path)


@cache
def type_hints(cls: type) -> dict[str, Any]:
    """The types of a dataclass's fields, resolved."""
    return typing.get_type_hints(cls)


def optional(hint: Any) -> Any:
    """``X`` of ``X | None``, the only union the model types use; None for another type."""
    if typing.get_origin(hint) in {typing.Union, types.UnionType}:
        return next(a for a in typing.get_args(hint) if a is not type(None))
    return None


def _check(hint: Any, data: Any, path: Path) -> list[Problem]:  # noqa: PLR0911  (one return a kind of type)
    if hint is Any:
        return []
    if inner := optional(hint):
        return [] if data is None else _check(inner, data, path)
    if dataclasses.is_dataclass(hint):
        return _check_dataclass(typing.cast("type", hint), data, path)
    if typing.get_origin(hint) is tuple:
        return _check_list(hint, data, path)
    if typing.get_origin(hint) is dict:
        return _check_mapping(hint, data, path)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _check_choice(hint, data, path)
    return _check_scalar(hint, data, path)


def _check_dataclass(cls: type, data: Any, path: Path) -> list[Problem]:
    if not isinstance(data, dict):
        return [_wrong_type("mapping", path)]
    fields = {f.name: f for f in dataclasses.fields(cls)}
    problems = [
        Problem("recipes.unknown-key", (*path, key), {"key": shown_key(key), **near_hint(key, fields)})
        for key in data
        if key not in fields
    ]
    missing = [name for name, f in fields.items() if name not in data and _required(f)]
    problems += [Problem("recipes.missing-key", path, {"key": name}) for name in missing]
    for name in (n for n in fields if n in data):
        problems += _check(type_hints(cls)[name], data[name], (*path, name))
    return problems


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _check_list(hint: Any, data: Any, path: Path) -> list[Problem]:
    if not isinstance(data, list):
        return [_wrong_type("list", path)]
    item = typing.get_args(hint)[0]
    return [p for i, value in enumerate(data) for p in _check(item, value, (*path, i))]


def _check_mapping(hint: Any, data: Any, path: Path) -> list[Problem]:
    if not isinstance(data, dict):
        return [_wrong_type("mapping", path)]
    item = typing.get_args(hint)[1]
    return [p for key, value in data.items() for p in _check(item, value, (*path, key))]


def _check_choice(cls: type[Enum], data: Any, path: Path) -> list[Problem]:
    choices = [str(member.value) for member in cls]
    if data in choices:
        return []
    hint = near_hint(data, choices) if isinstance(data, str) else {"hint_en": "", "hint_ko": ""}
    return [Problem("recipes.wrong-choice", path, {"key": _last(path), "choices": ", ".join(choices), **hint})]


def _check_scalar(hint: type, data: Any, path: Path) -> list[Problem]:
    wanted: tuple[type, ...] = (int, float) if hint is float else (hint,)
    if isinstance(data, wanted) and (hint is bool or not isinstance(data, bool)):
        return []
    return [_wrong_type(hint.__name__, path)]


_WORDS = {
    "mapping": ("a mapping (key: value)", "'키: 값' 묶음"),
    "list": ("a list", "목록"),
    "str": ("text (put a number in quotes)", "문자열(숫자라면 따옴표로 감쌉니다)"),
    "int": ("a whole number", "정수"),
    "float": ("a number", "수"),
    "bool": ("true or false", "true 또는 false"),
}


def _wrong_type(wanted: str, path: Path) -> Problem:
    en, ko = _WORDS[wanted]
    return Problem("recipes.wrong-type", path, {"key": _last(path), "wanted_en": en, "wanted_ko": ko})


def _last(path: Path) -> str:
    """The nearest key above: what the message calls the place."""
    return next((shown_key(part) for part in reversed(path) if isinstance(part, str)), "(root)")
