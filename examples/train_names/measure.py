"""How names are counted: exact or overlapping spans, all of them or Korean full names only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexicon import surname_shares

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

SURNAMES = surname_shares()


@dataclass(frozen=True)
class Counts:
    """Right findings, wrong ones, missed names."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of the findings that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of the names that were found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def facts(self) -> dict[str, float]:
        """Counts and rates."""
        rates = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {
            "right": self.right,
            "wrong": self.wrong,
            "missed": self.missed,
            **{k: round(v, 4) for k, v in rates.items()},
        }


def is_full(word: str) -> bool:
    """Whether a word is a Korean full name by its form: a known surname, three syllables in all, four with a surname of two."""
    if not re.fullmatch("[가-힣]{3,4}", word):
        return False
    return (len(word) == 3 and word[0] in SURNAMES) or (len(word) == 4 and word[:2] in SURNAMES)


def count(
    found: Collection[tuple[int, int]],
    true: Collection[tuple[int, int]],
    kind: Callable[[int, int], bool] = lambda start, end: end > start,
    *,
    overlap: bool = False,
) -> Counts:
    """Findings of a kind against all names, and names of the kind against all findings."""

    def met(span: tuple[int, int], others: Collection[tuple[int, int]]) -> bool:
        return any(span[0] < end and start < span[1] for start, end in others) if overlap else span in others

    findings = [span for span in found if kind(*span)]
    names = [span for span in true if kind(*span)]
    wrong = sum(not met(span, true) for span in findings)
    missed = sum(not met(span, found) for span in names)
    return Counts(len(names) - missed, wrong, missed)
