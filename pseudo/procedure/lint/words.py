"""Words against ticks: what a reason says is what its box says."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.procedure.risk_class import decide
from pseudo.procedure.terms import Ground, Setting, User
from pseudo.recipes.problem import Problem
from pseudo.recipes.purpose import is_vague_ko

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["RULES", "citations", "texts"]

UNCONTROLLED = re.compile(r"통제\s*(?:가\s*)?(?:불가|할 수 없|하지 (?:않|못)|되지 않)|이용자가 (?:직접 )?통제")
CONTROLLED = re.compile(r"통제\s*(?:가\s*)?(?:가능|할 수 있|하[는에]|된|되는)")
THIRD = re.compile(r"제3자(?:에게)?\s*제공")


def reason_against_tick(dossier: Dossier) -> Iterator[Problem]:
    """The reason's words on control and on who uses it are those of the boxes."""
    paper = dossier.risk_review
    if paper is None:
        return
    unsaid, said = UNCONTROLLED.search(paper.reason), CONTROLLED.search(paper.reason)
    if paper.user is User.THIRD_PARTY and (
        (paper.controlled and unsaid and not said) or (not paper.controlled and said and not unsaid)
    ):
        yield Problem("lint.reason-tick", ("risk_review", "reason"), {"box": "controlled"})
    if paper.user is User.INTERNAL and THIRD.search(paper.reason):
        yield Problem("lint.reason-tick", ("risk_review", "reason"), {"box": "user"})


def setting_against_control(dossier: Dossier) -> Iterator[Problem]:
    """The provider controls its own room, and nothing outside."""
    for name, paper in (("application", dossier.application), ("risk_review", dossier.risk_review)):
        if paper is None or dossier.application is None:
            continue
        setting = dossier.application.setting
        own = setting in (Setting.PROVIDER_ROOM, Setting.INTERNAL)
        if (own and not paper.controlled) or (setting is Setting.OUTSIDE and paper.controlled):
            yield Problem("lint.setting", (name, "controlled"))


def forms_of_another_rule(dossier: Dossier) -> Iterator[Problem]:
    """Application and risk review name one user; the class follows from the rule, or a reason stands beside it."""
    application, paper = dossier.application, dossier.risk_review
    if paper is None:
        return
    if application and application.user is not paper.user:
        yield Problem("lint.user", ("risk_review", "user"))
    found = decide(paper.user, paper.controlled, paper.grounds)
    if paper.risk not in found.allowed:
        yield Problem("lint.risk-class", ("risk_review", "risk"))
    if paper.risk is not found.base and not paper.adjustment.strip():
        yield Problem("lint.adjustment", ("risk_review", "adjustment"))
    if paper.risk.rank < found.advised.rank and not paper.adjustment.strip():
        yield Problem("lint.adjustment", ("risk_review", "adjustment"))


def no_application(dossier: Dossier) -> Iterator[Problem]:
    """A third party applies by form ➊."""
    if dossier.application is None and dossier.risk_review and dossier.risk_review.user is User.THIRD_PARTY:
        yield Problem("lint.no-application", ("application",))


def repeat_that_is_none(dossier: Dossier) -> Iterator[Problem]:
    """A repeated use is the same purpose, items, recipient, method and setting, or nearly: with two of them changed it is another use."""
    paper = dossier.risk_review
    if paper is None or Ground.REPEAT not in paper.grounds:
        return
    if len(set(paper.changed)) > 1 or {"purpose", "items"} & set(paper.changed):
        yield Problem("lint.repeat", ("risk_review", "changed"), {"count": len(set(paper.changed))})
    if dossier.application and not dossier.application.earlier:
        yield Problem("lint.repeat-of-nothing", ("application", "earlier"))


def designated_that_is_none(dossier: Dossier) -> Iterator[Problem]:
    """A designated environment is one of the three kinds."""
    paper, application = dossier.risk_review, dossier.application
    if paper and application and Ground.DESIGNATED in paper.grounds and not application.setting.designated:
        yield Problem("lint.designated", ("risk_review", "grounds"))


def vague_purpose(dossier: Dossier) -> Iterator[Problem]:
    """A purpose says what is studied."""
    if dossier.application and is_vague_ko(dossier.application.purpose_text):
        yield Problem("lint.purpose", ("application", "purpose_text"))


def wrong_citation(dossier: Dossier) -> Iterator[Problem]:
    """Articles that are deleted, or stand for others in this context."""
    for path, text in texts(dossier):
        for wrong, right in citations().items():
            if re.search(wrong, text):
                yield Problem("lint.citation", (path,), {"right": right})


@cache
def citations() -> dict[str, str]:
    """Wrong citation (a pattern) → what stands there."""
    found = tomllib.loads(Path(__file__).with_name("citations.toml").read_text("utf-8"))
    return {entry["wrong"]: entry["right"] for entry in found["citation"]}


def texts(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """The free texts of all papers, by paper."""
    if paper := dossier.application:
        yield "application", f"{paper.title} {paper.purpose_text} {paper.extendable} {paper.abroad}"
    if plan := dossier.usage_plan:
        yield "usage_plan", f"{plan.title} {plan.background} {plan.data} {plan.method} {plan.outcome}"
    if risk := dossier.risk_review:
        yield "risk_review", f"{risk.reason} {risk.adjustment} {risk.opinion}"
    for inspection in dossier.inspections:
        yield "inspections", " ".join((inspection.why, *inspection.looked_for, inspection.result))
    if review := dossier.review:
        yield "review", " ".join((review.opinion, *review.conditions, *(answer.opinion for answer in review.answers)))
    for line in dossier.ledger:
        yield "ledger", line.text


RULES = (
    reason_against_tick,
    setting_against_control,
    forms_of_another_rule,
    no_application,
    repeat_that_is_none,
    designated_that_is_none,
    vague_purpose,
    wrong_citation,
)
