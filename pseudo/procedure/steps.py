"""The steps of a case: who may do each, when, with which paper, what stands against it, and what the case is then.

A step is an entry of :data:`STEPS`. What stands against one stands in :mod:`pseudo.procedure.objections`; nothing is weighed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pseudo.model import Text
from pseudo.procedure import objections as against
from pseudo.procedure.case import Case, Provision
from pseudo.procedure.exhibits import Exhibits
from pseudo.procedure.papers import (
    AdequacyReview,
    Application,
    Commitment,
    Destruction,
    Extension,
    Incident,
    Inspection,
    Pledge,
    RiskReview,
    UsagePlan,
)
from pseudo.procedure.terms import BackTo, Stage, Verdict
from pseudo.procedure.treatment import Treated
from pseudo.recipes.problem import Problem

__all__ = ["STEPS", "Combined", "ConditionMet", "Provide", "Step", "Withdrawal", "after", "next_steps"]

LIVING = (Stage.PREPARATION, Stage.RISK_REVIEW, Stage.TREATMENT, Stage.ADEQUACY_REVIEW, Stage.MANAGEMENT)
BEFORE_MANAGEMENT = LIVING[:-1]


@dataclass(frozen=True)
class ConditionMet:
    """A condition of the approval (number from 1) was checked, by what, on which day."""

    condition: int
    evidence: str
    date: str


@dataclass(frozen=True)
class Provide:
    """The output left on this day; ``output`` is its digest."""

    date: str
    output: str


@dataclass(frozen=True)
class Combined:
    """Two files left on this day for a combination: matching keys with serial numbers, and data with serial numbers.

    ``output`` is the digest of the release that they were made from, ``keys`` and ``data`` those of the files, ``rows`` their length.
    The salt is in none of them: it stands in the key store.
    """

    date: str
    output: str
    body: str
    rows: int = 0
    keys: str = ""
    data: str = ""


@dataclass(frozen=True)
class Withdrawal:
    """The case ends without anything having left: why."""

    date: str
    reason: str


def _nothing(_case: Case) -> Iterator[Problem]:
    return iter(())


Objector = Callable[[Case, Any], Iterator[Problem]]


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    title, who : Text
        What it is, and who does it.
    paper : type
        What is written for it.
    stages : tuple of Stage
        When it may be done.
    objections : tuple of callable
        (case, paper) → what stands against it.
    then : callable
        (case, paper) → the case after it.
    awaits : callable
        case → what is known to be missing before the paper is written.
    """

    title: Text
    who: Text
    paper: type
    stages: tuple[Stage, ...]
    objections: tuple[Objector, ...]
    then: Callable[[Case, Any], Case]
    awaits: Callable[[Case], Iterator[Problem]] = _nothing


def _registered(case: Case, paper: Application) -> Case:
    ready = not any(against.unprepared(case, paper))
    return case.but(application=paper, stage=Stage.RISK_REVIEW if ready else Stage.PREPARATION)


def _risk(case: Case, paper: RiskReview) -> Case:
    return case.but(risk_review=paper, stage=Stage.TREATMENT)


def _treated(case: Case, paper: Treated) -> Case:
    return case.but(
        treatment_plan=paper.plan,
        treatment_result=paper.result,
        project=paper.project,
        recipient=paper.recipient,
        figures=paper.figures,
        review=None,
        conditions_met=(),
        # what was inspected before another output took the first one's place was that first one
        inspections=() if case.stage is Stage.ADEQUACY_REVIEW else case.inspections,
        stage=Stage.ADEQUACY_REVIEW,
    )


def _reviewed(case: Case, paper: AdequacyReview) -> Case:
    if paper.verdict is not Verdict.REJECTED:
        return case.but(review=paper, conditions_met=(), stage=Stage.MANAGEMENT)
    back = {BackTo.PREPARATION: Stage.PREPARATION, BackTo.RISK_REVIEW: Stage.RISK_REVIEW}
    return case.but(review=paper, inspections=(), stage=back.get(paper.back_to or BackTo.TREATMENT, Stage.TREATMENT))


def _provided(case: Case, paper: Provide | Combined) -> Case:
    return case.but(provisions=(*case.provisions, Provision(paper.date, paper.output)))


def _incident(case: Case, paper: Incident) -> Case:
    same = [n for n, known in enumerate(case.incidents) if (known.date, known.text) == (paper.date, paper.text)]
    kept = tuple(known for n, known in enumerate(case.incidents) if n not in same)
    return case.but(incidents=(*kept, paper))


def _exhibited(case: Case, paper: Exhibits) -> Case:
    others = tuple(known for known in case.exhibits if known.evaluation != paper.evaluation)
    return case.but(exhibits=(*others, paper))


def _destroyed(case: Case, paper: Destruction) -> Case:
    return case.but(destruction=paper, stage=Stage.DESTROYED)


APPLICANT = Text("이용자(신청자)", "the user who applies")
OFFICER = Text("제공기관 담당자", "the officer of the provider")
OPERATOR = Text("제공기관 가명처리 담당자", "the provider's operator")
REVIEWERS = Text("검토자·검토위원회", "the reviewers")

