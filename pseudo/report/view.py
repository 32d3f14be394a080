"""What a report says, as plain data: the same dict feeds HTML, JSON and whatever comes later."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pseudo.report.levels import levels_view
from pseudo.report.phrases import said
from pseudo.report.statistics import budget_view, noises_view, statistics_view
from pseudo.report.words import CHECKS, METHODS, METRICS, OUTCOMES, WORDS, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from pseudo.evidence import Entry
    from pseudo.model import CheckResult, Collision, Evidence, Manifest, Plan, RareFinding, TableStep

__all__ = ["View", "build_view", "figure_view", "headline"]

View = dict[str, Any]

HEADLINE = (
    "rows_in",
    "rows",
    "columns",
    "minimum_class_size",
    "unique_rate_0_1",
    "suppressed_cells",
    "dropped_rows",
    "epsilon_spent",
)


def build_view(
    manifest: Manifest,
    plan: Plan,
    evidence: Sequence[Evidence],
    results: Sequence[CheckResult],
    ledger: Sequence[Entry],
    *,
    lang: str,
    statistics: pa.Table | None = None,
) -> View:
    """The report's content in one language.

    Parameters
    ----------
    manifest, plan, evidence, results, ledger
        What stands in the release folder.
    lang : str
        "ko" or "en".
    statistics : pa.Table, optional
        The released table, where it is one of statistics with differential privacy.

    Returns
    -------
    dict
        ``schema_version``, ``words``, ``summary``, ``columns``, ``levels``, ``steps``, ``rare``, ``rare_criteria``,
        ``collisions``, ``statistics``, ``noises``, ``budget``, ``checks``, ``evidence``, ``files``, ``ledger`` and ``not_claimed``.
    """
    return {
        "schema_version": 1,
        "lang": lang,
        "words": {name: pick(pair, lang) for name, pair in WORDS.items()},
        "summary": _summary(manifest, plan, evidence, results, lang),
        "columns": [_column(entry, lang) for entry in plan.columns],
        "levels": levels_view(plan, lang),
        "steps": [_step(step, lang) for step in plan.steps],
        "rare": [_rare(finding, lang) for finding in plan.rare_findings or ()],
        "rare_criteria": _criteria(plan, lang),
        "collisions": [_collision(collision) for collision in plan.collisions],
        "statistics": [] if statistics is None else statistics_view(statistics, lang),
        "noises": noises_view(evidence, lang),
        "budget": budget_view(evidence),
        "checks": [_check(result, lang) for result in _worst_first(results)],
        "evidence": [figure_view(figure, lang) for figure in evidence],
        "files": [{"path": f.path, "bytes": f.bytes, "sha256": f.sha256} for f in manifest.files],
        "ledger": [{"seq": e.seq, "time": e.time, "event": e.event, "hash": e.hash} for e in ledger],
        "not_claimed": [pick(pair, lang) for pair in _not_claimed(manifest, plan, evidence)],
    }


def _summary(
    manifest: Manifest, plan: Plan, evidence: Sequence[Evidence], results: Sequence[CheckResult], lang: str
) -> dict[str, Any]:
    outcomes = Counter(result.outcome.value for result in results)
    return {
        "recipe": f"{plan.recipe} {plan.recipe_version}",
        "kind": pick(WORDS[f"kind_{manifest.kind}"], lang),
        "release_class": pick(WORDS[f"class_{manifest.release_class}"], lang),
        "purpose": pick(WORDS[f"purpose_{plan.purpose.value}"], lang),
        "purpose_text": getattr(plan.purpose_text, lang),
        "project": manifest.project,
        "recipient": manifest.recipient,
        "created": manifest.created,
        "plan_digest": manifest.plan_digest,
        "key_id": manifest.key_id,
        "verifying_key": manifest.verifying_key,
        "seed": manifest.seed,
        "passed": outcomes["pass"],
        "checks": len(results),
        "verdict": "pass"
        if results and all(r.outcome.value in ("pass", "not_applicable") for r in results)
        else "fail",
        "headline": [figure_view(f, lang) for f in headline(evidence)],
        "versions": dict(manifest.versions),
    }


def headline(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The figures a director reads first: one of each, of the table or of its quasi-identifiers."""
    return [
        next(f for f in evidence if f.metric == metric)
        for metric in HEADLINE
        if any(f.metric == metric for f in evidence)
    ]


def _column(entry: Any, lang: str) -> dict[str, Any]:
    return {
        "column": entry.column,
        "role": entry.role.ko if lang == "ko" else entry.role.value.replace("_", " "),
        "entity": _entity(entry.entity, lang),
        "technique": entry.technique,
        "technique_title": _technique(entry.technique, lang),
        "params": ", ".join(f"{k}={_short(v)}" for k, v in entry.params.items()),
        "reason": getattr(entry.reason, lang),
        "basis": entry.statutory_basis or "",
    }


