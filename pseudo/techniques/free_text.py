"""Free-text cells: what the finder found is rewritten, the rest stays (규칙기반 비정형 텍스트 처리)."""

from __future__ import annotations

import base64
import hmac
import unicodedata
from abc import abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.errors import UsageError
from pseudo.fictitious import KINDS
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict
from pseudo.techniques.particles import agreed

if TYPE_CHECKING:
    from pseudo.model import Span
    from pseudo.techniques.contract import Context, Options

__all__ = [
    "FICTITIOUS", "LABELS", "RedactOperator", "RedactText", "RedactTextParams", "RewriteOperator", "RewriteText",
    "RewriteTextParams", "SpanTechnique",
]  # fmt: skip

LABELS = {
    "AGE": "나이",
    "BIRTH_YEAR": "출생연도",
    "BODY_MEASURE": "신체 정보",
    "CASE_NUMBER": "사건번호",
    "CREDIT_CARD": "카드번호",
    "DIAGNOSIS": "질병·진료 정보",
    "DISABILITY": "장애·보훈 구분",
    "EDUCATION": "학력·학교·전공",
    "EMAIL_ADDRESS": "전자우편주소",
    "EVENT_DATE": "개인의 일자",
    "GENDER": "성별",
    "GEO_COORDINATE": "좌표",
    "IMEI": "단말기 고유번호(IMEI)",
    "INCOME": "소득·재산",
    "IP_ADDRESS": "IP 주소",
    "KR_ADDRESS": "주소",
    "KR_BANK_ACCOUNT": "계좌번호",
    "KR_BIRTH_DATE": "생년월일",
    "KR_BRN": "사업자등록번호",
    "KR_CI": "연계정보(CI)",
    "KR_CRN": "법인등록번호",
    "KR_CUSTOMS_CODE": "개인통관고유부호",
    "KR_DRIVER_LICENSE": "운전면허번호",
    "KR_FRN": "외국인등록번호",
    "KR_HEALTH_INSURANCE": "건강보험증번호",
    "KR_MILITARY_ID": "군번",
    "KR_PASSPORT": "여권번호",
    "KR_POSTAL_CODE": "우편번호",
    "KR_RRN": "주민등록번호",
    "KR_VEHICLE": "차량번호",
    "MARITAL_STATUS": "혼인·가구",
    "NATIONALITY": "국적·체류자격",
    "OCCUPATION": "직업·직급·부서",
    "PATIENT_ID": "환자번호",
    "PERSON": "성명",
    "PHONE_NUMBER": "전화번호",
    "REGION": "거주 지역",
    "REGION_CODE": "지역 코드",
    "SENSITIVE": "민감정보",
    "STUDENT_OR_EMPLOYEE_ID": "학번·사번",
    "VETERAN_ID": "보훈번호",
}
"""Entity → the word that stands for it; an entity without one goes by its own name."""


FICTITIOUS = {
    "CREDIT_CARD": "card",
    "EMAIL_ADDRESS": "email",
    "KR_ADDRESS": "address",
    "KR_BANK_ACCOUNT": "account",
    "KR_FRN": "rrn",
    "KR_MILITARY_ID": "military_id",
    "KR_RRN": "rrn",
    "PATIENT_ID": "patient_id",
    "PERSON": "person_name",
    "PHONE_NUMBER": "phone",
}
"""Entity → kind of fictitious values that may stand for it."""
TOKEN_BYTES = 8


class SpanTechnique(ColumnTechnique):
    """Found spans rewritten by Presidio's anonymizer; each distinct text is searched once a batch.

    A particle behind a span (은/는, 이/가, 을/를, 과/와, 으로/로) is made to agree with what stands there now. A subclass sets
    :meth:`replacement`.
    """

    @abstractmethod
    def replacement(self, entity: str, text: str) -> str:
        """What stands where an entity's text was found."""

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The rewritten texts."""
        del batch, rows
        return on_distinct(array, self._searched)

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule: that no identifier is left is the gate's own check."""
        return self.not_null()

    def _searched(self, texts: pa.Array) -> pa.Array:
        if self.context.find_spans is None:
            raise UsageError("techniques.no-finder", self.where(), technique=self.info.name)
        cells = texts.to_pylist()
        found = self.context.find_spans(cells)
        engine = _engine() if any(found) else None
        made = [self._rewritten(engine, t, spans) if spans else t for t, spans in zip(cells, found, strict=True)]
        return pa.array(made, pa.string())

    def _rewritten(self, engine: Any, text: str, spans: list[Span]) -> str:
        from presidio_anonymizer.entities import ConflictResolutionStrategy, RecognizerResult

        result = engine.anonymize(
            text,
            [RecognizerResult(s.entity, s.start, s.end, s.score) for s in spans],
            {s.entity: self._operator(s.entity) for s in spans},
            # overlapping spans are trimmed against each other, so that no character is left and none is rewritten twice
            conflict_resolution=ConflictResolutionStrategy.REMOVE_INTERSECTIONS,
            merge_entities_with_spaces=False,
        )
        made = str(result.text)
        for item in sorted(result.items, key=lambda item: -item.end):
            made = made[: item.end] + agreed(made[item.start : item.end], made[item.end :])
        return made

    def _operator(self, entity: str) -> Any:
        from presidio_anonymizer.entities import OperatorConfig

        return OperatorConfig("custom", {"lambda": lambda text: self.replacement(entity, text)})


class RedactOperator(StrEnum):
    """What stands where something was found."""

    TAG = "tag"
    MASK = "mask"