STEPS: dict[str, Step] = {
    "application": Step(
        Text("➊ 신청을 접수하거나 고칩니다", "register or amend the application (form 1)"),
        APPLICANT,
        Application,
        (Stage.PREPARATION, Stage.RISK_REVIEW),
        (against.unlawful_application, against.impossible_dates),
        _registered,
        against.still_unprepared,
    ),
    "usage_plan": Step(
        Text("➋ 활용 계획서를 받습니다", "file the usage plan (form 2)"),
        APPLICANT,
        UsagePlan,
        BEFORE_MANAGEMENT,
        (),
        lambda case, paper: case.but(usage_plan=paper),
    ),
    "risk_review": Step(
        Text("➌ 위험성을 검토해 등급을 정합니다", "review the risk and decide its class (form 3)"),
        OFFICER,
        RiskReview,
        (Stage.RISK_REVIEW, Stage.TREATMENT),
        (against.unfit_risk_review,),
        _risk,
        against.no_usage_plan,
    ),
    "treatment": Step(
        Text("➍➎ 검증된 릴리스를 받아 봉인합니다", "take in a verified release and lock it (forms 4 and 5)"),
        OPERATOR,
        Treated,
        (Stage.TREATMENT, Stage.ADEQUACY_REVIEW),
        (against.unfit_treatment,),
        _treated,
    ),
    "inspection": Step(
        Text("➏ 비정형데이터를 검수합니다", "inspect unstructured data (form 6)"),
        OFFICER,
        Inspection,
        (Stage.TREATMENT, Stage.ADEQUACY_REVIEW),
        (against.unfit_inspection,),
        lambda case, paper: case.but(inspections=(*case.inspections, paper)),
    ),
    "pledge": Step(
        Text("➑ 검토위원이 서약합니다", "a reviewer's pledge (form 8)"),
        REVIEWERS,
        Pledge,
        (Stage.RISK_REVIEW, Stage.TREATMENT, Stage.ADEQUACY_REVIEW),
        (against.unfit_pledge,),
        lambda case, paper: case.but(pledges=(*case.pledges, paper)),
    ),
    "review": Step(
        Text("➐ 적정성을 검토합니다", "review the adequacy (form 7)"),
        REVIEWERS,
        AdequacyReview,
        (Stage.ADEQUACY_REVIEW,),
        (against.unfit_review, against.mixed_roles, against.missing_before_review),
        _reviewed,
        against.forms_before_review,
    ),
    "condition": Step(
        Text("조건부 승인의 조건을 확인합니다", "check a condition of the approval"),
        OFFICER,
        ConditionMet,
        (Stage.MANAGEMENT,),
        (against.no_such_condition,),
        lambda case, paper: case.but(conditions_met=(*case.conditions_met, paper.condition)),
    ),
    "commitment": Step(
        Text("➒ 안전조치 이행 확약서를 받습니다", "file the commitment to safeguards (form 9)"),
        APPLICANT,
        Commitment,
        LIVING,
        (),
        lambda case, paper: case.but(commitment=paper),
    ),
    "provision": Step(
        Text("봉인을 풀어 제공합니다", "unlock and hand over"),
        OPERATOR,
        Provide,
        (Stage.MANAGEMENT,),
        (against.still_locked, against.kept_together),
        _provided,
        against.still_locked,
    ),
    "combination": Step(
        Text(
            "결합키 파일과 데이터 파일을 나누어 제공합니다", "hand over matching keys and data apart, for a combination"
        ),
        OPERATOR,
        Combined,
        (Stage.MANAGEMENT,),
        (against.still_locked, against.unfit_combination),
        _provided,
        against.still_locked,
    ),
    "extension": Step(
        Text("기간을 연장합니다", "extend the period"),
        OFFICER,
        Extension,
        (Stage.MANAGEMENT,),
        (against.no_extension,),
        lambda case, paper: case.but(extensions=(*case.extensions, paper)),
    ),
    "incident": Step(
        Text("식별 가능 정보가 생긴 일을 적습니다", "record that identifiable information arose"),
        OFFICER,
        Incident,
        LIVING,
        (),
        _incident,
    ),
    "destruction": Step(
        Text("파기를 적습니다", "record the destruction"),
        OFFICER,
        Destruction,
        (Stage.MANAGEMENT, Stage.CLOSED),
        (against.not_destroyed,),
        _destroyed,
    ),
    "exhibits": Step(
        Text("실적 증빙을 적습니다", "record the exhibits for an evaluation"),
        OFFICER,
        Exhibits,
        (Stage.MANAGEMENT, Stage.DESTROYED),
        (),
        _exhibited,
    ),
    "withdrawal": Step(
        Text("제공하지 않고 종결합니다", "close without anything having left"),
        OFFICER,
        Withdrawal,
        LIVING,
        (against.has_left,),
        lambda case, _paper: case.but(stage=Stage.CLOSED),
    ),
}
"""Every step by name, in the order of the work."""


def after(case: Case, step: str, paper: Any) -> Case:
    """Give the case after a step; the step was allowed."""
    return STEPS[step].then(case, paper)


def next_steps(case: Case) -> list[tuple[str, list[Problem]]]:
    """Say what comes next, each with what is still missing for it; optional steps are left out."""
    return [(name, list(STEPS[name].awaits(case))) for name in _following(case)]


def _following(case: Case) -> tuple[str, ...]:
    if case.stage is Stage.MANAGEMENT:
        if case.open_conditions:
            return ("condition",)
        leaves = "combination" if any(against.kept_together(case)) else "provision"
        return ("destruction",) if case.provisions else (leaves,)
    by_stage = {
        Stage.PREPARATION: ("application",),
        Stage.RISK_REVIEW: ("risk_review",),
        Stage.TREATMENT: ("treatment",),
        Stage.ADEQUACY_REVIEW: ("review",),
    }
    return by_stage.get(case.stage, ())
