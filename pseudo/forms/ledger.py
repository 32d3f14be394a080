"""서식 ➓ 가명(추가)정보 관리대장: 처리대장 and 접근권한 관리대장, provider and user apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import span
from pseudo.forms.sheet import Block, Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import LedgerLine

__all__ = ["blocks"]

SIDES = {"provider": "제공기관", "user": "이용자"}
HEADER = (
    "일련번호",
    "처리일자",
    "관리번호",
    "정보 구분",
    "처리 구분",
    "처리내역(목적·항목)",
    "이용기간",
    "제공받는 자",
    "담당자",
    "책임자",
)
RIGHTS = (
    "일련번호",
    "신청일자",
    "관리번호",
    "소속",
    "취급자",
    "취급자 IP",
    "내역·사유",
    "권한 범위",
    "부여·말소",
    "담당자",
)


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """One sheet with a table for each side that keeps one."""
    made: list[Block] = []
    for side, ko in SIDES.items():
        lines = [line for line in dossier.ledger if line.side == side]
        if lines or side == "provider":
            made.append(Grid(HEADER, tuple(_line(n, line) for n, line in enumerate(lines, 1)), title=f"처리대장({ko})"))
    rows = tuple(
        (str(n), a.date, a.number, a.organization, a.person, a.address, a.reason, a.scope, a.what, a.by)
        for n, a in enumerate(dossier.access, 1)
    )
    yield (*made, Grid(RIGHTS, rows, title="접근권한 관리대장"))


def _line(number: int, line: LedgerLine) -> tuple[str, ...]:
    return (
        str(number),
        line.date,
        line.number,
        line.info,
        line.what,
        line.text,
        span(line.period),
        line.recipient,
        line.by,
        line.responsible,
    )
