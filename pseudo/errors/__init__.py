"""The exception tree. Every message has a stable code and three lines: what, where, how to mend it.

The words stand in ``<room>.toml`` beside this file, in English and Korean, one entry a code. What may not come in here is a
cell value: an error knows columns, row numbers and counts, nothing else of a table. Row numbers count data rows from 1 (the
header is not one).
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "BadInput",
    "ErrorText",
    "GateFailed",
    "InternalError",
    "MissingExtra",
    "PolicyRefused",
    "PseudoError",
    "UsageError",
    "Where",
    "catalogue",
    "language",
]

SHOWN_ROWS = 8


@dataclass(frozen=True)
class ErrorText:
    """One catalogue entry: ``what`` and ``mend`` by language ("en", "ko"), with ``{fact}`` fields."""

    code: str
    what: Mapping[str, str]
    mend: Mapping[str, str]


@cache
def catalogue() -> dict[str, ErrorText]:
    """All error texts by code, read from the TOML files of this room."""
    entries: dict[str, ErrorText] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for code, text in tomllib.loads(file.read_text("utf-8")).items():
                entries[code] = ErrorText(code, text["what"], text["mend"])
    return entries


def language() -> str:
    """``"ko"`` or ``"en"``: PSEUDO_LANG first, then the locale's variables; English where neither says Korean."""
    chosen = (
        os.environ.get("PSEUDO_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG", "")
    )
    return "ko" if chosen.lower().startswith("ko") else "en"


@dataclass(frozen=True)
class Where:
    """A place in the input, without a value of it.

    ``rows`` are 1-based data-row numbers, the first few; ``count`` is how many there are in all.
    """

    file: str | None = None
    column: str | None = None
    rows: Sequence[int] = ()
    count: int | None = None

    def text(self, lang: str) -> str:
        """The place in words, or an empty string when nothing is known of it."""
        ko = lang == "ko"
        parts = [self.file] if self.file else []
        if self.column is not None:
            parts.append(f"열 '{self.column}'" if ko else f"column '{self.column}'")
        if self.rows:
            shown = ", ".join(str(r) for r in self.rows[:SHOWN_ROWS])
            total = self.count if self.count is not None else len(self.rows)
            more = total - min(len(self.rows), SHOWN_ROWS)
            rest = (f" 외 {more}개 행" if ko else f" and {more} more") if more > 0 else ""
            parts.append(f"행 {shown}{rest}" if ko else f"row{'s' if total > 1 else ''} {shown}{rest}")
        elif self.count is not None:
            parts.append(f"{self.count}개 행" if ko else f"{self.count} row{'s' if self.count != 1 else ''}")
        return ", ".join(parts)


class PseudoError(Exception):
    """Base of every error of ours.

    Parameters
    ----------
    code : str
        A code of the catalogue, such as ``"table.ragged-rows"``.
    where : Where, optional
        The place; never a value.
    **facts
        Numbers and names that fill the text's fields. Never a cell value.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, where: Where | None = None, **facts: object) -> None:
        self.code = code
        self.where = where or Where()
        self.facts = facts
        super().__init__(self.message("en"))

    def message(self, lang: str | None = None) -> str:
        """The three lines in ``lang`` ("en" or "ko"; the environment's by default)."""
        lang = lang or language()
        text = catalogue()[self.code]
        place = self.where.text(lang)
        lines = [f"[{self.code}] {text.what[lang].format(**self.facts)}"]
        if place:
            lines.append(("위치: " if lang == "ko" else "Where: ") + place)
        lines.append(("조치: " if lang == "ko" else "To mend: ") + text.mend[lang].format(**self.facts))
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The error as data, for ``--json``: code, both messages, place and facts."""
        return {
            "schema_version": 1,
            "code": self.code,
            "exit_code": self.exit_code,
            "message": {"en": self.message("en"), "ko": self.message("ko")},
            "where": {
                "file": self.where.file,
                "column": self.where.column,
                "rows": [int(r) for r in self.where.rows],
                "count": self.where.count,
            },
        }


class InternalError(PseudoError):
    """A fault of ours (exit code 1)."""


class UsageError(PseudoError):
    """The call's words are off (exit code 2)."""

    exit_code = 2


class GateFailed(PseudoError):
    """The release gate did not pass: do not publish (exit code 3). ``results`` holds the verdicts, where a gate was run."""

    exit_code = 3
    results: tuple[Any, ...] = ()


class BadInput(PseudoError):
    """A table, plan or recipe that cannot be worked with as it is (exit code 4)."""

    exit_code = 4


class PolicyRefused(PseudoError):
    """What was asked is against the law, the guideline or the recipe (exit code 5)."""

    exit_code = 5


class MissingExtra(PseudoError):
    """An optional part is not installed (exit code 6)."""

    exit_code = 6
