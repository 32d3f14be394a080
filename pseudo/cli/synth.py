"""``pseudo synth``: synthetic rows that keep a recipe's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pseudo.cli.options import json_option, keys_option, out_option, project_options, reading, reading_options
from pseudo.cli.outcome import gated, say_release
from pseudo.cli.words import t

__all__ = ["command"]


@click.command(
    "synth",
    help=t(
        "표에서 학습하여 합성데이터를 만듭니다. 이름과 식별번호는 가상임이 드러납니다. 형식적인 프라이버시 보장은 "
        "--engine dp_marginals에만 있습니다.",
        "Fit a synthesizer to TABLE and release synthetic rows; names and identifiers are visibly fictitious. Only --engine "
        "dp_marginals gives a formal privacy guarantee.",
    ),
)
@click.argument("table")
@click.option("--recipe", required=True, help=t("레시피 이름 또는 파일.", "Recipe name or file."))
@click.option("--rows", required=True, type=click.IntRange(min=1), help=t("만들 행의 수.", "Rows to make."))
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=int,
    help=t("난수 씨앗. 기록에 남습니다.", "Seed; it stands in the manifest."),
)
@click.option(
    "--engine",
    type=click.Choice(["gaussian_copula", "dp_marginals"]),
    default="gaussian_copula",
    show_default=True,
    help=t(
        "합성 엔진. dp_marginals는 차분 프라이버시를 보장합니다.", "Engine; dp_marginals is differentially private."
    ),
)
@click.option(
    "--epsilon", help=t("차분 프라이버시 예산 ε(십진수).", "Privacy budget ε to spend, a decimal, for dp_marginals.")
)
@click.option("--delta", default="0", show_default=True, help=t("예산 δ(십진수).", "Privacy budget δ, a decimal."))
@click.option(
    "--max-rows-per-subject",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help=t("정보주체마다 학습할 최대 행 수.", "Most rows of a person that dp_marginals learns from."),
)
@click.option(
    "--holdout",
    type=click.FloatRange(0, 0.9, min_open=True),
    help=t(
        "학습에서 정보주체를 빼 둘 확률. 합성 행을 공격하여 수치를 증거에 남기고, 보장이 없는 엔진에서 누출이 "
        "드러나면 반출하지 않습니다.",
        "Probability with which a person is kept back, to attack the synthetic rows with; a leak stops the release of an engine "
        "without a guarantee.",
    ),
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["csv", "xlsx", "parquet", "arrow"]),
    help=t("출력 형식(기본: 입력과 같음).", "Output format (the input's by default)."),
)
@out_option
@project_options
@keys_option
@reading_options
@json_option
def command(
    table: str,
    recipe: str,
    rows: int,
    seed: int,
    engine: str,
    epsilon: str | None,
    delta: str,
    max_rows_per_subject: int,
    holdout: float | None,
    output_format: str | None,
    out: Path,
    force: bool,
    project: str,
    recipient: str,
    keys: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Synthesise."""
    from pseudo.cli.console import progress
    from pseudo.table import open_source
    from pseudo.workflow import synthesize

    source = open_source(table, **reading(values))
    with progress(total=source.facts.rows) as advance, gated(as_json=as_json):
        release = synthesize(
            source,
            recipe,
            out,
            rows=rows,
            seed=seed,
            engine=engine,
            epsilon=epsilon,
            delta=delta,
            max_rows_per_subject=max_rows_per_subject,
            holdout=holdout,
            project=project,
            recipient=recipient,
            keys=keys,
            force=force,
            format=output_format,
            progress=advance,
        )
    say_release(release, as_json=as_json)
