"""``pseudo synth tables`` as a user runs it: a release of several files that verifies, and a broken link that does not pass."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linked")
    subprocess.run([sys.executable, ROOT / "examples/make_linked.py", folder, "--persons", "400"], check=True)
    return folder / "linked.yaml"


@pytest.fixture(scope="module")
def released(pseudo, spec, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out") / "release"
    pseudo("key", "new", "linked")
    return folder, pseudo(
        "synth", "tables", spec, "--rows", "300", "--seed", "5", "--project", "linked", "--out", folder
    )


def test_four_files_are_released_and_verify(pseudo, released):
    folder, done = released
    assert "checks pass" in done.stderr
    assert sorted(p.name for p in (folder / "data").iterdir()) == [
        "patients.csv",
        "readings.csv",
        "tests.csv",
        "visits.csv",
    ]
    assert len(pd.read_csv(folder / "data/patients.csv")) == 300
    answer = json.loads(pseudo("verify", folder, "--json").stdout)
    assert answer["ok"]
    assert answer["recomputed"]["checks"] > 40
    evidence = json.loads((folder / "evidence.json").read_text("utf-8"))["evidence"]
    assert [e["value"] for e in evidence if e["metric"] == "formal_guarantee"] == ["none"]


def test_the_gate_finds_what_is_broken_across_files(released, tmp_path):
    from pseudo.model import Outcome
    from pseudo.validators import gate_tables, reopen_tables
    from pseudo.workflow import Release
    from pseudo.workflow.release import data_files

    for name, old, new, kind in (
        ("tests.csv", None, "SYN-999999", "references"),
        ("visits.csv", None, "1900-01-01", "not_before_above"),
        ("visits.csv", None, "2999-01-01", "not_after_above"),
        ("visits.csv", "상병코드", "O80", "excluded_above"),
    ):
        forged = tmp_path / kind
        shutil.copytree(released[0], forged)
        path = forged / "data" / name
        table = pd.read_csv(path, dtype=str)
        if kind == "references":
            table.loc[0, "방문번호"] = new
        else:
            table[old or "방문일자"] = new
        table.to_csv(path, index=False)
        plan = Release(forged).plan
        results = gate_tables(reopen_tables(data_files(forged, plan)), plan)
        failed = {r.check.kind for r in results if r.outcome is Outcome.FAIL}
        assert kind in failed


def test_an_orphan_in_the_source_leaves_nothing_behind(pseudo, spec, tmp_path):
    shutil.copytree(spec.parent, tmp_path / "in")
    visits = tmp_path / "in/visits.csv"
    visits.write_text(visits.read_text("utf-8").replace(",P1,", ",없는사람,"), "utf-8")
    pseudo("key", "new", "orphan")
    out = tmp_path / "out/release"
    done = pseudo(
        "synth", "tables", tmp_path / "in/linked.yaml", "--rows", "9", "--project", "orphan", "--out", out, code=4
    )
    assert "synth.linked-orphans" in done.stderr
    assert "없는사람" not in done.stderr + done.stdout
    assert list(out.parent.iterdir()) == []
