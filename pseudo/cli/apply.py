"""``pseudo apply``: pseudonymize a table and release what passes the gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from pseudo.cli.options import (
    format_option,
    json_option,
    keys_option,
    out_option,
    project_options,
    reading,
    reading_options,
)
from pseudo.cli.outcome import gated, say_release
from pseudo.cli.words import t
from pseudo.errors import UsageError

__all__ = ["command"]


@click.command(
    "apply",
    help=t(
        "계획(또는 레시피)대로 가명처리합니다. 검사를 모두 통과해야 릴리스가 생깁니다.",
        "Pseudonymize TABLE by a plan or recipe. There is a release only if the whole gate passes.",
    ),
)
@click.argument("table")
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("검토한 계획 파일.", "The reviewed plan."),
)
@click.option(
    "--recipe",
    help=t("레시피 이름 또는 파일: 계획을 세워 바로 적용합니다.", "Recipe name or file: plan and apply at once."),
)
@out_option
@format_option()
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help=t(
        "실행 엔진. spark는 Parquet 입력만 받으며 결과는 같습니다.",
        "Engine; spark takes Parquet, with the same output.",
    ),
)
@click.option(
    "--master",
    default="local[*]",
    show_default=True,
    help=t("Spark 클러스터 주소(--engine spark).", "Spark's address of the cluster (--engine spark)."),
)
@click.option(
    "--dry-run", is_flag=True, help=t("쓰지 않고, 무엇을 할지만 보입니다.", "Write nothing; show what would be done.")
)
@project_options
@keys_option
@reading_options
@json_option
def command(
    table: str,
    plan_file: Path | None,
    recipe: str | None,
    out: Path,
    force: bool,
    output_format: str | None,
    engine: str,
    master: str,
    dry_run: bool,
    project: str,
    recipient: str,
    keys: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Apply a plan, or plan and apply."""
    if (plan_file is None) == (recipe is None):
        raise UsageError("workflow.plan-or-recipe")
    if plan_file and _given("project", "recipient"):
        raise UsageError("workflow.plan-has-project")
    from pseudo.cli.console import progress
    from pseudo.planning import dump_plan, load_plan
    from pseudo.table import open_source
    from pseudo.workflow import apply, make_plan

    source = open_source(table, **reading(values), parts=engine == "spark")
    with progress(total=source.facts.rows) as advance:
        if recipe:
            plan = make_plan(source, recipe, project=project, recipient=recipient, progress=advance)
        elif plan_file:
            plan = load_plan(plan_file)
        if dry_run:
            click.echo(dump_plan(plan))
            return
        with gated(as_json=as_json):
            release = apply(
                source,
                plan,
                out,
                keys=keys,
                force=force,
                format=output_format,
                engine=engine,
                master=master,
                progress=advance,
            )
    say_release(release, as_json=as_json)


def _given(*names: str) -> bool:
    """Whether the user wrote one of these options, rather than leaving its default."""
    context = click.get_current_context()
    return any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in names)
