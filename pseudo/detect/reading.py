"""A text as the rules read it: in one writing, with the places where a number begins and its labels, each found once for all rules."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pseudo.detect.labels import BEHIND, BETWEEN, Word, behind, labels_in, senses
from pseudo.detect.lead import LONGEST, run_lengths
from pseudo.detect.normalize import normalize
from pseudo.detect.rule import LEFT_LETTERS, LEFT_OPEN, At, Form, Found, Label, Rule
from pseudo.detect.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pseudo.detect.normalize import Normalized
    from pseudo.detect.rule import Judgement

__all__ = ["BREAK", "Reading", "compiled", "read"]

BREAK = "\x00"
"""No label reaches over it."""
CODES = re.compile("[A-Za-z]{1,4}(?=[ -]?[0-9])|[0-9]+")
PHRASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z*●○()+.,/ \n\-]*")
LETTER = re.compile("[A-Za-z]")
MOST_DIGITS = 20
REACH = 40
"""Characters before a place in which labels are read, for any rule."""
LEADING = 16
"""Characters in which what must stand right before a number is looked for."""
NEAR_BEFORE, NEAR_BEHIND = 100, 200
NOBODY: frozenset[Rule] = frozenset()
OPENERS = frozenset("(+'")
BULLETS = " \n\t-·*:•|>▶→"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A form of a rule, compiled."""

    rule: Rule
    form: Form
    pattern: re.Pattern[str]
    group: str | int
    before: re.Pattern[str] | None
    near: re.Pattern[str] | None
    lengths: frozenset[int]
    alone: bool
    """Whether it never begins inside a longer number (behind a digit and a hyphen or point)."""
    needs_label: bool


@cache
def compiled(rule: type[Rule]) -> tuple[tuple[Form, re.Pattern[str]], ...]:
    """The forms of a rule with their expressions."""
    return tuple((form, re.compile(form.regex)) for form in rule.forms)


class Dispatch:
    """The forms of some rules by where they are tried, and which words speak for which rule.

    ``sure`` leaves out what without a label would not be reported.
    """

    def __init__(self, rules: tuple[Rule, ...], *, sure: bool) -> None:
        self.entries = [_entry(rule, form, pattern, sure) for rule in rules for form, pattern in compiled(type(rule))]
        self.anywhere = [entry for entry in self.entries if entry.form.at is At.ANYWHERE]
        self._tried: dict[tuple[str, int, int, bool, bool], tuple[list[Entry], list[Entry]]] = {}
        self.owners: dict[str, set[Rule]] = defaultdict(set)
        for rule in rules:
            for word, sense in senses(type(rule)).items():
                if sense is not Label.OTHER:
                    self.owners[word].add(rule)

    def tried(self, char: str, place: Place) -> tuple[list[Entry], list[Entry]]:
        """The forms that may begin at a place, and apart from them those that need a word in front or above."""
        key = (char, place.digits, place.run, place.inner, place.followed)
        found = self._tried.get(key)
        if found is None:
            ats = (At.CODE,) if char.isalpha() else (At.CODE, At.NUMBER)
            fit = [
                e for e in self.entries if e.form.at in ats and e.form.least <= place.digits and place.run in e.lengths
            ]
            fit = [e for e in fit if (not e.form.first or char in e.form.first) and not (place.inner and e.alone)]
            labelled = [e for e in fit if e.needs_label and not (place.followed and e.rule.labels_after)]
            found = self._tried[key] = [e for e in fit if e not in labelled], labelled
        return found


def _entry(rule: Rule, form: Form, pattern: re.Pattern[str], sure: bool) -> Entry:
    before = re.compile(rf"(?:{form.before})\Z") if form.before else None
    group = "v" if "v" in pattern.groupindex else 0
    near = re.compile(form.near) if form.near else None
    alone = form.regex.startswith((LEFT_OPEN, LEFT_LETTERS))
    needs_label = form.labelled or (sure and form.weak)
    return Entry(rule, form, pattern, group, before, near, run_lengths(form.regex), alone, needs_label)


dispatch = cache(Dispatch)


class Place(NamedTuple):
    """Where a number or code may begin.

    ``digits``: how many follow, others between them, and ``run``: how many right there (both bounded); ``inner``: it stands behind a
    digit and a hyphen or point; ``followed``: by letters, among which a label may be.
    """

    start: int
    digits: int
    run: int
    inner: bool
    followed: bool


@dataclass(frozen=True, slots=True)
class Around:
    """The labels around a place: those in front from the nearest on, each with whether it is adjacent, and those that head its column."""

    front: tuple[tuple[Word, bool], ...]
    head: tuple[Word, ...]


