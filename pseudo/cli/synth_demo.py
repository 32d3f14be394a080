"""``pseudo synth demo``: a field's table from its model alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pseudo.cli.options import format_option, json_option, keys_option, out_option, rows_option, seed_option
from pseudo.cli.outcome import gated, say_release
from pseudo.cli.words import t

__all__ = ["demo"]


def _say_models(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from pseudo.synth.fields import field_models

        for name, model in field_models().items():
            click.echo(f"{name:24}{t(model.title.ko, model.title.en)}")
        context.exit()


@click.command(
    "demo",
    help=t(
        "실제 자료를 전혀 읽지 않고 분야 모형(NAME)만으로 표를 만들어 검사를 거쳐 릴리스합니다. 교육·시험·입찰용입니다.",
        "Make a table from the field model NAME alone, with no real record, and release it through the gate: for teaching, tests "
        "and tenders.",
    ),
)
@click.argument("name")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_models,
    help=t("분야 모형의 목록.", "The field models."),
)
@rows_option
@seed_option
@format_option("csv")
@click.option("--project", default="default", show_default=True, help=t("서명할 과제.", "Whose key signs it."))
@out_option
@keys_option
@json_option
def demo(name: str, output_format: str, out: Path, as_json: bool, **values: Any) -> None:
    """Make a demonstration table."""
    from pseudo.cli.console import progress
    from pseudo.workflow.demonstrating import demonstrate

    with progress() as advance, gated(as_json=as_json):
        release = demonstrate(name, out, format=output_format, progress=advance, **values)
    say_release(release, as_json=as_json)
