"""Free-text cells: what the finder found is rewritten, the rest stays (규칙기반 비정형 텍스트 처리)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.errors import UsageError
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Rows

if TYPE_CHECKING:
    from pseudo.model import Span

__all__ = ["LABELS", "RedactOperator", "RedactText", "RedactTextParams"]

LABELS = {
    "CREDIT_CARD": "카드번호",
    "EMAIL_ADDRESS": "전자우편주소",
    "KR_ADDRESS": "주소",
    "KR_BANK_ACCOUNT": "계좌번호",
    "KR_BIRTH_DATE": "생년월일",
    "KR_BRN": "사업자등록번호",
    "KR_CRN": "법인등록번호",
    "KR_DRIVER_LICENSE": "운전면허번호",
    "KR_FRN": "외국인등록번호",
    "KR_PASSPORT": "여권번호",
    "KR_RRN": "주민등록번호",
    "PERSON": "성명",
    "PHONE_NUMBER": "전화번호",
}
"""Entity → the word that stands for it; an entity without one goes by its own name."""


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


class RedactText(ColumnTechnique):
    """Found spans rewritten by Presidio's anonymizer; each distinct text is searched once a batch."""

    info = Info(
        name="redact_text",
        title=Text(ko="자유서식 텍스트 식별정보 제거", en="Redaction of free text"),
        family="suppression",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
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

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The rewritten texts."""
        del batch, rows
        return on_distinct(array, self._redacted)

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule: that no identifier is left is the gate's own check."""
        return self.not_null()

    def _redacted(self, texts: pa.Array) -> pa.Array:
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
            {s.entity: self._operator(s.entity, len(text)) for s in spans},
            # overlapping spans are trimmed against each other, so that no character is left and none is rewritten twice
            conflict_resolution=ConflictResolutionStrategy.REMOVE_INTERSECTIONS,
            merge_entities_with_spaces=False,
        )
        return str(result.text)

    def _operator(self, entity: str, most: int) -> Any:
        from presidio_anonymizer.entities import OperatorConfig

        if self.params.operator is RedactOperator.MASK:
            return OperatorConfig("mask", {"masking_char": "*", "chars_to_mask": most, "from_end": False})
        return OperatorConfig("replace", {"new_value": f"[{LABELS.get(entity, entity)}]"})


def _engine() -> Any:
    from presidio_anonymizer import AnonymizerEngine

    engine: Any = AnonymizerEngine  # it has no types
    return engine()
