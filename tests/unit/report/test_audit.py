"""The audit report: verdict first, everything that is open or contradicts told, both languages, nothing fetched."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sample_papers import APPLICATION, CLEAN, OFFICER, REVIEW, RISK_REVIEW, USAGE_PLAN

from pseudo.model import Evidence
from pseudo.procedure.case import Case, Provision
from pseudo.procedure.papers import Destruction
from pseudo.procedure.terms import Stage, Verdict
from pseudo.report import audit_view, render_audit

FIGURE = Evidence("minimum_class_size", 5, "subjects", "counted", "pseudokit", "release", 100)
CASE = Case(
    "2026-0007",
    Stage.MANAGEMENT,
    application=APPLICATION,
    usage_plan=USAGE_PLAN,
    risk_review=RISK_REVIEW,
    treatment_plan=CLEAN.treatment_plan,
    treatment_result=CLEAN.treatment_result,
    inspections=CLEAN.inspections,
    pledges=CLEAN.pledges,
    review=REVIEW,
    commitment=CLEAN.commitment,
    figures=(FIGURE,),
    recipient="가나대학교",
)


def view(case=CASE, dossier=CLEAN, lang="en"):
    return audit_view(case, dossier, [], lang)


def test_the_verdict_follows_the_case():
    ended = replace(
        CASE, stage=Stage.DESTROYED, destruction=Destruction("2027-05-31", "삭제", OFFICER, True, True, True)
    )
    open_condition = replace(CASE, review=replace(REVIEW, verdict=Verdict.CONDITIONAL, conditions=("교육",)))
    assert "Approved" in view()["verdict"]
    assert "locked" in view(open_condition)["verdict"]
    assert "handed over" in view(replace(CASE, provisions=(Provision("2026-12-01", "x"),)))["verdict"]
    assert "2030-05-31" in view(ended)["verdict"]
    assert "Closed" in view(replace(CASE, stage=Stage.CLOSED))["verdict"]
    assert [view(case)["good"] for case in (CASE, open_condition, ended, replace(CASE, stage=Stage.CLOSED))] == [
        True,
        False,
        True,
        False,
    ]


def test_what_contradicts_and_what_is_open_is_told():
    assert view()["contradictions"] == []
    wrong = replace(CLEAN, risk_review=replace(RISK_REVIEW, reason="제공기관이 통제할 수 없다."))
    assert "lint.reason-tick" in view(dossier=wrong)["contradictions"][0]
    missing = replace(CASE, commitment=None)
    assert any("procedure.form-missing" in line for line in view(missing)["open"])
    assert [form["missing"] for form in view(missing, replace(CLEAN, commitment=None))["forms"]].count(True) == 1


def test_figures_come_from_the_case():
    assert view()["headline"][0]["value"] == "5"
    assert len(view()["figures"]) == 1


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_is_self_contained_and_escapes(lang):
    marked = replace(CASE, application=replace(APPLICATION, title="<b>굵게</b> & 제목"))
    page = render_audit(marked, CLEAN, [], lang)
    assert "&lt;b&gt;굵게" in page
    assert not re.search(r"<script|https?://|url\(", page)
    assert f'lang="{lang}"' in page


def test_standards_are_answered_by_what_is_there():
    shown = {line["topic"]: line["shown"] for line in view()["standards"]}
    assert sum(shown.values()) == len(shown) - sum("destr" in topic or "파기" in topic for topic in shown)
