"""서식 ➏ 비정형데이터 추가검수 결과서."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.parts import count, date_line, people_rows, percent, span
from pseudo.forms.sheet import Block, Cell, Fields, Grid, Prose, Signatures, ticked
from pseudo.procedure.sampling import claim
from pseudo.procedure.terms import Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import Inspection

__all__ = ["blocks"]


def blocks(dossier: Dossier) -> Iterator[tuple[Block, ...]]:
    """A sheet for each inspection."""
    for paper in dossier.inspections:
        yield (
            Fields(
                (
                    (Cell("접수번호", dossier.number), Cell("처리명칭", paper.title)),
                    (Cell("원본 포맷", paper.format_before), Cell("결과 포맷", paper.format_after)),
                    (Cell("적용 기술", paper.technique),),
                    (Cell("검수 기간", span(paper.period)), Cell("검수 장소", paper.place)),
                    (Cell("검수 방식", ticked(tuple((mode.ko, mode is paper.sampling) for mode in Sampling))),),
                    (Cell("방식 설명", paper.why),),
                    (Cell("확인 사항", "\n".join(paper.looked_for)),),
                    (
                        Cell("전체 / 확인", f"{count(paper.total)} / {count(paper.checked)}"),
                        Cell("오류 / 보완", f"{count(paper.faults)} / {count(paper.repaired)}"),
                    ),
                    (Cell("검수 결과", paper.result),),
                )
            ),
            Prose("\n".join(said(paper)), title="검수로 말할 수 있는 것"),
            Grid(("No", "소속", "직위", "성명", "서명"), people_rows(paper.inspectors), title="검증자"),
            Signatures((("작성자", paper.author.name),), date_line(paper.period.end)),
        )


def said(paper: Inspection) -> list[str]:
    """What the inspection lets one say, in sentences."""
    found = claim(paper.sampling, paper.total, paper.checked, paper.faults, paper.confidence)
    lines = [
        f"확인한 {count(paper.checked)}건 가운데 {count(paper.faults)}건({percent(found.rate)})에서 오류를 찾았습니다."
    ]
    if paper.checked == paper.total:
        lines.append("전부 확인하였으므로 찾지 못한 오류는 검수자가 놓친 것뿐입니다.")
    elif found.upper is None:
        lines.append("골라서 확인한 것이므로 확인하지 않은 나머지의 오류율은 이 검수로 말할 수 없습니다.")
    else:
        lines.append(
            f"무작위 표본이라면 전체 {count(paper.total)}건의 오류는 신뢰수준 {paper.confidence * 100:g}%에서 최대 "
            f"{percent(found.upper)}({count(found.most)}건)입니다."
        )
    if found.repeat:
        lines.append("오류가 발견되었으므로 방법을 바꾸거나 표본을 늘려 다시 검수해야 합니다(본권 70쪽).")
    return lines
