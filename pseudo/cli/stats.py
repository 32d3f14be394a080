"""``pseudo stats``: statistics of a table under differential privacy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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

if TYPE_CHECKING:
    from pseudo.workflow import Release

__all__ = ["command"]

SHOWN = 20
HEADINGS = {"statistic": ("통계", "statistic"), "measure": ("측정", "measure")}


@click.command(
    "stats",
    help=t(
        "표의 통계를 차등정보보호로 만듭니다. 명세(YAML)에 적은 공개된 그룹별 행 수, 사람 수, 합계, 평균, 분위수에 잡음을 넣고, "
        "모집단에 배정한 예산에서 ε(와 δ)을 씁니다. 씨앗은 없습니다.",
        "Release statistics of TABLE: counts of rows and persons, sums, means and quantiles over the public groups of a spec, with noise "
        "that is paid from the budget of the population. There is no seed: noise that can be drawn again protects nothing.",
    ),
)
@click.argument("table")
@click.option(
    "--spec",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("통계 명세 파일(docs/statistics.md).", "Spec of the statistics (docs/statistics.md)."),
)
@format_option("csv")
@out_option
@project_options
@keys_option
@reading_options
@json_option
def command(
    table: str,
    spec: Path,
    output_format: str,
    out: Path,
    force: bool,
    project: str,
    recipient: str,
    keys: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Count, add up, release."""
    from pseudo.cli.console import progress
    from pseudo.table import open_source
    from pseudo.workflow import statistics

    source = open_source(table, **reading(values))
    with progress(total=source.facts.rows) as advance, gated(as_json=as_json):
        release = statistics(
            source,
            spec,
            out,
            project=project,
            recipient=recipient,
            keys=keys,
            force=force,
            format=output_format,
            progress=advance,
        )
    if not as_json:
        _show(release)
    say_release(release, as_json=as_json)


def _show(release: Release) -> None:
    """The first figures, each with its 95 % interval. They are fit to be seen: noise is in them."""
    from rich.table import Table

    from pseudo.cli.console import note, stdout
    from pseudo.model import FIGURES

    figures = release.table()
    groups = [name for name in figures.column_names if name not in FIGURES]
    view = Table(box=None, pad_edge=False)
    for name in groups:
        view.add_column(t(*HEADINGS.get(name, (name, name))), overflow="fold")
    view.add_column(t("값", "value"), justify="right")
    view.add_column(t("95% 구간", "95 % interval"), justify="right")
    for row in figures.slice(0, SHOWN).to_pylist():
        interval = f"{float(row['low_95']):,.10g} – {float(row['high_95']):,.10g}"
        view.add_row(*(str(row[name]) for name in groups), f"{float(row['value']):,.10g}", interval)
    stdout().print(view)
    if figures.num_rows > SHOWN:
        left = figures.num_rows - SHOWN
        note(f"… 그 밖에 {left}개의 수치는 {release.data}에 있습니다.", f"… {left} more figures are in {release.data}.")
    spent = {figure.metric: figure.value for figure in release.evidence if figure.metric.endswith("_spent")}
    note(
        f"예산에서 ε={spent['epsilon_spent']}, δ={spent['delta_spent']}을(를) 썼습니다.",
        f"Spent of the budget: ε={spent['epsilon_spent']}, δ={spent['delta_spent']}.",
    )
