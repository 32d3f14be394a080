"""One thing that is wrong with a recipe or a plan, as data: a catalogue code, its facts and, where known, a line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pseudo.errors import catalogue
from pseudo.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Path", "Problem", "as_facts", "near_hint"]

Path = tuple[str | int, ...]
"""A way from the root of a document: keys and list positions."""


@dataclass(frozen=True)
class Problem:
    """A finding of a lint.

    Attributes
    ----------
    code : str
        A code of the error catalogue.
    path : tuple of str and int
        Keys and list positions from the root: ``("columns", 3, "role")``.
    facts : mapping
        What fills the code's text: keys, names and numbers, never a value that was read.
    line, column : int or None
        Where it stands in the file, both from 1; None for an object that was not read from a file.
    message : Text
        What is wrong and how to mend it.
    """

    code: str
    path: Path = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None
    message: Text = field(init=False)

    def __post_init__(self) -> None:
        text = catalogue()[self.code]
        said = {lang: f"{text.what[lang]} {text.mend[lang]}".format(**self.facts) for lang in ("ko", "en")}
        object.__setattr__(self, "message", Text(ko=said["ko"], en=said["en"]))

    def text(self, lang: str) -> str:
        """One line: the line in the file or else the path, the code, what is wrong, how to mend it."""
        place = f"{'.'.join(map(str, self.path))}: " if self.path else ""
        if self.line is not None:
            place = f"{self.line}행 {self.column}열: " if lang == "ko" else f"line {self.line}, column {self.column}: "
        return f"{place}[{self.code}] {getattr(self.message, lang)}"


def as_facts(problems: Iterable[Problem]) -> dict[str, object]:
    """The facts of an error that lists problems: ``count``, ``problems_en``, ``problems_ko``."""
    found = list(problems)
    listed = {f"problems_{lang}": "".join(f"\n  {p.text(lang)}" for p in found) for lang in ("en", "ko")}
    return {"count": len(found), **listed}


def near_hint(given: str, known: Iterable[str]) -> dict[str, str]:
    """The facts ``hint_en`` and ``hint_ko``: the nearest known word, or nothing."""
    near = difflib.get_close_matches(given, sorted(known), 1)
    if not near:
        return {"hint_en": "", "hint_ko": ""}
    return {"hint_en": f" Did you mean '{near[0]}'?", "hint_ko": f" '{near[0]}'을(를) 쓰려던 것입니까?"}
