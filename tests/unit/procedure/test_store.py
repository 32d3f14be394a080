"""Steps of cases: in order, by the right people, with everything that is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample_papers import (
    APPLICANT,
    APPLICATION,
    CLEAN,
    INSPECTION,
    MEMBERS,
    OFFICER,
    OPERATOR,
    RESULT,
    REVIEW,
    RISK_REVIEW,
    USAGE_PLAN,
)

from pseudo.errors import PolicyRefused, UsageError
from pseudo.keys import Key
from pseudo.procedure import next_steps
from pseudo.procedure.papers import (
    AdequacyReview,
    Combination,
    Destruction,
    Extension,
    Incident,
    Period,
    Person,
    Pledge,
    RequestedData,
    SensitiveBasis,
)
from pseudo.procedure.steps import ConditionMet, Provide, Withdrawal
from pseudo.procedure.terms import (
    BackTo,
    Form,
    Ground,
    HealthBasis,
    HealthClass,
    Provided,
    RiskClass,
    Sampling,
    Setting,
    Stage,
    User,
    Verdict,
)

DESTROYED = Destruction("2027-05-31", "삭제", OFFICER, data=True, additional_information=True, recipient_confirmed=True)
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
KEY = Key("기록", bytes(range(32)))


def refusal(call, *words):
    with pytest.raises(PolicyRefused) as caught:
        call(*words)
    return caught.value.code + str(caught.value.facts.get("problems_en", ""))


def test_a_case_from_request_to_destruction(store, to_stage):
    case = to_stage(store, Stage.MANAGEMENT)
    assert case.stage is Stage.MANAGEMENT
    assert case.risk is RiskClass.HIGH
    for step, paper in (
        ("commitment", CLEAN.commitment),
        ("provision", Provide("2026-12-01", "sha256:out")),
        ("extension", Extension("2027-08-31", "표본이 모자람")),
        ("destruction", DESTROYED),
    ):
        case = store.record(case.id, step, paper, "누군가")
    assert case.stage is Stage.DESTROYED
    assert case.keep_until == "2030-05-31"
    assert store.verify().ok
    assert [entry.id for entry in store.cases(Stage.DESTROYED)] == [case.id]
    assert next_steps(case) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"purpose_text": "AI 학습을 위한 연구"}, "procedure.purpose-vague"),
        ({"open_to_all": True}, "procedure.open-pseudonymised"),
        ({"data": (RequestedData("기록", ()),)}, "procedure.no-items"),
        ({"combination": Combination("보험 청구", "")}, "procedure.combination"),
        ({"period": Period("2027-01-01", "2026-01-01")}, "procedure.period"),
        ({"date": "2026-13-01"}, "procedure.date"),
        ({"retention": Period("2026-01-01", "20270101")}, "procedure.date"),
    ],
)
def test_an_application_against_the_law_is_not_registered(store, changes, code):
    assert refusal(store.register, replace(APPLICATION, **changes), "김연구").startswith(code)
    assert store.cases() == []


def test_all_that_is_wrong_is_told_at_once(store):
    found = refusal(store.register, replace(APPLICATION, purpose_text="연구", data=(), date=""), "김연구")
    assert all(code in found for code in ("purpose-vague", "no-items", "procedure.date"))


def test_open_to_all_goes_for_what_is_not_pseudonymised(store):
    for provided in (Provided.STATISTICS, Provided.SYNTHETIC, Provided.ANONYMOUS):
        assert store.register(replace(APPLICATION, open_to_all=True, provided=provided), "김연구").opens


def test_health_data_without_a_basis_stop_the_case(store):
    open_basis = (SensitiveBasis(HealthClass.MENTAL),)
    case = store.register(replace(APPLICATION, health=open_basis), "김연구")
    assert case.stage is Stage.PREPARATION
    [(step, missing)] = next_steps(case)
    assert (step, [problem.code for problem in missing]) == ("application", ["procedure.health-basis"])
    assert refusal(store.record, case.id, "risk_review", RISK_REVIEW, "박담당") == "procedure.stage"
    given = (SensitiveBasis(HealthClass.MENTAL, HealthBasis.CONSENT, "2025년 연구 동의서"),)
    case = store.record(case.id, "application", replace(APPLICATION, health=given), "김연구")
    assert case.stage is Stage.RISK_REVIEW


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"risk": RiskClass.LOW}, "procedure.risk-class"),
        ({"adjustment": " "}, "procedure.adjustment"),
        ({"risk": RiskClass.MEDIUM, "adjustment": ""}, "procedure.not-raised"),
        ({"grounds": (Ground.UNSTRUCTURED, Ground.DESIGNATED)}, "procedure.ground"),
        ({"grounds": (Ground.UNSTRUCTURED, Ground.REPEAT)}, "procedure.ground"),
        ({"grounds": (Ground.DATA,)}, "procedure.ground"),
        ({"user": User.INTERNAL}, "procedure.other-user"),
        ({"reviewer": APPLICANT}, "procedure.roles"),
        ({"date": "어제"}, "procedure.date"),
    ],
)
def test_a_risk_review_that_the_rule_does_not_give_is_refused(store, changes, code, to_stage):
    case = to_stage(store, Stage.RISK_REVIEW)
    assert code in refusal(store.record, case.id, "risk_review", replace(RISK_REVIEW, **changes), "박담당")
    assert store.case(case.id).stage is Stage.RISK_REVIEW


def test_the_usage_plan_comes_first_unless_the_data_stay_with_the_provider(store):
    away = replace(APPLICATION, setting=Setting.OUTSIDE, controlled=False)
    case = store.register(away, "김연구")
    review = replace(RISK_REVIEW, controlled=False, adjustment="")
    assert refusal(store.record, case.id, "risk_review", review, "박담당") == "procedure.form-missing"
    stays = store.register(APPLICATION, "김연구")
    assert store.record(stays.id, "risk_review", RISK_REVIEW, "박담당").stage is Stage.TREATMENT


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "synthetic"}, "procedure.release-kind"),
        ({"release_class": "internal"}, "procedure.release-class"),
        ({"result": replace(RESULT, operator=APPLICANT)}, "procedure.roles"),
    ],
)
def test_a_release_of_another_kind_is_not_taken_in(store, changes, code, to_stage, treated):
    case = to_stage(store, Stage.TREATMENT)
    assert refusal(store.record, case.id, "treatment", replace(treated, **changes), "서처리") == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"repaired": 1}, "procedure.inspection-numbers"),
        ({"sampling": Sampling.WHOLE}, "procedure.inspection-whole"),
        ({"inspectors": ()}, "procedure.inspection-nobody"),
    ],
)
def test_an_impossible_inspection_is_refused(store, changes, code, to_stage):
    case = to_stage(store, Stage.ADEQUACY_REVIEW)
    assert refusal(store.record, case.id, "inspection", replace(INSPECTION, **changes), "노검수") == code


def test_a_member_with_an_interest_does_not_review(store, to_stage):
    case = to_stage(store, Stage.ADEQUACY_REVIEW)
    for interests, code in (((True, *[False] * 5), "procedure.interest"), ((False,), "procedure.pledge-answers")):
        assert refusal(store.record, case.id, "pledge", Pledge(MEMBERS[0], interests, "2026-11-15"), "이위원") == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"members": MEMBERS[:2]}, "procedure.quorum"),
        ({"members": (MEMBERS[0],) * 3}, "procedure.quorum"),
        ({"members": (OPERATOR, *MEMBERS[:2])}, "procedure.roles"),
        ({"members": (APPLICANT, *MEMBERS[:2])}, "procedure.roles"),
        ({"members": (OFFICER, *MEMBERS[:2])}, "procedure.roles"),
        ({"members": (Person("새위원", "타기관"), *MEMBERS[:2])}, "procedure.pledges"),
        ({"answers": REVIEW.answers[:4]}, "procedure.questions"),
        (
            {"answers": (replace(REVIEW.answers[0], adequate=False), *REVIEW.answers[1:])},
            "procedure.approved-inadequate",
        ),
        ({"conditions": ("확인",)}, "procedure.conditions"),
        ({"verdict": Verdict.CONDITIONAL}, "procedure.conditions"),
        ({"verdict": Verdict.REJECTED}, "procedure.back-to"),
        ({"output": "sha256:another"}, "procedure.other-output"),
    ],
)
def test_a_review_that_does_not_hold_is_refused(store, changes, code, to_stage):
    case = to_stage(store, Stage.ADEQUACY_REVIEW)
    for step, paper in (("inspection", INSPECTION), *(("pledge", pledge) for pledge in CLEAN.pledges)):
        store.record(case.id, step, paper, "누군가")
    assert code in refusal(store.record, case.id, "review", replace(REVIEW, **changes), "이위원")


def test_no_review_without_inspection_and_pledges(store, to_stage):
    case = to_stage(store, Stage.ADEQUACY_REVIEW)
    found = refusal(store.record, case.id, "review", REVIEW, "이위원")
    assert "procedure.form-missing" in found
    assert "procedure.pledges" in found
    [(step, missing)] = next_steps(case)
    assert (step, [problem.facts["number"] for problem in missing]) == (
        "review",
        [Form.INSPECTION.number, Form.PLEDGE.number],
    )


@pytest.mark.parametrize(
    ("back", "stage"),
    [(BackTo.PREPARATION, "preparation"), (BackTo.RISK_REVIEW, "risk_review"), (BackTo.TREATMENT, "treatment")],
)
def test_a_rejected_case_goes_back(store, back, stage, to_stage):
    rejected = replace(REVIEW, verdict=Verdict.REJECTED, back_to=back)
    case = to_stage(store, Stage.MANAGEMENT, review=rejected)
    assert case.stage.value == stage
    assert not case.unlocked


def test_conditions_are_met_before_anything_leaves(store, to_stage):
    review = replace(REVIEW, verdict=Verdict.CONDITIONAL, conditions=("접근 통제", "교육"))
    case = to_stage(store, Stage.MANAGEMENT, review=review)
    store.record(case.id, "commitment", CLEAN.commitment, "김연구")
    provide = Provide("2026-12-01", "sha256:out")
    assert refusal(store.record, case.id, "provision", provide, "서처리") == "procedure.open-conditions"
    assert (
        refusal(store.record, case.id, "condition", ConditionMet(3, "문서", "2026-11-25"), "박담당")
        == "procedure.condition"
    )
    assert (
        refusal(store.record, case.id, "condition", ConditionMet(1, " ", "2026-11-25"), "박담당")
        == "procedure.condition-evidence"
    )
    for number in (1, 2):
        case = store.record(case.id, "condition", ConditionMet(number, "확인서", "2026-11-25"), "박담당")
    assert case.unlocked
    assert store.record(case.id, "provision", provide, "서처리").provisions


def test_nothing_leaves_without_commitment_after_the_period_or_with_an_open_incident(store, to_stage):
    case = to_stage(store, Stage.MANAGEMENT)
    provide = Provide("2026-12-01", "sha256:out")
    assert refusal(store.record, case.id, "provision", provide, "서처리") == "procedure.form-missing"
    store.record(case.id, "commitment", CLEAN.commitment, "김연구")
    assert (
        refusal(store.record, case.id, "provision", replace(provide, date="2027-06-01"), "서처리")
        == "procedure.period-over"
    )
    incident = Incident("2026-11-30", "이름이 남은 상담이 발견됨")
    store.record(case.id, "incident", incident, "박담당")
    assert refusal(store.record, case.id, "provision", provide, "서처리") == "procedure.open-incidents"
    closed = replace(incident, stopped="2026-11-30", recovered="2026-11-30", destroyed="2026-11-30")
    case = store.record(case.id, "incident", closed, "박담당")
    assert len(case.incidents) == 1
    assert store.record(case.id, "provision", provide, "서처리").provisions


@pytest.mark.parametrize("left", ["data", "additional_information", "recipient_confirmed"])
def test_half_a_destruction_is_none(store, left, to_stage):
    case = to_stage(store, Stage.MANAGEMENT)
    assert (
        refusal(store.record, case.id, "destruction", replace(DESTROYED, **{left: False}), "박담당")
        == "procedure.left-over"
    )


def test_extension_and_withdrawal(store, to_stage):
    case = to_stage(store, Stage.MANAGEMENT)
    for end, reason in (("2027-05-31", "사유"), ("2027-08-31", " ")):
        assert refusal(store.record, case.id, "extension", Extension(end, reason), "박담당") == "procedure.extension"
    store.record(case.id, "commitment", CLEAN.commitment, "김연구")
    store.record(case.id, "provision", Provide("2026-12-01", "sha256:out"), "서처리")
    assert (
        refusal(store.record, case.id, "withdrawal", Withdrawal("2026-12-02", "철회"), "박담당") == "procedure.has-left"
    )
    other = store.register(APPLICATION, "김연구")
    assert store.record(other.id, "withdrawal", Withdrawal("2026-12-02", "철회"), "박담당").stage is Stage.CLOSED


def test_another_output_is_inspected_anew(store, to_stage, treated):
    case = to_stage(store, Stage.ADEQUACY_REVIEW)
    case = store.record(case.id, "inspection", INSPECTION, "노검수")
    assert len(case.inspections) == 1
    case = store.record(case.id, "treatment", treated, "서처리")
    assert case.inspections == ()
    for step, paper in (("inspection", INSPECTION), *(("pledge", pledge) for pledge in CLEAN.pledges)):
        store.record(case.id, step, paper, "누군가")
    rejected = replace(REVIEW, verdict=Verdict.REJECTED, back_to=BackTo.TREATMENT)
    case = store.record(case.id, "review", rejected, "이위원")
    assert (case.stage, case.inspections) == (Stage.TREATMENT, ())


def test_what_a_closed_case_left_can_be_destroyed(store, to_stage):
    case = to_stage(store, Stage.ADEQUACY_REVIEW)
    store.record(case.id, "withdrawal", Withdrawal("2026-12-02", "철회"), "박담당")
    assert store.record(case.id, "destruction", DESTROYED, "박담당").stage is Stage.DESTROYED


def test_an_unknown_case(store):
    with pytest.raises(UsageError, match=r"procedure\.no-case"):
        store.case("2026-9999")


def test_a_low_internal_case_is_reviewed_by_one(store, treated):
    inside = replace(APPLICATION, user=User.INTERNAL, setting=Setting.INTERNAL, unstructured=False)
    low = replace(RISK_REVIEW, user=User.INTERNAL, risk=RiskClass.LOW, grounds=(), adjustment="")
    case = store.register(inside, "김연구")
    store.record(case.id, "usage_plan", USAGE_PLAN, "김연구")
    store.record(case.id, "risk_review", low, "박담당")
    store.record(case.id, "treatment", treated, "서처리")
    review = AdequacyReview("2026-11-20", (OFFICER,), Verdict.APPROVED, REVIEW.answers, "적정")
    assert store.record(case.id, "review", review, "박담당").unlocked
