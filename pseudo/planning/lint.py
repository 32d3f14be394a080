"""A recipe's techniques, checked before there is a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, PseudoError, Where
from pseudo.recipes.lint import find_recipe, read_recipe
from pseudo.recipes.names import rule_name
from pseudo.recipes.problem import Problem, near_hint

if TYPE_CHECKING:
    from pathlib import Path

    from pseudo.model import TableStep
    from pseudo.techniques.contract import Options, Technique

__all__ = ["idle_step", "idle_technique", "lint_techniques"]


def lint_techniques(name_or_path: str | Path) -> list[Problem]:
    """Unknown techniques and parameters that they do not take, with lines; empty where the recipe itself cannot be read.

    The recipe's own problems are :func:`pseudo.recipes.lint_recipe`'s: recipes stand below techniques.
    """
    from pseudo.techniques.contract import Options

    reading = read_recipe(find_recipe(name_or_path))
    if reading.recipe is None:
        return []
    found = []
    for i, rule in enumerate(reading.recipe.columns):
        options = Options(rule_name(rule), rule.type, rule.nulls, rule.domain, reading.recipe.subject)
        try:
            idle_technique(rule.technique, options, rule.params)
        except PseudoError as error:
            found.append(Problem(error.code, ("columns", i, "technique"), error.facts))
    for i, step in enumerate(reading.recipe.steps):
        try:
            idle_step(step, reading.recipe.subject)
        except PseudoError as error:
            found.append(Problem(error.code, ("steps", i, "technique"), error.facts))
    return reading.document.in_order(found)


def idle_technique(name: str, options: Options, params: dict[str, Any]) -> Technique:
    """A technique that is never applied: to check its parameters and hear its promises.

    Planning has no key. The zeros in its place reach no cell.

    Raises
    ------
    BadInput
        ``planning.unknown-entity``: its parameters name a kind of finding that the finder does not know.
    """
    from pseudo.techniques import create
    from pseudo.techniques.contract import Context

    made = create(name, options, params, Context(secret=lambda _domain, length: bytes(length)))
    for entity in made.entities():
        _refuse_unknown(entity, options.column)
    return made


def _refuse_unknown(entity: str, column: str) -> None:
    """A misspelt entity would leave its findings to the rule for all others."""
    from pseudo.detect import entities

    known = sorted(entities())
    if entity not in known:
        facts = {"name": entity, "choices": ", ".join(known), **near_hint(entity, known)}
        raise BadInput("planning.unknown-entity", Where(column=column), **facts)


def idle_step(step: TableStep, subject: str | None) -> Technique:
    """The same for a step on the whole table."""
    from pseudo.techniques.contract import Options

    return idle_technique(step.technique, Options.for_table(step.columns, subject), step.params)
