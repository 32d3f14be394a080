"""``pseudo synth``: synthetic rows that keep a recipe's rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from pseudo.cli.first_word import THING, FirstWord
from pseudo.cli.options import json_option, keys_option, out_option, project_options, reading, reading_options
from pseudo.cli.outcome import gated, say_release
from pseudo.cli.synth_audit import command as audit
from pseudo.cli.synth_demo import demo
from pseudo.cli.words import t

__all__ = ["command"]


@click.group(
    "synth",
    cls=FirstWord,
    help=t(
        "표에서 학습하여 합성데이터를 만듭니다. 이름과 식별번호는 가상임이 드러납니다. 형식적인 프라이버시 보장은 "
        "--engine dp_marginals에만 있습니다.",
        "Fit a synthesizer to TABLE and release synthetic rows; names and identifiers are visibly fictitious. Only --engine "
        "dp_marginals gives a formal privacy guarantee.",
    ),
)
def command() -> None:
    """The synthesis verbs."""


command.add_command(demo)


@command.command(THING)
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
def synthesise(
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


@command.command(
    "fit",
    help=t(
        "표(TABLE)의 차등정보보호 모형을 배워 서명된 JSON 파일로 둡니다. 예산은 여기서 한 번만 씁니다.",
        "Learn a differentially private model of TABLE and keep it as a signed JSON file; the budget is spent here, once.",
    ),
)
@click.argument("table")
@click.option("--recipe", required=True, help=t("레시피 이름 또는 파일.", "Recipe name or file."))
@click.option("--epsilon", required=True, help=t("차등정보보호 예산 ε(십진수).", "Privacy budget ε, a decimal."))
@click.option("--delta", required=True, help=t("예산 δ(십진수).", "Privacy budget δ, a decimal."))
@click.option(
    "--max-rows-per-subject",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help=t("정보주체마다 학습할 최대 행 수.", "Most rows of a person that are learned from."),
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=t("모형 파일.", "The model's file.")
)
@project_options
@keys_option
@reading_options
def fit(table: str, out: Path, **values: Any) -> None:
    """Fit a model."""
    from pseudo.cli.console import note, progress
    from pseudo.table import open_source
    from pseudo.workflow import fit_model

    source = open_source(table, **reading(values))
    recipe = values.pop("recipe")
    with progress(total=source.facts.rows) as advance:
        model = fit_model(source, recipe, out, progress=advance, **values)
    note(
        f"모형을 썼습니다: {out} (ε={model.epsilon}, δ={model.delta}). 몇 번을 뽑아도 예산을 더 쓰지 않습니다.",
        f"Model written: {out} (ε={model.epsilon}, δ={model.delta}); drawing from it spends nothing more.",
    )


@command.command(
    "sample",
    help=t(
        "저장된 모형(MODEL)에서 합성 행을 뽑아 검사를 거쳐 릴리스합니다. 원본을 읽지 않고 예산도 쓰지 않습니다.",
        "Draw rows from a stored MODEL and release them through the gate: no real table is read, no budget spent.",
    ),
)
@click.argument("model", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--rows", required=True, type=click.IntRange(min=1), help=t("만들 행의 수.", "Rows to make."))
@click.option(
    "--seed", default=0, show_default=True, type=int, help=t("난수 씨앗.", "Seed; it stands in the manifest.")
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["csv", "xlsx", "parquet", "arrow"]),
    help=t("출력 형식(기본: 배운 표와 같음).", "Output format (that of the table by default)."),
)
@click.option(
    "--project", default="default", show_default=True, help=t("모형에 서명한 과제.", "Whose key signed the model.")
)
@out_option
@keys_option
@json_option
def sample(model: Path, output_format: str | None, out: Path, as_json: bool, **values: Any) -> None:
    """Draw from a model."""
    from pseudo.cli.console import progress
    from pseudo.workflow import sample_model

    with progress() as advance, gated(as_json=as_json):
        release = sample_model(model, out, format=output_format, progress=advance, **values)
    say_release(release, as_json=as_json)


command.add_command(audit)


@command.command("list", help=t("합성 엔진의 목록.", "The engines."))
def list_engines() -> None:
    """List the engines."""
    from pseudo.synth import engines

    words = {
        "dp_marginals": (
            "차등정보보호를 보장하며, 모형을 저장할 수 있음",
            "differentially private; its model may be kept",
        ),
        "gaussian_copula": ("SDV의 가우시안 코퓰러. 형식적 보장이 없음", "SDV's Gaussian copula; no formal guarantee"),
    }
    for name in engines():
        click.echo(f"{name:18}{t(*words[name])}")
