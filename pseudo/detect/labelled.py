"""What rules share whose entity has no format of its own: the word right before it is all the evidence."""

from __future__ import annotations

import re
from typing import ClassVar

from pseudo.detect.rule import LEFT_LETTERS, At, Form, Found, Judgement, Rule

__all__ = ["LabelledNumber", "QuasiRule"]

DATE = re.compile(r"(?:19|20)[0-9]{2}[-.](?:0?[1-9]|1[0-2])[-.](?:0?[1-9]|[12][0-9]|3[01])")
CODE = r"(?:[A-Za-z]{1,4}[- ]?)?[0-9]{2,13}(?:-[0-9A-Za-z]{1,8}){0,3}"


class LabelledNumber(Rule):
    """Base of numbers that an institution gives: digits, with letters before them or groups, of four digits at least."""

    forms = (Form("number", rf"{LEFT_LETTERS}{CODE}(?![0-9A-Za-z*])(?!\.[0-9])", labelled=True, least=4, at=At.CODE),)
    rank = 3

    def judge(self, found: Found) -> Judgement:
        """Only right beside the word, and no date."""
        if not found.labelled:
            return Judgement(0.1)
        dated = DATE.fullmatch(found.text) is not None
        few = len(found.digits) < 4
        return Judgement(0.9 if found.adjacent and not dated and not few else 0.0, note="labelled")


class QuasiRule(Rule):
    """Base of quasi-identifiers: found only where they are asked for.

    Attributes
    ----------
    scores : dict
        Form → confidence without a label.
    """

    scores: ClassVar[dict[str, float]] = {}
    asked = True
    rank = 9

    def judge(self, found: Found) -> Judgement:
        """The label right beside it, or a form that says enough."""
        if found.labelled and (found.adjacent or not found.form.labelled):
            return Judgement(0.8, note="labelled")
        return Judgement(self.scores.get(found.form.name, 0.0))
