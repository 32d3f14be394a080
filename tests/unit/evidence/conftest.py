"""A small release folder, closed and signed."""

import pytest

from pseudo.evidence import Ledger, write_evidence, write_manifest
from pseudo.keys import Key
from pseudo.model import Check, CheckResult, Evidence, Manifest, Outcome


@pytest.fixture
def key():
    return Key("심장병연구", bytes(range(32)))


@pytest.fixture
def draft():
    return Manifest(
        created="2026-11-22T00:00:00Z",
        kind="pseudonymised",
        plan_digest="sha256:" + "ab" * 32,
        release_class="provision",
        project="심장병연구",
        recipient="가나병원",
        key_id="",
        input_mac="00" * 32,
        files=(),
        versions={"pseudokit": "0.1.0"},
        ledger_head="",
        ledger_length=0,
        verifying_key="",
    )


@pytest.fixture
def release(tmp_path, key, draft):
    folder = tmp_path / "release"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "visits.csv").write_text("진료과,나이\n내과,40\n외과,50\n", "utf-8")
    (folder / "plan.yaml").write_text("recipe: healthcare/visits\n", "utf-8")
    ledger = Ledger(folder / "ledger.jsonl")
    for event in ("planned", "transformed", "gate", "released"):
        ledger.append(event, rows=2, columns=["진료과", "나이"])
    figure = Evidence("rows", 2, "rows", "counted", "pseudokit", "release", 2, interval=(1.0, 2.5))
    result = CheckResult(Check("k_anonymity", ("나이",), {"k": 3}), Outcome.PASS, {"minimum_class_size": 3})
    write_evidence(folder, [figure], [result])
    write_manifest(folder, draft, key, {"data/visits.csv": (2, 2)})
    return folder
