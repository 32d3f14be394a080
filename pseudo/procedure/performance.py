"""The year's performance: which cases count in the government's evaluations, which do not and why, and the figures of the work itself.

A case counts with four exhibits, each with its day: request, proof of provision, result of the review or verification, and the document
that reported it. What counts in which window stands in ``years/``, since it changes every year.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from pseudo.errors import UsageError
from pseudo.model import Text, from_json
from pseudo.procedure.case import day_of
from pseudo.procedure.papers import Period  # noqa: TC001  (read at run time, by the codec)
from pseudo.procedure.terms import Provided, RiskClass, Stage, Verdict
from pseudo.recipes.document import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pseudo.procedure.case import Case
    from pseudo.procedure.exhibits import Exhibits

__all__ = ["Evaluated", "Evaluation", "Figures", "Judged", "Year", "evaluate_year", "figures_of", "year_profile"]


@dataclass(frozen=True)
class Evaluation:
    """One of the evaluations that a case may be filed for."""

    name: str
    title: Text
    synthetic_channel: Text


@dataclass(frozen=True)
class Year:
    """A year's rules.

    Attributes
    ----------
    year, source : str
    window : Period
        Days on which a provision counts.
    points_per_case, most_points : int
    evaluations : tuple of Evaluation
    """

    year: str
    source: str
    window: Period
    points_per_case: int
    most_points: int
    evaluations: tuple[Evaluation, ...]


def year_profile(year: str) -> Year:
    """A year's rules by its number.

    Raises
    ------
    UsageError
        ``procedure.no-year``.
    """
    folder = Path(__file__).parent / "years"
    path = folder / f"{year}.yaml"
    if not (year.isdigit() and path.is_file()):
        raise UsageError("procedure.no-year", years=", ".join(sorted(found.stem for found in folder.glob("*.yaml"))))
    return from_json(Year, read_document(path.read_text("utf-8")).data)


@dataclass(frozen=True)
class Judged:
    """A case in an evaluation: its day of provision, whether it counts, and why not (codes of ``REASONS``)."""

    case: str
    title: str
    provided: str
    reasons: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons


@dataclass(frozen=True)
class Evaluated:
    """An evaluation's cases and score."""

    evaluation: Evaluation
    cases: tuple[Judged, ...]
    score: int


REASONS = {
    "outside": Text("제공일이 평가 기간 밖", "provided outside the window"),
    "request": Text("① 신청 공문 없음", "exhibit 1, the request, is missing"),
    "provision": Text("② 제공·개방 증빙 없음", "exhibit 2, the proof of provision, is missing"),
    "verification": Text("③ 최종 검토·검증 결과서 없음", "exhibit 3, the final result, is missing"),
    "reporting": Text("④ 결과를 보고한 공문 없음", "exhibit 4, the document that reported it, is missing"),
    "date": Text("증빙에 날짜가 없음", "an exhibit has no day"),
    "order": Text("검토·검증 완료일이 제공일보다 늦음", "reviewed after it was provided"),
    "unmasked": Text("증빙의 개인정보를 가리지 않음", "personal data in the exhibits are not masked"),
    "elsewhere": Text("다른 지표로도 제출함", "also filed under another indicator"),
    "channel": Text("정해진 창구를 거치지 않음", "not through the channel that counts"),
    "duplicate": Text("같은 데이터의 다른 사안이 이미 인정됨", "another case of the same data counts already"),
}
"""Why a case does not count."""


