"""The year's performance report: what counts in the evaluations, what does not and why, and the figures of the work."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pseudo.model import to_json
from pseudo.procedure.performance import REASONS, evaluate_year, figures_of
from pseudo.procedure.terms import RiskClass
from pseudo.report.html import render_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.procedure import Case
    from pseudo.procedure.performance import Evaluated, Year

__all__ = ["performance_view", "render_performance"]

WORDS = {
    "title": ("가명정보·합성데이터 실적 보고서", "Performance report"),
    "window": ("평가 기간", "window"),
    "score": ("점수", "score"),
    "case": ("접수번호", "case"),
    "name": ("처리명칭", "title"),
    "day": ("제공일", "provided"),
    "counts": ("인정", "counts"),
    "why": ("사유", "why not"),
    "yes": ("예", "yes"),
    "no": ("아니오", "no"),
    "none": ("제출한 사안이 없습니다.", "No case was filed."),
    "work": ("업무 현황", "The work"),
    "days": ("신청부터 제공까지 걸린 날", "Days from request to provision"),
    "cases": ("건", "cases"),
    "source": ("기준", "rules"),
    "note": (
        "이 보고서는 기록에서 계산한 것입니다. 점수는 평가기관이 정합니다.",
        "Computed from the record; the score is the evaluating body's to give.",
    ),
}
FIGURES = {
    "requests": ("신청", "requests"),
    "provided": ("제공", "provided"),
    "closed": ("제공 없이 종결", "closed without provision"),
    "median_days": ("신청부터 제공까지(중앙값, 일)", "days from request to provision (median)"),
    "rejected": ("반려 중", "rejected"),
    "recipients": ("제공받은 기관", "recipients"),
    "rows": ("제공한 행", "rows provided"),
    "subjects": ("정보주체", "persons"),
    "extensions": ("기간 연장", "extensions"),
    "destructions": ("파기", "destructions"),
    "incidents": ("사고", "incidents"),
}
BINS = ((0, 7), (8, 14), (15, 30), (31, 60), (61, 100), (101, 200), (201, None))
"""Days of the chart's bars."""
WIDTH, BAR, LEFT = 420, 22, 90


def performance_view(cases: Sequence[Case], year: Year, lang: str) -> dict[str, Any]:
    """The report's content in one language, as plain data."""
    which = 0 if lang == "ko" else 1
    found = figures_of(cases, year.window)
    figures = to_json(found)
    return {
        "schema_version": 1,
        "lang": lang,
        "words": {name: pair[which] for name, pair in WORDS.items()},
        "year": year.year,
        "source": year.source,
        "window": f"{year.window.start} ~ {year.window.end}",
        "evaluations": [_evaluation(one, year, lang) for one in evaluate_year(cases, year)],
        "figures": [(pair[which], _number(figures[name])) for name, pair in FIGURES.items()],
        "risks": [(risk.ko if lang == "ko" else risk.value, found.risks[risk.value]) for risk in RiskClass],
        "chart": _chart(found.days),
    }


def render_performance(cases: Sequence[Case], year: Year, lang: str) -> str:
    """One self-contained HTML page."""
    return render_template("performance.html", performance_view(cases, year, lang))


def _evaluation(one: Evaluated, year: Year, lang: str) -> dict[str, Any]:
    return {
        "name": one.evaluation.name,
        "title": getattr(one.evaluation.title, lang),
        "score": one.score,
        "most": year.most_points,
        "cases": [
            {
                "case": judged.case,
                "title": judged.title,
                "day": judged.provided,
                "counts": judged.counts,
                "why": "; ".join(getattr(REASONS[reason], lang) for reason in judged.reasons),
            }
            for judged in one.cases
        ],
    }


def _chart(days: tuple[int, ...]) -> dict[str, Any]:
    """Bars of how many cases took so many days, as places in an SVG."""
    counts = Counter(
        next(n for n, (low, high) in enumerate(BINS) if low <= day and (high is None or day <= high)) for day in days
    )
    most = max(counts.values(), default=1)
    bars = [
        {
            "label": f"{low}–{high}" if high is not None else f"{low}+",
            "count": counts[n],
            "y": n * BAR + 4,
            "width": round(counts[n] / most * (WIDTH - LEFT - 40), 1),
        }
        for n, (low, high) in enumerate(BINS)
    ]
    return {"bars": bars, "left": LEFT, "width": WIDTH, "height": len(BINS) * BAR + 8}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}"
