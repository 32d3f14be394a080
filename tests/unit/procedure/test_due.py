"""What is due: each clock by itself, the latest first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_papers import APPLICATION, OFFICER, RESULT, REVIEW

from pseudo import clock
from pseudo.procedure.case import Case, Provision
from pseudo.procedure.due import due
from pseudo.procedure.papers import Destruction, Extension, Incident, Period
from pseudo.procedure.terms import Stage, Verdict

RUNNING = Case(
    "2026-0001", Stage.MANAGEMENT, application=APPLICATION, review=REVIEW, provisions=(Provision("2026-12-01", "x"),)
)


def found(case, today, days=30):
    return [(entry.what, entry.days) for entry in due([case], today, days)]


def test_the_use_ends():
    assert found(RUNNING, "2027-04-30") == []
    assert found(RUNNING, "2027-05-01") == [("use_ends", 30)]
    assert found(RUNNING, "2027-06-10") == [("use_ends", -10)]


def test_an_extension_moves_it():
    assert found(replace(RUNNING, extensions=(Extension("2027-08-31", "사유"),)), "2027-06-10") == []


def test_the_processing_has_a_clock_of_its_own():
    short = replace(RUNNING, application=replace(APPLICATION, retention=Period("2026-12-01", "2027-01-31")))
    assert found(short, "2027-01-31") == [("processing_ends", 0)]


def test_open_conditions_and_incidents_are_due_today():
    open_case = replace(
        RUNNING,
        review=replace(REVIEW, verdict=Verdict.CONDITIONAL, conditions=("교육",)),
        incidents=(Incident("2026-12-24", "이름이 남음"),),
    )
    assert found(open_case, "2026-12-25") == [("condition", 0), ("incident", 0)]


def test_a_closed_case_does_not_keep_its_output():
    closed = replace(RUNNING, stage=Stage.CLOSED, treatment_result=RESULT)
    assert found(closed, "2027-01-01") == [("output_left", 0)]
    assert found(replace(closed, treatment_result=None), "2027-01-01") == []


def test_records_are_kept_three_years_from_the_destruction():
    ended = replace(
        RUNNING, stage=Stage.DESTROYED, destruction=Destruction("2028-02-29", "삭제", OFFICER, True, True, True)
    )
    assert ended.keep_until == "2031-03-01"
    assert found(ended, "2031-02-25") == [("records_end", 4)]


def test_what_has_not_left_has_no_end():
    assert found(replace(RUNNING, provisions=()), "2027-06-10") == []


def test_days_are_koreas(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767193200")  # 2025-12-31T15:00:00Z
    assert clock.today() == "2026-01-01"


def test_today_is_a_day():
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        due([], "gestern", 1)
