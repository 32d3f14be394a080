"""What stands against a step: each rule gives the problems it sees, so that all of them are told at once.

A rule takes the case and the step's paper. Problems hold names of fields, roles and numbers, never what a paper says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.procedure.case import Case, day_of
from pseudo.procedure.risk_class import decide
from pseudo.procedure.terms import Form, Ground, Need, Provided, RiskClass, Sampling, Setting, User, Verdict
from pseudo.recipes.problem import Problem
from pseudo.recipes.purpose import is_vague_ko

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.papers import (
        AdequacyReview,
        Application,
        Destruction,
        Extension,
        Inspection,
        Pledge,
        RiskReview,
    )
    from pseudo.procedure.steps import Combined, ConditionMet, Provide
    from pseudo.procedure.treatment import Treated, TreatmentResult

KINDS = {
    Provided.PSEUDONYMISED: "pseudonymized",
    Provided.SYNTHETIC: "synthetic",
    Provided.STATISTICS: "statistics",
    Provided.ANONYMOUS: "pseudonymized",
}
"""What kind of release a case of each kind takes in; what is judged anonymous was made by the same techniques."""


def unlawful_application(_case: Case, paper: Application) -> Iterator[Problem]:
    """제28조의2, 제28조의3 and the guideline: purpose, opening, joining."""
    if is_vague_ko(paper.purpose_text):
        yield Problem("procedure.purpose-vague")
    if paper.open_to_all and paper.provided is Provided.PSEUDONYMISED:
        yield Problem("procedure.open-pseudonymised")
    if not any(data.columns for data in paper.data):
        yield Problem("procedure.no-items")
    if paper.combination and not paper.combination.body:
        yield Problem("procedure.combination")


def impossible_dates(_case: Case, paper: Application) -> Iterator[Problem]:
    """Days that are none, and periods that end before they begin."""
    yield from _days({"date": paper.date})
    periods = {"period": paper.period, "retention": paper.retention}
    for name, period in periods.items():
        if period is None:
            continue
        yield from _days({f"{name}.start": period.start, f"{name}.end": period.end})
        if period.start > period.end:
            yield Problem("procedure.period", (name,))


def unprepared(_case: Case, paper: Application) -> Iterator[Problem]:
    """What keeps a registered case in its first step: health data without a basis."""
    for entry in paper.health:
        if entry.basis is None or not entry.text.strip():
            yield Problem(
                "procedure.health-basis",
                facts={"class_ko": entry.health_class.ko, "class_en": entry.health_class.value},
            )


def no_usage_plan(case: Case, paper: RiskReview | None = None) -> Iterator[Problem]:
    """Form ➋ comes with the application; not where the data stay in the provider's room (본권 p.35), nor again for a repeated use."""
    spared = case.application is not None and case.application.setting is Setting.PROVIDER_ROOM
    repeated = paper is not None and Ground.REPEAT in paper.grounds
    if case.usage_plan is None and not (spared or repeated):
        yield _lacking(Form.USAGE_PLAN)


def unfit_risk_review(case: Case, paper: RiskReview) -> Iterator[Problem]:
    """The class must be one that the rule allows, with a reason where the rule asks for one."""
    application = case.application
    if application is None:
        return
    yield from _days({"date": paper.date})
    yield from no_usage_plan(case, paper)
    yield from _unfounded(application, paper)
    found = decide(paper.user, paper.controlled, paper.grounds)
    if paper.risk not in found.allowed:
        yield Problem("procedure.risk-class", facts=_both("allowed", found.allowed))
    if paper.risk is not found.base and not paper.adjustment.strip():
        yield Problem("procedure.adjustment")
    if paper.risk.rank < found.advised.rank and not paper.adjustment.strip() and paper.risk is found.base:
        yield Problem("procedure.not-raised")
    if paper.reviewer.is_same(application.applicant):
        yield _mixed("risk_reviewer", "applicant")


def _unfounded(application: Application, paper: RiskReview) -> Iterator[Problem]:
    """Grounds that the application does not bear out, and one that it asks for."""
    if (paper.user is User.INTERNAL) != (application.user is User.INTERNAL):
        yield Problem("procedure.other-user")
    if Ground.DESIGNATED in paper.grounds and not application.setting.designated:
        yield Problem("procedure.ground", facts=_ground(Ground.DESIGNATED, "setting"))
    if Ground.REPEAT in paper.grounds and not application.earlier:
        yield Problem("procedure.ground", facts=_ground(Ground.REPEAT, "earlier"))
    if (Ground.UNSTRUCTURED in paper.grounds) != application.unstructured:
        yield Problem("procedure.ground", facts=_ground(Ground.UNSTRUCTURED, "unstructured"))


