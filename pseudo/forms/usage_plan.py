"""서식 ➋ 가명정보 활용 계획서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import count, date_line, span
from pseudo.forms.sheet import Block, Cell, Fields, Signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["blocks"]


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the usage plan; none without it."""
    paper = dossier.usage_plan
    if paper is None:
        return
    subjects = f" (정보주체 {count(paper.subjects)}명)" if paper.subjects is not None else ""
    yield (
        Fields(
            (
                (Cell("신청 제목", paper.title),),
                (Cell("책임자 소속", paper.lead.organization), Cell("책임자 성명", paper.lead.name)),
                (Cell("배경 및 목적", paper.background),),
                (Cell("활용 데이터", paper.data + subjects),),
                (Cell("활용 계획 및 방법", paper.method),),
                (Cell("활용 기간", span(paper.period)),),
                (Cell("기대효과 및 활용방안", paper.outcome),),
            )
        ),
        Signatures((("책임자", paper.lead.name),), date_line("")),
    )
