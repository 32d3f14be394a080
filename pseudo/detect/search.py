"""The search for a rule's candidates in normalised text, and the fit of a whole cell."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pseudo.detect.context import beside
from pseudo.detect.rule import Form, Found, Judgement, Label, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["fit", "search"]

DIGITS = dict.fromkeys(range(ord("0"), ord("9") + 1))


@cache
def _compiled(rule: type[Rule]) -> tuple[tuple[Form, re.Pattern[str]], ...]:
    return tuple((form, re.compile(form.regex)) for form in rule.forms)


def search(rule: Rule, text: str) -> Iterator[tuple[Found, Judgement]]:
    """Candidates in normalised text with a confidence above 0; where two forms begin at one place, the first."""
    taken: set[int] = set()
    digits = len(text) - len(text.translate(DIGITS))
    for form, pattern in _compiled(type(rule)):
        if digits < form.least:
            continue
        for match in pattern.finditer(text):
            if match.start() in taken:
                continue
            label, word = beside(rule, text, match.start(), match.end())
            found = Found(match.start(), match.end(), form, match.group(), label, word)
            if form.labelled and not found.labelled:
                continue
            judgement = rule.judge(found)
            if judgement.score > 0:
                taken.add(match.start())
                yield found, judgement


def fit(rule: Rule, cell: str) -> Judgement | None:
    """The judgement, without a label, on a normalised cell that is one candidate and nothing else; None where it does not fit."""
    for form, pattern in _compiled(type(rule)):
        if pattern.fullmatch(cell):
            return rule.judge(Found(0, len(cell), form, cell, Label.NONE))
    return None
