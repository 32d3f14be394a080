"""The audit report of a case: what, why, by whom, with what measured, what is not claimed; page one is for a director."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.procedure.lint import contradictions
from pseudo.procedure.risk_class import decide
from pseudo.procedure.steps import STEPS, next_steps
from pseudo.procedure.terms import Need, Stage
from pseudo.report.html import render_template
from pseudo.report.view import figure_view, headline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.evidence import Entry
    from pseudo.procedure import Case
    from pseudo.procedure.dossier import Dossier

__all__ = ["audit_view", "render_audit"]

WORDS = {
    "title": ("가명정보 처리 감사 보고서", "Audit report of a case"),
    "scope": ("무엇을 왜", "What and why"),
    "risk": ("위험성 판단", "Risk class"),
    "measured": ("측정한 것", "What was measured"),
    "measured_note": (
        "보조 증거입니다. 가이드라인은 점수나 k의 기준을 정하지 않습니다(본권 41쪽).",
        "Supporting evidence: the guideline sets no score and no k (p.41).",
    ),
    "people": ("누가 무엇을", "Who did what"),
    "forms": ("서식", "Forms"),
    "contradictions": ("서류의 어긋남", "Contradictions between papers"),
    "none": ("찾지 못함", "none found"),
    "standards": ("국제 기준과의 대응", "Against standards"),
    "not_claimed": ("주장하지 않는 것", "What is not claimed"),
    "open": ("남은 일", "What is open"),
    "day": ("시각(UTC)", "time (UTC)"),
    "step": ("단계", "step"),
    "who": ("한 사람", "by"),
    "hash": ("기록 해시", "record hash"),
    "figure": ("수치", "figure"),
    "value": ("값", "value"),
    "method": ("방법", "method"),
    "basis": ("근거", "basis"),
    "form": ("서식", "form"),
    "need": ("필요", "needed"),
    "there": ("있음", "there"),
    "standard": ("기준", "standard"),
    "topic": ("내용", "topic"),
    "shown": ("이 사안", "this case"),
    "yes": ("있음", "yes"),
    "no": ("없음", "no"),
}
VERDICTS = {
    "locked": (
        "승인 전이거나 조건·사고가 남아 결과물이 봉인되어 있습니다.",
        "The output is locked: not approved, or a condition or incident is open.",
    ),
    "unlocked": ("승인되어 제공할 수 있습니다.", "Approved: the output may be handed over."),
    "provided": ("승인된 결과물을 제공하였습니다.", "The approved output was handed over."),
    "ended": ("파기하였습니다. 기록은 {until}까지 보관합니다.", "Destroyed; records are kept until {until}."),
    "closed": ("제공하지 않고 종결하였습니다.", "Closed without anything having left."),
}
NOT_CLAIMED = (
    (
        "가명정보는 익명정보가 아닙니다. 다른 정보를 가진 사람이 알아볼 위험은 낮추었을 뿐 없애지 않았습니다.",
        "Pseudonymised data are not anonymous: the risk that somebody with other information recognises a person is lowered, not gone.",
    ),
    (
        "기록의 해시 사슬과 서명은 바뀌지 않았음을 보일 뿐, 적힌 일이 실제로 그대로 있었는지는 보이지 않습니다.",
        "Chain and signatures show that the record was not changed, not that what it says took place.",
    ),
    (
        "서류의 어긋남이 없다는 것은 규칙이 아는 어긋남이 없다는 뜻입니다.",
        "No contradiction found means none of those that the rules know.",
    ),
)


def audit_view(case: Case, dossier: Dossier, entries: Sequence[Entry], lang: str) -> dict[str, Any]:
    """The report's content in one language, as plain data.

    Parameters
    ----------
    case, dossier
        The case and its papers.
    entries : sequence of Entry
        Its lines in the record.
    lang : str
        "ko" or "en".
    """
    which = 0 if lang == "ko" else 1
    return {
        "schema_version": 1,
        "lang": lang,
        "words": {name: pair[which] for name, pair in WORDS.items()},
        "case": case.id,
        "title": case.title,
        "stage": case.stage.ko if lang == "ko" else case.stage.value,
        "verdict": _verdict(case)[which].format(until=case.keep_until),
        "good": case.stage is not Stage.CLOSED and (case.unlocked or case.stage is Stage.DESTROYED),
        "scope": _scope(case, lang),
        "risk": _risk(case, lang),
        "headline": [figure_view(figure, lang) for figure in headline(case.figures)],
        "figures": [figure_view(figure, lang) for figure in case.figures],
        "steps": [_step(entry, lang) for entry in entries],
        "forms": _forms(case, dossier, lang),
        "contradictions": [problem.text(lang) for problem in contradictions(dossier)],
        "open": [problem.text(lang) for _, missing in next_steps(case) for problem in missing],
        "standards": [_standard(line, case, lang) for line in _standards()],
        "not_claimed": [pair[which] for pair in NOT_CLAIMED],
    }


def render_audit(case: Case, dossier: Dossier, entries: Sequence[Entry], lang: str) -> str:
    """One self-contained HTML page."""
    return render_template("audit.html", audit_view(case, dossier, entries, lang))


def _verdict(case: Case) -> tuple[str, str]:
    if case.stage is Stage.CLOSED:
        return VERDICTS["closed"]
    if case.stage is Stage.DESTROYED:
        return VERDICTS["ended"]
    if case.provisions:
        return VERDICTS["provided"]
    return VERDICTS["unlocked" if case.unlocked else "locked"]


def _scope(case: Case, lang: str) -> list[tuple[str, str]]:
    paper = case.application
    if paper is None:
        return []
    ko = lang == "ko"
    facts = [
        (("목적", "purpose"), f"{paper.purpose.ko if ko else paper.purpose.value}: {paper.purpose_text}"),
        (("신청자", "applicant"), f"{paper.applicant.organization} {paper.applicant.name}"),
        (("활용 주체", "user"), paper.user.ko if ko else paper.user.value),
        (("처리 환경", "setting"), paper.setting.ko if ko else paper.setting.value),
        (("내보내는 것", "what leaves"), paper.provided.ko if ko else paper.provided.value),
        (("기간", "period"), f"{paper.period.start} ~ {case.ends}"),
        (("결과물", "output"), case.treatment_result.output if case.treatment_result else ""),
    ]
    return [(names[0 if ko else 1], value) for names, value in facts if value]


def _risk(case: Case, lang: str) -> list[str]:
    paper = case.risk_review
    if paper is None:
        return []
    steps = [getattr(text, lang) for text in decide(paper.user, paper.controlled, paper.grounds).steps]
    mode = getattr(case.rules.review[paper.risk].mode, lang)
    final = f"최종: {paper.risk.ko} — {mode}" if lang == "ko" else f"in the end: {paper.risk.value} — {mode}"
    return [*steps, final, *(text for text in (paper.reason, paper.adjustment) if text)]


def _step(entry: Entry, lang: str) -> dict[str, str]:
    title = getattr(STEPS[entry.event].title, lang)
    return {"day": entry.time, "step": title, "who": str(entry.facts["by"]), "hash": entry.hash[:16]}


def _forms(case: Case, dossier: Dossier, lang: str) -> list[dict[str, Any]]:
    rows = []
    for need in case.forms():
        paper = getattr(dossier, FIELDS.get(need.form.value, need.form.value))
        rows.append(
            {
                "form": f"{need.form.symbol} {need.form.ko}",
                "need": need.need.ko if lang == "ko" else need.need.value,
                "there": bool(paper),
                "missing": need.need is Need.REQUIRED and not paper,
                "why": getattr(need.why, lang) if need.why else "",
            }
        )
    return rows


FIELDS = {"adequacy_review": "review", "inspection": "inspections", "pledge": "pledges"}
"""Forms whose papers have another name in a dossier."""


@cache
def _standards() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("standards.toml").read_text("utf-8"))[
        "standard"
    ]
    return found


def _standard(line: dict[str, Any], case: Case, lang: str) -> dict[str, Any]:
    return {"standard": line["name"], "topic": line["topic"][lang], "shown": bool(getattr(case, line["shown"]))}
