"""A release of statistics: what is counted and summed, over which public groups, at what cost in privacy."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pseudo.model.recipe import Text
from pseudo.model.roles import Purpose, ReleaseClass

__all__ = ["ALL", "FIGURES", "OTHER", "Group", "Query", "QueryKind", "StatisticsSpec"]


ALL, OTHER = "all", "other"
"""Labels: of all groups together; of what is missing or in none of them."""
FIGURES = ("value", "low_95", "high_95", "noisy")
"""The released table's columns of numbers."""


class QueryKind(StrEnum):
    """What a query asks of each group."""

    ROWS = "rows"
    PERSONS = "persons"
    SUM = "sum"
    MEAN = "mean"
    QUANTILE = "quantile"


@dataclass(frozen=True)
class Group:
    """A way to divide the rows. Keys are public: they stand here, and do not come from the table, unless it is ``private``.

    One of ``values``, ``edges``, ``under`` and ``private`` is given. Cells that are missing or in no group are counted as "other".

    Attributes
    ----------
    column : str
        The table's column.
    values : tuple of str
        Categories; with ``period`` years or months: "2025", "2025-03".
    period : str or None
        "year" or "month", where the column is a date (YYYY-MM-DD).
    edges : tuple of float
        Of a number: the borders of its intervals, rising; each interval holds its lower border, not its upper one.
    under : dict
        Value of the group ``within`` → categories that stand under it: the districts of each province.
    within : str or None
        The group that ``under`` is about.
    private : bool
        The keys are the table's own, so that there is one says something of a person: a key is released only where its noisy count
        passes a threshold, which costs δ. Missing cells are left out.
    """

    column: str
    values: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    under: dict[str, tuple[str, ...]] = field(default_factory=dict)
    within: str | None = None
    private: bool = False
    period: str | None = None


@dataclass(frozen=True)
class Query:
    """One table of statistics.

    Attributes
    ----------
    name : str
        What the table is called.
    kind : QueryKind
        "rows" and "persons" count; "sum", "mean" and "quantile" are of ``column``.
    by : tuple of str
        Names of groups, the coarsest first; empty for the whole table.
    column : str or None
        A number.
    low, high : float or None
        Public limits of the column; cells beyond are taken as the limit.
    step : float or None
        Cells are rounded to multiples of it; ``low`` and ``high`` are multiples, too.
    quantiles : tuple of float
        Of "quantile": shares above 0, below 1.
    totals : bool
        Also over all groups of the last of ``by``, of the last two and so on, such that the sums agree. For "rows", "sum", and for
        "persons" where a person has one row.
    share : int
        Weight of this query when the budget is shared out.
    """

    name: str
    kind: QueryKind
    by: tuple[str, ...] = ()
    column: str | None = None
    low: float | None = None
    high: float | None = None
    step: float | None = None
    quantiles: tuple[float, ...] = ()
    totals: bool = False
    share: int = 1


@dataclass(frozen=True)
class StatisticsSpec:
    """Statistics that are released together, under one ε and δ.

    Attributes
    ----------
    name : str
        What the release is called ("health/visit-statistics").
    population : str
        Whose budget is spent, within the project: all tables about the same persons name the same.
    subject : str or None
        Column that tells persons apart; None where each row is a person, which is then the institution's word.
    max_rows_per_subject : int
        Rows of a person that are looked at, drawn at random where there are more.
    epsilon, delta : str
        Exact decimals for the whole release. With δ = "0" the noise is discrete Laplace, else discrete Gaussian.
    groups : dict
        Name → group. Names are the columns of the released table.
    statistics : tuple of Query
        What is asked.
    """

    name: str
    version: str
    release_class: ReleaseClass
    purpose: Purpose
    purpose_text: Text
    population: str
    subject: str | None
    max_rows_per_subject: int
    epsilon: str
    statistics: tuple[Query, ...]
    groups: dict[str, Group] = field(default_factory=dict)
    delta: str = "0"
    schema_version: int = 1