def unfit_treatment(case: Case, paper: Treated) -> Iterator[Problem]:
    """The release must be of the kind and for the audience that the case is about."""
    application = case.application
    if application is None:
        return
    wanted = KINDS[application.provided]
    if paper.kind != wanted:
        yield Problem("procedure.release-kind", facts={"wanted": wanted, "found": paper.kind})
    inside = application.user is User.INTERNAL
    if paper.release_class == "internal" and not inside:
        yield Problem("procedure.release-class")
    if case.opens and paper.kind == "synthetic" and not paper.attacked:
        yield Problem("procedure.synthetic-unverified")
    if paper.result.operator.is_same(application.applicant):
        yield _mixed("operator", "applicant")


def unfit_inspection(_case: Case, paper: Inspection) -> Iterator[Problem]:
    """Numbers that cannot be, and an inspection by nobody."""
    if not (0 <= paper.repaired <= paper.faults <= paper.checked <= paper.total and paper.checked):
        yield Problem("procedure.inspection-numbers")
    if paper.sampling is Sampling.WHOLE and paper.checked != paper.total:
        yield Problem("procedure.inspection-whole")
    if not paper.inspectors:
        yield Problem("procedure.inspection-nobody")
    yield from _days({"period.start": paper.period.start, "period.end": paper.period.end})


def unfit_pledge(case: Case, paper: Pledge) -> Iterator[Problem]:
    """Six answers; who has an interest does not review."""
    if len(paper.interests) != len(case.rules.interests):
        yield Problem("procedure.pledge-answers", facts={"wanted": len(case.rules.interests)})
    if any(paper.interests):
        yield Problem("procedure.interest")


def unfit_review(case: Case, paper: AdequacyReview) -> Iterator[Problem]:
    """Quorum, the five questions, and a verdict that follows from them."""
    yield from _days({"date": paper.date})
    least = case.rules.review[case.risk or RiskClass.HIGH].reviewers
    if len({(member.organization, member.name) for member in paper.members}) < least:
        yield Problem("procedure.quorum", facts={"wanted": least, "found": len(paper.members)})
    asked = [answer.question for answer in paper.answers]
    if sorted(asked) != sorted(case.rules.questions):
        yield Problem("procedure.questions", facts={"wanted": ", ".join(case.rules.questions)})
    if paper.verdict is Verdict.APPROVED and not all(answer.adequate for answer in paper.answers):
        yield Problem("procedure.approved-inadequate")
    if (paper.verdict is Verdict.CONDITIONAL) != bool(paper.conditions):
        yield Problem("procedure.conditions")
    if (paper.verdict is Verdict.REJECTED) != (paper.back_to is not None):
        yield Problem("procedure.back-to")
    if case.treatment_result and paper.output and paper.output != case.treatment_result.output:
        yield Problem("procedure.other-output")


def mixed_roles(case: Case, paper: AdequacyReview) -> Iterator[Problem]:
    """Who applies, treats and reviews are different people (별권 p.43-44); at low risk the officer in charge may review alone."""
    others = case.people()
    parts = ["applicant", "operator"]
    if case.risk is not RiskClass.LOW:
        parts.append("risk_reviewer")
    for part in parts:
        if any(member.is_same(person) for member in paper.members for person in others[part]):
            yield _mixed("reviewers", part)


def missing_before_review(case: Case, paper: AdequacyReview) -> Iterator[Problem]:
    """Forms that must be there: of the inspection, and a pledge of every member."""
    if case.needed(Form.INSPECTION) and not case.inspections:
        yield _lacking(Form.INSPECTION)
    need = next((entry.need for entry in case.forms() if entry.form is Form.PLEDGE), Need.NONE)
    if need is Need.REQUIRED or (paper.external and need is not Need.NONE):
        pledged = [pledge.member for pledge in case.pledges]
        without = sum(not any(member.is_same(other) for other in pledged) for member in paper.members)
        if without:
            yield Problem("procedure.pledges", facts={"count": without})


def no_such_condition(case: Case, paper: ConditionMet) -> Iterator[Problem]:
    """A condition that is open, with what showed it."""
    if paper.condition not in case.open_conditions:
        yield Problem("procedure.condition", facts={"open": ", ".join(map(str, case.open_conditions)) or "–"})
    if not paper.evidence.strip():
        yield Problem("procedure.condition-evidence")


