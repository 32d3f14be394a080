"""``pseudo synth tables``: linked tables, synthesised together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pseudo.cli.options import format_option, json_option, keys_option, out_option, project_options, seed_option
from pseudo.cli.outcome import gated, say_release
from pseudo.cli.words import t

__all__ = ["tables"]


@click.command(
    "tables",
    help=t(
        "명세(SPEC, YAML)에 적은 서로 연결된 표들(사람, 방문, 진단 등)을 함께 합성합니다. 키는 새로 만들고 항상 이어지며, 날짜 순서와 "
        "규칙을 지킵니다. 형식적인 프라이버시 보장은 없습니다(docs/linked.md).",
        "Synthesise the linked tables of SPEC (persons, visits, diagnoses) together: new keys that always match, dates in order, rules "
        "kept. There is no formal privacy guarantee (docs/linked.md).",
    ),
)
@click.argument("spec", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--rows",
    required=True,
    type=click.IntRange(min=1),
    help=t("만들 사람의 수(최상위 표의 행).", "Persons: rows of the root table."),
)
@seed_option
@format_option("csv")
@out_option
@project_options
@keys_option
@json_option
def tables(spec: Path, output_format: str, out: Path, as_json: bool, **values: Any) -> None:
    """Synthesise linked tables."""
    from pseudo.cli.console import progress
    from pseudo.workflow import synthesize_tables

    with progress() as advance, gated(as_json=as_json):
        release = synthesize_tables(spec, out, format=output_format, progress=advance, **values)
    say_release(release, as_json=as_json)
