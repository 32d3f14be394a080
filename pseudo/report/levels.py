"""The chosen levels of generalization, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import Unit

if TYPE_CHECKING:
    from pseudo.model import ColumnLevel, Plan

__all__ = ["levels_summary", "levels_view"]

QUALITIES = {
    "loss": ("정보 손실", "loss"),
    "precision": ("정밀도 손실", "loss of precision"),
    "height": ("단계의 합", "sum of levels"),
    "entropy": ("비균등 엔트로피", "non-uniform entropy"),
    "discernibility": ("구별 불가능도", "discernibility"),
    "average_class": ("평균 집합 크기", "average class size"),
}


def levels_summary(plan: Plan, lang: str) -> str:
    """In two sentences, what the levels cost and leave below k; empty where none were chosen."""
    found, goal = plan.levels, plan.anonymity
    if found is None or goal is None:
        return ""
    ko, en = QUALITIES[found.quality]
    is_best = found.floor >= found.score
    if lang == "ko":
        bound = (
            "조건에 맞는 단계 가운데 가장 작음"
            if is_best
            else f"시간 안에 찾은 값이며 {found.floor:.4g}보다 작을 수는 없음"
        )
        unit = "(정보주체와 식별가능정보의 조합으로 셈)" if goal.unit is Unit.SUBJECT else ""
        return (
            f"{ko} {found.score:.4g}({bound}). k={goal.k} 미만인 동질집합에 {found.of:,}건 중 {found.small:,}건{unit}이 남아 "
            "로컬 삭제로 처리합니다."
        )
    bound = "the least of all that are allowed" if is_best else f"found in time; none is below {found.floor:.4g}"
    unit = "pairs of a person and quasi-identifiers" if goal.unit is Unit.SUBJECT else "rows"
    return (
        f"{en.capitalize()} {found.score:.4g} ({bound}). {found.small:,} of {found.of:,} {unit} are left in classes below "
        f"k = {goal.k}, which local suppression treats."
    )


def levels_view(plan: Plan, lang: str) -> dict[str, Any] | None:
    """The report's part about levels: a summary and a line for each quasi-identifier; None where none were chosen."""
    if plan.levels is None:
        return None
    return {"summary": levels_summary(plan, lang), "columns": [_line(column) for column in plan.levels.columns]}


def _line(column: ColumnLevel) -> dict[str, str]:
    return {
        "column": column.column,
        "level": "–" if column.level is None else str(column.level),
        "range": "–" if column.level is None else f"{column.lowest}–{column.highest}",
        "small_above": "–" if column.small_above is None else f"{column.small_above:,}",
        "small_without": f"{column.small_without:,}",
    }