def still_locked(case: Case, paper: Provide | Combined | None = None) -> Iterator[Problem]:
    """What must be done before the output may leave."""
    if case.review is None or case.review.verdict is Verdict.REJECTED:
        yield Problem("procedure.not-approved")
    if case.open_conditions:
        yield Problem("procedure.open-conditions", facts={"open": ", ".join(map(str, case.open_conditions))})
    if case.open_incidents:
        yield Problem("procedure.open-incidents", facts={"open": ", ".join(map(str, case.open_incidents))})
    if case.needed(Form.COMMITMENT) and case.commitment is None:
        yield _lacking(Form.COMMITMENT)
    if paper is not None and case.ends and paper.date > case.ends:
        yield Problem("procedure.period-over", facts={"end": case.ends})


def unfit_combination(case: Case, _paper: Combined | None = None) -> Iterator[Problem]:
    """Two files for an expert body need the body, one column of matching keys and one of serial numbers (별권 p.18-19)."""
    if case.application is None or case.application.combination is None:
        yield Problem("procedure.no-combination")
    if case.treatment_result and any(len(found) != 1 for found in combination_columns(case.treatment_result)):
        yield Problem("procedure.combination-columns")


def kept_together(case: Case, _paper: Provide | None = None) -> Iterator[Problem]:
    """Matching keys and the data that they lead to do not leave in one folder."""
    if case.treatment_result and combination_columns(case.treatment_result)[0]:
        yield Problem("procedure.combination-apart")


def combination_columns(result: TreatmentResult) -> tuple[list[str], list[str]]:
    """Columns of matching keys, and of serial numbers."""
    keys, serials = (
        [column.column for column in result.columns if column.technique == name] for name in ("matching_key", "serial")
    )
    return keys, serials


def no_extension(case: Case, paper: Extension) -> Iterator[Problem]:
    """A later day and a reason (본권 p.52)."""
    yield from _days({"end": paper.end})
    if paper.end <= case.ends or not paper.reason.strip():
        yield Problem("procedure.extension", facts={"end": case.ends})


def not_destroyed(_case: Case, paper: Destruction) -> Iterator[Problem]:
    """Destroyed is: the data, the additional information, and what the recipient has."""
    yield from _days({"date": paper.date})
    parts = {
        "data": paper.data,
        "additional_information": paper.additional_information,
        "recipient_confirmed": paper.recipient_confirmed,
    }
    left = [name for name, done in parts.items() if not done]
    if left:
        yield Problem("procedure.left-over", facts={"left": ", ".join(left)})


def has_left(case: Case, _paper: Any) -> Iterator[Problem]:
    """What was handed over is destroyed, not withdrawn."""
    if case.provisions:
        yield Problem("procedure.has-left")


def still_unprepared(case: Case) -> Iterator[Problem]:
    """What keeps a case in its first step."""
    if case.application:
        yield from unprepared(case, case.application)


def forms_before_review(case: Case) -> Iterator[Problem]:
    """Forms that must be there before anybody reviews."""
    if case.needed(Form.INSPECTION) and not case.inspections:
        yield _lacking(Form.INSPECTION)
    if case.needed(Form.PLEDGE) and not case.pledges:
        yield _lacking(Form.PLEDGE)


def _days(days: dict[str, str]) -> Iterator[Problem]:
    for name, text in days.items():
        if day_of(text) is None:
            yield Problem("procedure.date", (name,))


PARTS = {
    "applicant": ("신청자", "applicant"),
    "operator": ("가명처리 담당자", "operator"),
    "risk_reviewer": ("위험성 검토자", "risk reviewer"),
    "reviewers": ("적정성 검토자", "reviewer"),
}


def _mixed(one: str, other: str) -> Problem:
    (one_ko, one_en), (other_ko, other_en) = PARTS[one], PARTS[other]
    return Problem(
        "procedure.roles", facts={"one_ko": one_ko, "one_en": one_en, "other_ko": other_ko, "other_en": other_en}
    )


def _lacking(form: Form) -> Problem:
    return Problem(
        "procedure.form-missing",
        facts={"number": form.number, "name_ko": form.ko, "name_en": form.value.replace("_", " ")},
    )


def _ground(ground: Ground, field: str) -> dict[str, object]:
    return {"ground_ko": ground.ko, "ground_en": ground.value, "field": field}


def _both(name: str, choices: tuple[RiskClass, ...]) -> dict[str, object]:
    return {f"{name}_ko": ", ".join(c.ko for c in choices), f"{name}_en": ", ".join(c.value for c in choices)}