@dataclass(frozen=True)
class RedactTextParams:
    """Parameters of ``redact_text``.

    Attributes
    ----------
    operator : RedactOperator
        "tag": the kind of what stood there, as in [전화번호]. "mask": one * for each character.
    """

    operator: RedactOperator


class RedactText(SpanTechnique):
    """Found spans taken out, leaving a word for their kind or asterisks."""

    info = Info(
        name="redact_text",
        title=Text(ko="자유서식 텍스트 식별정보 제거", en="Redaction of free text"),
        family="suppression",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="heuristic",
        source="가명정보 처리 가이드라인 2026.3 별권 p.77-78; Presidio",
        caution=Text(
            ko="탐지되지 않은 식별정보와 문맥으로 알 수 있는 내용은 남습니다. "
            "가이드라인은 처리 후 사람이 확인하도록 하고 있습니다.",
            en="What the finder misses, and what the context gives away, remains. The guideline asks for a "
            "check by people afterwards.",
        ),
    )
    Params = RedactTextParams
    params: RedactTextParams

    def replacement(self, entity: str, text: str) -> str:
        """The label or the asterisks."""
        return "*" * len(text) if self.params.operator is RedactOperator.MASK else _tag(entity)


class RewriteOperator(StrEnum):
    """What stands where something was found."""

    TAG = "tag"
    MASK = "mask"
    DELETE = "delete"
    HMAC = "hmac"
    FICTITIOUS = "fictitious"


@dataclass(frozen=True)
class RewriteTextParams:
    """Parameters of ``rewrite_text``.

    Attributes
    ----------
    default : RewriteOperator
        For entities that ``by_entity`` does not name. "tag": the kind, as in [전화번호]. "mask": one * for each character.
        "delete": nothing. "hmac": the kind and a token of 64 bits in base32, as in [성명 K3QV5ZJ7MXA2C]. "fictitious": a marked
        fictitious value as of ``substitute``; a tag for kinds that have none.
    by_entity : dict
        Entity, as the finder names it (PERSON, PHONE_NUMBER, KR_RRN, ...), → one of these.
    """

    default: RewriteOperator
    by_entity: dict[str, RewriteOperator] = field(default_factory=dict)


class RewriteText(SpanTechnique):
    """Found spans rewritten kind by kind; the same words of a kind become the same in every cell and table of the domain.

    Marks and spaces within a span do not matter. A token is the beginning of that which ``hmac`` gives the same word in a column of
    the domain (in base32, normalised to letters and digits), and a fictitious value is that of ``substitute`` (by value).
    """

    info = Info(
        name="rewrite_text",
        title=Text(ko="자유서식 텍스트 식별정보 가명처리", en="Pseudonymization of free text"),
        family="suppression",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=True,
        output=Output.TIED,
        trust="heuristic",
        source="가명정보 처리 가이드라인 2026.3 별권 p.77-78, p.215-228; Presidio; RFC 2104",
        caution=Text(
            ko="탐지되지 않은 식별정보와 문맥으로 알 수 있는 내용은 남습니다. 토큰과 가상값은 같은 사람의 글을 서로 연결하며, 키를 "
            "가진 사람은 값을 대입해 볼 수 있습니다. 가이드라인은 처리 후 사람이 확인하도록 하고 있습니다.",
            en="What the finder misses, and what the context gives away, remains. Tokens and fictitious values link one person's "
            "texts, and who holds the key can try values. The guideline asks for a check by people afterwards.",
        ),
    )
    Params = RewriteTextParams
    params: RewriteTextParams

    def __init__(self, options: Options, params: RewriteTextParams, context: Context) -> None:
        super().__init__(options, params, context)
        self._secret = cache(context.secret)  # derived once, not for every span

    def check(self) -> None:
        """A domain, and a fictitious kind for each entity that shall have one."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        wanted = {e for e, operator in self.params.by_entity.items() if operator is RewriteOperator.FICTITIOUS}
        if strange := sorted(wanted - FICTITIOUS.keys()):
            raise Conflict(
                ko=f"가상값이 없는 종류입니다: {', '.join(strange)}",
                en=f"there are no fictitious values for {', '.join(strange)}",
            )

    def entities(self) -> tuple[str, ...]:
        """Those of ``by_entity``."""
        return tuple(self.params.by_entity)

    def replacement(self, entity: str, text: str) -> str:
        """What the entity's operator makes of it."""
        operator = self.params.by_entity.get(entity, self.params.default)
        if operator is RewriteOperator.MASK:
            return "*" * len(text)
        if operator is RewriteOperator.DELETE:
            return ""
        if operator is RewriteOperator.HMAC:
            token = base64.b32encode(self._draw(str(self.options.domain), text)[:TOKEN_BYTES]).rstrip(b"=").decode()
            return f"[{LABELS.get(entity, entity)} {token}]"
        if operator is RewriteOperator.FICTITIOUS and entity in FICTITIOUS:
            kind = FICTITIOUS[entity]
            draw = int.from_bytes(self._draw(f"substitute:{kind}:{self.options.domain}", text)[:8])
            return KINDS[kind].write(draw % KINDS[kind].values)
        return _tag(entity)

    def _draw(self, domain: str, text: str) -> bytes:
        """HMAC-SHA-256 of the text's letters and digits."""
        wide = unicodedata.normalize("NFKC", text)
        plain = "".join(c for c in wide if unicodedata.category(c)[0] in "LN").upper()
        return hmac.digest(self._secret(domain, 32), plain.encode(), "sha256")


def _tag(entity: str) -> str:
    return f"[{LABELS.get(entity, entity)}]"


def _engine() -> Any:
    from presidio_anonymizer import AnonymizerEngine

    engine: Any = AnonymizerEngine  # it has no types
    return engine()
