"""The guideline's edition that a case follows: its tables as data, so that another edition is another file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pseudo.model import Text
from pseudo.procedure.terms import Form, Need, RiskClass

__all__ = ["CURRENT", "Edition", "ReviewMode", "edition"]

CURRENT = "2026.3"
"""The edition in force."""


@dataclass(frozen=True)
class ReviewMode:
    """How a class is reviewed: least number of reviewers, and the mode in words."""

    reviewers: int
    mode: Text


@dataclass(frozen=True)
class Edition:
    """An edition's tables.

    Attributes
    ----------
    name, source : str
        "2026.3", and what to cite.
    review : dict
        Class → how it is reviewed (본권 p.48).
    matrix : dict
        Form → class → need (본권 p.49).
    record_years : int
        Years that records are kept, from the day of destruction.
    small_count : int
        The count that the worked examples call small.
    questions, interests : dict
        Name → text of 서식 ➐'s five and 서식 ➑'s six questions.
    """

    name: str
    source: str
    review: dict[RiskClass, ReviewMode]
    matrix: dict[Form, dict[RiskClass, Need]]
    record_years: int
    small_count: int
    questions: dict[str, Text]
    interests: dict[str, Text]


@cache
def edition(name: str = CURRENT) -> Edition:
    """An edition by name.

    Raises
    ------
    FileNotFoundError
        There is none of this name.
    """
    data = tomllib.loads((Path(__file__).parent / "editions" / f"{name}.toml").read_text("utf-8"))
    return Edition(
        name=data["edition"],
        source=data["source"],
        review={RiskClass(k): ReviewMode(v["reviewers"], Text(**v["mode"])) for k, v in data["review"].items()},
        matrix={Form(f): {RiskClass(k): Need(v) for k, v in row.items()} for f, row in data["forms"].items()},
        record_years=data["rules"]["record_years"],
        small_count=data["rules"]["small_count"],
        questions={name: Text(**text) for name, text in data["questions"].items()},
        interests={name: Text(**text) for name, text in data["interests"].items()},
    )