def evaluate_year(cases: Sequence[Case], year: Year) -> tuple[Evaluated, ...]:
    """Judge the cases that were provided, evaluation by evaluation, in the order of their provision.

    The same data given to many recipients are one case: the first that has nothing else against it.
    """
    found = []
    for evaluation in year.evaluations:
        filed = [(case, paper) for case in cases for paper in case.exhibits if paper.evaluation == evaluation.name]
        judged, seen = [], set[str]()
        for case, paper in sorted(filed, key=lambda one: (_provided_on(one[0], one[1]), one[0].id)):
            reasons = tuple(_against(case, paper, year))
            data = paper.dataset or (case.treatment_plan.digest if case.treatment_plan else case.id)
            if not reasons and data in seen:
                reasons = ("duplicate",)
            elif not reasons:
                seen.add(data)
            judged.append(Judged(case.id, case.title, _provided_on(case, paper), reasons))
        points = year.points_per_case * sum(one.counts for one in judged)
        found.append(Evaluated(evaluation, tuple(judged), min(year.most_points, points)))
    return tuple(found)


def _provided_on(case: Case, paper: Exhibits) -> str:
    if case.provisions:
        return case.provisions[0].date
    return paper.provision.date if paper.provision else ""


def _against(case: Case, paper: Exhibits, year: Year) -> Iterator[str]:
    synthetic = case.application is not None and case.application.provided is Provided.SYNTHETIC
    if not year.window.start <= _provided_on(case, paper) <= year.window.end:
        yield "outside"
    documents = {name: getattr(paper, name) for name in ("request", "provision", "verification", "reporting")}
    needed = [name for name in documents if not (synthetic and name == "request")]
    yield from (name for name in needed if documents[name] is None)
    if any(document is not None and day_of(document.date) is None for document in documents.values()):
        yield "date"
    verified = documents["verification"]
    if verified is not None and _provided_on(case, paper) and verified.date > _provided_on(case, paper):
        yield "order"
    if not paper.masked:
        yield "unmasked"
    if paper.filed_elsewhere:
        yield "elsewhere"
    if not paper.through_channel:
        yield "channel"


@dataclass(frozen=True)
class Figures:
    """The work of a window, in numbers.

    Attributes
    ----------
    requests, provided, closed : int
        Applications, cases that were handed over, cases that ended without.
    days : tuple of int
        From request to first provision, one a case, sorted.
    median_days : float or None
    risks : dict
        Class → cases reviewed.
    rejected : int
        Reviews that rejected, the last of each case.
    recipients : int
        Distinct bodies that received.
    rows, subjects : int
        Of the main files that were handed over; persons where they were counted.
    extensions, destructions, incidents : int
    """

    requests: int
    provided: int
    closed: int
    days: tuple[int, ...]
    median_days: float | None
    risks: dict[str, int]
    rejected: int
    recipients: int
    rows: int
    subjects: int
    extensions: int
    destructions: int
    incidents: int


def figures_of(cases: Iterable[Case], window: Period) -> Figures:
    """Count the cases whose application lies in the window."""
    asked = [case for case in cases if case.application and window.start <= case.application.date <= window.end]
    given = [case for case in asked if case.provisions]
    days = tuple(sorted(days for case in given if (days := _days(case)) is not None))
    files = [
        file for case in given if case.treatment_result for file in case.treatment_result.files if file.relation == "주"
    ]
    return Figures(
        requests=len(asked),
        provided=len(given),
        closed=sum(case.stage is Stage.CLOSED for case in asked),
        days=days,
        median_days=float(median(days)) if days else None,
        risks={risk.value: sum(case.risk is risk for case in asked) for risk in RiskClass},
        rejected=sum(case.review is not None and case.review.verdict is Verdict.REJECTED for case in asked),
        recipients=len({case.application.applicant.organization for case in given if case.application}),
        rows=sum(file.rows for file in files),
        subjects=sum(file.subjects or 0 for file in files),
        extensions=sum(len(case.extensions) for case in asked),
        destructions=sum(case.stage is Stage.DESTROYED for case in asked),
        incidents=sum(len(case.incidents) for case in asked),
    )


def _days(case: Case) -> int | None:
    asked = day_of(case.application.date) if case.application else None
    given = day_of(case.provisions[0].date)
    return (given - asked).days if asked and given else None
