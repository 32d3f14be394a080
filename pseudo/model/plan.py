"""What will be done to one table. ``apply`` does that and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from pseudo.model.check import Check
from pseudo.model.codec import digest
from pseudo.model.recipe import Anonymity, RareValues, Statistic, TableStep, Text
from pseudo.model.roles import ColumnType, NullRule, Purpose, ReleaseClass, Role

__all__ = ["Collision", "ColumnLevel", "ColumnPlan", "LevelChoice", "Plan", "RareFinding"]


@dataclass(frozen=True)
class ColumnPlan:
    """The entry of one column: role, how it is read, technique with parameters, and why.

    Attributes
    ----------
    column : str
        The table's own name of the column.
    rule : str
        The name by which the recipe knows it.
    entity : str or None
        What the scan found it to be.
    """

    column: str
    rule: str
    role: Role
    type: ColumnType
    technique: str
    nulls: NullRule
    reason: Text
    params: dict[str, Any] = field(default_factory=dict)
    date_format: str | None = None
    domain: str | None = None
    entity: str | None = None
    statutory_basis: str | None = None
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RareFinding:
    """Rare values of a column, in what its technique makes of it: counts, never a value.

    Attributes
    ----------
    column : str
        The table's name of it.
    method : str
        "frequency" for categories; "sigma", "mad", "iqr" or "quantile" for numbers.
    limit : float
        The recipe's limit for this method.
    values, rows : int
        Distinct rare values, and rows that hold one.
    of : int
        Rows whose cell is not missing.
    by : str or None
        What is done about them: "keep" or a technique; None where nothing was decided.
    reason : Text or None
        Why.
    """

    column: str
    method: str
    limit: float
    values: int
    rows: int
    of: int
    by: str | None = None
    reason: Text | None = None


@dataclass(frozen=True)
class Collision:
    """How likely two different values of a column domain get one pseudonym.

    Attributes
    ----------
    domain : str
        The column domain.
    technique : str
        What makes the pseudonyms.
    columns : tuple of str
        The domain's columns in this table.
    distinct : int
        Upper bound of their distinct values: estimated by the scan, with a margin, and at most one a row and column.
    bits : float
        Length of a pseudonym in bits.
    probability : float
        Upper bound (0..1) of the probability that any two of them collide: the sum over all pairs.
    """

    domain: str
    technique: str
    columns: tuple[str, ...]
    distinct: int
    bits: float
    probability: float


@dataclass(frozen=True)
class ColumnLevel:
    """A quasi-identifier in the choice of levels: counts, never a value.

    Attributes
    ----------
    column : str
        The table's name of it.
    small_without : int
        Units in classes below k if this column were no quasi-identifier.
    level, lowest, highest : int or None
        The chosen level and the bounds of the choice; None for a column whose level was not open.
    small_above : int or None
        Units in classes below k with this column alone one level up; None at its highest.
    score_above : float or None
        The quality's figure there.
    """

    column: str
    small_without: int
    level: int | None = None
    lowest: int | None = None
    highest: int | None = None
    small_above: int | None = None
    score_above: float | None = None


@dataclass(frozen=True)
class LevelChoice:
    """The levels that a plan found, and what they do to the table before anything is suppressed.

    Attributes
    ----------
    quality : str
        The recipe's quality model.
    score : float
        Its figure at these levels; less is better.
    floor : float
        No choice within the recipe's limits scores less: the score itself where the search came to its end.
    small, of : int
        Units in classes below k, and all units: rows, or pairs of a person and quasi-identifiers where persons are counted.
    columns : tuple of ColumnLevel
        The quasi-identifiers.
    """

    quality: str
    score: float
    floor: float
    small: int
    of: int
    columns: tuple[ColumnLevel, ...]


@dataclass(frozen=True)
class Plan:
    """A reviewed, content-hashed description of a run.

    Attributes
    ----------
    recipe, recipe_version, recipe_digest : str
        Where it comes from.
    project, recipient : str
        Whose key and whose pseudonyms: both enter the key derivation.
    subject : str or None
        Column (the table's name) that tells persons apart.
    columns : tuple of ColumnPlan
        One entry for each column of the table, in its order.
    anonymity : Anonymity or None
        The goal, with the table's column names.
    steps : tuple of TableStep
        Techniques on the whole table in the order in which they run, that of ``anonymity`` among them.
    levels : LevelChoice or None
        How the levels of hierarchies were chosen; they stand in ``columns``. None where the recipe states them.
    rare_values : RareValues or None
        What counted as a rare value.
    rare_findings : tuple of RareFinding, or None
        The columns with rare values and what was decided on each; None where none was looked for.
    collisions : tuple of Collision
        One for each column domain whose pseudonyms may collide.
    checks : tuple of Check
        The gate's whole suite: recipe's, techniques' and law's.
    statistics : tuple of Statistic
        With the table's column names.
    digest : str
        ``sha256:`` and the SHA-256 of the plan's canonical JSON without this field.
    """

    recipe: str
    recipe_version: str
    recipe_digest: str
    release_class: ReleaseClass
    purpose: Purpose
    purpose_text: Text
    project: str
    recipient: str
    subject: str | None
    columns: tuple[ColumnPlan, ...]
    anonymity: Anonymity | None
    steps: tuple[TableStep, ...] = ()
    levels: LevelChoice | None = None
    rare_values: RareValues | None = None
    rare_findings: tuple[RareFinding, ...] | None = None
    collisions: tuple[Collision, ...] = ()
    checks: tuple[Check, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    schema_version: int = 1
    digest: str = ""

    def sealed(self) -> Plan:
        """The plan with its digest computed."""
        return replace(self, digest=self.computed_digest())

    def computed_digest(self) -> str:
        """What ``digest`` must be for this content."""
        return digest(replace(self, digest=""))

    def of_table(self, name: str) -> Plan:
        """What the plan asks of one table of the release: of the table itself where ``name`` is empty, else of a second one."""
        checks = tuple(check for check in self.checks if check.table == name)
        return replace(self, checks=checks, anonymity=None if name else self.anonymity)

    def column(self, name: str) -> ColumnPlan:
        """The entry of a column by the table's name."""
        for entry in self.columns:
            if entry.column == name:
                return entry
        raise KeyError(name)
