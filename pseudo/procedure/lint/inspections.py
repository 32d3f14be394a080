"""Inspections of unstructured data: the numbers, what they let one say, and whether what was planned was looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pseudo.procedure.sampling import claim
from pseudo.procedure.terms import Sampling
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import Inspection

__all__ = ["RULES"]

WHOLE = re.compile(r"전수|모두 확인|전부 확인|전체(?:를|) 확인")
SHARE = re.compile(r"(?<![\d.])(\d{1,2}(?:\.\d+)?)\s*%\s*(?:표본|추출|를 표본|무작위|랜덤|샘플)")
ACCURACY = re.compile(
    r"(?<![\d.])(\d{2}(?:\.\d+)?)\s*%\s*(?:이상)?[^.%]{0,12}(?:정확|가명처리|처리되|비식별|제거|마스킹)"
)
UNSTRUCTURED = {"이미지", "영상", "음성", "텍스트", "CT", "MRI"}
FORMATS = re.compile(r"\b(wav|mp3|mp4|jpe?g|png|tiff?|dicom|dcm|txt|json|avi)\b", re.IGNORECASE)


def impossible_numbers(dossier: Dossier) -> Iterator[Problem]:
    """Repaired ≤ faults ≤ checked ≤ total."""
    for n, paper in enumerate(dossier.inspections):
        if not _possible(paper):
            yield Problem("lint.inspection-numbers", ("inspections", n))


def _possible(paper: Inspection) -> bool:
    return 0 <= paper.repaired <= paper.faults <= paper.checked <= paper.total and paper.checked > 0


def mode_against_numbers(dossier: Dossier) -> Iterator[Problem]:
    """A whole inspection looks at all; a sample's words do not say so, and name the share that was drawn."""
    for n, paper in enumerate(dossier.inspections):
        whole = paper.sampling is Sampling.WHOLE
        text = f"{paper.why} {paper.result}"
        if whole and paper.checked != paper.total:
            yield Problem("lint.inspection-mode", ("inspections", n))
        if not whole and WHOLE.search(text):
            yield Problem("lint.inspection-words", ("inspections", n))
        for said in SHARE.findall(text):
            if _possible(paper) and abs(float(said) / 100 - paper.checked / paper.total) > 0.0005 + float(said) / 1000:
                yield Problem("lint.sample-share", ("inspections", n), {"said": said})


def claim_too_strong(dossier: Dossier) -> Iterator[Problem]:
    """A rate of success that the words claim is one that the sample bears out."""
    for n, paper in enumerate(dossier.inspections):
        if not _possible(paper):
            continue
        found = claim(paper.sampling, paper.total, paper.checked, paper.faults, paper.confidence)
        for said in ACCURACY.findall(paper.result):
            bad = 1 - float(said) / 100
            if found.upper is None or found.upper > bad + 1e-9:
                yield Problem("lint.claim", ("inspections", n), {"said": said})


def faults_without_consequence(dossier: Dossier) -> Iterator[Problem]:
    """Faults that were found are mended; faults in a sample mean another look (본권 p.70)."""
    for n, paper in enumerate(dossier.inspections):
        if paper.repaired < paper.faults:
            yield Problem("lint.unrepaired", ("inspections", n), {"count": paper.faults - paper.repaired})
        again = any(
            later.period.start >= paper.period.end and later.title == paper.title
            for later in dossier.inspections[n + 1 :]
        )
        if paper.sampling is Sampling.STATISTICAL and paper.faults and paper.checked < paper.total and not again:
            yield Problem("lint.look-again", ("inspections", n))


def not_inspected(dossier: Dossier) -> Iterator[Problem]:
    """What was treated in images, voices and texts was looked for."""
    if not dossier.inspections or dossier.treatment_plan is None:
        return
    looked = " ".join(" ".join((*paper.looked_for, paper.result, paper.technique)) for paper in dossier.inspections)
    for n, entry in enumerate(dossier.treatment_plan.columns):
        treated = entry.kind in UNSTRUCTURED and not re.match(r"미적용|그대로|없음", entry.treatment)
        if treated and not any(word in looked for word in re.findall(r"[\w]{2,}", entry.column)):
            yield Problem("lint.not-inspected", ("treatment_plan", "columns", n))


def inspection_missing(dossier: Dossier) -> Iterator[Problem]:
    """Unstructured data are inspected (본권 p.45)."""
    if dossier.application and dossier.application.unstructured and dossier.review and not dossier.inspections:
        yield Problem("lint.no-inspection", ("inspections",))


def planned_whole(dossier: Dossier) -> Iterator[Problem]:
    """A plan that says whole inspection is followed by one."""
    if dossier.treatment_plan is None:
        return
    planned = any("전수" in entry.treatment + entry.about for entry in dossier.treatment_plan.columns)
    for n, paper in enumerate(dossier.inspections):
        if planned and paper.sampling is not Sampling.WHOLE:
            yield Problem("lint.inspection-plan", ("inspections", n))


def other_format(dossier: Dossier) -> Iterator[Problem]:
    """The inspection's format is one of the plan's files."""
    if dossier.treatment_plan is None:
        return
    text = " ".join(f"{file.name} {file.note}" for file in dossier.treatment_plan.files)
    planned = {name.lower() for name in FORMATS.findall(text.replace(".", " "))}
    for n, paper in enumerate(dossier.inspections):
        found = {name.lower() for name in FORMATS.findall(paper.format_before)}
        if planned and found and not planned & found:
            yield Problem("lint.format", ("inspections", n))


RULES = (
    impossible_numbers,
    mode_against_numbers,
    claim_too_strong,
    faults_without_consequence,
    not_inspected,
    inspection_missing,
    planned_whole,
    other_format,
)
