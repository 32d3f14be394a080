"""From a recipe, and a plan where there is one, to what is done with each column: roles and types decide.

What may not come in: a table's cells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import ColumnType, Recipe, Role, SynthConstraint, SynthRange, SynthSpec, Unit
from pseudo.recipes import fold_name, rule_name
from pseudo.synth.constraints import check_shape
from pseudo.synth.fictitious import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.model import Check, Plan

__all__ = ["ColumnSpec", "SynthTask", "build_task"]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (a table's dates and times have no zone)


@dataclass(frozen=True)
class ColumnSpec:
    """What is done with one column of the output.

    Attributes
    ----------
    name, rule : str
        The table's name and the recipe's.
    role : Role
        What the column is to a person.
    type : ColumnType
        How its cells are read.
    date_format : str or None
        How its dates are written, in strptime's letters.
    provider : str or None
        Provider of fictitious values; the real cells are not read.
    categories : tuple of str or None
        Public categories; None where the recipe gives none.
    categorical : bool
        Whether it is modelled as categories, rather than as a number or a date.
    derived : bool
        Whether it is computed from other columns after sampling, not modelled.
    low, high : float
        The public range that the recipe's ``ranges`` or the policy's checks give; dates as days since 1970-01-01.
    step : float or None
        Distance of two values, where the recipe gives it; days for dates.
    """

    name: str
    rule: str
    role: Role
    type: ColumnType
    date_format: str | None = None
    provider: str | None = None
    categories: tuple[str, ...] | None = None
    categorical: bool = False
    derived: bool = False
    low: float = -math.inf
    high: float = math.inf
    step: float | None = None


@dataclass(frozen=True)
class SynthTask:
    """The whole task: columns of the output in the table's order, and the rules between them.

    Attributes
    ----------
    columns : tuple of ColumnSpec
        Columns of the output; dropped ones are not here.
    dropped : tuple of str
        Columns of the table that the output does not have.
    constraints : tuple of SynthConstraint
        With the table's column names.
    subject : str or None
        Column that tells persons apart: read for counting only.
    k : int or None
        Fewest units (subjects or rows) that a category or an end of a range must have to be learned.
    """

    columns: tuple[ColumnSpec, ...]
    dropped: tuple[str, ...]
    constraints: tuple[SynthConstraint, ...]
    subject: str | None
    k: int | None

    @property
    def learned(self) -> tuple[ColumnSpec, ...]:
        """The columns whose real cells are read: modelled and derived ones."""
        return tuple(c for c in self.columns if c.provider is None)

    @property
    def read(self) -> list[str]:
        """Names of the columns that are read from the source: the learned ones and the subject's."""
        names = [c.name for c in self.learned]
        return [*names, self.subject] if self.subject and self.subject not in names else names


@dataclass(frozen=True)
class _Column:
    """A table's column with what recipe or plan says of it."""

    name: str
    rule: str
    role: Role
    type: ColumnType
    date_format: str | None
    technique: str


def build_task(columns: Sequence[str], recipe: Recipe, plan: Plan | None = None) -> SynthTask:
    """Build the task for a table with these columns.

    Parameters
    ----------
    columns : sequence of str
        The table's column names, in its order.
    recipe : Recipe
        With its ``synth`` part.
    plan : Plan, optional
        The plan of the same table. Without it every column must be known to the recipe by name.

    Raises
    ------
    BadInput
        ``synth.no-spec``, ``synth.missing-columns``, ``synth.unknown-names``, ``synth.unknown-provider``,
        ``synth.constraint-malformed``, ``synth.nothing-to-model``.
    PolicyRefused
        ``synth.no-rule``, ``synth.identifiers-uncovered``; each lists every column at fault.
    """
    if recipe.synth is None:
        raise BadInput("synth.no-spec", recipe=recipe.name)
    known = _known_columns(columns, recipe, plan)
    spec = _resolved(recipe, recipe.synth, known)
    _refuse_uncovered(known, spec)
    _refuse_malformed(known, spec)
    checks = plan.checks if plan else recipe.checks
    specs = tuple(_column_spec(c, spec, checks) for c in known if c.name not in spec.drop)
    k = recipe.anonymity.k if recipe.anonymity else None
    task = SynthTask(specs, spec.drop, spec.constraints, _subject(recipe, plan, known), k)
    if all(column.derived for column in task.learned):
        raise BadInput("synth.nothing-to-model")
    return task


def _subject(recipe: Recipe, plan: Plan | None, known: Sequence[_Column]) -> str | None:
    """Find the table's subject column ; None where each row counts."""
    name = plan.subject if plan else recipe.subject
    if name is None or (recipe.anonymity and recipe.anonymity.unit is not Unit.SUBJECT):
        return None
    if not (found := _names_of(name, known)):
        raise BadInput("synth.missing-columns", columns=_listed([name]))
    return found[0]


def _known_columns(columns: Sequence[str], recipe: Recipe, plan: Plan | None) -> list[_Column]:
    if plan:
        entries = {
            p.column: _Column(p.column, p.rule, p.role, p.type, p.date_format, p.technique) for p in plan.columns
        }
    else:
        rules = {fold_name(name): rule for rule in recipe.columns for name in rule.names}
        entries = {
            name: _Column(name, rule_name(rule), rule.role, rule.type, rule.date_format, rule.technique)
            for name in columns
            if (rule := rules.get(fold_name(name)))
        }
    if unknown := [name for name in columns if name not in entries]:
        raise PolicyRefused("synth.no-rule", columns=_listed(unknown))
    required = {rule_name(rule) for rule in recipe.columns if rule.required}
    if missing := sorted(required - {entries[name].rule for name in columns}):
        raise BadInput("synth.missing-columns", columns=_listed(missing))
    return [entries[name] for name in columns]


