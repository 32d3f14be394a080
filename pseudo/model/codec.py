"""Types to plain data and back. Strict: an unknown, missing or mistyped field raises ``ValueError`` with its path, no value."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
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


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def from_json(cls: type[T], data: Any, path: str = "$") -> T:
    """An object of a model type from plain data.

    Raises
    ------
    ValueError
        With the path of the field that is unknown, missing or of another type.
    """
    return typing.cast("T", _build(cls, data, path))


def _build(hint: Any, data: Any, path: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        made = data
    elif origin in (typing.Union, types.UnionType):
        made = _build_union(args, data, path)
    elif origin is tuple:
        made = _build_tuple(args, data, path)
    elif origin is dict:
        _need(isinstance(data, dict), path, "a mapping")
        made = {k: _build(args[1], v, f"{path}.{k}") for k, v in data.items()}
    elif dataclasses.is_dataclass(hint):
        made = _build_dataclass(typing.cast("type", hint), data, path)
    elif issubclass(hint, Enum):
        made = _build_enum(hint, data, path)
    else:
        made = _build_scalar(hint, data, path)
    return made


def _build_dataclass(cls: type, data: Any, path: str) -> Any:
    _need(isinstance(data, dict), path, "a mapping")
    fields = {f.name: f for f in dataclasses.fields(cls)}
    unknown = sorted(set(data) - set(fields))
    _need(not unknown, f"{path}.{unknown[0] if unknown else ''}", "a known field")
    missing = [
        n
        for n, f in fields.items()
        if n not in data and f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    ]
    _need(not missing, f"{path}.{missing[0] if missing else ''}", "present")
    return cls(**{n: _build(_hints(cls)[n], v, f"{path}.{n}") for n, v in data.items()})


def _build_union(options: tuple[Any, ...], data: Any, path: str) -> Any:
    if data is None and type(None) in options:
        return None
    for option in options:
        if option is type(None):
            continue
        try:
            return _build(option, data, path)
        except ValueError:
            if len([o for o in options if o is not type(None)]) == 1:
                raise
    raise ValueError(f"{path}: of none of the allowed types")


def _build_enum(cls: type[Enum], data: Any, path: str) -> Enum:
    for member in cls:
        if member.value == data:
            return member
    raise ValueError(f"{path}: not one of {', '.join(str(m.value) for m in cls)}")


def _build_tuple(args: tuple[Any, ...], data: Any, path: str) -> tuple[Any, ...]:
    _need(isinstance(data, (list, tuple)), path, "a list")
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_build(args[0], v, f"{path}[{i}]") for i, v in enumerate(data))
    _need(len(data) == len(args), path, f"a list of {len(args)}")
    return tuple(_build(a, v, f"{path}[{i}]") for i, (a, v) in enumerate(zip(args, data, strict=True)))


def _build_scalar(hint: type, data: Any, path: str) -> Any:
    if hint is float and isinstance(data, int) and not isinstance(data, bool):
        return float(data)
    exact = isinstance(data, hint) and not (hint in (int, float) and isinstance(data, bool))
    _need(exact, path, f"of type {hint.__name__}")
    return data


def _need(ok: bool, path: str, what: str) -> None:
    if not ok:
        raise ValueError(f"{path}: must be {what}")
