"""A store of its own, and the clean dossier's case brought to a stage in it."""

from __future__ import annotations

import pytest
from sample_papers import APPLICATION, CLEAN, INSPECTION, PLAN, RESULT, REVIEW, RISK_REVIEW, USAGE_PLAN

from pseudo.procedure import CaseStore
from pseudo.procedure.treatment import Treated

TREATED = Treated(PLAN, RESULT, "provision", "pseudonymized", "상담-2026", "가나대학교")


@pytest.fixture
def treated():
    """A release as the record knows it."""
    return TREATED


@pytest.fixture
def store(tmp_path):
    return CaseStore(tmp_path / "cases")


@pytest.fixture
def to_stage():
    """``to_stage(store, stage, **papers)``: a case of the clean dossier, brought to a stage."""

    def brought(store, stage, **papers):
        """A case of the clean dossier, brought to a stage."""
        case = store.register(papers.get("application", APPLICATION), "김연구")
        steps = [
            ("usage_plan", USAGE_PLAN),
            ("risk_review", papers.get("risk_review", RISK_REVIEW)),
            ("treatment", TREATED),
            ("inspection", INSPECTION),
            *(("pledge", pledge) for pledge in CLEAN.pledges),
            ("review", papers.get("review", REVIEW)),
        ]
        for step, paper in steps:
            if case.stage is stage and step != "usage_plan":
                return case
            case = store.record(case.id, step, paper, "누군가")
        return case

    return brought
