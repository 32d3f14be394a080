"""서식 ➑ 적정성 평가위원 서약서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import date_line
from pseudo.forms.sheet import Block, Cell, Fields, Grid, Prose, Signatures, ticked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["blocks"]

WORDS = (
    "본인은 위 가명처리의 적정성을 공정하게 검토하고, 검토하며 알게 된 내용을 다른 사람에게 알리지 않으며, "
    "이해관계에 변동이 생기면 5영업일 안에 알릴 것을 서약합니다."
)


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """A sheet for each member who pledged."""
    application = dossier.application
    title = application.title if application else ""
    applicant = application.applicant.organization if application else ""
    questions = tuple(text.ko for text in dossier.rules.interests.values())
    for paper in dossier.pledges:
        rows = tuple(
            (str(n), question, ticked((("예", yes), ("아니오", not yes))))
            for n, (question, yes) in enumerate(zip(questions, paper.interests, strict=False), 1)
        )
        yield (
            Fields(((Cell("처리명칭", title),), (Cell("신청기관", applicant),))),
            Grid(("No", "이해관계", "답"), rows, title="이해관계 확인"),
            Prose(WORDS),
            Signatures(((f"서약자 {paper.member.organization}", paper.member.name),), date_line(paper.date)),
        )
