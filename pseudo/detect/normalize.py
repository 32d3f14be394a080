"""Text in one writing, with the way back: full-width forms, odd dashes, odd spaces and invisible characters.

Spans are found in the normalised text and reported in the original one. Numbers that decorate a text (①, ², ⒈) become a space: as
digits they would stick to the identifier beside them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

__all__ = ["Normalized", "normalize"]

DASHES = frozenset("‐‑‒–—―−－﹣﹘ㅡｰー⁃")
PLAIN = re.compile("[^\n\t\x20-\x7e\uac00-\ud7a3]")
LETTER_FORMS = ("<wide>", "<narrow>", "<font>")


@dataclass(frozen=True)
class Normalized:
    """A text in one writing.

    Attributes
    ----------
    text : str
        The normalised text.
    origin : tuple of int or None
        For each of its characters the index of the original character; None where the texts are the same.
    """

    text: str
    origin: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original text of ``text[start:end]`` (not empty)."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=4)
def normalize(text: str) -> Normalized:
    """The text in one writing, with its offset map. Takes any string, lone surrogates too."""
    if not PLAIN.search(text):
        return Normalized(text, None)
    written: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        plain = _plain(char)
        written.append(plain)
        origin.extend([index] * len(plain))
    return Normalized("".join(written), tuple(origin))


@cache
def _plain(char: str) -> str:
    if char in "\n\t" or " " <= char <= "~" or "가" <= char <= "힣":
        return char
    if char in DASHES:
        return "-"
    category = unicodedata.category(char)
    if (
        category == "Cf" or "\ufe00" <= char <= "\ufe0f"
    ):  # zero-width characters, soft hyphen, bidi marks, variation selectors
        return ""
    if category == "Zs" or char in "\u3164\u115f\u1160\uffa0":  # the Hangul fillers show as spaces
        return " "
    folded = unicodedata.normalize("NFKC", char)
    if any(c.isdigit() for c in folded) and not unicodedata.decomposition(char).startswith(LETTER_FORMS):
        return " " if folded != char else char
    return folded
