"""PROV and OpenLineage: every reference is defined, both events are there, columns say whether they were masked."""

from __future__ import annotations

from uuid import UUID

import pytest
from sample_papers import APPLICATION, CLEAN, INSPECTION, PLAN, RESULT, REVIEW, RISK_REVIEW, USAGE_PLAN

from pseudo.procedure import CaseStore
from pseudo.procedure.provenance import open_lineage, prov
from pseudo.procedure.treatment import Treated


@pytest.fixture
def recorded(tmp_path):
    store = CaseStore(tmp_path / "cases")
    case = store.register(APPLICATION, "김연구")
    treated = Treated(PLAN, RESULT, "provision", "pseudonymized", "상담-2026", "가나대학교")
    for step, paper in (
        ("usage_plan", USAGE_PLAN), ("risk_review", RISK_REVIEW), ("treatment", treated), ("inspection", INSPECTION),
        *(("pledge", pledge) for pledge in CLEAN.pledges), ("review", REVIEW),
    ):  # fmt: skip
        case = store.record(case.id, step, paper, "누군가")
    return case, store.entries(case.id)


def test_prov_refers_to_what_it_defines(recorded):
    case, entries = recorded
    document = prov(case, entries)
    assert len(document["activity"]) == len(entries)
    for relation in ("wasAssociatedWith", "used", "wasGeneratedBy"):
        for one in document[relation].values():
            assert one["prov:activity"] in document["activity"]
            assert one.get("prov:agent", "pk:agent/김연구") in document["agent"]
            assert one.get("prov:entity", f"pk:case/{case.id}") in document["entity"]
    [made] = document["wasGeneratedBy"].values()
    assert made["prov:entity"] == "pk:output/sha256:out"
    review = next(name for name, one in document["activity"].items() if one["prov:type"] == "review")
    assert {"prov:activity": review, "prov:entity": made["prov:entity"]} in document["used"].values()


def test_openlineage_has_both_events_and_the_columns(recorded):
    case, entries = recorded
    start, complete = open_lineage(case, entries, "한국병원")
    assert (start["eventType"], complete["eventType"]) == ("START", "COMPLETE")
    assert start["run"] == complete["run"]
    assert UUID(start["run"]["runId"]).version == 5
    for event in (start, complete):
        assert {"eventTime", "run", "job", "producer", "schemaURL"} <= set(event)
    fields = complete["outputs"][0]["facets"]["columnLineage"]["fields"]
    assert set(fields) == {column.column for column in PLAN.columns}
    assert {one["transformationType"] for one in fields.values()} == {"MASKED"}
    assert open_lineage(case, entries[:2], "x") == []
