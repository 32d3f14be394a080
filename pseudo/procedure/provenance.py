"""A case's record in the words of other tools: W3C PROV-JSON, and OpenLineage run events of its treatment.

Sources: W3C Member Submission PROV-JSON (2013); OpenLineage 2-0-2, column lineage facet 1-2-0. Nothing is sent anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.ledger import Entry
    from pseudo.procedure.case import Case

__all__ = ["open_lineage", "prov"]

PREFIX = "tag:pseudokit,2026:"
PRODUCER = "tag:pseudokit,2026:pseudokit"
EVENT_SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
FACET_SCHEMA = "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json"
GENERATES, USES = ("treatment",), ("inspection", "review", "provision", "combination", "destruction")


def prov(case: Case, entries: Sequence[Entry]) -> dict[str, Any]:
    """Give the case as a PROV document: steps are activities, people agents, the output an entity.

    Parameters
    ----------
    case : Case
    entries : sequence of Entry
        Its lines in the record.
    """
    document: dict[str, Any] = {
        "prefix": {"pk": PREFIX},
        "entity": {f"pk:case/{case.id}": {"prov:type": "case", "prov:label": case.title}},
        "activity": {},
        "agent": {},
        "wasAssociatedWith": {},
        "used": {},
        "wasGeneratedBy": {},
    }
    output = ""
    for entry in entries:
        step, agent = f"pk:step/{entry.seq}", f"pk:agent/{entry.facts['by']}"
        document["activity"][step] = {
            "prov:startTime": entry.time,
            "prov:endTime": entry.time,
            "prov:type": entry.event,
            "pk:hash": entry.hash,
        }
        document["agent"][agent] = {"prov:type": "prov:Person"}
        document["wasAssociatedWith"][f"_:a{entry.seq}"] = {"prov:activity": step, "prov:agent": agent}
        if entry.event in GENERATES:
            output = f"pk:output/{entry.facts['paper']['result']['output']}"
            document["entity"][output] = {"prov:type": "release"}
            document["wasGeneratedBy"][f"_:g{entry.seq}"] = {"prov:entity": output, "prov:activity": step}
        used = output if entry.event in USES and output else f"pk:case/{case.id}"
        document["used"][f"_:u{entry.seq}"] = {"prov:activity": step, "prov:entity": used}
    return document


def open_lineage(case: Case, entries: Sequence[Entry], namespace: str) -> list[dict[str, Any]]:
    """Give START and COMPLETE of each treatment, with which columns are as they were and which were masked.

    Parameters
    ----------
    namespace : str
        The institution's name for its jobs and data.
    """
    return [
        event
        for entry in entries
        if entry.event in GENERATES
        for event in (_event("START", case, entry, namespace), _event("COMPLETE", case, entry, namespace))
    ]


def _event(kind: str, case: Case, entry: Entry, namespace: str) -> dict[str, Any]:
    paper = entry.facts["paper"]
    source = {"namespace": namespace, "name": f"{case.id}/input"}
    made = {"namespace": namespace, "name": f"{case.id}/{paper['result']['output']}"}
    facets = {"columnLineage": _columns(paper["plan"]["columns"], source)} if kind == "COMPLETE" else {}
    return {
        "eventType": kind,
        "eventTime": entry.time,
        "run": {"runId": str(uuid5(NAMESPACE_URL, f"{PREFIX}{entry.hash}"))},
        "job": {"namespace": namespace, "name": f"{case.id}/treatment"},
        "inputs": [source],
        "outputs": [{**made, "facets": facets}],
        "producer": PRODUCER,
        "schemaURL": EVENT_SCHEMA,
    }


def _columns(columns: list[dict[str, Any]], source: dict[str, str]) -> dict[str, Any]:
    kept = [column for column in columns if column["technique"] != "delete" and column["kind"] != "기타"]
    fields = {
        column["column"]: {
            "inputFields": [{**source, "field": column["column"]}],
            "transformationDescription": column["treatment"],
            "transformationType": "IDENTITY" if column["technique"] == "keep" else "MASKED",
        }
        for column in kept
    }
    return {"_producer": PRODUCER, "_schemaURL": FACET_SCHEMA, "fields": fields}
