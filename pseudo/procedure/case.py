"""A case: what its record says, line after line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.procedure.edition import CURRENT, Edition, edition
from pseudo.procedure.required import Circumstances, FormNeed, needs
from pseudo.procedure.terms import Form, Ground, Need, Provided, RiskClass, Stage, Verdict

if TYPE_CHECKING:
    from pseudo.model import Evidence
    from pseudo.procedure.exhibits import Exhibits
    from pseudo.procedure.papers import (
        AdequacyReview,
        Application,
        Commitment,
        Destruction,
        Extension,
        Incident,
        Inspection,
        Person,
        Pledge,
        RiskReview,
        UsagePlan,
    )
    from pseudo.procedure.treatment import TreatmentPlan, TreatmentResult

__all__ = ["Case", "Provision", "day_of"]


@dataclass(frozen=True)
class Provision:
    """The output left for its recipient: day, and digest of what left."""

    date: str
    output: str


@dataclass(frozen=True)
class Case:
    """Where a case stands, and its papers; the last of each kind counts. Who did what stands in the record's lines."""

    id: str
    stage: Stage = Stage.PREPARATION
    edition: str = CURRENT
    application: Application | None = None
    usage_plan: UsagePlan | None = None
    risk_review: RiskReview | None = None
    treatment_plan: TreatmentPlan | None = None
    treatment_result: TreatmentResult | None = None
    inspections: tuple[Inspection, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    review: AdequacyReview | None = None
    conditions_met: tuple[int, ...] = ()
    commitment: Commitment | None = None
    provisions: tuple[Provision, ...] = ()
    extensions: tuple[Extension, ...] = ()
    incidents: tuple[Incident, ...] = ()
    destruction: Destruction | None = None
    exhibits: tuple[Exhibits, ...] = ()
    figures: tuple[Evidence, ...] = ()
    project: str = ""
    recipient: str = ""

    @property
    def rules(self) -> Edition:
        """The edition's tables."""
        return edition(self.edition)

    @property
    def risk(self) -> RiskClass | None:
        """The class in the end; None before the risk review."""
        return self.risk_review.risk if self.risk_review else None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.application.title if self.application else ""

    @property
    def ends(self) -> str:
        """Last day of use, extensions counted; empty before there is an application."""
        if self.extensions:
            return self.extensions[-1].end
        return self.application.period.end if self.application else ""

    @property
    def keep_until(self) -> str:
        """Day until which the records are kept: years from the destruction (제28조의4 제3항); empty before it."""
        return clock.years_later(self.destruction.date, self.rules.record_years) if self.destruction else ""

    @property
    def open_conditions(self) -> tuple[int, ...]:
        """Numbers (from 1) of the conditions of the approval that are not met yet."""
        if self.review is None or self.review.verdict is not Verdict.CONDITIONAL:
            return ()
        return tuple(n for n in range(1, len(self.review.conditions) + 1) if n not in self.conditions_met)

    @property
    def open_incidents(self) -> tuple[int, ...]:
        """Numbers (from 1) of incidents whose data are not stopped, recovered and destroyed yet."""
        done = [incident.stopped and incident.recovered and incident.destroyed for incident in self.incidents]
        return tuple(n for n, closed in enumerate(done, 1) if not closed)

    @property
    def unlocked(self) -> bool:
        """Whether the output may leave: approved, every condition met, no incident open."""
        approved = self.review is not None and self.review.verdict is not Verdict.REJECTED
        return self.stage is Stage.MANAGEMENT and approved and not self.open_conditions and not self.open_incidents

    def but(self, **changes: Any) -> Case:
        """The case with some fields changed, as ``dataclasses.replace`` gives it, without asking for each field: records are long."""
        made = object.__new__(Case)
        made.__dict__.update(self.__dict__, **changes)
        return made

    def circumstances(self) -> Circumstances | None:
        """What decides the forms; None before the risk review."""
        if self.application is None or self.risk_review is None:
            return None
        return Circumstances(
            risk=self.risk_review.risk,
            user=self.risk_review.user,
            setting=self.application.setting,
            controlled=self.risk_review.controlled,
            unstructured=self.application.unstructured,
            repeated=Ground.REPEAT in self.risk_review.grounds,
            other_recipient="recipient" in self.risk_review.changed,
            outside_reviewer=bool(self.review and self.review.external),
        )

    def forms(self) -> tuple[FormNeed, ...]:
        """Which of the ten forms are needed; none is known before the risk review. Only pseudonymised data need them all."""
        circumstances = self.circumstances()
        return needs(circumstances, self.rules) if circumstances else ()

    def needed(self, form: Form) -> bool:
        """Whether a form must be there."""
        return any(need.form is form and need.need is Need.REQUIRED for need in self.forms())

    @property
    def opens(self) -> bool:
        """Whether anybody may have the output."""
        return bool(self.application and self.application.open_to_all)

    @property
    def pseudonymised(self) -> bool:
        """Whether what leaves are pseudonymised data."""
        return bool(self.application and self.application.provided is Provided.PSEUDONYMISED)

    def people(self) -> dict[str, tuple[Person, ...]]:
        """Who plays which part: applicant, operator, risk reviewer, reviewers."""
        return {
            "applicant": (self.application.applicant,) if self.application else (),
            "operator": (self.treatment_result.operator,) if self.treatment_result else (),
            "risk_reviewer": (self.risk_review.reviewer,) if self.risk_review else (),
            "reviewers": self.review.members if self.review else (),
        }


def day_of(text: str) -> date | None:
    """A day from ``YYYY-MM-DD``; None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
