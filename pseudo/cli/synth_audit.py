"""``pseudo synth audit``: whether an engine's output tells that one person was learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.options import json_option, reading, reading_options
from pseudo.cli.words import t
from pseudo.synth.catalogue import ENGINES

if TYPE_CHECKING:
    from pseudo.workflow.auditing import EngineAudit

__all__ = ["command"]


@click.command(
    "audit",
    help=t(
        "표(TABLE)에서 가장 동떨어진 한 사람을 넣고 뺀 채 엔진을 여러 번 학습시켜, 출력만 보고 그 사람이 있었는지 가려낼 수 있는지 봅니다. "
        "실측 ε의 하한을 냅니다. 예산은 쓰지 않으며, 수치는 기관 안에서만 봅니다.",
        "Fit an engine many times with and without the person of TABLE who stands most apart, and see whether its output tells. Gives a "
        "lower bound of ε. Spends no budget; the figures are for the institution.",
    ),
)
@click.argument("table")
@click.option("--recipe", required=True, help=t("레시피 이름 또는 파일.", "Recipe name or file."))
@click.option(
    "--engine",
    type=click.Choice([*ENGINES]),
    default="gaussian_copula",
    show_default=True,
    help=t("합성 엔진(`pseudo synth list`).", "Engine (`pseudo synth list`)."),
)
@click.option("--epsilon", help=t("보장한다는 ε(십진수).", "The claimed ε, a decimal."))
@click.option("--delta", default="0", show_default=True, help=t("보장한다는 δ(십진수).", "The claimed δ, a decimal."))
@click.option(
    "--max-rows-per-subject",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help=t("정보주체마다 학습할 최대 행 수.", "Most rows of a person that a private engine learns from."),
)
@click.option(
    "--runs",
    default=100,
    show_default=True,
    type=click.IntRange(min=8),
    help=t(
        "넣고 학습할 횟수. 빼고도 같은 횟수만큼 합니다.", "Fits with the person, and as many without; an even number."
    ),
)
@click.option(
    "--persons",
    default=1000,
    show_default=True,
    type=click.IntRange(min=20),
    help=t("표에서 뽑아 쓸 정보주체 수.", "Persons drawn from the table to audit with."),
)
@click.option("--seed", default=0, show_default=True, type=int, help=t("난수 씨앗.", "Seed of what is drawn."))
@reading_options
@json_option
def command(table: str, recipe: str, as_json: bool, **values: Any) -> None:
    """Audit."""
    from pseudo.cli.console import note, print_json, progress
    from pseudo.errors import GateFailed
    from pseudo.model import to_json
    from pseudo.workflow.auditing import audit_engine

    how = reading(values)
    with progress(total=2 * values["runs"]) as advance:
        found = audit_engine(table, recipe, progress=advance, **values, **how)
    if as_json:
        print_json(to_json(found))
    else:
        _show(found)
    if found.breaks_its_claim:
        note(
            f"실측 하한이 주장한 ε({found.epsilon})보다 큽니다. 이 엔진의 출력을 내보내지 마십시오.",
            f"The audited floor is above the claimed ε ({found.epsilon}). Do not release what this engine makes.",
        )
        raise SystemExit(GateFailed.exit_code)


def _show(found: EngineAudit) -> None:
    from pseudo.cli.console import note
    from pseudo.report.words import METRICS

    note(
        f"엔진 {found.engine}, 정보주체 {found.persons:,}명. 보장: {found.guarantee}",
        f"Engine {found.engine}, {found.persons:,} persons. Guarantee: {found.guarantee}",
    )
    for figure in found.evidence:
        low, high = figure.interval or (None, None)
        interval = "" if low is None else f"  ({low:.3f}–{high:.3f})"
        click.echo(f"{t(*METRICS[figure.metric])}: {figure.value:.3f}{interval}")
    note(
        "드러나지 않았다고 해서 안전하다는 뜻은 아닙니다. 한 사람, 한 표, 한 가지 공격으로 본 것입니다.",
        "What is not shown is not excluded: one person, one table, one attacker.",
    )
