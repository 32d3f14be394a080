"""Papers from YAML files, with every fault and its line; and an empty paper of each step, with its fields explained."""

from __future__ import annotations

import dataclasses
import inspect
import re
import tomllib
import typing
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pseudo.errors import BadInput, Where, language
from pseudo.model import from_json
from pseudo.recipes.document import read_document
from pseudo.recipes.lint import read_text
from pseudo.recipes.problem import as_facts
from pseudo.recipes.shape import optional, shape_problems, type_hints

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["load_paper", "template"]

T = TypeVar("T")


def load_paper(path: Path, paper: type[T]) -> T:
    """A paper of a type from its file.

    Raises
    ------
    BadInput
        ``recipes.unreadable``; ``procedure.paper`` with every fault and its line.
    """
    document = read_document(read_text(path))
    problems = document.problems or shape_problems(paper, document.data)
    if problems:
        raise BadInput("procedure.paper", Where(file=path.name), **as_facts(document.in_order(problems)))
    return from_json(paper, document.data)


def template(paper: type) -> str:
    """An empty paper as YAML: each field with its type and choices as a comment, and what it is, where its type says so.

    A field that may be left out is commented out.
    """
    return "".join(_lines(paper, 0))


def _lines(paper: type, depth: int) -> Iterator[str]:
    about, indent = _about(paper), "  " * depth
    for field in dataclasses.fields(paper):
        hint = type_hints(paper)[field.name]
        needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        mark = "" if needed else "# "
        if field.name in about:
            yield f"{indent}# {about[field.name]}\n"
        yield from _field(field.name, hint, depth, mark)


def _field(name: str, hint: Any, depth: int, mark: str) -> Iterator[str]:
    hint = optional(hint) or hint
    indent = "  " * depth
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        if not dataclasses.is_dataclass(item):
            yield f"{indent}{mark}{name}: []  # {_kind(item)}\n"
            return
        yield f"{indent}{mark}{name}:\n"
        inner = "".join(_lines(typing.cast("type", item), depth + 2))
        first = re.search(r"^ *(?=[^# ])", inner, re.MULTILINE)
        at = first.end() if first else 0
        text = inner[: at - 2] + "- " + inner[at:]
        yield _commented(text, mark)
    elif dataclasses.is_dataclass(hint):
        yield f"{indent}{mark}{name}:\n"
        yield _commented("".join(_lines(typing.cast("type", hint), depth + 1)), mark)
    else:
        yield f"{indent}{mark}{name}: {_blank(hint)}  # {_kind(hint)}\n"


def _commented(text: str, mark: str) -> str:
    return re.sub(r"^( *)(?=[^ #])", rf"\1{mark}", text, flags=re.MULTILINE) if mark else text


def _blank(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return str(next(iter(hint)).value)
    return {bool: "false", int: "0", float: "0.0"}.get(hint, '""')


def _kind(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return " | ".join(f"{member.value} {getattr(member, 'ko', '')}".strip() for member in hint)
    return {bool: "true | false", int: "1, 2, ...", float: "0..1"}.get(hint, "...")


def _about(paper: type) -> dict[str, str]:
    """What its fields are, in the environment's language: from ``fields.toml`` in Korean, from the type's docstring in English."""
    if language() == "ko":
        return tomllib.loads(Path(__file__).with_name("fields.toml").read_text("utf-8"))
    text = inspect.getdoc(paper) or ""
    _, _, listed = text.partition("Attributes\n----------\n")
    found = {}
    for names, words in re.findall(r"^(\w[\w, ]*)(?: : [^\n]*)?\n((?: {4}[^\n]*\n?)+)", listed, re.MULTILINE):
        for name in names.split(", "):
            found[name] = " ".join(line.strip() for line in words.splitlines())
    return found
