"""Scan and plan: what comes before anything is changed."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from pseudo.model import ColumnType, Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pseudo.model import Generalization, LevelChoice, Plan, RareFinding, RareValues, Scan
    from pseudo.recipes import Problem
    from pseudo.table.source import Source

__all__ = ["as_source", "lint_recipe", "make_plan", "quiet", "recipe_schema", "scan"]


def quiet(_stage: str, _rows: int) -> None:
    """No progress."""


def as_source(what: Any, **reading: Any) -> Source:
    """A source out of a path, ``"-"``, a frame, or a source itself."""
    from pseudo.table import Source, open_source

    return what if isinstance(what, Source) else open_source(what, **reading)


def scan(what: Any, *, progress: Callable[[str, int], None] = quiet, **reading: Any) -> Scan:
    """What is in a table: columns, verdicts, proposed roles; counts and rates, never a value.

    Parameters
    ----------
    what : path, "-", pandas or polars DataFrame, pyarrow Table or Source
        The table; never changed.
    progress : callable, optional
        ``progress("scan", rows)`` after each batch.
    **reading
        ``encoding``, ``delimiter``, ``header``, ``sheet``, ``format`` as for :func:`pseudo.table.open_source`.

    Returns
    -------
    Scan
        One finding for each column, in the table's order.

    Raises
    ------
    BadInput
        Where the table cannot be read (``table.*``).
    """
    from pseudo.detect import scan_source

    return scan_source(as_source(what, **reading), progress=lambda rows: progress("scan", rows))


def make_plan(
    what: Any,
    recipe: str | Path | Recipe,
    *,
    project: str = "default",
    recipient: str = "internal",
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> Plan:
    """What a recipe will do to this table: a role, a technique and a reason for each column.

    Parameters
    ----------
    what : path, "-", frame or Source
        The table.
    recipe : str, path or Recipe
        A recipe's name ("healthcare/visits"), its YAML file, or the object.
    project, recipient : str
        Whose key, and for whom; both enter the derivation of the pseudonyms.

    Returns
    -------
    Plan
        Sealed with its digest.

    Raises
    ------
    BadInput, PolicyRefused
        Listing everything that is missing or against the recipe, the guideline or the law (``recipes.*``, ``planning.*``).
    """
    from pseudo.planning import build_plan
    from pseudo.recipes import load_recipe

    source = as_source(what, **reading)
    policy = recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    found = scan(source, progress=progress)

    def measure(plan: Plan) -> Sequence[RareFinding]:
        from pseudo.engine.rarity import find_rare

        return find_rare(plan, cast("RareValues", policy.rare_values), source, progress=progress)

    def choose(plan: Plan, wanted: Generalization) -> LevelChoice:
        from pseudo.engine.levels import choose_levels

        return choose_levels(plan, wanted, source, progress=progress)

    formats = _date_formats(source, policy)
    names = {"project": project, "recipient": recipient}
    return build_plan(policy, found, **names, date_formats=formats, measure=measure, choose=choose)


def _date_formats(source: Source, recipe: Recipe) -> dict[str, str]:
    """The one format that reads all dates of a text column, for the columns a date rule may name."""
    import pyarrow as pa

    from pseudo.planning import rule_for_name
    from pseudo.table import guess_date_format

    wanted = []
    for field in source.schema:
        rule = rule_for_name(recipe, field.name)
        if (
            rule
            and rule.type in (ColumnType.DATE, ColumnType.DATETIME)
            and rule.date_format is None
            and pa.types.is_string(field.type)
        ):
            wanted.append(field.name)
    formats: dict[str, str] = {}
    if wanted:
        for batch in islice(source.batches(wanted), 1):
            for name in wanted:
                if guess := guess_date_format(batch.column(name)):
                    formats[name] = guess
    return formats


def recipe_schema() -> dict[str, Any]:
    """The JSON Schema of a recipe, with each technique's parameters."""
    from pseudo import recipes
    from pseudo.techniques import catalogue, params_schema

    by_scope: dict[str, dict[str, Any]] = {"column": {}, "table": {}}
    for name, technique in catalogue().items():
        by_scope[technique.scope][name] = params_schema(name)
    return recipes.recipe_schema(by_scope["column"], by_scope["table"])


def lint_recipe(name: str | Path) -> list[Problem]:
    """All problems of a recipe: its form, its policy and its techniques' parameters, with line numbers."""
    from pseudo import recipes
    from pseudo.planning import lint_techniques

    return [*recipes.lint_recipe(name), *lint_techniques(name)]
