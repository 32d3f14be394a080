"""``pseudo synth``: synthetic rows that keep a recipe's rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.first_word import THING, FirstWord
from pseudo.cli.options import (
    format_option,
    json_option,
    keys_option,
    out_option,
    project_options,
    reading,
    reading_options,
    rows_option,
    seed_option,
)
from pseudo.cli.outcome import gated, say_release
from pseudo.cli.synth_audit import command as audit
from pseudo.cli.synth_demo import demo
from pseudo.cli.synth_tables import tables
from pseudo.cli.words import t
from pseudo.synth.catalogue import ENGINES, choose
from pseudo.synth.contract import Learning

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["command"]

AUTO = "auto"


def _training_options(command: Callable[..., None]) -> Callable[..., None]:
    """The settings of a network."""
    command = click.option(
        "--batch-size",
        type=click.IntRange(min=10),
        help=t(
            f"신경망이 한 번에 배우는 행 수, 10의 배수(기본 {Learning.batch_size}).",
            f"Rows of a network's step; multiples of 10 (default {Learning.batch_size}).",
        ),
    )(command)
    return click.option(
        "--epochs",
        type=click.IntRange(min=1),
        help=t(
            f"신경망이 표를 되풀이해 배우는 횟수(기본 {Learning.epochs}).",
            f"Passes of a network over the table (default {Learning.epochs}).",
        ),
    )(command)


def _learning(
    engine: str, epochs: int | None, batch_size: int | None, advance: Callable[[str, int], None]
) -> Learning | None:
    """What was said of training; a network's progress is always told."""
    if epochs is None and batch_size is None and not (engine in ENGINES and ENGINES[engine].trained):
        return None
    return Learning(epochs or Learning.epochs, batch_size or Learning.batch_size, advance)


def _passes(rows: int | None, epochs: int | None) -> dict[str, int]:
    """Rows that training goes through."""
    return {} if rows is None else {"train": rows * (epochs or Learning.epochs)}


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
@rows_option
@seed_option
@click.option(
    "--engine",
    type=click.Choice([AUTO, *ENGINES]),
    default=AUTO,
    show_default=True,
    help=t(
        "합성 엔진(`pseudo synth list`). auto는 ε이 주어지면 dp_marginals, 아니면 gaussian_copula입니다.",
        "Engine (`pseudo synth list`); auto is dp_marginals where ε is given, gaussian_copula elsewhere.",
    ),
)
@_training_options
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
@format_option()
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
    epochs: int | None,
    batch_size: int | None,
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
    from pseudo.cli.console import note, progress
    from pseudo.table import open_source
    from pseudo.workflow import synthesize

    if engine == AUTO:
        name, reason = choose(epsilon)
        note(f"엔진: {name}. {reason.ko}.", f"Engine: {name}; {reason.en}.")
    source = open_source(table, **reading(values))
    totals = _passes(source.facts.rows, epochs)
    with progress(total=source.facts.rows, totals=totals) as advance, gated(as_json=as_json):
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
            learning=_learning(engine, epochs, batch_size, advance),
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
        "표(TABLE)의 모형을 배워 파일로 둡니다. dp_marginals의 모형은 서명된 JSON이고 예산을 여기서 한 번만 씁니다. SDV 엔진의 모형은 "
        "개인정보이므로 과제의 키로 암호화하며, 기관 내부에만 둡니다.",
        "Learn a model of TABLE and keep it. That of dp_marginals is signed JSON, and its budget is spent here, once. A model of an SDV "
        "engine is personal data: it is encrypted under the project's key, and stays inside.",
    ),
)
@click.argument("table")
@click.option("--recipe", required=True, help=t("레시피 이름 또는 파일.", "Recipe name or file."))
@click.option(
    "--engine",
    type=click.Choice([*ENGINES]),
    default="dp_marginals",
    show_default=True,
    help=t("합성 엔진(`pseudo synth list`).", "Engine (`pseudo synth list`)."),
)
@click.option(
    "--seed", default=0, show_default=True, type=int, help=t("신경망 학습의 씨앗.", "Seed of a network's training.")
)
@_training_options
@click.option("--epsilon", help=t("차등정보보호 예산 ε(십진수).", "Privacy budget ε, a decimal."))
@click.option("--delta", default="0", show_default=True, help=t("예산 δ(십진수).", "Privacy budget δ, a decimal."))
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
def fit(
    table: str,
    out: Path,
    engine: str,
    seed: int,
    epochs: int | None,
    batch_size: int | None,
    epsilon: str | None,
    delta: str,
    max_rows_per_subject: int,
    **values: Any,
) -> None:
    """Fit a model."""
    from pseudo.cli.console import note, progress
    from pseudo.errors import UsageError
    from pseudo.table import open_source
    from pseudo.workflow import fit_model, fit_sealed_model

    private = engine == "dp_marginals"
    if private != (epsilon is not None):
        raise UsageError("synth.privacy-missing" if private else "synth.privacy-unused", name=engine)
    source = open_source(table, **reading(values))
    recipe = values.pop("recipe")
    with progress(total=source.facts.rows, totals=_passes(source.facts.rows, epochs)) as advance:
        learning = _learning(engine, epochs, batch_size, advance)
        if epsilon is None:
            fit_sealed_model(
                source, recipe, out, engine=engine, seed=seed, learning=learning, progress=advance, **values
            )
        else:
            if learning is not None:
                raise UsageError("synth.learning-unused", name=engine)
            fit_model(
                source,
                recipe,
                out,
                epsilon=epsilon,
                delta=delta,
                max_rows_per_subject=max_rows_per_subject,
                progress=advance,
                **values,
            )
    if private:
        note(
            f"모형을 썼습니다: {out} (ε={epsilon}, δ={delta}). 몇 번을 뽑아도 예산을 더 쓰지 않습니다.",
            f"Model written: {out} (ε={epsilon}, δ={delta}); drawing from it spends nothing more.",
        )
    else:
        note(
            f"봉인된 모형을 썼습니다: {out}. 정확한 빈도와 극단값이 들어 있는 개인정보이므로 기관 밖으로 내보내지 마십시오.",
            f"Sealed model written: {out}. It holds exact frequencies and extremes, so it is personal data: keep it inside.",
        )


