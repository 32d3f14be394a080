"""The year's performance: four exhibits with days, one case for the same data, five points at the most, and why not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_papers import APPLICANT, APPLICATION, PLAN, RESULT, REVIEW, RISK_REVIEW

from pseudo.errors import UsageError
from pseudo.procedure.case import Case, Provision
from pseudo.procedure.exhibits import Document, Exhibits
from pseudo.procedure.papers import Extension, Incident, Period
from pseudo.procedure.performance import REASONS, evaluate_year, figures_of, year_profile
from pseudo.procedure.terms import Provided, Stage, Verdict
from pseudo.report import performance_view, render_performance

YEAR = year_profile("2025")
EXHIBITS = Exhibits(
    "open_data",
    request=Document("문서-1", "2025-01-10"),
    provision=Document("문서-2", "2025-03-02"),
    verification=Document("문서-3", "2025-02-20"),
    reporting=Document("문서-4", "2025-03-05"),
    through_channel=True,
    masked=True,
)


def case(number, *, exhibits=EXHIBITS, provided="2025-03-02", dataset="", **changes):
    application = replace(APPLICATION, date="2025-01-10", **changes)
    return Case(
        f"2025-{number:04d}",
        Stage.MANAGEMENT,
        application=application,
        risk_review=RISK_REVIEW,
        treatment_plan=replace(PLAN, digest=dataset or f"sha256:{number}"),
        treatment_result=RESULT,
        review=REVIEW,
        provisions=(Provision(provided, "sha256:out"),) if provided else (),
        exhibits=(exhibits,) if exhibits else (),
    )


def judged(*cases):
    [open_data, _] = evaluate_year(cases, YEAR)
    return {one.case: one.reasons for one in open_data.cases}, open_data.score


def test_a_case_with_its_four_exhibits_counts():
    assert judged(case(1)) == ({"2025-0001": ()}, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"request": None}, "request"),
        ({"verification": None}, "verification"),
        ({"reporting": None}, "reporting"),
        ({"provision": None}, "provision"),
        ({"reporting": Document("문서-4", "")}, "date"),
        ({"verification": Document("문서-3", "2025-03-09")}, "order"),
        ({"masked": False}, "unmasked"),
        ({"filed_elsewhere": True}, "elsewhere"),
        ({"through_channel": False}, "channel"),
    ],
)
def test_what_is_missing_is_told(changes, reason):
    reasons, score = judged(case(1, exhibits=replace(EXHIBITS, **changes)))
    assert (reasons["2025-0001"], score) == ((reason,), 0)


@pytest.mark.parametrize(
    ("day", "counts"), [("2024-08-31", False), ("2024-09-01", False), ("2025-09-30", True), ("2025-10-01", False)]
)
def test_the_window(day, counts):
    early = replace(EXHIBITS, verification=Document("문서-3", "2024-08-01"))
    reasons, _ = judged(case(1, provided=day, exhibits=early))
    assert ("outside" in reasons["2025-0001"]) is (day in ("2024-08-31", "2025-10-01"))
    assert (not reasons["2025-0001"]) is (counts or day == "2024-09-01")


def test_the_same_data_count_once():
    reasons, score = judged(case(1, dataset="sha256:x"), case(2, dataset="sha256:x"), case(3))
    assert (reasons, score) == ({"2025-0001": (), "2025-0002": ("duplicate",), "2025-0003": ()}, 2)


def test_a_case_that_does_not_count_does_not_shut_another_of_its_data_out():
    first = case(1, dataset="sha256:x", exhibits=replace(EXHIBITS, reporting=None))
    assert judged(first, case(2, dataset="sha256:x")) == ({"2025-0001": ("reporting",), "2025-0002": ()}, 1)


def test_five_points_at_the_most():
    assert judged(*(case(n) for n in range(1, 9)))[1] == 5


def test_synthetic_data_need_no_request():
    open_case = case(1, provided="", exhibits=replace(EXHIBITS, request=None))
    synthetic = replace(open_case, application=replace(open_case.application, provided=Provided.SYNTHETIC))
    assert judged(synthetic) == ({"2025-0001": ()}, 1)


def test_evaluations_are_counted_apart():
    both = replace(case(1), exhibits=(EXHIBITS, replace(EXHIBITS, evaluation="data_administration", masked=False)))
    assert [one.score for one in evaluate_year([both], YEAR)] == [1, 0]


def test_the_figures_of_the_work():
    late = case(2, provided="2025-05-30", applicant=replace(APPLICANT, organization="다른대학"))
    cases = [
        case(1),
        replace(
            late,
            extensions=(Extension("2026-01-01", "사유"),),
            incidents=(Incident("2025-06-01", "일"),),
            stage=Stage.DESTROYED,
        ),
        case(3, provided=""),
        replace(case(4, provided=""), review=replace(REVIEW, verdict=Verdict.REJECTED), stage=Stage.CLOSED),
        replace(case(5), application=replace(APPLICATION, date="2023-01-01")),
    ]
    found = figures_of(cases, YEAR.window)
    assert (found.requests, found.provided, found.closed, found.rejected) == (4, 2, 1, 1)
    assert (found.days, found.median_days) == ((51, 140), 95.5)
    assert (found.recipients, found.rows, found.subjects) == (2, 20_000, 8_000)
    assert (found.extensions, found.destructions, found.incidents) == (1, 1, 1)
    assert found.risks == {"low": 0, "medium": 0, "high": 4}
    empty = figures_of([], Period("2025-01-01", "2025-12-31"))
    assert (empty.requests, empty.median_days) == (0, None)


def test_a_year_without_rules():
    for year in ("1999", "../2025"):
        with pytest.raises(UsageError, match=r"procedure\.no-year"):
            year_profile(year)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_report_says_what_was_counted(lang):
    cases = [case(1), case(2, exhibits=replace(EXHIBITS, reporting=None))]
    view = performance_view(cases, YEAR, lang)
    assert [one["score"] for one in view["evaluations"]] == [1, 0]
    assert sum(bar["count"] for bar in view["chart"]["bars"]) == 2
    page = render_performance(cases, YEAR, lang)
    assert getattr(REASONS["reporting"], lang) in page
    assert "<script" not in page
    assert "https:" not in page
