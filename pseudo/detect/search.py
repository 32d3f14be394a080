"""The search of all rules in many texts at once, and the fit of a whole cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from pseudo.detect.normalize import normalize
from pseudo.detect.reading import BREAK, Reading, compiled, read
from pseudo.detect.rule import Found, Judgement, Label, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pseudo.detect.normalize import Normalized

__all__ = ["Hit", "fit", "fits", "resolve", "search_one", "search_texts"]

APART = f"\n{BREAK}\n"
TOGETHER = 32_768
"""Characters of short texts that are read as one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found in a text: ``start`` and ``end`` in the original text."""

    start: int
    end: int
    rule: Rule
    found: Found
    judgement: Judgement

    @property
    def score(self) -> float:
        """The confidence."""
        return self.judgement.score

    @property
    def entity(self) -> str:
        """The entity."""
        return self.rule.info.entity


class _Ranked(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...


R = TypeVar("R", bound=_Ranked)


def search_one(text: str, rules: Sequence[Rule], *, sure: bool = False) -> list[Hit]:
    """Everything that the rules find in a text, overlaps and all; ``sure``: what may be reported."""
    normal, reading = read(text, asked=any(rule.asked for rule in rules))
    return [Hit(*normal.span(f.start, f.end), rule, f, j) for rule, f, j in _candidates(reading, rules, sure=sure)]


def _candidates(reading: Reading, rules: Sequence[Rule], *, sure: bool) -> Iterator[tuple[Rule, Found, Judgement]]:
    """What the rules find in a reading: lists of forms together, the others one by one."""
    listed, others = _apart(tuple(rules))
    yield from reading.candidates(listed, sure=sure)
    for rule in others:
        yield from ((rule, found, judgement) for found, judgement in rule.search(reading))


@cache
def _apart(rules: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Rules that are lists of forms, and those that search in a way of their own."""
    listed = tuple(rule for rule in rules if type(rule).search is Rule.search)
    return listed, tuple(rule for rule in rules if rule not in listed)


def search_texts(texts: Sequence[str], rules: Sequence[Rule]) -> Iterator[list[Hit]]:
    """For each text what :func:`search_one` finds that may be reported. Short texts are read together, nothing reaching over."""
    group: list[Normalized] = []
    size = 0
    for text in texts:
        normal = normalize(text)
        if size + len(normal.text) > TOGETHER and group:
            yield from _together(group, rules)
            group, size = [], 0
        group.append(normal)
        size += len(normal.text) + len(APART)
    if group:
        yield from _together(group, rules)


def _together(group: Sequence[Normalized], rules: Sequence[Rule]) -> list[list[Hit]]:
    starts, place = [], 0
    for normal in group:
        starts.append(place)
        place += len(normal.text) + len(APART)
    asked = any(rule.asked for rule in rules)
    reading = Reading(APART.join(normal.text for normal in group), asked=asked)
    found: list[list[Hit]] = [[] for _ in group]
    which = 0
    for rule, candidate, judgement in sorted(_candidates(reading, rules, sure=True), key=lambda found: found[1].start):
        while which + 1 < len(starts) and starts[which + 1] <= candidate.start:
            which += 1
        normal, base = group[which], starts[which]
        if candidate.end - base <= len(normal.text):
            span = normal.span(candidate.start - base, candidate.end - base)
            found[which].append(Hit(*span, rule, candidate, judgement))
    return found


def resolve(spans: Iterable[R], ranks: dict[str, int], entity: str = "entity") -> list[R]:
    """The spans that stand: the surer, then the rule that goes first, then the longer; in the text's order."""
    name = attrgetter(entity)
    waiting = sorted(spans, key=lambda s: (-round(s.score, 2), ranks.get(name(s), 9), s.start - s.end, s.start))
    if len(waiting) < 2:
        return waiting
    taken = bytearray(max(span.end for span in waiting))
    standing = []
    for span in waiting:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\x01" * (span.end - span.start)
            standing.append(span)
    return sorted(standing, key=lambda s: s.start)


def fits(rule: Rule, cells: Sequence[str]) -> list[Judgement]:
    """The judgements on those cells that are one candidate of the rule and nothing else."""
    judged = rule.judge_cells(cells)
    if judged is None:
        return [j for j in (fit(rule, cell) for cell in cells) if j is not None and j.score > 0]
    return [j for j in judged if j.score > 0]


def fit(rule: Rule, cell: str) -> Judgement | None:
    """The judgement, without a label, on a normalised cell that is one candidate and nothing else; None where it does not fit."""
    for form, pattern in compiled(type(rule)):
        if pattern.fullmatch(cell):
            return rule.judge(Found(0, len(cell), form, cell, Label.NONE))
    return None
