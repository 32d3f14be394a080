"""Plan against result, and treatments that cannot do what they are for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.treatment import ColumnTreatment

__all__ = ["RULES"]

NUMERIC = re.compile(r"라운딩|상단코딩|하단코딩|상하단코딩|절사|잡음")
TEXTUAL = re.compile(r"마스킹|부분삭제|문자데이터")
CAPPED = re.compile(r"상단코딩|상하단코딩|경계값")
TOTAL = re.compile(r"합계|총액|총계|total", re.IGNORECASE)
HASHED = re.compile(r"해시|SHA|MD5|hash", re.IGNORECASE)
KEYED = re.compile(r"솔트|salt|HMAC|MAC|키 기반|키를|\bkey", re.IGNORECASE)
BELOW_DONG = re.compile(r"(?:동|읍면동)\s*(?:이하|미만)?\s*(?:부터 )?(?:이하 )?삭제|동 이하")
BELOW_GU = re.compile(r"(?:구|시군구)\s*이하")
BELOW_SIDO = re.compile(r"시도\s*이하")


def other_result(dossier: Dossier) -> Iterator[Problem]:
    """What was done to a column is what was planned."""
    if dossier.treatment_plan is None or dossier.treatment_result is None:
        return
    done = {(entry.file, entry.column): entry for entry in dossier.treatment_result.columns}
    for n, entry in enumerate(dossier.treatment_plan.columns):
        found = done.get((entry.file, entry.column))
        if found is None:
            yield Problem("lint.untreated", ("treatment_plan", "columns", n))
        elif _plain(found.treatment) != _plain(entry.treatment):
            yield Problem("lint.plan-result", ("treatment_result", "columns", n))


def other_plan(dossier: Dossier) -> Iterator[Problem]:
    """The result was made by the plan that is here, and the review judged that result."""
    plan, result, review = dossier.treatment_plan, dossier.treatment_result, dossier.review
    if plan and result and plan.digest and result.plan and plan.digest != result.plan:
        yield Problem("lint.other-plan", ("treatment_result", "plan"))
    if result and review and result.output and review.output and result.output != review.output:
        yield Problem("lint.other-output", ("review", "output"))


def kind_against_technique(dossier: Dossier) -> Iterator[Problem]:
    """Numbers are rounded and capped, texts are masked."""
    for n, entry in enumerate(_planned(dossier)):
        wrong = (entry.kind == "범주형" and NUMERIC.search(entry.treatment)) or (
            entry.kind == "수치형" and TEXTUAL.search(entry.treatment)
        )
        if wrong:
            yield Problem("lint.kind", ("treatment_plan", "columns", n))


def parts_and_total_capped_apart(dossier: Dossier) -> Iterator[Problem]:
    """A total beside capped parts gives the capped part away, or no longer is their sum."""
    files: dict[str, list[ColumnTreatment]] = {}
    for entry in _planned(dossier):
        files.setdefault(entry.file, []).append(entry)
    for entries in files.values():
        parts = [entry for entry in entries if CAPPED.search(entry.treatment) and not TOTAL.search(entry.column)]
        totals = [entry for entry in entries if TOTAL.search(entry.column) and not entry.treatment.startswith("삭제")]
        if len(parts) > 1 and totals and not all("다시 계산" in entry.treatment for entry in totals):
            yield Problem("lint.total", ("treatment_plan", "columns"), {"count": len(parts)})


def unkeyed_hash(dossier: Dossier) -> Iterator[Problem]:
    """A hash without salt or key of a small domain is looked up in minutes."""
    for n, entry in enumerate(_planned(dossier)):
        if HASHED.search(entry.treatment) and not KEYED.search(entry.treatment) and entry.technique != "hmac":
            yield Problem("lint.hash", ("treatment_plan", "columns", n))


def level_that_is_still_there(dossier: Dossier) -> Iterator[Problem]:
    """An address cut at a level shows nothing below it in the result."""
    if dossier.treatment_result is None:
        return
    planned = {(entry.file, entry.column): entry.treatment for entry in _planned(dossier)}
    for n, table in enumerate(dossier.treatment_result.distributions):
        treatment = planned.get((table.file, table.column), "")
        finest = _finest(treatment)
        if finest and any(re.search(finest, share.value) for share in table.shares):
            yield Problem("lint.level", ("treatment_result", "distributions", n))


def _finest(treatment: str) -> str:
    """The pattern of what must not be left of an address."""
    if BELOW_SIDO.search(treatment):
        return r"(?<=\S)(?:시|군|구|읍|면|동|리)(?:\s|$)(?<!특별시)(?<!광역시)(?<!자치시)"
    if BELOW_GU.search(treatment) or BELOW_DONG.search(treatment):
        return r"\S(?:읍|면|동|리|\d가)(?:\s|$)"
    return ""


def _planned(dossier: Dossier) -> tuple[ColumnTreatment, ...]:
    return dossier.treatment_plan.columns if dossier.treatment_plan else ()


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)


RULES = (
    other_result,
    other_plan,
    kind_against_technique,
    parts_and_total_capped_apart,
    unkeyed_hash,
    level_that_is_still_there,
)