def _names_of(name: str, known: Sequence[_Column]) -> list[str]:
    """Find the table's columns that a rule name, or a column's own name, stands for."""
    return [c.name for c in known if name in {c.rule, c.name}]


def _resolved(recipe: Recipe, spec: SynthSpec, known: Sequence[_Column]) -> SynthSpec:
    """Put the table's column names in; what concerns absent columns falls away, unknown names are refused."""
    mentioned = [
        *spec.fictitious,
        *spec.categories,
        *spec.ranges,
        *spec.drop,
        *(c for rule in spec.constraints for c in rule.columns),
    ]
    rules = {rule_name(rule) for rule in recipe.columns}
    if unknown := sorted({name for name in mentioned if name not in rules and not _names_of(name, known)}):
        raise BadInput("synth.unknown-names", names=_listed(unknown))
    if strange := sorted(set(spec.fictitious.values()) - set(PROVIDERS)):
        raise BadInput("synth.unknown-provider", names=_listed(strange), choices=", ".join(sorted(PROVIDERS)))
    constraints = []
    for rule in spec.constraints:
        names = [_names_of(c, known) for c in rule.columns]
        if all(names):
            aliases = {alias: found[0] for alias, found in zip(rule.columns, names, strict=True)}
            constraints.append(SynthConstraint(rule.kind, tuple(aliases.values()), {**rule.params, "aliases": aliases}))
    return SynthSpec(
        fictitious={n: provider for name, provider in spec.fictitious.items() for n in _names_of(name, known)},
        categories={n: tuple(values) for name, values in spec.categories.items() for n in _names_of(name, known)},
        ranges={n: given for name, given in spec.ranges.items() for n in _names_of(name, known)},
        drop=tuple(n for name in spec.drop for n in _names_of(name, known)),
        constraints=tuple(constraints),
    )


def _refuse_uncovered(known: Sequence[_Column], spec: SynthSpec) -> None:
    """Law: a direct identifier or free text is fictitious or dropped, nothing else."""
    covered = {*spec.fictitious, *spec.drop}
    identifying = {Role.DIRECT_IDENTIFIER, Role.FREE_TEXT}
    if bare := [c.name for c in known if c.role in identifying and c.name not in covered]:
        raise PolicyRefused("synth.identifiers-uncovered", columns=_listed(bare))


def _refuse_malformed(known: Sequence[_Column], spec: SynthSpec) -> None:
    usable = {c.name: c.type for c in known if c.name not in {*spec.fictitious, *spec.drop}}
    for rule in spec.constraints:
        check_shape(rule, usable, set(spec.categories))


def _column_spec(column: _Column, spec: SynthSpec, checks: Sequence[Check]) -> ColumnSpec:
    combined = {c for rule in spec.constraints if rule.kind == "fixed_combinations" for c in rule.columns}
    categories, given = spec.categories.get(column.name), spec.ranges.get(column.name)
    low, high = _given_range(column, given) if given else _public_range(column, checks)
    return ColumnSpec(
        name=column.name,
        rule=column.rule,
        role=column.role,
        type=column.type,
        date_format=column.date_format,
        provider=spec.fictitious.get(column.name),
        categories=categories,
        categorical=column.type is ColumnType.TEXT or categories is not None or column.name in combined,
        derived=any(rule.kind == "derived" and rule.columns[0] == column.name for rule in spec.constraints),
        low=low,
        high=high,
        step=given.step if given else None,
    )


def _given_range(column: _Column, given: SynthRange) -> tuple[float, float]:
    """The recipe's own range of a number or date."""
    temporal = column.type in {ColumnType.DATE, ColumnType.DATETIME}
    fits = column.type is not ColumnType.TEXT and all(
        isinstance(bound, str if temporal else int | float) and not isinstance(bound, bool)
        for bound in (given.min, given.max)
    )
    try:
        low, high = (_days(bound) for bound in (given.min, given.max)) if fits else (math.nan, math.nan)
    except ValueError:  # no date
        low = high = math.nan
    if not (math.isfinite(high - low) and low < high and (given.step is None or 0 < given.step <= high - low)):
        raise BadInput("synth.range-malformed", Where(column=column.name))
    return low, high


def _public_range(column: _Column, checks: Sequence[Check]) -> tuple[float, float]:
    """Find the range that the gate's checks give, coded as the column is: policy constants, no value of the table.

    A check on a column that a technique rewrites is about the rewritten cells, and gives no range for the real ones.
    """
    low, high = -math.inf, math.inf
    if column.technique != "keep":
        return low, high
    temporal = column.type in {ColumnType.DATE, ColumnType.DATETIME}
    for check in checks:
        if check.kind == "between" and {column.name, column.rule} & set(check.columns):
            bounds = [check.params.get("min"), check.params.get("max")]
            if all(bound is None or isinstance(bound, str) is temporal for bound in bounds):
                low = max(low, low if bounds[0] is None else _days(bounds[0]))
                high = min(high, high if bounds[1] is None else _days(bounds[1]))
    return low, high


def _days(bound: str | float) -> float:
    """Give a bound as it is, a date or time as days since 1970-01-01."""
    if isinstance(bound, str):
        return (datetime.fromisoformat(bound) - _EPOCH) / timedelta(days=1)
    return float(bound)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
