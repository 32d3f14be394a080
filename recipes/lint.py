"""A recipe file read with all its faults, each with its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, UsageError, Where
from pseudo.model import Recipe, from_json
from pseudo.recipes.document import MAX_BYTES, Document, read_document
from pseudo.recipes.inclusion import include_tables
from pseudo.recipes.policy import policy_problems
from pseudo.recipes.shape import shape_problems

if TYPE_CHECKING:
    from pseudo.recipes.problem import Problem

__all__ = ["Reading", "find_recipe", "lint_recipe", "read_recipe", "read_text", "shipped_recipes"]

_FOLDER = Path(__file__).parent
_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Reading:
    """What reading a file gave: the recipe (None where its shape is wrong), the problems, the places of its keys."""

    recipe: Recipe | None
    problems: list[Problem]
    document: Document


def lint_recipe(name_or_path: str | Path) -> list[Problem]:
    """All problems of a recipe, in the order of its lines; empty for a good one.

    Faults of writing hide faults of policy: what cannot be read cannot be judged.

    Raises
    ------
    UsageError
        ``general.unknown-choice``: no recipe of this name.
    BadInput
        ``recipes.unreadable`` where the file cannot be read as text at all.
    """
    return read_recipe(find_recipe(name_or_path)).problems


def read_recipe(path: Path) -> Reading:
    """A recipe file with everything that is wrong with it."""
    document = read_document(read_text(path))
    problems = document.problems or include_tables(document.data, path.parent) + shape_problems(Recipe, document.data)
    recipe = None if problems else from_json(Recipe, document.data)
    if recipe is not None:
        problems = policy_problems(recipe)
    return Reading(recipe, document.in_order(problems), document)


def find_recipe(name_or_path: str | Path) -> Path:
    """The file of a recipe: a path (it ends in .yaml or .yml), else the name of a shipped recipe.

    Raises
    ------
    UsageError
        ``general.unknown-choice``, the nearest names first.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith(_ENDINGS):
        return Path(name_or_path)
    shipped = shipped_recipes()
    if text not in shipped:
        choices = ", ".join(sorted(shipped))
        raise UsageError("general.unknown-choice", what_en="recipe", what_ko="레시피", name=text, choices=choices)
    return shipped[text]


def shipped_recipes() -> dict[str, Path]:
    """Name → file of the recipes in this package: a name is a path below the folder, without its ending."""
    return {path.relative_to(_FOLDER).with_suffix("").as_posix(): path for path in sorted(_FOLDER.rglob("*.yaml"))}


def read_text(path: Path) -> str:
    """The text of a recipe or plan file, or ``recipes.unreadable``."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= MAX_BYTES else None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput("recipes.unreadable", Where(file=path.name), why_en=why, why_ko=why) from None
    if raw is None:
        raise BadInput("recipes.unreadable", Where(file=path.name), why_en="larger than 1 MiB", why_ko="1 MiB를 넘음")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("recipes.unreadable", Where(file=path.name), why_en="not UTF-8", why_ko="UTF-8이 아님") from None
