"""YAML text to plain data with the place of every key, refusing what two YAML readers would read differently.

A recipe must mean the same to whoever reads it. So a plain scalar that YAML 1.1 and 1.2 take for different things
(``no``, ``010``, ``12:30``, ``2025-12-31``, ``1e-7``, nothing at all) is refused until it is quoted; so are anchors,
aliases, merges, tags and repeated keys. Nothing is constructed but dict, list, str, int, float, bool and None.

No scalar that was read is ever repeated in a problem: the file may be a table given by mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from pseudo.recipes.problem import Path, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml.error import Mark

__all__ = ["MAX_BYTES", "Document", "is_ambiguous", "read_document"]

MAX_BYTES = 1 << 20
"""Larger files are no recipe."""
MAX_DEPTH = 32

_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}(?:[eE][-+][0-9]{1,2})?")
_OTHER_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
_OLD_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off"})
_KEY = re.compile(r"[a-z][a-z_\-]{0,31}")


@dataclass
class Document:
    """What was read.

    Attributes
    ----------
    data : any
        Plain data.
    places : dict
        Path → (line, column) of its key or list item, both from 1.
    problems : list of Problem
        What was refused while reading.
    """

    data: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def located(self, problem: Problem) -> Problem:
        """The problem with the line of its path, or of the nearest part above it."""
        path = problem.path
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return Problem(problem.code, _shown_path(problem.path), problem.facts, line, column)

    def in_order(self, problems: list[Problem]) -> list[Problem]:
        """The problems with their lines, first line first."""
        located = [p if p.line is not None else self.located(p) for p in problems]
        return sorted(located, key=lambda p: (p.line, p.column))

    def note(self, code: str, path: Path, mark: Mark, **facts: object) -> None:
        """Add a problem at a mark of the reader."""
        self.problems.append(Problem(code, _shown_path(path), facts, mark.line + 1, mark.column + 1))


def read_document(text: str) -> Document:
    """Plain data, places and problems of one YAML document."""
    document = Document()
    try:
        loader = _Loader(text, document)
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:  # its message quotes the file: only the place goes on
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        document.problems.append(Problem("recipes.syntax", (), {}, *place))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        document.problems.append(Problem("recipes.syntax", (), {}, line, 1))
    else:
        if root is not None:
            document.data = _plain(root, (), document)
    return document


def is_ambiguous(text: str) -> bool:
    """Whether a plain scalar means different things to YAML 1.1 and 1.2, or is empty."""
    if text in {"true", "false", "null"} or _is_integer(text) or _NUMBER.fullmatch(text):
        return False
    if text.lower() in _OLD_BOOLEANS or _OTHER_NUMBER.fullmatch(text):
        return True
    return _plain_tag(text) != f"{_TAG}str"


def _is_integer(text: str) -> bool:
    """Whether it is a decimal integer that 64 bits hold, as every reader can."""
    return bool(_INTEGER.fullmatch(text)) and -(2**63) <= int(text) < 2**63


_RESOLVER = yaml.resolver.Resolver()


def _plain_tag(text: str) -> str:
    """The YAML 1.1 tag that a plain scalar resolves to."""
    tag: str = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]  # stubs lack it
    return tag


class _Loader(yaml.SafeLoader):
    """Composes nodes; notes anchors and aliases instead of following them, and stops at a depth no recipe has."""

    def __init__(self, text: str, document: Document) -> None:
        super().__init__(text)
        self.document = document
        self.depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # stubs lack it
        if event.anchor is not None:
            self.document.note("recipes.anchor", (), event.start_mark)
            event.anchor = None
        if isinstance(event, yaml.AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]  # stubs lack it
            return yaml.ScalarNode(f"{_TAG}null", "null", event.start_mark, event.end_mark)  # type: ignore[arg-type]  # C marks
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise yaml.composer.ComposerError(None, None, None, event.start_mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _plain(node: yaml.Node, path: Path, document: Document) -> Any:
    document.places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode) and node.tag == f"{_TAG}map":
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode) and node.tag == f"{_TAG}seq":
        return [_plain(item, (*path, i), document) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, document)
    document.note("recipes.tag", path, node.start_mark)
    return None


def _mapping(node: yaml.MappingNode, path: Path, document: Document) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        plain = isinstance(key_node, yaml.ScalarNode)
        if not plain or (key_node.style is None and (key_node.tag != f"{_TAG}str" or is_ambiguous(key_node.value))):
            document.note("recipes.key-not-text", path, mark)
            continue
        key = key_node.value
        document.places[*path, key] = (mark.line + 1, mark.column + 1)
        if key in made:
            document.note("recipes.duplicate-key", (*path, key), mark, key=shown_key(key))
        made[key] = _plain(value_node, (*path, key), document)
    return made


def shown_key(key: str) -> str:
    """A key as a message may show it: a word like those of the model's fields, else nothing of it."""
    return key if _KEY.fullmatch(key) else "…"


def _shown_path(path: Path) -> Path:
    return tuple(shown_key(part) if isinstance(part, str) else part for part in path)


def _scalar(node: yaml.ScalarNode, path: Path, document: Document) -> Any:
    """The value; a tag that was written, and a plain text that readers disagree on, are refused."""
    plain = node.style is None
    if node.tag != (_plain_tag(node.value) if plain else f"{_TAG}str"):
        document.note("recipes.tag", path, node.start_mark)
        return None
    if not plain:
        return node.value
    if is_ambiguous(node.value):
        document.note("recipes.ambiguous", path, node.start_mark)
        return None
    return _READ[node.tag.removeprefix(_TAG)](node.value)


_READ: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text == "true",
    "null": lambda _: None,
}
