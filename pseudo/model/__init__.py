"""Frozen types that every room shares: what is found, what is asked, what will be done, what was measured.

Nothing but the standard library comes in, and no cell value is ever a field of any of them. ``to_json``/``from_json`` give and
take plain data; unknown fields are refused.
"""

from __future__ import annotations

from pseudo.model.check import Check, CheckResult, Outcome
from pseudo.model.codec import canonical, digest, from_json, to_json
from pseudo.model.evidence import Evidence, Manifest, ManifestFile
from pseudo.model.exact import fraction_of
from pseudo.model.finding import ColumnFinding, ColumnVerdict, Scan, Span, StrayHit, TableFacts
from pseudo.model.plan import Collision, ColumnLevel, ColumnPlan, LevelChoice, Plan, RareFinding
from pseudo.model.publication import ColumnMeaning, Formula, Publication, QualityRules, Reference
from pseudo.model.recipe import (
    Anonymity,
    ColumnRule,
    Generalization,
    RareDecision,
    RareValues,
    Recipe,
    Statistic,
    SynthConstraint,
    SynthRange,
    SynthSpec,
    TableStep,
    Text,
)
from pseudo.model.roles import ColumnType, NullRule, Purpose, ReleaseClass, Role, Unit
from pseudo.model.statistics import ALL, FIGURES, OTHER, Group, Query, QueryKind, StatisticsSpec

__all__ = [
    "ALL",
    "FIGURES",
    "OTHER",
    "Anonymity",
    "Check",
    "CheckResult",
    "Collision",
    "ColumnFinding",
    "ColumnLevel",
    "ColumnMeaning",
    "ColumnPlan",
    "ColumnRule",
    "ColumnType",
    "ColumnVerdict",
    "Evidence",
    "Formula",
    "Generalization",
    "Group",
    "LevelChoice",
    "Manifest",
    "ManifestFile",
    "NullRule",
    "Outcome",
    "Plan",
    "Publication",
    "Purpose",
    "QualityRules",
    "Query",
    "QueryKind",
    "RareDecision",
    "RareFinding",
    "RareValues",
    "Recipe",
    "Reference",
    "ReleaseClass",
    "Role",
    "Scan",
    "Span",
    "Statistic",
    "StatisticsSpec",
    "StrayHit",
    "SynthConstraint",
    "SynthRange",
    "SynthSpec",
    "TableFacts",
    "TableStep",
    "Text",
    "Unit",
    "canonical",
    "digest",
    "fraction_of",
    "from_json",
    "to_json",
]
