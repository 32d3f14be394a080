"""A planted value is in no file, message, log or warning of a statistics' release: not even in the table, whose groups are public."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest

from pseudo.cli import main

ROOT = Path(__file__).resolve().parents[2]
MARK = "CANARYq7x3z"
NUMBER = "987654321"
HEAD = ["환자번호", "성별", "진료과", "진료구분", "총진료비"]
STAGES = [
    ("pseudo.dp.records", "hmac_sha256_rows"),
    ("pseudo.dp.records", "_codes"),
    ("pseudo.dp.statistics", "vectors_of"),
    ("pseudo.dp.noise.Noise", "draw"),
    ("pseudo.workflow.tabulating", "write_table"),
    ("pseudo.validators", "gate_tables"),
    ("pseudo.evidence", "write_manifest"),
]


@pytest.fixture
def run(tmp_path, monkeypatch, capfd, caplog):
    """Run the program in this process on a table; give its exit code and all that it left anywhere but in the input."""
    home = tmp_path / "home"
    monkeypatch.setenv("PSEUDO_HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("PSEUDO_DEBUG", "1")
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)

    def call(*words):
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words])
        return stopped.value.code

    def stats(rows):
        lines = [",".join(row) for row in [HEAD, *rows]]
        (tmp_path / "input.csv").write_text("\n".join(lines) + "\n", "utf-8")
        words = (
            "input.csv",
            "--spec",
            ROOT / "examples/visit_statistics.yaml",
            "--project",
            "demo",
            "--out",
            "release",
        )
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            code = call("stats", *words)
        said = capfd.readouterr()
        files = [p for p in tmp_path.rglob("*") if p.is_file() and p.name != "input.csv"]
        written = "".join(p.read_bytes().decode("utf-8", "replace") + p.name for p in files)
        return code, said.out + said.err + caplog.text + written + "".join(str(w.message) for w in warned)

    assert call("key", "new", "demo") == 0
    assert call("budget", "grant", "demo/patient", "--epsilon", "100", "--delta", "0.1") == 0
    return stats


def table(**planted):
    rows = [[f"P{i // 2}", "남", "내과", "외래", str(30000 + i)] for i in range(60)]
    for name, value in planted.items():
        rows[7][HEAD.index(name)] = value
    return rows


@pytest.mark.parametrize("column", HEAD[:4])
def test_a_value_outside_the_public_groups_is_nowhere(run, column):
    code, left = run(table(**{column: MARK}))
    assert code == 0
    assert MARK not in left


def test_a_number_beyond_the_limits_is_nowhere(run):
    code, left = run(table(총진료비=NUMBER))
    assert code == 0
    assert NUMBER not in left


def test_a_cell_that_is_no_number_is_refused_by_its_row(run):
    code, left = run(table(총진료비=MARK))
    assert code == 4
    assert "[table.bad-cell]" in left
    assert MARK not in left


@pytest.mark.parametrize(("where", "what"), STAGES)
def test_a_stage_that_fails_with_a_cell_in_its_message_does_not_say_it(run, monkeypatch, where, what):
    def fail(*_args, **_more):
        raise RuntimeError(MARK)

    monkeypatch.setattr(f"{where}.{what}", fail)
    code, left = run(table(환자번호=MARK))
    assert code == 1
    assert MARK not in left
    assert "general.internal" in left
