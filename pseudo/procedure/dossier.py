"""A case's papers together: what forms are drawn from and what the linter reads, from the record or written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.procedure.access import access_lines
from pseudo.procedure.edition import CURRENT, Edition, edition
from pseudo.procedure.papers import (
    AccessLine,
    AdequacyReview,
    Application,
    Commitment,
    Destruction,
    Extension,
    Inspection,
    LedgerLine,
    Pledge,
    RiskReview,
    UsagePlan,
)
from pseudo.procedure.terms import Verdict
from pseudo.procedure.treatment import TreatmentPlan, TreatmentResult  # noqa: TC001  (read at run time, by the codec)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pseudo.ledger import Entry
    from pseudo.procedure.case import Case

__all__ = ["Dossier", "dossier_of"]


@dataclass(frozen=True)
class Dossier:
    """The papers of one case; None where one is not there."""

    number: str
    edition: str = CURRENT
    application: Application | None = None
    usage_plan: UsagePlan | None = None
    risk_review: RiskReview | None = None
    treatment_plan: TreatmentPlan | None = None
    treatment_result: TreatmentResult | None = None
    inspections: tuple[Inspection, ...] = ()
    review: AdequacyReview | None = None
    pledges: tuple[Pledge, ...] = ()
    commitment: Commitment | None = None
    ledger: tuple[LedgerLine, ...] = ()
    access: tuple[AccessLine, ...] = ()
    extensions: tuple[Extension, ...] = ()
    destruction: Destruction | None = None

    @property
    def rules(self) -> Edition:
        """The edition's tables."""
        return edition(self.edition)


def dossier_of(case: Case, entries: Iterable[Entry], result: TreatmentResult | None = None) -> Dossier:
    """Collect a case's papers.

    Parameters
    ----------
    case : Case
    entries : iterable of Entry
        Its lines in the record, from which form ➓ is written.
    result : TreatmentResult, optional
        Form ➎ with its tables, where they are there.
    """
    lines = list(entries)
    return Dossier(
        number=case.id,
        edition=case.edition,
        application=case.application,
        usage_plan=case.usage_plan,
        risk_review=case.risk_review,
        treatment_plan=case.treatment_plan,
        treatment_result=result or case.treatment_result,
        inspections=case.inspections,
        review=case.review,
        pledges=case.pledges,
        commitment=case.commitment,
        ledger=tuple(_lines(case, lines)),
        access=tuple(access_lines(case, lines)),
        extensions=case.extensions,
        destruction=case.destruction,
    )


def _lines(case: Case, entries: Iterable[Entry]) -> Iterator[LedgerLine]:
    """The record's steps as lines of 처리대장 (영 제29조의5 제2항): created, used, provided, extended, destroyed."""
    application = case.application
    if application is None:
        return
    purpose = application.purpose_text
    for entry in entries:
        paper, who = entry.facts["paper"], entry.facts["by"]
        if entry.event == "treatment":
            items = ", ".join(column["column"] for column in paper["plan"]["columns"] if column["kind"] != "기타")
            day = paper["result"]["date"]
            yield LedgerLine(day, case.id, "추가정보", "생성", "가명 생성 키(분리 보관)", who)
            yield LedgerLine(day, case.id, "가명정보", "생성", f"{purpose} / 항목: {items}", who)
        elif entry.event == "review" and paper["verdict"] != Verdict.REJECTED.value:
            yield LedgerLine(paper["date"], case.id, "가명정보", "이용", "적정성 검토", who)
        elif entry.event == "provision":
            recipient = f"{application.applicant.organization} {application.applicant.name}"
            yield LedgerLine(
                paper["date"], case.id, "가명정보", "제공", purpose, who, "", application.period, recipient
            )
        elif entry.event == "combination":
            text = f"{purpose} / 결합키+일련번호, 일련번호+처리 데이터({paper['rows']:,}행)"
            yield LedgerLine(
                paper["date"], case.id, "가명정보", "제공", text, who, "", application.period, paper["body"]
            )
        elif entry.event == "destruction":
            yield LedgerLine(paper["date"], case.id, "추가정보", "파기", paper["method"], who, paper["witness"])
            yield LedgerLine(paper["date"], case.id, "가명정보", "파기", paper["method"], who, paper["witness"])
