"""Recipes by name or path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as File
from typing import TYPE_CHECKING, TypeVar, cast

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import from_json
from pseudo.recipes.document import read_document
from pseudo.recipes.lint import find_recipe, read_recipe, read_text, shipped_recipes
from pseudo.recipes.policy import REFUSALS
from pseudo.recipes.problem import as_facts
from pseudo.recipes.shape import shape_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pseudo.model import Recipe, Text
    from pseudo.recipes.problem import Problem

__all__ = ["RecipeEntry", "list_recipes", "load_recipe", "read_spec", "refuse_recipe"]

T = TypeVar("T")


@dataclass(frozen=True)
class RecipeEntry:
    """A recipe that comes with the package: its name ("healthcare/visits"), title and file."""

    name: str
    title: Text
    path: Path


def list_recipes() -> list[RecipeEntry]:
    """The recipes of the package, by name."""
    return [RecipeEntry(name, load_recipe(path).title, path) for name, path in shipped_recipes().items()]


def load_recipe(name_or_path: str | Path) -> Recipe:
    """A recipe of the package by name, or of a file.

    Raises
    ------
    UsageError
        ``general.unknown-choice``: no recipe of this name.
    BadInput
        ``recipes.unreadable``; ``recipes.invalid`` with every fault and its line.
    PolicyRefused
        ``recipes.refused``: well written, but against the law or the guideline.

    Examples
    --------
    >>> load_recipe("healthcare/visits").anonymity.k
    5
    """
    path = find_recipe(name_or_path)
    reading = read_recipe(path)
    refuse_recipe(reading.problems, Where(file=path.name))
    return cast("Recipe", reading.recipe)  # without a problem there is one


def read_spec(path: str | Path, kind: type[T], problems_of: Callable[[T], list[Problem]]) -> T:
    """A document of another kind than a recipe, from its file, refused with every fault and its line.

    Parameters
    ----------
    path : path
    kind : type
        The dataclass that it is read as.
    problems_of : callable
        What stands against one whose shape is right.

    Raises
    ------
    BadInput
        ``recipes.unreadable``; ``recipes.invalid``.
    PolicyRefused
        ``recipes.refused``.
    """
    file = File(path)
    document = read_document(read_text(file))
    problems = document.problems or shape_problems(kind, document.data)
    spec = None if problems else from_json(kind, document.data)
    if spec is not None:
        problems = problems_of(spec)
    refuse_recipe(document.in_order(problems), Where(file=file.name))
    return cast("T", spec)  # without a problem there is one


def refuse_recipe(problems: Sequence[Problem], where: Where | None = None) -> None:
    """Raise ``recipes.refused`` where all problems are of policy, ``recipes.invalid`` where not; nothing without problems."""
    if problems and all(p.code in REFUSALS for p in problems):
        raise PolicyRefused("recipes.refused", where, **as_facts(problems))
    if problems:
        raise BadInput("recipes.invalid", where, **as_facts(problems))
