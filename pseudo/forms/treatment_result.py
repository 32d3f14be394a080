"""서식 ➎ 가명처리 결과서."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pseudo.forms.parts import count, date_line, percent
from pseudo.forms.sheet import Block, Grid, Prose, Signatures
from pseudo.forms.treatment_plan import overview

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.treatment import ColumnTreatment, Distribution, TreatmentResult

__all__ = ["blocks"]

UNSHOWN = "–"


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the treatment result; none without it."""
    paper = dossier.treatment_result
    if paper is None:
        return
    common = _common(paper.columns)
    made: list[Block] = [overview(paper.files), _methods(common), _exceptions(paper.columns, common)]
    made += [_distribution(table) for table in paper.distributions]
    if paper.distributions:
        made.append(Prose("행이 적은 값은 합쳐서 표시하였습니다. 합친 줄에는 둘 이상의 값이 들어 있습니다."))
    if paper.extremes:
        made.append(_extremes(paper))
        made.append(
            Prose(f"{UNSHOWN}: 해당 값을 가진 행이 적거나 처리 전 값이 이 문서를 만드는 곳에 없어 표시하지 않았습니다.")
        )
    if paper.output:
        made.append(Prose(f"결과물의 지문: {paper.output}"))
    yield (*made, Signatures((("가명처리 담당자", paper.operator.name),), date_line(paper.date)))


def _common(columns: tuple[ColumnTreatment, ...]) -> dict[str, str]:
    """The treatment that most columns of a kind have; of a kind with one column, that one's."""
    kinds: dict[str, Counter[str]] = {}
    for entry in columns:
        kinds.setdefault(entry.kind, Counter())[entry.treatment] += 1
    return {kind: found.most_common(1)[0][0] for kind, found in kinds.items()}


def _methods(common: dict[str, str]) -> Grid:
    return Grid(("자료형", "공통 방법"), tuple(common.items()), title="1 공통 가명처리 방법")


def _exceptions(columns: tuple[ColumnTreatment, ...], common: dict[str, str]) -> Grid:
    rows = tuple(
        (entry.file, entry.column, entry.kind, entry.treatment)
        for entry in columns
        if entry.treatment != common[entry.kind]
    )
    return Grid(("파일명", "항목명", "자료형", "방법"), rows, title="2 예외 가명처리 방법")


def _distribution(table: Distribution) -> Grid:
    rows = tuple(
        (line.value, UNSHOWN if line.count is None else count(line.count), percent(line.rate) or UNSHOWN, line.note)
        for line in table.shares
    )
    title = f"3 범주형 값 분포: {table.file} / {table.column} (전체 {count(table.rows)}건)"
    return Grid(("값", "빈도수", "구성비", "비고"), rows, (1, 2), title=title)


def _extremes(paper: TreatmentResult) -> Grid:
    rows = tuple(
        (
            entry.file,
            entry.column,
            *_end(entry.before_max, entry.before_max_count),
            *_end(entry.after_min, entry.after_min_count),
            *_end(entry.after_max, entry.after_max_count),
        )
        for entry in paper.extremes
    )
    header = ("파일명", "항목명", "처리 전 Max", "빈도", "처리 후 Min", "빈도", "처리 후 Max", "빈도")
    return Grid(header, rows, (2, 3, 4, 5, 6, 7), title="4 수치형 값 분포")


def _end(value: str | None, rows: int | None) -> tuple[str, str]:
    return (UNSHOWN, UNSHOWN) if value is None else (value, count(rows))