def _step(step: TableStep, lang: str) -> dict[str, Any]:
    return {
        "technique": step.technique,
        "technique_title": _technique(step.technique, lang),
        "columns": ", ".join(step.columns),
        "params": ", ".join(f"{k}={_short(v)}" for k, v in step.params.items()),
        "reason": getattr(step.reason, lang),
    }


def _criteria(plan: Plan, lang: str) -> str:
    """What counted as a rare value, in one line; empty where none was looked for."""
    wanted = plan.rare_values
    if wanted is None:
        return ""
    method = pick(METHODS[wanted.method], lang).format(limit=_number(wanted.limit))
    return f"{pick(METHODS['frequency'], lang).format(limit=wanted.frequency)}; {method} ({wanted.source})"


def _rare(finding: RareFinding, lang: str) -> dict[str, Any]:
    by = finding.by or ""
    return {
        "column": finding.column,
        "method": pick(METHODS[finding.method], lang).format(limit=_number(finding.limit)),
        "values": _number(finding.values),
        "rows": f"{_number(finding.rows)} / {_number(finding.of)}",
        "by": _technique(by, lang),
        "reason": getattr(finding.reason, lang) if finding.reason else "",
    }


def _collision(collision: Collision) -> dict[str, Any]:
    return {
        "domain": collision.domain,
        "technique": collision.technique,
        "columns": ", ".join(collision.columns),
        "distinct": _number(collision.distinct),
        "bits": _number(collision.bits),
        "probability": _number(collision.probability),
    }


def _entity(name: str | None, lang: str) -> str:
    """An entity's title in the reader's language."""
    from pseudo.detect import entities

    info = entities().get(name or "")
    return getattr(info.title, lang) if info else name or ""


def _technique(name: str, lang: str) -> str:
    """A technique's title in the guideline's words; a synthetic release's own words are no techniques."""
    from pseudo.techniques import catalogue

    known = catalogue()
    return getattr(known[name].info.title, lang) if name in known else pick(WORDS[f"made_{name}"], lang)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _check(result: CheckResult, lang: str) -> dict[str, Any]:
    return {
        "outcome": result.outcome.value,
        "outcome_text": pick(OUTCOMES[result.outcome.value], lang),
        "kind": pick(CHECKS.get(result.check.kind, (result.check.kind, result.check.kind)), lang),
        "columns": ", ".join([*([f"[{result.check.table}]"] if result.check.table else []), *result.check.columns]),
        "because": said(result.check.because, lang),
        "observed": ", ".join(f"{said(k, lang)} = {_number(v)}" for k, v in result.observed.items()),
        "expectation": result.expectation,
    }


def _worst_first(results: Sequence[CheckResult]) -> list[CheckResult]:
    order = {"fail": 0, "inconclusive": 1, "not_applicable": 2, "pass": 3}
    return sorted(results, key=lambda r: order[r.outcome.value])


def figure_view(figure: Evidence, lang: str) -> dict[str, Any]:
    """One figure as a report shows it, in one language."""
    return {
        "metric": pick(METRICS.get(figure.metric, (figure.metric, figure.metric.replace("_", " "))), lang),
        "columns": ", ".join([*([f"[{figure.table}]"] if figure.table else []), *figure.columns]),
        "value": said(_number(figure.value), lang),
        "unit": said(figure.unit, lang),
        "interval": f"{_number(figure.interval[0])} – {_number(figure.interval[1])}" if figure.interval else "",
        "n": _number(figure.n),
        "basis": pick(WORDS[f"basis_{figure.basis}"], lang),
        "method": said(figure.method, lang),
        "source": figure.source,
        "attacker": said(figure.attacker, lang),
    }


def _number(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}"
    return str(value)


def _not_claimed(manifest: Manifest, plan: Plan, evidence: Sequence[Evidence]) -> list[tuple[str, str]]:
    """What this release does not promise; said in every report."""
    if manifest.kind == "statistics":
        return [WORDS["not_population"], WORDS["not_signature"]]
    lines = [WORDS["not_anonymous"], WORDS["not_unknown"], WORDS["not_signature"]]
    if plan.statistics:
        lines.insert(1, WORDS["not_with_rows"])
    if any(figure.metric == "epsilon_per_cell_nats" for figure in evidence):
        lines.insert(1, WORDS["not_local"])
    if manifest.kind == "synthetic":
        private = any(figure.metric == "epsilon_spent" for figure in evidence)
        lines.insert(1, WORDS["not_with_evidence" if private else "not_private_synthesis"])
    return lines
