"""What a recognizer is made of, without Presidio: forms, labels, a judgement. ``recognizers/`` holds one rule per file.

A rule states forms and labels and judges candidates; :mod:`pseudo.detect.search` finds these. All forms are bounded, so that a text
is searched in linear time.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from pseudo import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.detect.reading import Reading
    from pseudo.model import Role, Text

__all__ = [
    "LEFT",
    "LEFT_LETTERS",
    "LEFT_OPEN",
    "RIGHT",
    "At",
    "EntityInfo",
    "Form",
    "Found",
    "Judgement",
    "Label",
    "Rule",
    "is_time",
    "real_date",
    "today",
]

MASKS = frozenset("*●○")
NO_DIGITS = re.compile("[^0-9]+")
ALONE = r"(?<![0-9])(?<![0-9][-.])(?<![0-9A-Fa-f]{4}-)"
LEFT_OPEN = r"(?=[0-9(])" + ALONE
"""No digit before, not in a longer number, not in a UUID; a Latin label may stick to it (TEL010-…). Never a word boundary:
Hangul particles are word characters. The look at the next character comes first, because it fails fastest."""
LEFT = LEFT_OPEN + r"(?<![A-Za-z])"
LEFT_LETTERS = ALONE + r"(?<![A-Za-z])"
"""For bare digits: no Latin letter before either, as in a hexadecimal token. ``LEFT_LETTERS`` is the same for what begins with one."""
RIGHT = r"(?![0-9A-Za-z])(?!-[0-9A-Za-z])(?!\.[0-9])"
"""No digit, letter or further group behind."""


@dataclass(frozen=True)
class EntityInfo:
    """What an entity is.

    Attributes
    ----------
    entity : str
        Presidio's name where it has one.
    title : Text
        Korean and English name.
    role : Role
        The role proposed for a column of it.
    unique_identifier : bool
        Whether it is 고유식별정보 (개인정보 보호법 시행령 제19조).
    """

    entity: str
    title: Text
    role: Role
    unique_identifier: bool = False


class At(Enum):
    """Where in a text a form is tried."""

    NUMBER = "number"
    """Where a run of digits begins, or the bracket, plus or apostrophe before it."""
    CODE = "code"
    """Where up to four Latin letters with a digit behind them begin, or a run of digits."""
    ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Form:
    """One way of writing an entity: a bounded regular expression on normalised text.

    Attributes
    ----------
    name, regex : str
        Where the expression has a group ``v``, that group is the span.
    bare : bool
        Digits alone.
    labelled : bool
        Counts only beside a label of its own.
    weak : bool
        Without a label of its own it stays below what :func:`pseudo.find` reports, so that it need not be tried there.
    least : int
        Digits without which a text cannot hold it.
    at : At
        Where it is tried.
    first : str
        Where it is tried at a number or code: the characters it can begin with; empty: any.
    before : str
        An expression for what must stand right before, and belongs to the span (서울 12가3456).
    needs : str
        Where it is tried anywhere: a text without any of these characters cannot hold it.
    near : str
        Where it is tried anywhere: an expression that every match holds; only around it is the form tried.
    """

    name: str
    regex: str
    bare: bool = False
    labelled: bool = False
    weak: bool = False
    least: int = 0
    at: At = At.NUMBER
    first: str = ""
    before: str = ""
    needs: str = ""
    near: str = ""


class Label(Enum):
    """What the label beside a candidate says."""

    OWN = "own"
    HINT = "hint"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True)
class Found:
    """A candidate in normalised text: where, by which form, its digits and the label beside it.

    ``adjacent`` says that nothing but particles and marks stands between the label and it.
    """

    start: int
    end: int
    form: Form
    text: str
    label: Label
    word: str = ""
    adjacent: bool = False

    @property
    def labelled(self) -> bool:
        """Whether a word beside it says that it is one."""
        return self.label in (Label.OWN, Label.HINT)

    @property
    def masked(self) -> bool:
        """Whether some of its characters are hidden."""
        return self.form.name == "masked" or not MASKS.isdisjoint(self.text)

    @property
    def digits(self) -> str:
        """The ASCII digits."""
        return NO_DIGITS.sub("", self.text)


@dataclass(frozen=True)
class Judgement:
    """Confidence in 0..1 and what the check digit said (None: there is none to ask)."""

    score: float
    check: bool | None = None
    note: str = ""


class Rule(ABC):
    """Base of every rule. A rule without labels of its own is judged by its form alone.

    Attributes
    ----------
    info : EntityInfo
        Names, role.
    forms : tuple of Form
        Tried in order; a place is taken by the first that fits.
    labels, labels_after : tuple of str
        Words before and behind that say "this is one", in lower case. A text may space their syllables (주 소). A label is a veto
        for every other rule.
    hints : tuple of str
        Words before that say so too, but are no veto for others: a bank's name stands before its telephone number as well.
    vetoes : tuple of str
        Words that say "this is not one", beyond the general ones; they count where they are the adjacent label.
    chance : float or None
        Rate at which a number that is no such number passes the check.
    check_floor : float
        Least log-odds that failing checks may cost a column.
    reach : int
        Characters before a candidate in which a label counts.
    rank : int
        Who goes first where two are equally sure: the lower.
    asked : bool
        Found only where quasi-identifiers are asked for: an age or a diagnosis identifies nobody by itself.
    by_value : bool
        Whether cells that hold one are counted by value alone; names are found in texts and judged as whole columns only.
    """

    info: ClassVar[EntityInfo]
    forms: ClassVar[tuple[Form, ...]]
    labels: ClassVar[tuple[str, ...]] = ()
    hints: ClassVar[tuple[str, ...]] = ()
    labels_after: ClassVar[tuple[str, ...]] = ()
    vetoes: ClassVar[tuple[str, ...]] = ()
    chance: ClassVar[float | None] = None
    check_floor: ClassVar[float] = -4.0
    reach: ClassVar[int] = 30
    rank: ClassVar[int] = 5
    asked: ClassVar[bool] = False
    by_value: ClassVar[bool] = True

    def search(self, reading: Reading) -> Iterator[tuple[Found, Judgement]]:
        """Candidates in a text with a confidence above 0. A rule that is no list of forms (a trained model) has its own."""
        return ((found, judgement) for _, found, judgement in reading.candidates((self,)))

    def judge_cells(self, cells: Sequence[str]) -> Sequence[Judgement] | None:
        """Normalised cells as wholes, all at once, score 0 where one is none; None: one by one, by the forms."""
        del cells
        return None

    @abstractmethod
    def judge(self, found: Found) -> Judgement:
        """Confidence in a candidate; 0 drops it."""


def today() -> tuple[int, int, int]:
    """Year, month and day of the run."""
    year, month, day = clock.now()[:10].split("-")
    return int(year), int(month), int(day)


def real_date(year: int, month: int, day: int) -> bool:
    """Whether the calendar has the day."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= lengths[month - 1]


def is_time(digits: str) -> bool:
    """Whether twelve digits are YYYYMMDDHHMM or YYMMDDHHMMSS."""
    long = real_date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) and digits[8:10] < "24" and digits[10:] < "60"
    short = real_date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6])) and digits[6:8] < "24"
    return long or (short and digits[8:10] < "60" and digits[10:] < "60")
