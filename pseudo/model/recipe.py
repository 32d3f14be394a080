"""What a policy asks of a table: one frozen type per part of the YAML. The field comments become the JSON Schema's descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pseudo.model.check import Check
from pseudo.model.roles import ColumnType, NullRule, Purpose, ReleaseClass, Role, Unit

__all__ = [
    "Anonymity",
    "ColumnRule",
    "Generalization",
    "RareDecision",
    "RareValues",
    "Recipe",
    "Statistic",
    "SynthConstraint",
    "SynthRange",
    "SynthSpec",
    "TableStep",
    "Text",
]


@dataclass(frozen=True)
class Text:
    """A text for institution staff (``ko``) and for everyone else (``en``)."""

    ko: str
    en: str


@dataclass(frozen=True)
class RareValues:
    """What counts as a rare value (특이정보) of a column that can be read in the output: a rare category, an extreme number.

    Attributes
    ----------
    frequency : int
        A category in at most this many rows is rare (도수분포표, 가이드라인 별권 p.65-66).
    method : str
        How extreme numbers are found: "sigma" (3-sigma rule), "mad" (median absolute deviation; Iglewicz & Hoaglin 1993), "iqr"
        (interquartile range; Tukey 1977) or "quantile".
    limit : float
        sigma: standard deviations from the mean; mad: scaled deviations from the median; iqr: ranges beyond the quartiles;
        quantile: share (below 0.5) at either end.
    source : str
        Where these limits come from. No official one is set.
    """

    frequency: int
    method: str
    limit: float
    source: str


@dataclass(frozen=True)
class RareDecision:
    """What is done about the rare values of a column, if there are any.

    Attributes
    ----------
    by : str
        "keep", or the technique that treats them: the rule's own, or that of a step on this column.
    reason : Text
        Why (가이드라인 본권 p.42-46: rare values that stay need a reason).
    """

    by: str
    reason: Text


@dataclass(frozen=True)
class ColumnRule:
    """What to do with the columns it matches. A rule by ``names`` goes before one by ``entities``, that before one by ``verdicts``.

    Attributes
    ----------
    names : tuple of str
        Column names and aliases, compared without case, spaces, ``_`` and ``-``.
    entities : tuple of str
        Detected entities of typed columns ("PHONE_NUMBER").
    verdicts : tuple of str
        Column verdicts: "typed", "free_text", "code", "clean".
    role, technique, nulls : required
        The role, the technique's catalogue name ("keep" is the explicit 미적용), the rule for missing cells.
    reason : Text
        Why this treatment; it stands in the plan and in the report.
    type, date_format : optional
        How the cells are read; a date format in strptime's letters.
    params : dict
        The technique's parameters.
    domain : str or None
        The column domain of a keyed technique: columns of one domain get the same pseudonym for the same value.
    required : bool
        Whether a table without this column is refused.
    statutory_basis : str or None
        The article that allows a resident registration number (개인정보 보호법 제24조의2; 가이드라인 본권 p.33).
    accepts : tuple of str
        Entities that may be found in a kept column, said on purpose.
    rare_values : RareDecision or None
        What is done about rare values; a plan that finds some without it is refused.
    """

    role: Role
    technique: str
    nulls: NullRule
    reason: Text
    names: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    type: ColumnType = ColumnType.TEXT
    date_format: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    domain: str | None = None
    required: bool = False
    statutory_basis: str | None = None
    accepts: tuple[str, ...] = ()
    rare_values: RareDecision | None = None


@dataclass(frozen=True)
class TableStep:
    """A technique on the whole table, after the columns have been treated.

    Attributes
    ----------
    technique : str
        Catalogue name of a technique on tables: "sampling", "drop_rows", "microaggregation", ...
    reason : Text
        Why; it stands in the plan and in the report.
    columns : tuple of str
        What it works on: rule names in a recipe, the table's columns in a plan; none where it takes whole rows.
    params : dict
        The technique's parameters.
    """

    technique: str
    reason: Text
    columns: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Anonymity:
    """k-anonymity over the table's quasi-identifiers: the goal. The plan shows the step of local suppression that it becomes.

    Attributes
    ----------
    k : int
        Least number of units in an equivalence class of the output.
    unit : Unit
        Subjects or rows.
    quasi_identifiers : tuple of str
        Rule names (the first of a rule's ``names``) in the order of importance: the last is suppressed first.
    max_suppressed_rate : float
        Largest share (0..1) of rows that may lose a cell or be dropped before the gate refuses.
    """

    k: int
    unit: Unit
    quasi_identifiers: tuple[str, ...]
    max_suppressed_rate: float


@dataclass(frozen=True)
class Generalization:
    """How a plan finds the levels of hierarchies: those that cost the data's use least and leave few rows below k.

    Attributes
    ----------
    lowest : dict
        Rule name → the lowest level that may be chosen; 0 leaves the values as they are. The rule's technique is ``hierarchy``, and
        its own ``level`` is the highest.
    max_small_rate : float
        Largest share (0..1) of units whose class may have fewer than k at the chosen levels. Local suppression treats them.
    quality : str
        What is to be least: "loss", "precision", "height", "entropy", "discernibility" or "average_class".
    weights : dict
        Rule name → weight of the column in "loss"; 1 where it is not named.
    seconds : int
        After so long the best choice so far is taken, and the plan says how much better another could be.
    """

    lowest: dict[str, int]
    max_small_rate: float
    quality: str = "loss"
    weights: dict[str, float] = field(default_factory=dict)
    seconds: int = 60


@dataclass(frozen=True)
class Statistic:
    """A table of counts released with differential privacy.

    Attributes
    ----------
    name : str
        File name of the table, without ending.
    column : str
        The counted column (a rule's first name).
    categories : tuple of str
        Public categories, from the recipe and never from the table; the rest is counted as "other".
    mechanism : str
        "laplace" (pure ε) or "gaussian" (needs ``delta``).
    epsilon, delta : str
        Exact decimals, as text: "0.5", "1e-7".
    max_rows_per_subject : int
        Rows of one subject that are counted at the most; the sensitivity.
    """

    name: str
    column: str
    categories: tuple[str, ...]
    mechanism: str
    epsilon: str
    max_rows_per_subject: int
    delta: str = "0"


@dataclass(frozen=True)
class SynthConstraint:
    """A rule that synthetic rows obey.

    ``kind`` is "inequality" (columns: low, high), "fixed_combinations" (columns), "range" (columns: low, middle, high),
    "positive" (columns: one) or "derived" (columns: target, then sources; params: ``expression``).
    """

    kind: str
    columns: tuple[str, ...]
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SynthRange:
    """The values that a number or date may take, made public by the recipe.

    Attributes
    ----------
    min, max : number or str
        The least and the greatest; dates as YYYY-MM-DD.
    step : float or None
        Distance of two values, in the column's unit, days for dates. Needed for fractions; 1 for whole numbers and dates, a minute
        for times.
    """

    min: Any
    max: Any
    step: float | None = None


@dataclass(frozen=True)
class SynthSpec:
    """How the recipe's table is synthesised.

    Attributes
    ----------
    fictitious : dict
        Rule name → provider of fictitious values ("person_name", "patient_id", "rrn", "phone", "military_id", ...).
    categories : dict
        Rule name → the public categories a column may take.
    ranges : dict
        Rule name → the public range of a number or date; beside it, what a ``between`` check says.
    drop : tuple of str
        Columns that are not synthesised at all.
    constraints : tuple of SynthConstraint
        Rules between columns.
    """

    fictitious: dict[str, str] = field(default_factory=dict)
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: dict[str, SynthRange] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    constraints: tuple[SynthConstraint, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """A policy for one kind of table.

    Attributes
    ----------
    name : str
        Field and table: "healthcare/visits".
    version : str
        The recipe's own version.
    title, description : Text
        For people.
    release_class : ReleaseClass
        The widest audience the recipe allows.
    purpose : Purpose
        One of the law's three purposes.
    purpose_text : Text
        What is studied, analysed or verified, concretely (가이드라인 본권 p.24-26).
    subject : str or None
        Rule name of the column that tells persons apart; None where a row is a person or no person is in the table.
    columns : tuple of ColumnRule
        The rules.
    anonymity : Anonymity or None
        k-anonymity, or None: said, not forgotten.
    steps : tuple of TableStep
        Techniques on the whole table, in this order.
    generalization : Generalization or None
        How the levels of hierarchies are found; without it they are those of the rules.
    rare_values : RareValues or None
        What counts as a rare value. Only a recipe for internal use may leave it out; then none is looked for.
    max_collision_probability : float or None
        Largest probability (0..1) that two values of a column domain may share a pseudonym; a plan above it is refused.
    checks : tuple of Check
        The gate's suite, beside what the techniques themselves promise; columns by rule name.
    statistics : tuple of Statistic
        Differentially private tables of counts.
    synth : SynthSpec or None
        Synthesis.
    sources : tuple of str
        Where codes, ranges and rules come from.
    """

    name: str
    version: str
    title: Text
    description: Text
    release_class: ReleaseClass
    purpose: Purpose
    purpose_text: Text
    subject: str | None
    columns: tuple[ColumnRule, ...]
    anonymity: Anonymity | None
    schema_version: int = 1
    steps: tuple[TableStep, ...] = ()
    generalization: Generalization | None = None
    rare_values: RareValues | None = None
    max_collision_probability: float | None = None
    checks: tuple[Check, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    synth: SynthSpec | None = None
    sources: tuple[str, ...] = ()
