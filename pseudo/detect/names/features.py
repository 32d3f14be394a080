"""What the model sees: characters, words, known words, surname and given-name syllables, and the templates that combine them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.words import (
    AFTER,
    AFTER_CLASS,
    BEFORE,
    BEFORE_CLASS,
    BEGINS,
    CODE,
    COVERED,
    DIGIT,
    FROM_START,
    GAP,
    HANGUL,
    HEAD,
    KIND,
    LATIN,
    LEFT_MARK,
    LINE,
    PAIR,
    RIGHT_MARK,
    SPACE,
    SURNAME,
    SYLLABLE,
    TAIL,
    TAIL_CLASS,
    TO_END,
    WORD,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = [
    "ADVERB",
    "APART",
    "BODY",
    "FOREIGN",
    "HANJA",
    "LABEL",
    "MASKED",
    "NOUN",
    "PLACE",
    "PROPER",
    "RARE_NOUN",
    "RARE_PROPER",
    "STEM",
    "TAGS",
    "TITLE",
    "codes_of",
    "kinds",
    "templates",
]  # fmt: skip

TAGS = ("O", "B", "I", "E", "S")
"""Outside; first, inner and last character of a name; a name of one character."""
BEYOND = 0xFFFD
"""Stands for every character outside the basic plane."""

APART = "\0" * 4
"""Stands before, between and behind texts: wider than any template reaches."""
TITLE, LABEL, NOUN, RARE_NOUN, PROPER, PLACE, BODY, STEM, ADVERB, FOREIGN, RARE_PROPER = range(2, 13)
"""Classes of known words, beside the particles and endings of ``pseudo.kernels.words``."""
HANJA, MASKED, MARKS = 8, 9, 10
"""Kinds of characters, beside those of ``pseudo.kernels.words``; from ``MARKS`` on, one for each mark."""
MASK_CHARS = "*●○◯〇□■△※"
MARK_CHARS = ".,:;()[]{}<>'\"“”‘’「」『』《》/|·-~=+&@#%?!_…"


@cache
def kinds() -> NDArray[np.uint8]:
    """Kind of every character of the basic plane, shape (65536,)."""
    table = np.full(65_536, 7, np.uint8)
    table[0xAC00:0xD7A4] = HANGUL
    table[ord("A") : ord("Z") + 1] = LATIN
    table[ord("a") : ord("z") + 1] = LATIN + 1
    table[0xC0:0x250] = LATIN + 1
    table[ord("0") : ord("9") + 1] = DIGIT
    table[0x4E00:0xA000] = HANJA
    table[0x3400:0x4DC0] = HANJA
    for char in " \t\u3000\u00a0":
        table[ord(char)] = SPACE
    for char in "\n\r":
        table[ord(char)] = LINE
    for char in MASK_CHARS:
        table[ord(char)] = MASKED
    for place, char in enumerate(MARK_CHARS):
        table[ord(char)] = MARKS + place
    table[0] = GAP
    return table


def codes_of(text: str) -> NDArray[np.int32]:
    """Code points of a text, shape (len(text),); lone surrogates too."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.int32)
    return np.where(codes < 65_536, codes, BEYOND).astype(np.int32)


def _name_shapes() -> Iterable[tuple[tuple[int, int], ...]]:
    """A surname and what follows it, seen from each of its syllables."""
    for back in (0, 1, 2):
        surname, pair = (SURNAME, -back), (PAIR, 1 - back)
        first, second, tail = (SYLLABLE, 1 - back), (SYLLABLE, 2 - back), (TAIL_CLASS, 3 - back)
        yield surname, pair, tail, (FROM_START, -back)
        yield surname, first, second, tail
        yield surname, pair, (TAIL_CLASS, -back), (FROM_START, -back)
        yield surname, first, second, (TO_END, 2 - back)
        yield surname, pair, (LEFT_MARK, -back), (BEFORE_CLASS, -back)
        yield surname, pair, (RIGHT_MARK, 2 - back), (AFTER_CLASS, 2 - back)
        yield (TAIL_CLASS, -back), pair, tail, (TO_END, 0)
        yield (CODE, 1 - back), (CODE, 2 - back), surname
        yield (CODE, 1 - back), surname, (FROM_START, -back)
        yield (CODE, 2 - back), surname, (SYLLABLE, 1 - back)
    for back in (0, 1):
        yield (SURNAME, -back), (SYLLABLE, 1 - back), (TAIL_CLASS, 2 - back), (FROM_START, -back)
        yield (SURNAME, -back), (SYLLABLE, 1 - back), (AFTER_CLASS, 1 - back), (TO_END, 1 - back)
        yield (SURNAME, -back), (SYLLABLE, 1 - back), (BEFORE_CLASS, -back), (TO_END, -back)
        yield (PAIR, -back), (TAIL_CLASS, 2 - back), (FROM_START, -back), (TAIL_CLASS, -back)
    for back in (0, 1, 2, 3):
        yield (SURNAME, -back), (PAIR, 2 - back), (TAIL_CLASS, 4 - back), (FROM_START, -back)


