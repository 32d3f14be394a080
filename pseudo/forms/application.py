"""서식 ➊ 가명정보 이용·제공 신청서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import date_line, person_cells, span
from pseudo.forms.sheet import Block, Cell, Fields, Grid, Signatures, ticked
from pseudo.model import Purpose
from pseudo.procedure.terms import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["blocks"]


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the application; none without it."""
    paper = dossier.application
    if paper is None:
        return
    kinds = ticked((("신규", not paper.earlier), ("변경", bool(paper.earlier))))
    purposes = ticked(tuple((purpose.ko, purpose is paper.purpose) for purpose in Purpose))
    settings = ticked(tuple((setting.ko, setting is paper.setting) for setting in Setting))
    joined = paper.combination
    combination = f"있음 — 결합 대상: {joined.data} / 결합전문기관: {joined.body}" if joined else "없음"
    yield (
        Fields(
            (
                (Cell("구분", kinds), Cell("접수번호", dossier.number)),
                (Cell("기존 접수번호", paper.earlier), Cell("접수일", paper.date)),
            )
        ),
        Fields(person_cells(paper.applicant), title="신청자"),
        Fields(
            (
                (Cell("활용 목적", purposes),),
                (Cell("세부 활용 목적", paper.purpose_text),),
                (Cell("확장 가능 목적", paper.extendable),),
                (Cell("결합 활용", combination),),
                (Cell("처리 환경", settings),),
                (
                    Cell("반복 제공", "1회" if paper.repeats == 1 else f"{paper.repeats}회"),
                    Cell("예상 이용기간", span(paper.period)),
                ),
                (
                    Cell("국외 이전", paper.abroad or "없음"),
                    Cell("처리 기간", span(paper.retention) if paper.retention else "별도로 정하지 않음"),
                ),
            )
        ),
        Grid(
            ("명칭", "요청 항목", "정보주체 수"),
            tuple(
                (data.name, ", ".join(data.columns), "" if data.subjects is None else f"{data.subjects:,}")
                for data in paper.data
            ),
            (2,),
            title="대상 개인정보",
        ),
        Signatures((("신청인(부서장)", paper.applicant.name),), date_line(paper.date)),
    )
