"""서식 ➐ 적정성 검토 결과서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import date_line
from pseudo.forms.sheet import Block, Cell, Fields, Grid, Prose, Signatures, ticked
from pseudo.procedure.terms import RiskClass, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["blocks"]


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the review; none without it."""
    paper = dossier.review
    if paper is None:
        return
    title = dossier.application.title if dossier.application else ""
    risk = dossier.risk_review.risk if dossier.risk_review else RiskClass.HIGH
    questions = dossier.rules.questions
    answers = tuple(
        (f"{n} {questions[a.question].ko}", ticked((("적정", a.adequate), ("미흡", not a.adequate))), a.opinion)
        for n, a in enumerate(paper.answers, 1)
    )
    made: list[Block] = [
        Fields(
            (
                (Cell("접수번호", dossier.number), Cell("처리명칭", title)),
                (
                    Cell("구분", ticked((("신규", not paper.supplement), ("보완", paper.supplement)))),
                    Cell("검토 일자", paper.date),
                ),
                (Cell("위험도와 검토 방식", f"{risk.ko} — {dossier.rules.review[risk].mode.ko}"),),
                (Cell("검토 결과", ticked(tuple((verdict.ko, verdict is paper.verdict) for verdict in Verdict))),),
            )
        ),
        Grid(
            ("No", "성명", "소속", "직위", "서명"),
            tuple((str(n), m.name, m.organization, m.position, "(서명)") for n, m in enumerate(paper.members, 1)),
            title="검토자",
        ),
        Grid(("검토 항목", "결과", "검토 의견"), answers, title="검토 내용"),
    ]
    if paper.conditions:
        made.append(
            Grid(("No", "승인 조건"), tuple((str(n), text) for n, text in enumerate(paper.conditions, 1)), title="조건")
        )
    made.append(Prose(paper.opinion, title="종합 의견(위원장)"))
    output = paper.output or (dossier.treatment_result.output if dossier.treatment_result else "")
    if output:
        made.append(Prose(f"검토한 결과물의 지문: {output}"))
    yield (*made, Signatures((("작성자", ""),), date_line(paper.date)))
