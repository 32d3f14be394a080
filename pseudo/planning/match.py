"""Which rule of a recipe a column falls under: by name, else by the entity found, else by the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.model import ColumnVerdict, Role
from pseudo.recipes import fold_name, rule_name

if TYPE_CHECKING:
    from pseudo.model import ColumnFinding, ColumnRule, Recipe, Scan

__all__ = ["Match", "Matches", "match_columns", "rule_for_name"]

_SEVERITY = (Role.OTHER, Role.QUASI_IDENTIFIER, Role.SENSITIVE, Role.FREE_TEXT, Role.DIRECT_IDENTIFIER)


@dataclass(frozen=True)
class Match:
    """A column of the table and the rule it falls under; ``by`` is "name", "entity" or "verdict"."""

    finding: ColumnFinding
    rule: ColumnRule
    by: str

    @property
    def column(self) -> str:
        """The table's name of the column."""
        return self.finding.column

    @property
    def entity(self) -> str | None:
        """The entity of a typed column."""
        return self.finding.entity if self.finding.verdict is ColumnVerdict.TYPED else None

    @property
    def role(self) -> Role:
        """The rule's role.

        A rule by verdict speaks of no column in particular: there the scan's role stands where it is the graver one.
        """
        if self.by != "verdict":
            return self.rule.role
        return max(self.rule.role, self.finding.role, key=_SEVERITY.index)


@dataclass(frozen=True)
class Matches:
    """All columns of a table in its order, those that fall under no rule, and required rules without a column."""

    matches: tuple[Match, ...]
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]

    def columns(self, name: str) -> list[str]:
        """The table's columns under the rule of that name, in the table's order."""
        return [m.column for m in self.matches if rule_name(m.rule) == name]


def rule_for_name(recipe: Recipe, column: str) -> ColumnRule | None:
    """The rule that knows a column by name, or None."""
    return _by_name(recipe).get(fold_name(column))


def _by_name(recipe: Recipe) -> dict[str, ColumnRule]:
    return {fold_name(name): rule for rule in recipe.columns for name in rule.names}


def match_columns(recipe: Recipe, scan: Scan) -> Matches:
    """Match every column of a scan with the recipe's rules."""
    names = _by_name(recipe)
    entities = {entity: rule for rule in recipe.columns for entity in rule.entities}
    verdicts = {verdict: rule for rule in recipe.columns for verdict in rule.verdicts}
    found: list[Match] = []
    unmatched: list[str] = []
    for finding in scan.columns:
        typed = finding.entity if finding.verdict is ColumnVerdict.TYPED else None
        tried = (
            ("name", names.get(fold_name(finding.column))),
            ("entity", entities.get(typed or "")),
            ("verdict", verdicts.get(_verdict(finding))),
        )
        by, rule = next(((by, rule) for by, rule in tried if rule is not None), ("", None))
        if rule is None:
            unmatched.append(finding.column)
        else:
            found.append(Match(finding, rule, by))
    present = {rule_name(m.rule) for m in found}
    missing = tuple(rule_name(r) for r in recipe.columns if r.required and rule_name(r) not in present)
    return Matches(tuple(found), tuple(unmatched), missing)


def _verdict(finding: ColumnFinding) -> str:
    """The verdict to match: a column with identifiers in some cells is not clean, its cells are text to search."""
    scattered = finding.verdict in {ColumnVerdict.CODE, ColumnVerdict.CLEAN} and finding.stray
    return (ColumnVerdict.FREE_TEXT if scattered else finding.verdict).value
