"""Types to plain data and back. Strict: an unknown, missing or mistyped field raises ``ValueError`` with its path, no value."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Callable, Hashable
from enum import Enum
from functools import cache
from typing import Any, TypeVar

__all__ = ["canonical", "digest", "from_json", "to_json"]

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """Plain data (dict, list, str, int, float, bool, None) of a model object; tuples become lists, enums their values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    return value


def canonical(value: Any) -> bytes:
    """Canonical JSON: UTF-8, keys sorted, no spaces, so that equal content has equal bytes."""
    return json.dumps(
        to_json(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(value: Any) -> str:
    """``sha256:`` and the hexadecimal SHA-256 of the canonical JSON."""
    return "sha256:" + hashlib.sha256(canonical(value)).hexdigest()


class _Wrong(Exception):
    """What is wrong, and where below the place that is being built; the way is put together on the way out."""

    def __init__(self, what: str, path: str = "") -> None:
        super().__init__()
        self.what, self.path = what, path

    def below(self, part: str) -> _Wrong:
        """The same, seen from one place further up."""
        self.path = part + self.path
        return self


def from_json(cls: type[T], data: Any, path: str = "$") -> T:
    """An object of a model type from plain data.

    Raises
    ------
    ValueError
        With the path of the field that is unknown, missing or of another type.
    """
    try:
        return typing.cast("T", _builder(typing.cast("Hashable", cls))(data))
    except _Wrong as wrong:
        raise ValueError(f"{path}{wrong.path}: {wrong.what}") from None


Builder = Callable[[Any], Any]


@cache
def _builder(hint: Any) -> Builder:  # noqa: PLR0911  (one return a kind of type)
    """What builds a value of a type; found once for each type."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return lambda data: data
    if origin in (typing.Union, types.UnionType):
        return _union(args)
    if origin is tuple:
        return _tuple(args)
    if origin is dict:
        return _dict(args[1])
    if dataclasses.is_dataclass(hint):
        return _dataclass(typing.cast("type", hint))
    if issubclass(hint, Enum):
        return _enum(hint)
    return _scalar(hint)


def _dataclass(cls: type) -> Builder:
    fields = {field.name: field for field in dataclasses.fields(cls)}
    needed = {name: None for name, field in fields.items() if _without_default(field)}
    hints = typing.get_type_hints(cls)
    builders: dict[str, Builder] = {}

    def build(data: Any) -> Any:
        if not isinstance(data, dict):
            raise _Wrong("must be a mapping")
        if not builders:  # not before the first value: a type may hold itself
            builders.update({name: _builder(hints[name]) for name in fields})
        if not needed.keys() <= data.keys() <= fields.keys():
            if unknown := data.keys() - fields.keys():
                raise _Wrong("must be a known field", f".{min(unknown)}")
            raise _Wrong("must be present", f".{next(name for name in needed if name not in data)}")
        made, name = {}, ""
        try:
            for name, value in data.items():
                made[name] = builders[name](value)
        except _Wrong as wrong:
            raise wrong.below(f".{name}") from None
        return cls(**made)

    return build


def _without_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _union(options: tuple[Any, ...]) -> Builder:
    builders = [_builder(option) for option in options if option is not type(None)]
    optional = len(builders) < len(options)

    def build(data: Any) -> Any:
        if data is None and optional:
            return None
        for one in builders:
            try:
                return one(data)
            except _Wrong:
                if len(builders) == 1:
                    raise
        raise _Wrong("of none of the allowed types")

    return build


def _enum(cls: type[Enum]) -> Builder:
    members = {member.value: member for member in cls}

    def build(data: Any) -> Any:
        if isinstance(data, str) and data in members:
            return members[data]
        raise _Wrong(f"not one of {', '.join(map(str, members))}")

    return build


def _dict(value: Any) -> Builder:
    one = _builder(value)

    def build(data: Any) -> Any:
        if not isinstance(data, dict):
            raise _Wrong("must be a mapping")
        made = {}
        for name, item in data.items():
            try:
                made[name] = one(item)
            except _Wrong as wrong:
                raise wrong.below(f".{name}") from None
        return made

    return build


def _tuple(args: tuple[Any, ...]) -> Builder:
    any_length = len(args) == 2 and args[1] is Ellipsis
    builders = [_builder(arg) for arg in args if arg is not Ellipsis]

    def build(data: Any) -> Any:
        if not isinstance(data, (list, tuple)):
            raise _Wrong("must be a list")
        if not any_length and len(data) != len(builders):
            raise _Wrong(f"must be a list of {len(builders)}")
        made = []
        for place, item in enumerate(data):
            try:
                made.append(builders[0 if any_length else place](item))
            except _Wrong as wrong:
                raise wrong.below(f"[{place}]") from None
        return tuple(made)

    return build


def _scalar(hint: type) -> Builder:
    number = hint in (int, float)

    def build_text(data: Any) -> Any:
        if not isinstance(data, str):
            raise _Wrong("must be of type str")
        return data

    def build(data: Any) -> Any:
        if hint is float and type(data) is int:
            return float(data)
        if not isinstance(data, hint) or (number and isinstance(data, bool)):
            raise _Wrong(f"must be of type {hint.__name__}")
        return data

    return build_text if hint is str else build
