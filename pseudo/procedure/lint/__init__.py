"""The linter across forms: what a case's papers contradict, in themselves and among each other.

The guideline's own worked examples hold some three dozen slips of this kind; the rules find those that a reader of papers can know, and
their like. A rule takes a dossier and gives problems with the path of what is wrong; a file holds the rules of one topic, and a new rule
is a function more in one of them. A dossier without a problem is free of these contradictions, which is not to say that it is right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.procedure.lint import dates, inspections, items, ledgers, numbers, people, treatments, words

if TYPE_CHECKING:
    from pseudo.procedure.dossier import Dossier
    from pseudo.recipes.problem import Problem

__all__ = ["contradictions"]

TOPICS = (dates, people, words, items, treatments, numbers, inspections, ledgers)


def contradictions(dossier: Dossier) -> list[Problem]:
    """Everything the rules find, topic by topic."""
    return [problem for topic in TOPICS for rule in topic.RULES for problem in rule(dossier)]
