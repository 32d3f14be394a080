"""Who does what: different people, enough of them, the same applicant in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.procedure.terms import RiskClass, Verdict
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import Person

__all__ = ["RULES"]


def one_in_two_roles(dossier: Dossier) -> Iterator[Problem]:
    """Applicant, operator, risk reviewer and reviewers; at low risk the officer in charge may do both reviews."""
    parts = dict(_parts(dossier))
    pairs = [
        ("applicant", "operator"),
        ("applicant", "risk_reviewer"),
        ("applicant", "reviewers"),
        ("operator", "reviewers"),
    ]
    if dossier.risk_review and dossier.risk_review.risk is not RiskClass.LOW:
        pairs += [("risk_reviewer", "reviewers"), ("operator", "risk_reviewer")]
    for one, other in pairs:
        if any(a.is_same(b) for a in parts.get(one, ()) for b in parts.get(other, ())):
            yield Problem("lint.roles", (), {"one": one, "other": other})


def _parts(dossier: Dossier) -> Iterator[tuple[str, tuple[Person, ...]]]:
    if dossier.application:
        yield "applicant", (dossier.application.applicant,)
    if dossier.treatment_result:
        yield "operator", (dossier.treatment_result.operator,)
    if dossier.risk_review:
        yield "risk_reviewer", (dossier.risk_review.reviewer,)
    if dossier.review:
        yield "reviewers", dossier.review.members


def too_few_reviewers(dossier: Dossier) -> Iterator[Problem]:
    """As many as the class asks for, nobody twice."""
    if dossier.review is None or dossier.risk_review is None:
        return
    least = dossier.rules.review[dossier.risk_review.risk].reviewers
    found = len({(member.name, member.organization) for member in dossier.review.members})
    if found < least:
        yield Problem("lint.quorum", ("review", "members"), {"wanted": least, "found": found})
    if dossier.review.external > len(dossier.review.members):
        yield Problem("lint.external", ("review", "external"))


def not_pledged(dossier: Dossier) -> Iterator[Problem]:
    """At high risk every member pledges; who pledged is a member; nobody with an interest decides."""
    if dossier.review is None or dossier.risk_review is None:
        return
    members, pledged = dossier.review.members, [pledge.member for pledge in dossier.pledges]
    if dossier.risk_review.risk is RiskClass.HIGH:
        without = sum(not any(member.is_same(other) for other in pledged) for member in members)
        if without:
            yield Problem("lint.pledges", ("pledges",), {"count": without})
    strangers = sum(not any(member.is_same(other) for member in members) for other in pledged)
    if strangers:
        yield Problem("lint.pledge-stranger", ("pledges",), {"count": strangers})
    for n, pledge in enumerate(dossier.pledges):
        if any(pledge.interests):
            yield Problem("lint.interest", ("pledges", n))


def other_applicant(dossier: Dossier) -> Iterator[Problem]:
    """The body that applies is the one that leads, commits itself and receives."""
    if dossier.application is None:
        return
    body = dossier.application.applicant.organization
    if dossier.usage_plan and not _of(dossier.usage_plan.lead.organization, body):
        yield Problem("lint.applicant", ("usage_plan", "lead"))
    if dossier.commitment and not _of(dossier.commitment.responsible.organization, body):
        yield Problem("lint.applicant", ("commitment", "responsible"))
    for n, line in enumerate(dossier.ledger):
        if line.what == "제공" and line.recipient and not _of(line.recipient, body):
            yield Problem("lint.applicant", ("ledger", n))


def verdict_against_answers(dossier: Dossier) -> Iterator[Problem]:
    """Approved where every question is, conditions where conditional."""
    review = dossier.review
    if review is None:
        return
    if review.verdict is Verdict.APPROVED and not all(answer.adequate for answer in review.answers):
        yield Problem("lint.verdict", ("review", "verdict"))
    if (review.verdict is Verdict.CONDITIONAL) != bool(review.conditions):
        yield Problem("lint.conditions", ("review", "conditions"))


def _of(one: str, other: str) -> bool:
    """Whether two names of a body may be one: a department may stand behind, a name before."""
    first, second = one.split(), other.split()
    return bool(first and second) and (first[0] == second[0] or one.strip() in other or other.strip() in one)


RULES = (one_in_two_roles, too_few_reviewers, not_pledged, other_applicant, verdict_against_answers)
