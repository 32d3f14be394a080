"""A text as the rules read it: in one writing, with the places where a number begins and its labels, each found once for all rules."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from pseudo.detect.labels import BEHIND, BETWEEN, Word, behind, labels_in, senses
from pseudo.detect.normalize import normalize
from pseudo.detect.rule import At, Form, Found, Label, Rule
from pseudo.detect.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pseudo.detect.normalize import Normalized
    from pseudo.detect.rule import Judgement

__all__ = ["BREAK", "Reading", "compiled", "read"]

BREAK = "\x00"
"""No label reaches over it."""
CODES = re.compile("[A-Za-z]{1,4}(?=[ -]?[0-9])|[0-9]+")
PHRASE = re.compile(r"[0-9A-Za-z*●○()+.,/ \n\-]+")
MOST_DIGITS = 20
OPENERS = frozenset("(+'")
BULLETS = " \n\t-·*:•|>▶→"


Entry = tuple[Rule, Form, "re.Pattern[str]", "str | int"]


@cache
def compiled(rule: type[Rule]) -> tuple[tuple[Form, re.Pattern[str], str | int], ...]:
    """The forms of a rule, with their expressions and the group that is the span."""
    pairs = [(form, re.compile(form.regex)) for form in rule.forms]
    return tuple((form, pattern, "v" if "v" in pattern.groupindex else 0) for form, pattern in pairs)


@cache
def _entries(rules: tuple[Rule, ...]) -> list[Entry]:
    return [(rule, *form) for rule in rules for form in compiled(type(rule))]


@cache
def _tried_at(rules: tuple[Rule, ...], char: str, digits: int) -> list[Entry]:
    """The forms that may begin with a character and need no more than so many digits behind it."""
    code = char.isalpha()
    return [
        entry
        for entry in _entries(rules)
        if entry[1].least <= digits
        and (entry[1].at is At.CODE or (entry[1].at is At.NUMBER and not code))
        and (not entry[1].first or char in entry[1].first)
    ]


class Reading:
    """A normalised text and what all rules need to know of it.

    Attributes
    ----------
    text : str
        The text in one writing.
    asked : bool
        Whether the labels of quasi-identifiers are read too.
    """

    def __init__(self, text: str, *, asked: bool = False) -> None:
        self.text = text
        self.asked = asked
        self.digits = sum(map(text.count, "0123456789"))

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, character by character."""
        lowered = self.text.lower()
        if len(lowered) == len(self.text):
            return lowered
        return "".join(low if len(low := c.lower()) == 1 else c for c in self.text)

    @cached_property
    def labels(self) -> list[Word]:
        """The labels of all rules, in order."""
        return labels_in(self.lowered, asked=self.asked)

    @cached_property
    def _ends(self) -> list[int]:
        return [word.end for word in self.labels]

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.text)

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where a number or code may begin, and how many digits are in what follows (up to ``MOST_DIGITS``)."""
        places: list[tuple[int, int]] = []
        text = self.text
        for phrase in PHRASE.finditer(text):
            runs = [match.span() for match in CODES.finditer(text, *phrase.span())]
            digits = 0
            for start, end in reversed(runs):
                if "0" <= text[start] <= "9":
                    digits = min(digits + end - start, MOST_DIGITS)
                    before = start - 1
                    while before >= 0 and text[before] in OPENERS and start - before <= 2:
                        places.append((before, digits))
                        before -= 1
                places.append((start, digits))
        return places

    def candidates(self, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Found, Judgement]]:
        """The candidates of some rules with a confidence above 0; where two forms of one begin at one place, the first."""
        if self.digits:
            yield from self._at_numbers(rules)
        for rule, form, pattern, group in _entries(rules):
            if form.at is At.ANYWHERE and self.digits >= form.least and self._holds_any(form.needs):
                for match in pattern.finditer(self.text):
                    if judged := self._judged(rule, form, *match.span(group)):
                        yield rule, *judged

    def _at_numbers(self, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, Found, Judgement]]:
        text = self.text
        for place, digits in self._places:
            last = None
            for rule, form, pattern, group in _tried_at(rules, text[place], digits):
                match = None if rule is last else pattern.match(text, place)
                if match and (judged := self._judged(rule, form, *match.span(group))):
                    last = rule
                    yield rule, *judged

    def _holds_any(self, characters: str) -> bool:
        return not characters or any(c in self.text for c in characters)

    def _judged(self, rule: Rule, form: Form, start: int, end: int) -> tuple[Found, Judgement] | None:
        label, word, adjacent = self.beside(rule, start, end)
        if form.labelled and label not in (Label.OWN, Label.HINT):
            return None
        found = Found(start, end, form, self.text[start:end], label, word, adjacent)
        judgement = rule.judge(found)
        return (found, judgement) if judgement.score > 0 else None

    def beside(self, rule: Rule, start: int, end: int) -> tuple[Label, str, bool]:
        """What the label beside ``text[start:end]`` says to the rule, the word, and whether it is adjacent."""
        meaning = senses(type(rule))
        head = self._tables.head(start)
        floor = self._floor(start, rule.reach, below=head is None)
        sense, word, adjacent = self._front(meaning, floor, start)
        if sense is not Label.NONE:
            return sense, word, adjacent
        if after := behind(rule.labels_after).match(self.lowered, end, end + BEHIND):
            return Label.OWN, after.group(1), True
        if head is not None and (words := [w for w in self._within(*head) if w.word in meaning]):
            own = [w for w in words if meaning[w.word] is not Label.OTHER]
            last = (own or words)[-1].word
            return meaning[last], last, True
        return sense, word, adjacent

    def _front(self, meaning: Mapping[str, Label], floor: int, start: int) -> tuple[Label, str, bool]:
        """The last word before a place that is the rule's own, unless another kind's stands adjacent behind it."""
        other = ""
        for index in range(bisect_right(self._ends, start) - 1, -1, -1):
            word = self.labels[index]
            if word.start < floor:
                break
            sense = meaning.get(word.word)
            if sense is None:
                continue
            adjacent = BETWEEN.fullmatch(self.lowered, word.end, start) is not None
            if sense is Label.OTHER:
                if adjacent and not other:
                    other = word.word
            elif other:
                break
            else:
                return sense, word.word, adjacent
        return (Label.OTHER, other, True) if other else (Label.NONE, "", False)

    def _floor(self, start: int, reach: int, *, below: bool) -> int:
        """Where a label may begin at the earliest: in reach, on the same line or (``below``) on the one right above."""
        low = max(0, start - reach)
        low = max(low, self.text.rfind(BREAK, low, start) + 1)
        line = self.text.rfind("\n", low, start)
        if line < 0:
            return low
        if not below or self.text[line:start].strip(BULLETS):
            return line + 1
        return max(low, self.text.rfind("\n", low, line) + 1)

    def _within(self, start: int, end: int) -> Sequence[Word]:
        """The labels in a stretch of the text."""
        first = bisect_right(self._ends, start)
        last = first
        while last < len(self.labels) and self.labels[last].end <= end:
            last += 1
        return self.labels[first:last]


@lru_cache(maxsize=4)
def read(text: str, *, asked: bool = False) -> tuple[Normalized, Reading]:
    """A text's reading and the way back to it; the last few are kept, because every recognizer asks for the same."""
    normal = normalize(text)
    return normal, Reading(normal.text, asked=asked)
