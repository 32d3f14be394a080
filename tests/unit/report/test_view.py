"""Reports: numbers from evidence only, every text escaped, both languages, nothing said that was not measured."""

from __future__ import annotations

import html
import re

import pytest

from pseudo.ledger import Entry
from pseudo.model import (
    Check,
    CheckResult,
    ColumnPlan,
    ColumnType,
    Evidence,
    Manifest,
    ManifestFile,
    NullRule,
    Outcome,
    Plan,
    Purpose,
    ReleaseClass,
    Role,
    Statistic,
    Text,
)
from pseudo.report import build_view, render_html

WHY = Text("까닭 <b>", "why <b>")


def plan(**more):
    column = ColumnPlan(
        "열<script>", "id", Role.DIRECT_IDENTIFIER, ColumnType.TEXT, "hmac", NullRule.KEEP, WHY, entity="KR_RRN"
    )
    made = Plan(
        "test/visits", "1", "sha256:0", ReleaseClass.PROVISION, Purpose.RESEARCH, WHY, "p", "r", None, (column,), None
    )
    return Plan(**{**made.__dict__, **more})


def manifest(kind="pseudonymized"):
    files = (ManifestFile("data/visits.csv", 12_345, "ab" * 32, 9, 1),)
    return Manifest(
        "2026-01-01T00:00:00Z",
        kind,
        "sha256:1",
        "provision",
        "p",
        "r",
        "k",
        "m",
        files,
        {"pseudokit": "0"},
        "h",
        1,
        "v",
    )


FIGURES = [
    Evidence("rows", 98_765, "rows", "counted", "here", "release", 98_765),
    Evidence(
        "minimum_class_size",
        7,
        "subjects",
        "classes",
        "Samarati",
        "release",
        9,
        columns=("성별",),
        attacker="prosecutor",
    ),
]
RESULTS = [
    CheckResult(Check("unique", ("a",)), Outcome.PASS, {"unexpected_count": 0}),
    CheckResult(Check("in_set", ("b",)), Outcome.FAIL, {"unexpected_count": 4_321}),
]
LEDGER = [Entry(0, "2026-01-01T00:00:00Z", "planned", {}, "0" * 64, "c" * 64)]


def page(lang="en", results=RESULTS, **more):
    return render_html(
        build_view(more.get("manifest", manifest()), more.get("plan", plan()), FIGURES, results, LEDGER, lang=lang)
    )


def test_everything_is_escaped():
    assert "<script" not in page()
    assert "<b>" not in page().replace("<b>98,765</b>", "").replace("<b>7</b>", "")
    assert html.escape("열<script>") in page()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_numbers_on_the_page_come_from_evidence_verdicts_and_manifest(lang):
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page(lang), flags=re.DOTALL)
    numbers = set(re.findall(r"\b\d{1,3}(?:,\d{3})+\b", text))
    assert numbers == {"98,765", "4,321", "12,345"}


def test_failures_come_first_and_the_verdict_says_so():
    shown = page()
    assert shown.index("code list") < shown.index("no duplicate")
    assert "Some checks did not pass" in shown
    assert "Every check passed" in page(results=RESULTS[:1])


def test_no_verdict_is_no_pass():
    assert "Some checks did not pass" in page(results=[])
    inconclusive = [CheckResult(Check("unique", ("a",)), Outcome.INCONCLUSIVE)]
    assert "Some checks did not pass" in page(results=inconclusive)


def test_techniques_and_entities_are_named_in_the_reader_s_language():
    assert "주민등록번호" in page("ko")
    assert "일방향" in page("ko")


def test_what_is_not_claimed_depends_on_what_was_done():
    assert "differential privacy" not in page().lower()
    assert "statistics/" in page(plan=plan(statistics=(Statistic("n", "c", ("x",), "laplace", "1", 1),)))
    assert "no formal privacy guarantee" in page(manifest=manifest("synthetic"))
    assert "not said to be anonymous" in page()