NOTHING = Around((), ())


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
        self._known: dict[int, Around] = {}

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
    def _places(self) -> list[Place]:
        """Where numbers and codes may begin."""
        places: list[Place] = []
        text, length = self.text, len(self.text)
        for phrase in PHRASE.finditer(text):
            low, high = phrase.span()
            runs = [match.span() for match in CODES.finditer(text, low, high)]
            followed = (high < length and text[high] != BREAK) or LETTER.search(text, low, high) is not None
            digits = 0
            for start, end in reversed(runs):
                inner = start > 1 and text[start - 1] in "-." and "0" <= text[start - 2] <= "9"
                run = 0
                if "0" <= text[start] <= "9":
                    run = min(end - start, LONGEST)
                    digits = min(digits + end - start, MOST_DIGITS)
                    before = start - 1
                    while before >= 0 and text[before] in OPENERS and start - before <= 2:
                        places.append(Place(before, digits, 0, False, followed))
                        before -= 1
                places.append(Place(start, digits, run, inner, followed))
        return places

    def candidates(self, rules: tuple[Rule, ...], *, sure: bool = False) -> Iterator[tuple[Rule, Found, Judgement]]:
        """The candidates of some rules with a confidence above 0; where two forms of one begin at one place, the first.

        ``sure``: without those that could not be reported.
        """
        forms = dispatch(rules, sure=sure)
        if self.digits:
            yield from self._at_numbers(forms)
        words = None
        for entry in forms.anywhere:
            form = entry.form
            if self.digits < form.least or not self._holds_any(form.needs):
                continue
            if entry.needs_label and not entry.rule.labels_after:
                words = {w.word for w in self.labels} if words is None else words
                if words.isdisjoint(senses(type(entry.rule)).keys() & forms.owners.keys()):
                    continue
            for match in self._matches(entry):
                if judged := self._judged(entry, match):
                    yield entry.rule, *judged

    def _at_numbers(self, forms: Dispatch) -> Iterator[tuple[Rule, Found, Judgement]]:
        text = self.text
        for place in self._places:
            start = place.start
            free, labelled = forms.tried(text[start], place)
            done: list[Rule] = []
            for entry in free:
                match = entry.pattern.match(text, start)
                if match and entry.rule not in done and (judged := self._judged(entry, match)):
                    done.append(entry.rule)
                    yield entry.rule, *judged
            if labelled and (owners := self._owners(forms, start).difference(done)):
                for entry in labelled:
                    match = entry.pattern.match(text, start) if entry.rule in owners else None
                    if match and (judged := self._judged(entry, match)):
                        owners -= {entry.rule}
                        yield entry.rule, *judged

    def _owners(self, forms: Dispatch, place: int) -> frozenset[Rule]:
        """The rules for which a word around a place speaks."""
        around = self._around(place)
        if around is NOTHING:
            return NOBODY
        words = {word.word for word, _ in around.front} | {word.word for word in around.head}
        return NOBODY.union(*(forms.owners.get(word, NOBODY) for word in words))

    def _matches(self, entry: Entry) -> Iterator[re.Match[str]]:
        """The matches of a form that is tried anywhere: in the whole text, or around what it must hold."""
        if entry.near is None:
            yield from entry.pattern.finditer(self.text)
            return
        reached = low = 0
        high = -1
        for match in entry.near.finditer(self.text):
            if high >= 0 and match.start() - NEAR_BEFORE > high:
                yield from entry.pattern.finditer(self.text, max(low, reached), high)
                reached, high = high, -1
            if high < 0:
                low = max(0, match.start() - NEAR_BEFORE)
            high = min(len(self.text), match.end() + NEAR_BEHIND)
        if high >= 0:
            yield from entry.pattern.finditer(self.text, max(low, reached), high)

    def _holds_any(self, characters: str) -> bool:
        return not characters or any(c in self.text for c in characters)

    def _judged(self, entry: Entry, match: re.Match[str]) -> tuple[Found, Judgement] | None:
        start, end = match.span(entry.group)
        if entry.before is not None:
            if not start or ("\n" < self.text[start - 1] < "\x7f" and self.text[start - 1] not in " -"):
                return None
            leading = entry.before.search(self.text, max(0, start - LEADING), start)
            if leading is None:
                return None
            start = leading.start()
        label, word, adjacent = self.beside(entry.rule, start, end)
        if entry.needs_label and label not in (Label.OWN, Label.HINT):
            return None
        found = Found(start, end, entry.form, self.text[start:end], label, word, adjacent)
        judgement = entry.rule.judge(found)
        return (found, judgement) if judgement.score > 0 else None

    def _around(self, start: int) -> Around:
        """The labels around a place, for all rules."""
        around = self._known.get(start)
        if around is None:
            last = bisect_right(self._ends, start) - 1
            head = self._tables.head(start)
            if head is None and (last < 0 or self._ends[last] < start - REACH):
                return NOTHING
            floor = self._floor(start, REACH, below=head is None)
            front = []
            for index in range(last, -1, -1):
                word = self.labels[index]
                if word.start < floor:
                    break
                front.append((word, BETWEEN.fullmatch(self.lowered, word.end, start) is not None))
            heading = tuple(self._within(*head)) if head is not None else ()
            around = Around(tuple(front), heading) if front or heading else NOTHING
            self._known[start] = around
        return around

    def beside(self, rule: Rule, start: int, end: int) -> tuple[Label, str, bool]:
        """What the label beside ``text[start:end]`` says to the rule, the word, and whether it is adjacent."""
        around = self._around(start)
        meaning = senses(type(rule))
        if around.front:
            sense, word, adjacent = _in_front(around.front, meaning, start - rule.reach)
            if sense is not Label.NONE:
                return sense, word, adjacent
        if rule.labels_after and (after := behind(rule.labels_after).match(self.lowered, end, end + BEHIND)):
            return Label.OWN, after.group(1), True
        if words := [w.word for w in around.head if w.word in meaning]:
            own = [w for w in words if meaning[w] is not Label.OTHER]
            last = (own or words)[-1]
            return meaning[last], last, True
        return Label.NONE, "", False

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


def _in_front(front: Sequence[tuple[Word, bool]], meaning: Mapping[str, Label], least: int) -> tuple[Label, str, bool]:
    """The last word before a place that is the rule's own, unless another kind's stands adjacent behind it."""
    other = ""
    for word, adjacent in front:
        if word.start < least:
            break
        sense = meaning.get(word.word)
        if sense is Label.OTHER:
            if adjacent and not other:
                other = word.word
        elif sense is not None:
            if other:
                break
            return sense, word.word, adjacent
    return (Label.OTHER, other, True) if other else (Label.NONE, "", False)
