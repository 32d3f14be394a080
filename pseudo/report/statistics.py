"""The figures of a statistics' release as charts and tables. They are fit to be shown: noise is in them, and groups are public."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pseudo.model import ALL, FIGURES, OTHER
from pseudo.report.phrases import said
from pseudo.report.words import MEASURES, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from pseudo.model import Evidence

__all__ = ["budget_view", "noises_view", "statistics_view"]

DRAWN = 60
"""Figures of a chart; the table has them all."""
WIDTH, LEFT, LINE, RIGHT = 720, 220, 20, 12
"""Sizes of a chart in pixels: all of it, its labels, a figure, the margin."""


def statistics_view(table: pa.Table, lang: str) -> list[dict[str, Any]]:
    """A part for each statistic and measure, in the table's order."""
    groups = [name for name in table.column_names if name not in (*FIGURES, "statistic", "measure")]
    parts = groupby(table.to_pylist(), key=lambda row: (row["statistic"], row["measure"]))
    return [_part(name, measure, groups, list(rows), lang) for (name, measure), rows in parts]


def budget_view(evidence: Sequence[Evidence]) -> dict[str, Any] | None:
    """What was granted, what this release took and what was left after it, with a gauge; None where there is no such figure."""
    found = {
        f.metric: str(f.value) for f in evidence if f.metric in ("epsilon_granted", "epsilon_spent", "epsilon_left")
    }
    if len(found) < 3:
        return None
    granted, here, left = (float(found[f"epsilon_{name}"]) for name in ("granted", "spent", "left"))
    before = max(granted - left - here, 0.0)
    scale = (WIDTH - 2 * RIGHT) / granted
    return {
        **found,
        "epsilon_before": f"{before:g}",
        "width": WIDTH,
        "before": round(before * scale, 1),
        "here": round(here * scale, 1),
        "whole": round(granted * scale, 1),
    }


def noises_view(evidence: Sequence[Evidence], lang: str) -> list[dict[str, str]]:
    """A line for each vector that was measured: how far a person moves it, why, its noise and what it cost."""
    return [
        {
            "statistic": str(figure.params["statistic"]),
            "vector": str(figure.params["vector"]),
            "sensitivity": f"{_number(figure.params['l1_sensitivity'])}, {_number(figure.params['l2_squared_sensitivity'])}",
            "why": said(str(figure.params["why"]), lang),
            "scale": f"{_number(figure.value)} {said(figure.unit, lang)}",
            "cost": str(figure.params["cost"]),
            "half_width": _number(figure.params["half_width_95"]),
        }
        for figure in evidence
        if figure.metric == "noise_scale" and "vector" in figure.params
    ]


def _part(name: str, measure: str, groups: list[str], rows: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    used = [group for group in groups if any(row[group] != ALL for row in rows)]
    low, high = _range(rows)
    lines = [_line(row, used, lang) for row in rows]
    scale = (WIDTH - LEFT - RIGHT) / (high - low)

    def at(value: float) -> float:
        return round(LEFT + (value - low) * scale, 1)

    marks = [
        {
            "label": _short(" · ".join(line["labels"]) or pick(MEASURES["all"], lang)),
            "y": (i + 0.5) * LINE,
            **_places(row, at),
        }
        for i, (row, line) in enumerate(zip(rows[:DRAWN], lines, strict=False))
    ]
    kind, _, share = measure.partition(" ")
    title = f"{name} ({pick(MEASURES[kind], lang)}{' ' + share if share else ''})"
    chart = {
        "width": WIDTH,
        "height": (len(marks) + 1) * LINE,
        "marks": marks,
        "low": _number(low),
        "high": _number(high),
    }
    return {"title": title, "groups": used, "rows": lines, "chart": {**chart, "left": LEFT, "end": WIDTH - RIGHT}}


def _range(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """The chart's axis: from 0 or below to the highest end."""
    low = min(0.0, *(float(row["low_95"]) for row in rows))
    high = max(float(row["high_95"]) for row in rows)
    return low, high if high > low else low + 1.0


def _places(row: dict[str, Any], at: Any) -> dict[str, float]:
    return {"x": at(float(row["value"])), "from": at(float(row["low_95"])), "to": at(float(row["high_95"]))}


def _line(row: dict[str, Any], groups: list[str], lang: str) -> dict[str, Any]:
    labels = [pick(MEASURES[row[g]], lang) if row[g] in (ALL, OTHER) else row[g] for g in groups]
    interval = f"{_number(row['low_95'])} – {_number(row['high_95'])}"
    return {"labels": labels, "value": _number(row["value"]), "interval": interval}


def _number(value: Any) -> str:
    number = float(value)
    return f"{number:,.0f}" if math.isfinite(number) and number == int(number) else f"{number:,.6g}"


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
