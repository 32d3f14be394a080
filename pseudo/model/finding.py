"""What a scan finds: spans in text, verdicts on columns. Offsets, counts and rates; never the text itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pseudo.model.recipe import Text
from pseudo.model.roles import Role

__all__ = ["ColumnFinding", "ColumnVerdict", "Scan", "Span", "StrayHit", "TableFacts"]


@dataclass(frozen=True)
class Span:
    """A found entity: ``text[start:end]`` of the original text is its surface, to the character.

    ``score`` is a confidence in 0..1, ``why`` names the pattern, context and check that gave it.
    """

    start: int
    end: int
    entity: str
    score: float
    why: str = ""


class ColumnVerdict(StrEnum):
    """What a column is, by header and values together."""

    TYPED = "typed"
    """The column holds one kind of identifier or quasi-identifier; every row is treated."""
    FREE_TEXT = "free_text"
    """Sentences: every cell must be searched."""
    CODE = "code"
    """Codes, numbers, dates or categories that are no person's identifier."""
    CLEAN = "clean"
    """Nothing found."""


@dataclass(frozen=True)
class StrayHit:
    """Identifiers in a column that is not of their kind: a telephone number in 비고. Row numbers count from 1."""

    entity: str
    count: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class ColumnFinding:
    """The verdict on one column.

    Attributes
    ----------
    column : str
        The column's name.
    verdict : ColumnVerdict
        Typed, free text, code or clean.
    entity : str or None
        The entity of a typed column ("KR_RRN"), Presidio's name where it has one.
    role : Role
        A proposal; a recipe decides.
    score : float
        Confidence of the verdict, 0..1.
    rates : dict
        "distinct", "sampled", "null_rate_0_1", "match_rate_0_1", "checksum_rate_0_1", "chance_rate_0_1", "header_score_0_1", ...
    reasons : tuple of Text
        Why, in words of both languages, without a value.
    stray : tuple of StrayHit
        Hits that do not retype the column.
    """

    column: str
    verdict: ColumnVerdict
    entity: str | None
    role: Role
    score: float
    rates: dict[str, float] = field(default_factory=dict)
    reasons: tuple[Text, ...] = ()
    stray: tuple[StrayHit, ...] = ()


@dataclass(frozen=True)
class TableFacts:
    """How a table was read: format, and for CSV what was detected (``detected``) or told (``told``)."""

    name: str
    format: str
    columns: tuple[str, ...]
    rows: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    newline: str | None = None
    header: bool = True
    detected: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scan:
    """The report of ``pseudo scan``: table facts and a finding for each column, in the table's order."""

    table: TableFacts
    columns: tuple[ColumnFinding, ...]
    schema_version: int = 2

    def __getitem__(self, column: str) -> ColumnFinding:
        """The finding of a column by name."""
        for finding in self.columns:
            if finding.column == column:
                return finding
        raise KeyError(column)
