"""``pseudo plan``: what a recipe will do to a table, and how two plans differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.options import json_option, project_options, reading, reading_options
from pseudo.cli.words import t
from pseudo.errors import UsageError

if TYPE_CHECKING:
    from pseudo.model import Plan

__all__ = ["command"]


@click.command(
    "plan",
    help=t(
        "레시피로 이 표의 처리 계획을 세웁니다. 담당자가 검토하고, apply는 그대로만 합니다.",
        "What a recipe will do to TABLE, for review; apply does that and nothing else.",
    ),
)
@click.argument("table", required=False)
@click.option("--recipe", help=t("레시피 이름 또는 YAML 파일.", "Recipe name or YAML file."))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=t("계획 파일(기본: 표준출력).", "Plan file (stdout by default)."),
)
@click.option("--force", is_flag=True, help=t("이미 있는 계획 파일을 덮어씁니다.", "Overwrite the plan file."))
@click.option(
    "--diff",
    nargs=2,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("두 계획의 차이를 보입니다.", "Show how two plans differ."),
)
@project_options
@reading_options
@json_option
def command(
    table: str | None,
    recipe: str | None,
    output: Path | None,
    force: bool,
    diff: tuple[Path, Path] | None,
    project: str,
    recipient: str,
    as_json: bool,
    **values: Any,
) -> None:
    """Plan, or compare two plans."""
    if diff:
        _diff(diff, as_json=as_json)
        return
    if table is None or recipe is None:
        raise click.UsageError(t("TABLE과 --recipe를 지정하십시오.", "Give TABLE and --recipe."))
    if output and output.exists() and not force:
        raise UsageError("plan.exists", file=output.name)
    from pseudo.cli.console import note, print_json, progress
    from pseudo.model import to_json
    from pseudo.planning import dump_plan
    from pseudo.workflow import make_plan

    with progress() as advance:
        made = make_plan(table, recipe, project=project, recipient=recipient, progress=advance, **reading(values))
    _tell(made)
    if output:
        output.write_text(dump_plan(made), "utf-8")
        note(f"계획을 썼습니다: {output} ({made.digest})", f"Plan written: {output} ({made.digest})")
    elif not as_json:
        click.echo(dump_plan(made))
    if as_json:
        print_json(to_json(made))


def _tell(made: Plan) -> None:
    """On stderr, what a reviewer looks for first: levels, rare values with what was decided, how likely pseudonyms collide."""
    from pseudo.cli.console import note
    from pseudo.report.levels import levels_summary

    if made.levels is not None:
        chosen = ", ".join(f"{c.column} {c.level}" for c in made.levels.columns if c.level is not None)
        note(f"일반화 단계: {chosen}. {levels_summary(made, 'ko')}", f"Levels: {chosen}. {levels_summary(made, 'en')}")
    for finding in made.rare_findings or ():
        note(
            f"특이정보: {finding.column} - 값 {finding.values:,}개, {finding.of:,}행 중 {finding.rows:,}행"
            f"({finding.method} {finding.limit:g}) → {finding.by}",
            f"Rare values: {finding.column} - {finding.values:,} in {finding.rows:,} of {finding.of:,} rows "
            f"({finding.method} {finding.limit:g}) → {finding.by}",
        )
    for collision in made.collisions:
        columns = ", ".join(collision.columns)
        note(
            f"가명 충돌 확률: {columns} - 서로 다른 값 최대 {collision.distinct:,}개, {collision.bits:g}비트에서 "
            f"{collision.probability:.3g} 이하",
            f"Collisions: {columns} - at most {collision.probability:.3g} for up to {collision.distinct:,} distinct values in "
            f"{collision.bits:g} bits",
        )


def _diff(pair: tuple[Path, Path], *, as_json: bool) -> None:
    from pseudo.cli.console import print_json
    from pseudo.model import to_json
    from pseudo.planning import diff_plans, load_plan, render_diff

    changes = diff_plans(load_plan(pair[0]), load_plan(pair[1]))
    if as_json:
        print_json({"schema_version": 1, "changes": to_json(list(changes))})
    else:
        click.echo(render_diff(changes))
