"""서식 ➍ 가명처리 계획서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import count, date_line
from pseudo.forms.sheet import Block, Grid, Prose, Signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.treatment import FileOverview

__all__ = ["blocks", "overview"]


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the treatment plan; none without it."""
    paper = dossier.treatment_plan
    if paper is None:
        return
    details = tuple(
        (str(n), entry.file, entry.column, entry.kind, entry.example, entry.about, entry.treatment)
        for n, entry in enumerate(paper.columns, 1)
    )
    author = paper.author.name if paper.author else ""
    made: list[Block] = [
        overview(paper.files),
        Grid(("No", "파일명", "항목명", "유형", "예시", "항목 설명", "가명처리 계획"), details, title="가명처리 상세"),
    ]
    if paper.digest:
        made.append(Prose(f"처리 계획(plan.yaml)의 지문: {paper.digest}"))
    yield (*made, Signatures((("작성자", author),), date_line(paper.date)))


def overview(files: tuple[FileOverview, ...]) -> Grid:
    """The table of files, of forms ➍ and ➎."""
    rows = tuple(
        (str(n), file.relation, file.name, count(file.columns), count(file.rows), count(file.subjects), file.note)
        for n, file in enumerate(files, 1)
    )
    header = ("No", "파일 관계", "파일명", "항목 수", "데이터 건수", "정보주체 수", "비고")
    return Grid(header, rows, (3, 4, 5), title="파일 개요")
