"""The contract of a check kind: what a recipe may ask of a release, and the expectation that answers it.

A kind is light: it may be listed and its parameters checked without Great Expectations, which
:meth:`CheckKind.expectation` imports.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from pseudo.model import ColumnType, Plan, Text

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["CheckKind", "NoParams", "Sheet", "param"]


class Sheet(StrEnum):
    """The frame an expectation is run on. The row sheets come chunk by chunk, the others once for the whole file."""

    HEADER = "header"
    """The file's column names, no row."""
    TEXT = "text"
    """Cells as they are written."""
    NUMBER = "number"
    """Cells as numbers."""
    TIME = "time"
    """Cells as points in time."""
    CODES = "codes"
    """All rows, each cell as a dense integer code: equal cells, equal codes, and no cell."""


def param(en: str, ko: str, **default: Any) -> Any:
    """Make a field of ``Params`` with its description; ``default=...`` where it may be left out."""
    return field(metadata={"en": en, "ko": ko}, **default)


@dataclass(frozen=True)
class NoParams:
    """For kinds without parameters."""


class CheckKind(ABC):
    """Base of every check kind. A file in ``checks/`` defines one, and that is all it takes to add it.

    Attributes
    ----------
    name : str
        As plans and recipes write it.
    title : Text
        One line for people.
    Params : type
        A frozen dataclass whose fields are made with :func:`param`.
    least, most : int, int or None
        How many columns it takes; ``most`` None for any number.
    each : bool
        Whether several columns mean one check for each of them.
    of_cells : bool
        Whether it is about cells, so that a file without rows gives it nothing to judge.
    figures : dict
        Numbers of the expectation's result that are kept beside the counts, and their names in
        ``CheckResult.observed``.

    Raises
    ------
    ValueError
        From ``__init__``, where parameters contradict each other or the plan; the message names parameters only.
    """

    name: ClassVar[str]
    title: ClassVar[Text]
    Params: ClassVar[type] = NoParams
    least: ClassVar[int] = 1
    most: ClassVar[int | None] = None
    each: ClassVar[bool] = True
    of_cells: ClassVar[bool] = True
    figures: ClassVar[dict[str, str]] = {}

    def __init__(self, columns: tuple[str, ...], params: Any, plan: Plan) -> None:
        self.columns = columns
        self.params = params
        self.plan = plan
        self.check()

    def check(self) -> None:  # noqa: B027  (most kinds have nothing to refuse)
        """Refuse parameters that contradict each other or the plan with a ``ValueError``."""

    @classmethod
    def default_columns(cls, header: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
        """Give the columns meant by a check that names none; none by default."""
        del header, plan
        return ()

    def reads(self) -> tuple[str, ...]:
        """Name the columns it needs in the file."""
        return self.columns

    @property
    @abstractmethod
    def sheet(self) -> Sheet:
        """The frame its expectation is run on."""

    @abstractmethod
    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """Build the expectation that answers it, carrying ``meta``."""

    def type_of(self, column: str) -> ColumnType:
        """Give the plan's type of a column; text for a column that the plan does not know."""
        return next((entry.type for entry in self.plan.columns if entry.column == column), ColumnType.TEXT)