@command.command(
    "sample",
    help=t(
        "저장된 모형(MODEL)에서 합성 행을 뽑아 검사를 거쳐 릴리스합니다. 원본을 읽지 않고 예산도 쓰지 않습니다.",
        "Draw rows from a stored MODEL and release them through the gate: no real table is read, no budget spent.",
    ),
)
@click.argument("model", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@rows_option
@seed_option
@format_option()
@click.option(
    "--where",
    "given",
    multiple=True,
    metavar="COLUMN=CATEGORY",
    help=t(
        "이 범주인 행만 만듭니다(SDV 모형만, 여러 번 쓸 수 있음).",
        "Only rows of this category (SDV's models; may be repeated).",
    ),
)
@click.option(
    "--project", default="default", show_default=True, help=t("모형에 서명한 과제.", "Whose key signed the model.")
)
@out_option
@keys_option
@json_option
def sample(
    model: Path, output_format: str | None, out: Path, as_json: bool, given: tuple[str, ...], **values: Any
) -> None:
    """Draw from a model."""
    from pseudo.cli.console import progress
    from pseudo.errors import UsageError
    from pseudo.workflow import sample_model

    if any("=" not in one for one in given):
        raise UsageError("synth.where-form")
    where = {column: category for column, _, category in (one.partition("=") for one in given)}
    with progress() as advance, gated(as_json=as_json):
        release = sample_model(model, out, format=output_format, where=where, progress=advance, **values)
    say_release(release, as_json=as_json)


command.add_command(audit)
command.add_command(tables)


@command.command("list", help=t("합성 엔진의 목록.", "The engines."))
def list_engines() -> None:
    """List the engines."""
    for name, engine in ENGINES.items():
        click.echo(name)
        for label, text in (
            (t("보장", "guarantee"), engine.guarantee),
            (t("비용", "cost"), engine.cost),
            (t("용도", "use"), engine.use),
        ):
            click.echo(f"    {label}: {t(text.ko, text.en)}")
    click.echo(AUTO)
    for epsilon in ("1", None):
        name, reason = choose(epsilon)
        click.echo(f"    {name}: {t(reason.ko, reason.en)}")
