"""``pseudo assess``: what a table gives away about the people in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.options import json_option, reading, reading_options
from pseudo.cli.words import t

if TYPE_CHECKING:
    from rich.table import Table

    from pseudo.model import Evidence
    from pseudo.workflow import Assessment

__all__ = ["command"]

LABELS = {
    "minimum_class_size": ("k(동질집합의 최소 크기)", "k (smallest equivalence class)"),
    "equivalence_classes": ("동질집합 수", "equivalence classes"),
    "unique_rate_0_1": ("유일한 행의 비율", "unique rows"),
    "maximum_risk_0_1": ("최대 위험(검사형)", "prosecutor risk, highest"),
    "average_risk_0_1": ("평균 위험(마케터형)", "marketer risk (average)"),
    "rows_at_risk_0_1": ("기준을 넘는 행의 비율(검사형)", "rows at risk, prosecutor"),
    "population_unique_pitman_0_1": ("모집단 유일성: Pitman", "population uniqueness: Pitman"),
    "population_unique_zayatz_0_1": ("모집단 유일성: Zayatz", "population uniqueness: Zayatz"),
    "population_unique_snb_0_1": ("모집단 유일성: SNB", "population uniqueness: SNB"),
    "population_unique_dankar_0_1": ("모집단 유일성: Dankar 규칙", "population uniqueness: Dankar's rule"),
    "distinct_l": ("l-다양성(서로 다른 값)", "distinct l-diversity"),
    "entropy_l": ("l-다양성(엔트로피)", "entropy l-diversity"),
    "recursive_c": ("재귀적 (c,l)-다양성의 c", "c of recursive (c,l)-diversity"),
    "alpha": ("(α,k)-익명성의 α", "α of (α,k)-anonymity"),
    "t_equal": ("t-근접성(동일 거리)", "t-closeness, equal distance"),
    "delta_disclosure": ("δ-노출(자연로그)", "δ-disclosure, natural logarithm"),
    "delta_disclosure_log2": ("δ-노출(밑이 2인 로그)", "δ-disclosure, base 2"),
    "basic_beta": ("β-유사성(기본)", "basic β-likeness"),
    "enhanced_beta": ("β-유사성(강화)", "enhanced β-likeness"),
    "special_uniques": ("특수 유일 행", "rows that are special uniques"),
    "k_map": ("k-map(모집단에서의 최소 크기)", "k-map (fewest in the population)"),
    "journalist_maximum_risk_0_1": ("최대 위험(기자형)", "journalist risk, highest"),
    "journalist_average_risk_0_1": ("평균 위험(마케터형, 모집단 기준)", "marketer risk against the population"),
    "journalist_rows_at_risk_0_1": ("기준을 넘는 행의 비율(기자형)", "rows at risk, journalist"),
    "presence_least_0_1": ("δ-존재성의 하한", "δ-presence, least"),
    "presence_most_0_1": ("δ-존재성의 상한", "δ-presence, most"),
    "individual_risk_mean_0_1": ("개별 위험의 평균(표본 가중치)", "individual risk, mean (sampling weights)"),
    "individual_risk_maximum_0_1": ("개별 위험의 최대", "individual risk, highest"),
    "individual_reidentifications": ("기대 재식별 행 수", "expected re-identifications"),
    "individual_rows_at_risk_0_1": ("개별 위험이 기준을 넘는 행의 비율", "rows at risk by individual risk"),
    "household_risk_mean_0_1": ("가구 위험의 평균", "household risk, mean"),
    "arrivals_minimum": ("두 개방 사이에 늘어난 최소 행", "fewest arrivals between openings"),
    "arrivals_below_0_1": ("늘어난 행 가운데 기준 미만 집합의 비율", "arrivals in classes that grew by fewer than k"),
    "departures_minimum": ("두 개방 사이에 줄어든 최소 행", "fewest departures between openings"),
    "departures_below_0_1": (
        "줄어든 행 가운데 기준 미만 집합의 비율",
        "departures in classes that shrank by fewer than k",
    ),
    "shared_values_minimum": ("두 개방에 모두 있는 값의 최소 수", "fewest values a class has both times"),
    "shared_rows_minimum": ("두 개방과 맞는 행의 최소 수", "fewest rows that agree with both openings"),
    "revealed_together_0_1": ("두 개방을 겹쳐야 드러나는 행의 비율", "rows revealed by both openings together"),
    "newcomers_revealed": ("새로 온 사람의 값이 드러나는 행", "newcomers whose value is revealed"),
}
UTILITY = {
    "rows_kept_0_1": ("남은 행의 비율", "rows kept"),
    "columns_lost": ("없어진 열", "columns lost"),
    "cells_kept_0_1": ("남은 칸의 비율", "cells kept"),
    "entropy_kept_0_1": ("남은 정보량(엔트로피)", "information kept (entropy)"),
    "association_loss_0_1": ("열 사이 연관의 평균 변화", "mean change of associations"),
    "largest_association_loss_0_1": ("열 사이 연관의 최대 변화", "largest change of an association"),
    "average_class_size_before": ("평균 동질집합 크기(처리 전)", "average class size, before"),
    "average_class_size_after": ("평균 동질집합 크기(처리 후)", "average class size, after"),
    "discernibility_before": ("구별 불가능 벌점(처리 전)", "discernibility, before"),
    "discernibility_after": ("구별 불가능 벌점(처리 후)", "discernibility, after"),
    "prediction_before_0_1": ("예측 균형정확도(처리 전)", "prediction, balanced accuracy, before"),
    "prediction_after_0_1": ("예측 균형정확도(처리 후)", "prediction, balanced accuracy, after"),
    "prediction_chance_0_1": ("우연히 맞힐 비율", "by chance"),
    "group_rows_kept_least_0_1": ("집단별 남은 행의 최소 비율", "rows kept, least of the subgroups"),
    "group_rows_kept_most_0_1": ("집단별 남은 행의 최대 비율", "rows kept, most of the subgroups"),
}
REASONS = {
    "not converged": "수렴하지 않음",
    "above 1": "1을 넘음",
    "not defined: no class of one, or none of two": "정의되지 않음: 크기 1 또는 2인 집합이 없음",
    "not defined: no row": "정의되지 않음: 행이 없음",
    "not defined: no row alone, all alone, or no sample": "정의되지 않음: 유일한 행이 없거나 모두 유일함",
}
SETS_SHOWN = 8


@click.command(
    "assess",
    help=t(
        "표가 그 안의 사람을 얼마나 드러내는지 측정합니다. 수치만 보이고 값은 보이지 않습니다.",
        "What TABLE gives away about the people in it: figures, never a value.",
    ),
)
@click.argument("table")
@click.option(
    "--key",
    "keys",
    multiple=True,
    required=True,
    help=t("준식별자 열. 열마다 한 번씩 적습니다.", "A quasi-identifier; once for each."),
)
@click.option(
    "--sensitive", multiple=True, help=t("알려지면 안 되는 민감한 열.", "A column whose values are to stay unknown.")
)
@click.option(
    "--profile",
    help=t(
        "위험 기준: internal(k=3), default(5), public(11), strict(20). 지정하지 않으면 기준과 비교하지 않습니다.",
        "Limit: internal (k=3), default (5), public (11), strict (20). Without it nothing is held to a limit.",
    ),
)
@click.option(
    "--population",
    help=t(
        "표를 뽑은 모집단의 파일(준식별자가 같아야 함).", "A table of the population, with the same quasi-identifiers."
    ),
)
@click.option(
    "--earlier",
    help=t(
        "같은 사람들에 대해 먼저 개방한 표. 두 표를 겹쳤을 때의 위험(차분·교집합 공격)을 봅니다.",
        "An earlier release of the same people: what difference and intersection attacks find in both together.",
    ),
)
@click.option(
    "--weight",
    help=t("표본 가중치 열. 개별 위험을 계산합니다.", "Column of sampling weights, for individual risk."),
)
@click.option(
    "--household", help=t("--weight: 가구를 나타내는 열.", "Of --weight: column of households, for the risk of one.")
)
@click.option(
    "--fraction",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help=t(
        "표본추출 비율(0과 1 사이). 모집단 유일성을 추정합니다.",
        "Sampling fraction, to estimate population uniqueness.",
    ),
)
@click.option(
    "--suppressed",
    help=t(
        "삭제된 셀을 적은 글자(예: *). 모두 삭제된 행은 집합으로 세지 않습니다.",
        "How a suppressed cell is written (*); rows of these are no class.",
    ),
)
@click.option(
    "--largest",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help=t("함께 살펴볼 열의 최대 수.", "Most columns of a set that is looked at."),
)
@click.option(
    "--utility", help=t("처리한 표. 처리 전후의 유용성을 비교합니다.", "The treated table: its use before and after.")
)
@click.option(
    "--target", help=t("--utility: 예측할 열(처리하지 않은 열).", "Of --utility: an untreated column to predict.")
)
@click.option(
    "--group",
    help=t("--utility: 집단을 나누는 열(처리하지 않은 열).", "Of --utility: an untreated column of subgroups."),
)
@reading_options
@json_option
def command(table: str, as_json: bool, **values: Any) -> None:
    """Measure a table (a path, or ``-`` for stdin)."""
    from pseudo.cli.console import print_json, progress
    from pseudo.model import to_json
    from pseudo.workflow import assess

    how = reading(values)
    with progress() as advance:
        found = assess(table, values.pop("keys"), progress=advance, **values, **how)
    if as_json:
        print_json(to_json(found))
    else:
        _show(found)


def _show(found: Assessment) -> None:
    from rich.table import Table

    from pseudo.cli.console import note, stdout

    gone = found.suppressed
    note(
        f"{found.table}: {found.rows:,}행" + (f", 그 가운데 삭제된 행 {gone:,}" if gone else ""),
        f"{found.table}: {found.rows:,} rows" + (f", {gone:,} of them suppressed" if gone else ""),
    )
    if found.profile:
        note(
            f"기준 {found.profile.name}: k={found.profile.k} ({found.profile.source})",
            f"Limit {found.profile.name}: k={found.profile.k} ({found.profile.source})",
        )
    view = Table(box=None, pad_edge=False)
    for ko, en in (("지표", "figure"), ("값", "value"), ("열", "column"), ("출처", "source")):
        view.add_column(t(ko, en), overflow="fold")
    for figure in found.evidence:
        about = figure.columns[0] if figure.attacker.startswith("attribute") else ""
        view.add_row(t(*LABELS[figure.metric]), _value(figure), about, figure.source.split(" (")[0])
    stdout().print(view)
    sets = Table(box=None, pad_edge=False)
    for ko, en in (
        ("식별력이 큰 열 조합", "sets that identify most"),
        ("유일한 행", "unique rows"),
        ("구별도", "distinction"),
        ("분리도", "separation"),
    ):
        sets.add_column(t(ko, en), overflow="fold")
    for part in found.subsets[:SETS_SHOWN]:
        sets.add_row(", ".join(part.columns), f"{part.unique:,}", f"{part.distinction:.1%}", f"{part.separation:.1%}")
    stdout().print(sets)
    if found.utility:
        stdout().print(_utility(found))


def _utility(found: Assessment) -> Table:
    from rich.table import Table

    view = Table(box=None, pad_edge=False)
    for ko, en in (("유용성", "utility"), ("값", "value"), ("열", "column")):
        view.add_column(t(ko, en), overflow="fold")
    for figure in found.utility:
        about = ", ".join(figure.columns) if len(figure.columns) == 1 else ""
        view.add_row(t(*UTILITY[figure.metric]), "–" if figure.value is None else _value(figure), about)
    return view


def _value(figure: Evidence) -> str:
    if figure.value is None:
        reason = figure.params.get("reason")
        if figure.params.get("bound") == "none":
            return t("한계 없음(어떤 값으로도 충족되지 않음)", "no bound (no value is enough)")
        return t(REASONS[reason], reason) if reason else t("행이 없음", "no row")
    if isinstance(figure.value, float):
        return f"{figure.value:.2%}" if figure.unit == "rate_0_1" else f"{figure.value:.4g}"
    return f"{figure.value:,}" if isinstance(figure.value, int) else str(figure.value)
