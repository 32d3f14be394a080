"""Names inside a recipe: each alias belongs to one rule, and whatever is referred to is there and survives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import ColumnVerdict, Unit
from pseudo.recipes.checks import CHECK_KINDS, check_fault
from pseudo.recipes.names import fold_name, rule_name
from pseudo.recipes.problem import Path, Problem, near_hint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pseudo.model import Recipe

__all__ = ["NAMING", "reference_problems"]

NAMING = ("subject", "group_by", "with_columns", "within")
"""Parameters of techniques that name other columns: by rule in a recipe, by the table's names in a plan."""

_MECHANISMS = ("laplace", "gaussian")
_CONSTRAINTS = ("inequality", "fixed_combinations", "range", "positive", "derived")


def reference_problems(recipe: Recipe) -> list[Problem]:
    """Ambiguous aliases, unknown names and words, and references to columns that the recipe deletes."""
    parts = (_aliases, _choices, _unknown, _deleted, _suppressed, _checks, _unit)
    return [problem for part in parts for problem in part(recipe)]


def _aliases(recipe: Recipe) -> Iterator[Problem]:
    """An alias, an entity and a verdict each choose one rule."""
    owners: dict[tuple[str, str], str] = {}
    for i, rule in enumerate(recipe.columns):
        words = [("names", fold_name(w), w) for w in rule.names] + [("entities", w, w) for w in rule.entities]
        words += [("verdicts", w, w) for w in rule.verdicts]
        for kind, folded, word in words:
            owner = owners.setdefault((kind, folded), rule_name(rule))
            if owner != rule_name(rule):
                yield Problem("recipes.name-twice", ("columns", i, kind), {"name": word, "rule": owner})


def _choices(recipe: Recipe) -> Iterator[Problem]:
    for i, rule in enumerate(recipe.columns):
        yield from _wrong(rule.verdicts, ("columns", i, "verdicts"), [v.value for v in ColumnVerdict])
    for i, statistic in enumerate(recipe.statistics):
        yield from _wrong((statistic.mechanism,), ("statistics", i, "mechanism"), _MECHANISMS)
    for i, constraint in enumerate(recipe.synth.constraints if recipe.synth else ()):
        yield from _wrong((constraint.kind,), ("synth", "constraints", i, "kind"), _CONSTRAINTS)


def _wrong(words: Iterable[str], path: Path, choices: Iterable[str]) -> Iterator[Problem]:
    known = list(choices)
    for word in words:
        if word not in known:
            facts = {"key": path[-1], "choices": ", ".join(known), **near_hint(word, known)}
            yield Problem("recipes.wrong-choice", path, facts)


def _references(recipe: Recipe) -> Iterator[tuple[Path, str]]:
    """Every place that names a rule of the recipe."""
    if recipe.subject is not None:
        yield ("subject",), recipe.subject
    for i, name in enumerate(recipe.anonymity.quasi_identifiers if recipe.anonymity else ()):
        yield ("anonymity", "quasi_identifiers", i), name
    if recipe.generalization is not None:
        yield from ((("generalization", "lowest", name), name) for name in recipe.generalization.lowest)
        yield from ((("generalization", "weights", name), name) for name in recipe.generalization.weights)
    for i, step in enumerate(recipe.steps):
        yield from ((("steps", i, "columns", j), name) for j, name in enumerate(step.columns))
    for i, check in enumerate(recipe.checks):
        yield from ((("checks", i, "columns", j), name) for j, name in enumerate(check.columns))
    for i, statistic in enumerate(recipe.statistics):
        yield ("statistics", i, "column"), statistic.column
    for i, rule in enumerate(recipe.columns):
        yield from _named_in_params(rule.params, ("columns", i, "params"))
    if recipe.synth is not None:
        yield from ((("synth", "fictitious", name), name) for name in recipe.synth.fictitious)
        yield from ((("synth", "categories", name), name) for name in recipe.synth.categories)
        yield from ((("synth", "drop", i), name) for i, name in enumerate(recipe.synth.drop))
        for i, constraint in enumerate(recipe.synth.constraints):
            yield from ((("synth", "constraints", i, "columns", j), name) for j, name in enumerate(constraint.columns))


def _named_in_params(params: dict[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    for key in (key for key in NAMING if key in params):
        if isinstance(params[key], str):
            yield (*path, key), params[key]
        elif isinstance(params[key], list | tuple):
            yield from (((*path, key, j), name) for j, name in enumerate(params[key]) if isinstance(name, str))


def _unknown(recipe: Recipe) -> Iterator[Problem]:
    known = {rule_name(rule) for rule in recipe.columns}
    for path, name in _references(recipe):
        if name not in known:
            yield Problem("recipes.unknown-rule", path, {"name": name, **near_hint(name, known)})


def _deleted(recipe: Recipe) -> Iterator[Problem]:
    """A quasi-identifier, and a column that a step or a check reads, must be in the output."""
    gone = {rule_name(rule) for rule in recipe.columns if rule.technique == "delete"}
    identifiers = recipe.anonymity.quasi_identifiers if recipe.anonymity else ()
    wanted: dict[Path, str] = {("anonymity", "quasi_identifiers", i): name for i, name in enumerate(identifiers)}
    for i, step in enumerate(recipe.steps):
        wanted |= {("steps", i, "columns", j): name for j, name in enumerate(step.columns)}
    for i, check in enumerate(recipe.checks):
        if check.kind != "absent":
            wanted |= {("checks", i, "columns", j): name for j, name in enumerate(check.columns)}
    for path, name in wanted.items():
        if name in gone:
            yield Problem("recipes.deleted-column", path, {"name": name})


def _suppressed(recipe: Recipe) -> Iterator[Problem]:
    """Local suppression empties cells of quasi-identifiers, so that none of them can be promised to be there."""
    suppressed = set(recipe.anonymity.quasi_identifiers if recipe.anonymity else ())
    suppressed.update(name for step in recipe.steps if step.technique == "local_suppression" for name in step.columns)
    for i, check in enumerate(recipe.checks):
        for j, name in enumerate(check.columns):
            if check.kind == "not_null" and name in suppressed:
                yield Problem("recipes.may-be-suppressed", ("checks", i, "columns", j), {"name": name})


def _checks(recipe: Recipe) -> Iterator[Problem]:
    for i, check in enumerate(recipe.checks):
        if check.kind not in CHECK_KINDS:
            yield from _wrong((check.kind,), ("checks", i, "kind"), CHECK_KINDS)
        elif fault := check_fault(check):
            path = ("checks", i, "columns") if fault == "columns" else ("checks", i, "params", fault)
            yield Problem("recipes.check-shape", path, {"kind": check.kind, "key": fault})


def _unit(recipe: Recipe) -> Iterator[Problem]:
    """Persons can be counted in the output only where the column that tells them apart is in it."""
    if recipe.anonymity is None or recipe.anonymity.unit is not Unit.SUBJECT:
        return
    gone = {rule_name(rule) for rule in recipe.columns if rule.technique == "delete"}
    if recipe.subject is None or recipe.subject in gone:
        yield Problem("recipes.subject-needed", ("anonymity", "unit"))
