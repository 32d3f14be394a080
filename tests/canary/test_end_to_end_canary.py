"""A marker in every column, every stage made to fail: the marker is in nothing that is written but the release's data."""

from __future__ import annotations

import csv
import io
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from pseudo.cli import main

ROOT = Path(__file__).resolve().parents[2]
MARKER = "CANARYq7x3z"
STAGES = [
    ("pseudo.table.opening", "open_source"),
    ("pseudo.detect", "scan_source"),
    ("pseudo.planning", "build_plan"),
    ("pseudo.engine", "run"),
    ("pseudo.engine.pipeline", "cast"),
    ("pseudo.table", "open_sink"),
    ("pseudo.validators", "reopen_tables"),
    ("pseudo.validators", "gate_tables"),
    ("pseudo.validators", "measure_tables"),
    ("pseudo.evidence", "write_evidence"),
    ("pseudo.evidence", "write_manifest"),
    ("pseudo.dp.counts", "CountTable"),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """400 made-up visits as header and rows."""
    path = tmp_path_factory.mktemp("tables") / "visits.csv"
    subprocess.run([sys.executable, ROOT / "examples/make_visits.py", path, "--rows", "400", "--seed", "3"], check=True)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


COLUMNS = [
    "환자번호", "환자명", "주민등록번호", "전화번호", "주소", "생년월일", "성별", "내원일자", "입원일자", "퇴원일자",
    "진료과", "주상병코드", "보험유형", "본인부담금", "공단부담금",
]  # fmt: skip


@pytest.fixture
def run(tmp_path, monkeypatch, capfd, caplog):
    """Run the program in this process; give its exit code and every text it left outside the release's data."""
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("PSEUDO_HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("PSEUDO_DEBUG", "1")
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)

    def call(*words):
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words])
        return stopped.value.code

    def traces():
        out = capfd.readouterr()
        files = [
            p
            for p in tmp_path.rglob("*")
            if p.is_file() and "data" not in p.relative_to(tmp_path).parts[:2] and p.name != "input.csv"
        ]
        files = [p for p in files if not (p.parent.name == "data" and p.parent.parent.name == "release")]
        return (
            out.out + out.err + caplog.text + "".join(p.read_bytes().decode("utf-8", "replace") + p.name for p in files)
        )

    text = (ROOT / "recipes/healthcare/visits.yaml").read_text("utf-8")  # with a limit for a table this small
    for stated, small in (("rate: 0.05", "rate: 0.99"), ("k: 5", "k: 2"), ("frequency: 3", "frequency: 1")):
        text = text.replace(stated, small)
    (tmp_path / "recipe.yaml").write_text(text, "utf-8")
    assert call("key", "new", "demo") == 0
    assert call("budget", "grant", "demo/patient", "--epsilon", "100") == 0
    return call, traces


def write(rows, path):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), "utf-8")


def planted(table, column, marker):
    rows = [list(row) for row in table]
    rows[7][rows[0].index(column)] = marker
    return rows


APPLY = ("--recipe", "recipe.yaml", "--project", "demo", "--out", "release")


def test_without_a_marker_the_table_is_released(run, table, tmp_path):
    """The control: what follows fails for the marker's sake."""
    call, _ = run
    write(table, tmp_path / "input.csv")
    assert call("apply", "input.csv", *APPLY) == 0


@pytest.mark.parametrize("column", COLUMNS)
def test_a_marker_in_a_column_stays_in_the_data(run, table, tmp_path, column):
    call, traces = run
    write(planted(table, column, MARKER), tmp_path / "input.csv")
    assert call("scan", "input.csv") == 0
    assert call("scan", "input.csv", "--json") == 0
    code = call("apply", "input.csv", *APPLY)
    assert code in (0, 3, 4, 5)
    if code == 0:
        assert call("verify", "release") == 0
        assert call("report", "release", "-o", "report.html") == 0
        assert call("report", "release", "--format", "json") == 0
    assert MARKER not in traces()


@pytest.mark.parametrize(("module", "name"), STAGES)
def test_a_stage_that_fails_with_the_marker_in_its_message(run, table, tmp_path, monkeypatch, module, name):
    """Whatever a library says in its exception stays unsaid."""
    import importlib

    call, traces = run
    write(table, tmp_path / "input.csv")

    def fail(*_args, **_named):
        raise ValueError(MARKER)

    real = importlib.import_module(module)
    monkeypatch.setattr(real, name, fail)
    for user in (
        "pseudo.table",
        "pseudo.engine",
        "pseudo.workflow.applying",
        "pseudo.dp",
        "pseudo.validators",
        "pseudo.detect",
    ):
        if hasattr(importlib.import_module(user), name):
            monkeypatch.setattr(importlib.import_module(user), name, fail, raising=False)
    assert call("apply", "input.csv", *APPLY) == 1
    said = traces()
    assert MARKER not in said
    assert "general.internal" in said
    assert not (tmp_path / "release").exists()
    assert list(tmp_path.glob(".release.candidate-*")) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: [*rows[:9], [*rows[9], MARKER], *rows[10:]],
        lambda rows: [*rows[:9], [MARKER], *rows[10:]],
        lambda rows: [*rows[:9], [MARKER + "\0", *rows[9][1:]], *rows[10:]],
        lambda rows: [[*rows[0][:-1], rows[0][0]], *planted(rows, rows[0][0], MARKER)[1:]],
    ],
    ids=["cell too many", "cells too few", "NUL", "duplicate name"],
)
def test_a_broken_file_is_refused_without_its_cells(run, table, tmp_path, spoil):
    call, traces = run
    write(spoil(table), tmp_path / "input.csv")
    assert call("apply", "input.csv", *APPLY) == 4
    assert MARKER not in traces()
    assert not (tmp_path / "release").exists()


def test_synthesis_never_repeats_the_marker(run, table, tmp_path):
    pytest.importorskip("sdv")
    call, traces = run
    rows = table
    for column in ("환자명", "진료과", "주상병코드"):
        rows = planted(rows, column, MARKER)
    write(rows, tmp_path / "input.csv")
    code = call("synth", "input.csv", "--rows", "100", *APPLY)
    assert code in (0, 3, 4)
    assert MARKER not in traces()
    if code == 0:
        assert MARKER not in (tmp_path / "release/data/visits.csv").read_text("utf-8")