def _around() -> Iterable[tuple[tuple[int, int], ...]]:
    """Characters, known words, the own word, the words beside."""
    for offset in (-3, -2, -1, 0, 1, 2, 3):
        yield ((CODE, offset),)
    for start, count in ((-2, 2), (-1, 2), (0, 2), (1, 2), (-2, 3), (-1, 3), (0, 3), (1, 3)):
        yield tuple((CODE, start + k) for k in range(count))
    yield (KIND, -2), (KIND, -1), (KIND, 0), (KIND, 1)
    yield (KIND, -1), (KIND, 0), (KIND, 1), (KIND, 2)
    yield (KIND, -4), (KIND, -3), (KIND, -2), (KIND, -1)
    yield (KIND, 1), (KIND, 2), (KIND, 3), (KIND, 4)
    for offset in (-1, 0, 1):
        yield (BEGINS, offset), (TO_END, 0)
    yield ((BEGINS, 2),)
    yield ((COVERED, 0),)
    yield (COVERED, 0), (BEGINS, 0)
    yield (COVERED, 1), (BEGINS, 1)
    yield (TAIL_CLASS, 0), (TAIL_CLASS, 1), (TAIL_CLASS, 2)
    yield (TAIL_CLASS, 1), (TAIL_CLASS, 2), (TAIL_CLASS, 3), (FROM_START, 0)
    yield (TAIL_CLASS, 0), (FROM_START, 0), (TO_END, 0)
    yield (TAIL_CLASS, 1), (FROM_START, 0), (TO_END, 0)
    yield (FROM_START, 0), (TO_END, 0)
    yield (WORD, 0), (FROM_START, 0)
    yield ((TAIL, 0),)
    yield (TAIL, 1), (FROM_START, 0)
    yield (TAIL, 2), (FROM_START, 0)
    yield (TAIL, 3), (FROM_START, 0)
    yield ((HEAD, 0),)
    yield (BEFORE, 0), (FROM_START, 0), (TO_END, 0)
    yield (BEFORE_CLASS, 0), (LEFT_MARK, 0), (FROM_START, 0), (TO_END, 0)
    yield (BEFORE_CLASS, 0), (LEFT_MARK, 0), (TAIL_CLASS, 0), (FROM_START, 0)
    yield (AFTER, 0), (FROM_START, 0), (TO_END, 0)
    yield (AFTER_CLASS, 0), (RIGHT_MARK, 0), (FROM_START, 0), (TO_END, 0)
    yield (AFTER_CLASS, 0), (RIGHT_MARK, 0), (TAIL_CLASS, 0), (FROM_START, 0)
    yield (BEFORE, 0), (LEFT_MARK, 0), (SURNAME, 0), (FROM_START, 0)
    yield (AFTER, 0), (RIGHT_MARK, 0), (TO_END, 0)
    yield (SURNAME, 0), (FROM_START, 0), (TO_END, 0), (TAIL_CLASS, 0)
    yield (BEFORE_CLASS, 0), (TAIL_CLASS, 0), (AFTER_CLASS, 0), (FROM_START, 0)


@cache
def templates() -> NDArray[np.int32]:
    """The combinations of views that are features, shape (templates, 8): four pairs of view and offset, -1 for none."""
    rows = [*_name_shapes(), *_around()]
    table = np.full((len(rows), 8), -1, np.int32)
    for row, parts in enumerate(rows):
        for place, (view, offset) in enumerate(parts):
            table[row, 2 * place : 2 * place + 2] = view, offset
    return table
