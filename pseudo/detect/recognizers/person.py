"""성명: names of people, by the trained model; what looks like one inside an e-mail address or a code is none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pseudo.detect.names import find_names, whole_names
from pseudo.detect.rule import EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.detect.search import APART
from pseudo.model import Role, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.detect.names.model import Name
    from pseudo.detect.reading import Reading

__all__ = ["Person"]

MODEL = Form("model", "")
ALONE = 0.3
"""Most that a surname alone (김 과장) counts: it is told, but it singles out nobody by itself."""
SUREST = 0.99
"""No model is surer than that."""
STUCK = frozenset("@._-/\\=&%#0123456789")
"""What parts of addresses and codes stick to."""
CELL = 0.5
"""Probability from which a cell counts as a name."""
ALIKE, SEVERAL = 0.35, 8
"""Share of a column's names, of several at least, that may end in the same syllable: given names vary."""
LONGEST = 40
"""Characters of the longest cell that may be a name."""


class Person(Rule):
    """Name of a person. Confidence is the model's probability of exactly this span."""

    info = EntityInfo("PERSON", Text("성명", "name of a person"), Role.DIRECT_IDENTIFIER)
    forms = ()
    rank = 9
    by_value = False

    def search(self, reading: Reading) -> Iterator[tuple[Found, Judgement]]:
        """The names in a text, or in several that are read together."""
        base = 0
        parts = reading.text.split(APART)
        for part, names in zip(parts, find_names(parts), strict=True):
            for name in names:
                word = part[name.start : name.end]
                if (score := _score(name, word, part)) > 0:
                    found = Found(base + name.start, base + name.end, MODEL, word, Label.NONE)
                    yield found, Judgement(score, None, name.why)
            base += len(part) + len(APART)

    def judge(self, found: Found) -> Judgement:
        """A whole cell."""
        return self.judge_cells([found.text])[0]

    def judge_cells(self, cells: Sequence[str]) -> list[Judgement]:
        """Whether each cell is a name and nothing else: the probability, or 0."""
        short = [cell if len(cell) <= LONGEST else "" for cell in cells]
        chances = whole_names(short)
        if _one_ending([cell for cell, chance in zip(short, chances, strict=True) if chance >= CELL]):
            return [Judgement(0.0) for _ in cells]
        return [Judgement(min(float(p), SUREST) if p >= CELL else 0.0) for p in chances]


def _one_ending(names: Sequence[str]) -> bool:
    """Whether too many end alike: villages in 리, districts in 동, firms in 사. Masked syllables all look the same and tell nothing."""
    last = [name[-1] for name in names if "가" <= name[-1] <= "힣"]
    return len(last) >= SEVERAL and Counter(last).most_common(1)[0][1] > ALIKE * len(last)


def _score(name: Name, word: str, text: str) -> float:
    if len(word) == 1:
        return min(name.probability, ALONE)
    if word.isascii() and (text[name.start - 1 : name.start] in STUCK or text[name.end : name.end + 1] in STUCK):
        return 0.0
    return min(name.probability, SUREST)
