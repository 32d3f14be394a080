"""서식 ➌ 위험성 검토서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import date_line
from pseudo.forms.sheet import Block, Cell, Fields, Prose, Signatures, ticked
from pseudo.procedure.risk_class import decide
from pseudo.procedure.terms import Ground, RiskClass, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import Application, RiskReview

__all__ = ["blocks"]

CHANGES = {
    "purpose": "처리 목적",
    "items": "데이터 항목",
    "recipient": "제공받는 자",
    "method": "활용 방법·범위",
    "setting": "처리 환경",
}
"""What a repeated or similar use is compared in (본권 p.50)."""


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet from the risk review and the application; none without them."""
    paper, application = dossier.risk_review, dossier.application
    if paper is None or application is None:
        return
    yield (
        _overview(application),
        _steps(paper),
        _circumstances(paper),
        _decision(paper),
        Prose(paper.opinion, title="종합 검토 결과"),
        Signatures(((f"검토자 {paper.reviewer.organization}", paper.reviewer.name),), date_line(paper.date)),
    )


def _overview(application: Application) -> Fields:
    who = application.applicant
    data = ", ".join(f"{one.name}({len(one.columns)}개 항목)" for one in application.data)
    return Fields(
        (
            (Cell("활용 목적", f"{application.purpose.ko}: {application.purpose_text}"),),
            (Cell("대상 개인정보", data),),
            (Cell("활용하려는 자", f"{who.organization} {who.position} {who.name}".replace("  ", " ")),),
        ),
        title="개요",
    )


def _steps(paper: RiskReview) -> Fields:
    third = paper.user is User.THIRD_PARTY
    room = ticked(
        (("통제 가능한 환경", third and paper.controlled), ("통제 불가능한 환경", third and not paper.controlled))
    )
    return Fields(
        (
            (Cell("Step 1 활용 주체", ticked(tuple((user.ko, user is paper.user) for user in User))),),
            (Cell("Step 2 처리 환경", room),),
            (Cell("자동 도출", _classes(decide(paper.user, paper.controlled).base)),),
            (Cell("판단 이유", paper.reason),),
        ),
        title="(1) 위험도 도출",
    )


def _circumstances(paper: RiskReview) -> Fields:
    changed = ", ".join(CHANGES.get(name, name) for name in paper.changed) or "변경 없음"
    repeated = Ground.REPEAT in paper.grounds
    return Fields(
        (
            (Cell("반복·유사 활용", _whether(repeated) + (f"   달라진 점: {changed}" if repeated else "")),),
            (Cell("정부 지정 환경", _whether(Ground.DESIGNATED in paper.grounds)),),
            (Cell("비정형데이터", _whether(Ground.UNSTRUCTURED in paper.grounds)),),
        ),
        title="(2) 고려 사항",
    )


def _decision(paper: RiskReview) -> Fields:
    moved = paper.risk.rank - decide(paper.user, paper.controlled).base.rank
    how = ticked((("유지", moved == 0), ("상향", moved > 0), ("하향", moved < 0)))
    grounds = ", ".join(ground.ko for ground in paper.grounds)
    return Fields(
        (
            (Cell("조정", how), Cell("조정 근거", grounds)),
            (Cell("조정 사유", paper.adjustment),),
            (Cell("최종 위험도", _classes(paper.risk)),),
        ),
        title="(3) 조정과 최종 위험도",
    )


def _classes(chosen: RiskClass) -> str:
    return ticked(tuple((risk.ko, risk is chosen) for risk in RiskClass))


def _whether(yes: bool) -> str:
    return ticked((("해당", yes), ("해당 없음", not yes)))
