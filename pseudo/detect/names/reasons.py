"""What speaks for a name, in words: its form, and what stands before and behind it. Never a piece of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.detect.names.features import FOREIGN, HANJA, LABEL, MASKED, TITLE
from pseudo.kernels.words import (
    AFTER_CLASS,
    BEFORE_CLASS,
    FROM_START,
    HANGUL,
    KIND,
    LATIN,
    PAIR,
    PAIRED,
    PARTICLE,
    SURNAME,
    SYLLABLE,
    TAIL_CLASS,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["reasons"]

CALLS = (LABEL, TITLE)
"""Labels and titles: many words are both, and where they stand tells which."""


def reasons(seen: NDArray[np.int32], start: int, end: int) -> str:
    """The reasons for the name at ``start:end`` of what is seen (views, n)."""
    found = [_form(seen, start, end)]
    if seen[BEFORE_CLASS, start] // 2 in CALLS:
        found.append("label before")
    behind = seen[TAIL_CLASS, end] // 2 if end < seen.shape[1] and seen[FROM_START, end] else 0
    if behind in CALLS or (not behind and seen[AFTER_CLASS, end - 1] // 2 in CALLS):
        found.append("title behind")
    elif behind == PARTICLE:
        found.append("particle behind")
    return "; ".join(found)


def _form(seen: NDArray[np.int32], start: int, end: int) -> str:
    kinds = set(seen[KIND, start:end].tolist())
    surname = int(seen[SURNAME, start])
    shapes = (
        (MASKED in kinds, "masked name"),
        (bool(kinds & {LATIN, LATIN + 1}), "Latin letters"),
        (HANJA in kinds, "Chinese characters"),
        (end - start == 1 and surname > 0, "surname alone"),
        (HANGUL not in kinds or (not surname and seen[TAIL_CLASS, start] // 2 == FOREIGN), "foreign name"),
        (not surname, "given name" if seen[PAIR, start] else "no surname"),
    )
    for fits, shape in shapes:
        if fits:
            return shape
    given = start + (2 if surname == PAIRED and end - start > 3 else 1)
    known = given < end and (seen[PAIR, given] or all(seen[SYLLABLE, given:end]))
    return "surname and given name" if known else "surname and rare given name"
