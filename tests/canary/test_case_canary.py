"""No rare cell of a table reaches the record, the sealed file or a form; what a category's table shows has rows enough."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pseudo.forms import render, sheets
from pseudo.keys import KeyStore
from pseudo.procedure.papers import Person
from pseudo.procedure.reading import load_paper
from pseudo.procedure.steps import STEPS
from pseudo.workflow import apply, case_store, dossier_of_case, make_plan, take_in

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "cases" / "defense"
MARKER = "병과표시자카나리아"


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Personnel of whom one has a branch, an education and a height that nobody else has."""
    path = tmp_path_factory.mktemp("marked") / "personnel.csv"
    words = [sys.executable, ROOT / "examples/make_personnel.py", path, "--rows", "1500", "--seed", "3"]
    subprocess.run(words, check=True, capture_output=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[7]["최종학력"] = MARKER
    rows[7]["신장"] = "219.7"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_rare_cell_reaches_no_record_and_no_form(marked, tmp_path, monkeypatch):
    """Education is kept and its rare values are not treated, so the marker is in the release, and must be nowhere else."""
    text = (ROOT / "recipes/defense/personnel.yaml").read_text("utf-8")
    text = re.sub(r"max_suppressed_rate: [0-9.]+", "max_suppressed_rate: 0.9", text)
    text = text.replace("discharge_date, education, height_cm", "discharge_date, height_cm")
    head, rule, rest = text.partition("names: [education")
    recipe = tmp_path / "personnel.yaml"
    recipe.write_text(head + rule + rest.replace("by: suppress_rare", "by: keep", 1), "utf-8")
    KeyStore().new("canary")
    release = tmp_path / "release"
    apply(marked, make_plan(marked, recipe, project="canary"), release)
    released = b"".join(path.read_bytes() for path in (release / "data").iterdir())
    assert MARKER.encode() in released
    store = case_store()
    case = store.register(load_paper(EXAMPLES / "application.yaml", STEPS["application"].paper), "오계획")
    for step in ("usage_plan", "risk_review"):
        store.record(case.id, step, load_paper(EXAMPLES / f"{step}.yaml", STEPS[step].paper), "문검토")
    take_in(case.id, release, Person("민처리", "가상사령부 정보화처"))

    shown = [MARKER, "219.7", "04-10007"]
    for path in (path for path in store.folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert [text for text in shown if text.encode() in content] == [], path.name
    dossier = dossier_of_case(case.id)
    assert dossier.treatment_result.distributions
    for sheet in sheets(dossier):
        assert [text for text in shown if text in str(sheet)] == []
        for kind in ("html", "json"):
            assert [text for text in shown if text.encode() in render(sheet, kind)] == []
    for table in dossier.treatment_result.distributions:
        assert all(share.count is None or share.count > 3 for share in table.shares)
