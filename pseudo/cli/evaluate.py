"""``pseudo evaluate``: what a synthetic table gives away about the rows that it was learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.options import json_option, reading, reading_options
from pseudo.cli.words import t
from pseudo.report.words import METRICS as LABELS

if TYPE_CHECKING:
    from pseudo.model import Evidence
    from pseudo.workflow import Evaluation

__all__ = ["command"]


@click.command(
    "evaluate",
    help=t(
        "합성데이터 SYNTHETIC이 학습에 쓴 TRAINING의 행을 얼마나 드러내는지 공격해 보고, 안내서의 안전성 지표를 계산합니다. "
        "수치는 실제 행에서 나온 것이므로 기관과 심의위원회만 봅니다.",
        "Attack SYNTHETIC, which was learned from TRAINING, and compute the Korean guide's safety indicators. The figures are of real "
        "rows: they are for the institution and its committee.",
    ),
)
@click.argument("training")
@click.argument("synthetic")
@click.option(
    "--holdout",
    help=t(
        "학습에 쓰지 않은 같은 모집단의 표. 없으면 안내서 지표만 계산합니다.",
        "Rows of the same population that were not learned from; without them, only the guide's indicators.",
    ),
)
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    help=t("공격자가 알아내려는 열. 열마다 한 번씩.", "A column to be inferred; once for each."),
)
@click.option(
    "--known",
    multiple=True,
    help=t("공격자가 한쪽 자료에서 아는 열. 열마다 한 번씩.", "A column known from another data set; once for each."),
)
@click.option("--without", multiple=True, help=t("비교에서 뺄 열.", "A column to leave out."))
@click.option(
    "--attempts",
    type=click.IntRange(100),
    default=2000,
    show_default=True,
    help=t("공격마다 시도할 횟수.", "Tries of each attack."),
)
@click.option("--seed", default=0, show_default=True, type=int, help=t("난수 씨앗.", "Seed of what is drawn."))
@reading_options
@json_option
def command(training: str, synthetic: str, as_json: bool, **values: Any) -> None:
    """Attack."""
    from pseudo.cli.console import print_json, progress
    from pseudo.model import to_json
    from pseudo.workflow import evaluate

    how = reading(values)
    with progress() as advance:
        found = evaluate(training, synthetic, progress=advance, **values, **how)
    if as_json:
        print_json(to_json(found))
    else:
        _show(found)


def _show(found: Evaluation) -> None:
    from rich.table import Table

    from pseudo.cli.console import note, stdout

    rows = ", ".join(f"{name} {count:,}" for name, count in found.rows.items())
    note(f"행: {rows}. 비교한 열 {len(found.columns)}개", f"Rows: {rows}. {len(found.columns)} columns compared")
    if found.left_out:
        left = ", ".join(found.left_out)
        note(f"비교하지 않은 열: {left}", f"Not compared: {left}")
    view = Table(box=None, pad_edge=False)
    for ko, en in (
        ("지표", "figure"),
        ("값", "value"),
        ("95% 구간", "95 % interval"),
        ("한도", "limit"),
        ("열", "column"),
    ):
        view.add_column(t(ko, en), overflow="fold")
    for figure in found.evidence:
        view.add_row(*_line(figure))
    stdout().print(view)
    _say(found)


def _line(figure: Evidence) -> tuple[str, str, str, str, str]:
    low, high = figure.interval or (None, None)
    interval = "" if low is None else f"{low:.3f}–{high:.3f}"
    limit = figure.params.get("limit")
    about = figure.columns[0] if figure.metric in {"inference_risk_0_1", "guide_linkage_0_1"} else ""
    return t(*LABELS[figure.metric]), f"{figure.value:.3f}", interval, "" if limit is None else f"{limit:.3f}", about


def _say(found: Evaluation) -> None:
    from pseudo.cli.console import note

    if found.beyond_guide:
        names = ", ".join(t(*LABELS[name]) for name in found.beyond_guide)
        note(f"안내서의 한도를 넘음: {names}", f"Above the guide's limit: {names}")
    weak = [t(*LABELS[figure.metric]) for figure in found.evidence if figure.params.get("is_weak")]
    if weak:
        names = ", ".join(dict.fromkeys(weak))
        note(
            f"우연보다 낫지 않아 낮은 수치가 뜻을 갖지 않는 공격: {names}",
            f"No better than chance, so that a low figure says nothing: {names}",
        )
    if "holdout" not in found.rows:
        note(
            "--holdout이 없어 공격은 하지 않았습니다. 안내서 지표가 한도 안이라도 안전하다는 뜻은 아닙니다.",
            "No attack was tried, as there is no --holdout. Indicators within their limits do not show safety.",
        )
    elif found.leaks:
        names = ", ".join(t(*LABELS[name.split(":")[0]]) + name[len(name.split(":")[0]) :] for name in found.leaks)
        note(
            f"누출이 드러남: {names}. 합성데이터가 학습에 쓴 행을 다른 행보다 더 드러냅니다.",
            f"Leaks shown: {names}. The synthetic rows say more of training rows than of others.",
        )
    else:
        note(
            "이 공격들로는 누출이 드러나지 않았습니다. 시도하지 않은 공격에 대해서는 아무것도 말하지 않습니다.",
            "These attacks show no leak. That says nothing of attacks that were not tried.",
        )
