"""The audit report as PDF: what the view says stands in it, the verdict on page one, the same bytes for the same case."""

from __future__ import annotations

import re
from dataclasses import replace

import pypdfium2
import pytest
from sample_papers import APPLICATION, CLEAN, RESULT, REVIEW, RISK_REVIEW

from pseudo.errors import BadInput
from pseudo.forms.audit import render_audit_pdf
from pseudo.ledger import Entry
from pseudo.model import Evidence
from pseudo.procedure.case import Case
from pseudo.procedure.terms import Stage
from pseudo.report import audit_view

FIGURE = Evidence("minimum_class_size", 5, "subjects", "counted", "pseudokit", "release", 100)
CASE = Case(
    "2026-0007",
    Stage.MANAGEMENT,
    application=APPLICATION,
    risk_review=RISK_REVIEW,
    treatment_result=RESULT,
    review=REVIEW,
    figures=(FIGURE,) * 5,
)
ENTRIES = [
    Entry(n, f"2026-11-0{n + 1}T09:00:00Z", "application", {"by": "박담당"}, "0" * 64, "ab" * 32) for n in range(3)
]


@pytest.fixture(autouse=True)
def day(monkeypatch):
    """A fixed clock."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")


def pages(content):
    """The text of each page, without spaces: lines break where the page is full."""
    document = pypdfium2.PdfDocument(content)
    texts = [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
    document.close()
    return texts


def said(value):
    """Every text of a view but its words and codes, without spaces."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in said(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in said(item)]
    return [re.sub(r"\s", "", value)] if isinstance(value, str) else []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_all_of_the_view_stands_in_it(lang):
    wrong = replace(CLEAN, risk_review=replace(RISK_REVIEW, reason="제공기관이 통제할 수 없다."))
    view = audit_view(CASE, wrong, ENTRIES, lang)
    assert view["contradictions"]
    assert view["open"]
    made = pages(render_audit_pdf(view))
    keys = ("title", "verdict", "scope", "risk", "open", "contradictions")
    missing = [text for key in keys for text in said(view[key]) if text not in made[0]]
    assert missing == [], "page one"
    keys = ("steps", "forms", "standards", "not_claimed", "figures")
    figures = [
        {name: figure[name] for name in ("metric", "value", "unit", "method", "basis")} for figure in view["figures"]
    ]
    rest = {**{key: view[key] for key in keys}, "figures": figures}
    assert [text for text in said(rest) if text not in "".join(made)] == []


def test_the_same_case_gives_the_same_bytes():
    view = audit_view(CASE, CLEAN, ENTRIES, "ko")
    assert render_audit_pdf(view) == render_audit_pdf(view)
    assert render_audit_pdf(view) != render_audit_pdf({**view, "title": "다른 제목"})


def test_values_are_text_and_a_hole_is_an_error():
    marked = replace(CASE, application=replace(APPLICATION, title="#panic() *굵게* $x$ @ref"))
    assert "#panic()*굵게*$x$@ref" in pages(render_audit_pdf(audit_view(marked, CLEAN, [], "ko")))[0]
    hole = replace(CASE, application=replace(APPLICATION, title="\U00020bb7"))
    with pytest.raises(BadInput, match=r"forms\.glyph"):
        render_audit_pdf(audit_view(hole, CLEAN, [], "ko"))
