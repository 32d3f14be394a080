"""The institution's procedure (가명정보 처리 가이드라인 2026.3): the case from request to destruction.

Papers are what people write; steps are what they do; the record is the chained list of both. What may not come in: a cell of a table.
"""

from __future__ import annotations

from pseudo.procedure.case import Case
from pseudo.procedure.required import FormNeed, needs
from pseudo.procedure.risk_class import RiskDecision, decide
from pseudo.procedure.sampling import claim, sample_size
from pseudo.procedure.steps import STEPS, next_steps
from pseudo.procedure.store import CaseStore, RecordReport, Summary
from pseudo.procedure.terms import Form, Need, RiskClass, Stage

__all__ = [
    "STEPS",
    "Case",
    "CaseStore",
    "Form",
    "FormNeed",
    "Need",
    "RecordReport",
    "RiskClass",
    "RiskDecision",
    "Stage",
    "Summary",
    "claim",
    "decide",
    "needs",
    "next_steps",
    "sample_size",
]
