"""``pseudo recipe``: the policies at hand."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t

__all__ = ["command"]


@click.group("recipe", help=t("레시피(처리 정책)를 보고, 점검합니다.", "List, show and lint recipes (policies)."))
def command() -> None:
    """The recipe verbs."""


@command.command("list", help=t("들어 있는 레시피의 목록.", "The recipes that come with pseudokit."))
@json_option
def list_(as_json: bool) -> None:
    """List recipes."""
    from pseudo.cli.console import print_json
    from pseudo.recipes import list_recipes

    entries = list_recipes()
    if as_json:
        print_json(
            {
                "schema_version": 1,
                "recipes": [{"name": e.name, "title": {"ko": e.title.ko, "en": e.title.en}} for e in entries],
            }
        )
        return
    for entry in entries:
        click.echo(f"{entry.name:<24} {t(entry.title.ko, entry.title.en)}")


@command.command(
    "show", help=t("레시피의 YAML을 봅니다. 베껴서 고쳐 쓸 수 있습니다.", "The YAML of a recipe, to copy and change.")
)
@click.argument("name")
def show(name: str) -> None:
    """Show a recipe's text."""
    from pseudo.recipes import find_recipe

    click.echo(find_recipe(name).read_text("utf-8"))


@command.command(
    "lint",
    help=t(
        "레시피를 점검하고, 문제를 줄 번호와 함께 모두 알립니다.", "Check a recipe; all problems with line numbers."
    ),
)
@click.argument("name")
@json_option
def lint(name: str, as_json: bool) -> None:
    """Lint a recipe; exit code 4 when there is a problem."""
    from pseudo.cli.console import note, print_json
    from pseudo.model import to_json
    from pseudo.workflow import lint_recipe

    problems = lint_recipe(name)
    if as_json:
        print_json({"schema_version": 1, "problems": to_json(problems)})
    else:
        for problem in problems:
            click.echo(f"{Path(name).name}:{problem.line}: {t(problem.message.ko, problem.message.en)}", err=True)
        note(f"문제 {len(problems)}건", f"{len(problems)} problem(s)")
    if problems:
        raise click.exceptions.Exit(4)


@command.command(
    "schema",
    help=t("레시피의 JSON Schema를 출력합니다(편집기에서 쓰십시오).", "The JSON Schema of recipes, for editors."),
)
def schema() -> None:
    """Print the schema."""
    from pseudo.cli.console import print_json
    from pseudo.workflow import recipe_schema

    print_json(recipe_schema())
