"""서식 ➒ 안전조치 이행 확약서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import date_line
from pseudo.forms.sheet import Block, Cell, Fields, Grid, Prose, Signatures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["blocks"]

WORDS = (
    "제공받은 가명정보를 「개인정보 보호법」 제28조의4와 같은 법 시행령 제29조의5에 따라 안전하게 관리하고, 제28조의5에 따라 "
    "특정 개인을 알아보기 위한 목적으로 처리하지 않을 것을 확약합니다."
)


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the commitment; none without it."""
    paper = dossier.commitment
    if paper is None:
        return
    rows = tuple(
        (str(n), one.person.organization, one.person.position, one.role, one.person.name, "(서명)")
        for n, one in enumerate(paper.handlers, 1)
    )
    title = dossier.application.title if dossier.application else ""
    yield (
        Fields(((Cell("접수번호", dossier.number), Cell("처리명칭", title)),)),
        Prose(WORDS),
        Grid(("No", "소속", "직위", "역할", "성명", "서명"), rows, title="취급자"),
        Signatures(
            ((f"책임자 {paper.responsible.organization}", paper.responsible.name), ("기관장", "(직인)")),
            date_line(paper.date),
        ),
    )
