"""A case's exhibits for an evaluation as one document: the four documents with their days, and form ➐, with names masked."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import TYPE_CHECKING, Any

from pseudo.forms import adequacy_review
from pseudo.forms.sheet import Block, Cell, Fields, Grid, Sheet
from pseudo.model import digest
from pseudo.procedure.papers import Person
from pseudo.procedure.terms import Form, Provided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.exhibits import Exhibits

__all__ = ["bundle", "masked"]

EXHIBITS = {
    "request": "① 신청 공문",
    "provision": "② 제공·개방 증빙",
    "verification": "③ 최종 검토·검증 결과서",
    "reporting": "④ ③을 보고한 공문",
}
MASK = "○"


def bundle(dossier: Dossier, exhibits: Exhibits, evaluation: str) -> Sheet:
    """One sheet for the evaluation of that title."""
    plain = masked(dossier)
    return Sheet(
        number=Form.ADEQUACY_REVIEW.number,
        name=f"exhibits_{exhibits.evaluation}",
        title="가명정보 제공·합성데이터 개방 실적 증빙",
        edition=dossier.edition,
        case=dossier.number,
        blocks=(
            *_cover(plain, exhibits, evaluation),
            *(block for made in adequacy_review.blocks(plain) for block in made),
        ),
        digest=digest(dossier),
    )


def _cover(dossier: Dossier, exhibits: Exhibits, evaluation: str) -> Iterator[Block]:
    paper = dossier.application
    given = next((line.date for line in dossier.ledger if line.what == "제공"), "")
    opened = exhibits.provision.date if exhibits.provision else ""
    kind = (paper.provided if paper else Provided.PSEUDONYMISED).ko
    yield Fields(
        (
            (Cell("평가", evaluation),),
            (Cell("처리명칭", paper.title if paper else ""), Cell("구분", kind)),
            (
                Cell("신청자", paper.applicant.organization if paper else ""),
                Cell("신청일", paper.date if paper else ""),
            ),
            (
                Cell("제공·개방일", given or opened),
                Cell("검토·검증 완료일", exhibits.verification.date if exhibits.verification else ""),
            ),
        ),
        title="실적",
    )
    documents = [(name, getattr(exhibits, key)) for key, name in EXHIBITS.items()]
    rows = tuple((name, one.number if one else "", one.date if one else "") for name, one in documents)
    yield Grid(("증빙", "문서", "날짜"), rows, title="증빙 목록(원문은 뒤에 붙입니다)")


def masked(value: Any) -> Any:
    """The same papers with people's names masked wherever they stand, telephones and e-mails taken out.

    Examples
    --------
    >>> masked(Person("김연구", "가나대학교")).name
    '김○○'
    """
    names = sorted(set(_names(value)), key=len, reverse=True)
    return _masked(value, names)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, Person):
        yield value.name
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _names(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _names(item)


def _masked(value: Any, names: list[str]) -> Any:
    if isinstance(value, Person):
        return Person(_hidden(value.name), value.organization, value.position)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _masked(getattr(value, field.name), names) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    if isinstance(value, tuple):
        return tuple(_masked(item, names) for item in value)
    if isinstance(value, str) and not isinstance(value, Enum):
        for name in names:
            if len(name) > 1:
                value = value.replace(name, _hidden(name))
    return value


def _hidden(name: str) -> str:
    return name[:1] + MASK * max(1, len(name) - 1)
