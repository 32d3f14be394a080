"""A repeated case against the earlier one: each thing that differs, and nothing that does not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sample_papers import APPLICATION, CLEAN, PLAN, USAGE_PLAN

from pseudo.cli import cli
from pseudo.errors import UsageError
from pseudo.model import Evidence
from pseudo.procedure.case import Case
from pseudo.procedure.comparison import TOPICS, changed, differences
from pseudo.procedure.papers import Period
from pseudo.procedure.terms import Setting, Stage

FIGURE = Evidence("minimum_class_size", 5, "subjects", "counted", "pseudokit", "release", 100)
EARLIER = Case(
    "2026-0001",
    Stage.MANAGEMENT,
    application=APPLICATION,
    usage_plan=USAGE_PLAN,
    treatment_plan=PLAN,
    figures=(FIGURE,),
)


def test_the_same_case_differs_in_nothing():
    assert differences(replace(EARLIER, id="2026-0002"), EARLIER) == []


def other(field):
    """The earlier case with one thing changed, by topic."""
    data = APPLICATION.data[0]
    application = {
        "purpose": {"purpose_text": "당뇨병 환자의 합병증 발생률을 지역별로 비교한다."},
        "items": {"data": (replace(data, columns=(*data.columns[1:], "새 항목")), *APPLICATION.data[1:])},
        "recipient": {"applicant": replace(APPLICATION.applicant, organization="다라대학교")},
        "setting": {"setting": Setting.OUTSIDE},
        "period": {"period": Period(APPLICATION.period.start, "2028-01-01")},
    }
    if field in application:
        return replace(EARLIER, application=replace(APPLICATION, **application[field]))
    if field == "figures":
        return replace(EARLIER, figures=(replace(FIGURE, value=3),))
    if field == "method":
        return replace(EARLIER, usage_plan=replace(USAGE_PLAN, method="합병증 예측 모형을 외부에서 검증한다."))
    first, *rest = PLAN.columns
    return replace(EARLIER, treatment_plan=replace(PLAN, columns=(replace(first, treatment="미적용"), *rest)))


@pytest.mark.parametrize("topic", TOPICS)
def test_each_topic_is_found_alone(topic):
    found = differences(other(topic), EARLIER)
    assert {one.topic for one in found} == {topic}
    assert all(one.before != one.now for one in found)
    assert changed(found) == (() if topic in ("period", "treatment", "figures") else (topic,))
    assert differences(EARLIER, other(topic)) != []


def test_an_item_that_came_and_one_that_went():
    [gone, come] = differences(other("items"), EARLIER)
    name = APPLICATION.data[0].name
    assert (gone.what, gone.before, gone.now) == (f"{name}.{APPLICATION.data[0].columns[0]}", "○", "")
    assert (come.what, come.before, come.now) == (f"{name}.새 항목", "", "○")


def test_what_is_not_there_yet_is_not_compared():
    assert differences(replace(EARLIER, usage_plan=None, treatment_plan=None, figures=()), EARLIER) == []


def test_the_command(store):
    first = store.register(CLEAN.application, "김연구")
    again = store.register(replace(CLEAN.application, earlier=first.id, setting=Setting.OUTSIDE), "김연구")

    def said(*words):
        return CliRunner().invoke(cli, ["case", "compare", *words, "--cases", str(store.folder)])

    answer = json.loads(said(again.id, "--json").stdout)
    assert answer["changed"] == ["setting"]
    assert answer["earlier"] == first.id
    assert not answer["treatment_compared"]
    assert "changed: [setting]" in said(again.id).stdout
    refused = said(first.id)
    assert isinstance(refused.exception, UsageError)
    assert refused.exception.code == "procedure.no-earlier"
