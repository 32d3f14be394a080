"""Days and periods: in the order of the procedure, the same in every form, as long as the words say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pseudo.procedure.case import day_of
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import Period

__all__ = ["RULES"]

NAMED_DAY = re.compile(r"^(20\d{2})-?(\d{2})-?(\d{2})")
LENGTH = re.compile(r"(?:이용|활용|처리)\s*기간[^0-9]{0,8}(\d+)\s*(개월|년)")


def out_of_order(dossier: Dossier) -> Iterator[Problem]:
    """Application, risk review, plan, result, inspection, review, provision: none before the one before it."""
    last, last_day = "", ""
    for name, day in _milestones(dossier):
        if day_of(day) is None:
            continue
        if last_day and day < last_day:
            yield Problem("lint.date-order", (name,), {"one": name, "other": last})
        else:
            last, last_day = name, day


def _milestones(dossier: Dossier) -> Iterator[tuple[str, str]]:
    if dossier.application:
        yield "application", dossier.application.date
    if dossier.risk_review:
        yield "risk_review", dossier.risk_review.date
    if dossier.treatment_plan:
        yield "treatment_plan", dossier.treatment_plan.date
    if dossier.treatment_result:
        yield "treatment_result", dossier.treatment_result.date
    if dossier.review:
        yield "review", dossier.review.date
    for line in dossier.ledger:
        if line.what == "제공" and line.side == "provider":
            yield "provision", line.date


def inspected_out_of_time(dossier: Dossier) -> Iterator[Problem]:
    """An inspection ends before the review, and begins after the application."""
    for n, inspection in enumerate(dossier.inspections):
        early = dossier.application and inspection.period.start < dossier.application.date
        late = dossier.review and inspection.period.end > dossier.review.date
        if early or late:
            other = "application" if early else "review"
            yield Problem("lint.date-order", ("inspections", n), {"one": "inspections", "other": other})


def ends_before_it_begins(dossier: Dossier) -> Iterator[Problem]:
    """Periods."""
    for name, period in _periods(dossier):
        if period.start > period.end:
            yield Problem("lint.period", (name,))


def other_period(dossier: Dossier) -> Iterator[Problem]:
    """Application and usage plan name one period of use."""
    one, other = dossier.application, dossier.usage_plan
    if one and other and one.period != other.period:
        yield Problem("lint.period-differs", ("usage_plan", "period"))


def starts_too_early(dossier: Dossier) -> Iterator[Problem]:
    """Use begins after the review, where it is a first one."""
    paper, review = dossier.application, dossier.review
    if paper and review and not paper.earlier and paper.period.end < review.date:
        yield Problem("lint.use-over", ("application", "period"))


def other_length(dossier: Dossier) -> Iterator[Problem]:
    """A length that the words give is that of the period, to half a month."""
    if dossier.application is None:
        return
    period = dossier.application.period
    months = _months(period)
    if months is None:
        return
    for name, text in _texts(dossier):
        for number, unit in LENGTH.findall(text):
            said = int(number) * (12 if unit == "년" else 1)
            if abs(said - months) > 0.5:
                yield Problem("lint.period-words", (name,), {"said": said, "found": round(months, 1)})


def number_of_another_day(dossier: Dossier) -> Iterator[Problem]:
    """A number that begins with a day begins with the application's."""
    paper = dossier.application
    for name, number in (("number", dossier.number), ("application.number", paper.number if paper else "")):
        named = NAMED_DAY.match(number)
        day = "-".join(named.groups()) if named else ""
        if paper and day_of(day) and day != paper.date:
            yield Problem("lint.number-date", (name,))


def earlier_is_itself(dossier: Dossier) -> Iterator[Problem]:
    """The earlier case of a repeated use is another case, of an earlier day."""
    paper = dossier.application
    if paper is None or not paper.earlier:
        return
    named = NAMED_DAY.match(paper.earlier)
    same_day = named is not None and "-".join(named.groups()) >= paper.date
    if paper.earlier in (dossier.number, paper.number) or same_day:
        yield Problem("lint.earlier", ("application", "earlier"))


def _periods(dossier: Dossier) -> Iterator[tuple[str, Period]]:
    if dossier.application:
        yield "application", dossier.application.period
    if dossier.usage_plan:
        yield "usage_plan", dossier.usage_plan.period
    for inspection in dossier.inspections:
        yield "inspections", inspection.period
    for line in dossier.ledger:
        if line.period:
            yield "ledger", line.period


def _months(period: Period) -> float | None:
    start, end = day_of(period.start), day_of(period.end)
    return ((end - start).days + 1) / 30.4375 if start and end else None


def _texts(dossier: Dossier) -> Iterator[tuple[str, str]]:
    if dossier.usage_plan:
        plan = dossier.usage_plan
        yield "usage_plan", f"{plan.background} {plan.data} {plan.method} {plan.outcome}"
    if dossier.risk_review:
        yield "risk_review", f"{dossier.risk_review.reason} {dossier.risk_review.opinion}"
    if dossier.review:
        yield "review", " ".join((dossier.review.opinion, *(answer.opinion for answer in dossier.review.answers)))


RULES = (
    out_of_order,
    inspected_out_of_time,
    ends_before_it_begins,
    other_period,
    starts_too_early,
    other_length,
    number_of_another_day,
    earlier_is_itself,
)
