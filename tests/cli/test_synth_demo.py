"""``pseudo synth demo``: a release from nothing, which verifies; each planted violation is caught by the gate."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.csv as pacsv
import pytest

from pseudo.entropy import seeded
from pseudo.synth.fields import field_model

ROWS = 600


def test_a_release_from_nothing_verifies(tmp_path):
    def pseudo(*words):
        where = {**os.environ, "PSEUDO_KEYS": str(tmp_path / "keys")}
        return subprocess.run(
            [sys.executable, "-m", "pseudo", *words], env=where, check=False, capture_output=True, text=True
        )

    out = tmp_path / "demo"
    assert pseudo("key", "new", "default").returncode == 0
    made = pseudo("synth", "demo", "healthcare/visits", "--rows", str(ROWS), "--seed", "3", "--out", str(out))
    assert made.returncode == 0, made.stderr
    evidence = json.loads((out / "evidence.json").read_text("utf-8"))
    assert "no real record was read" in json.dumps(evidence)
    assert pseudo("verify", str(out)).returncode == 0
    written = pacsv.read_csv(next((out / "data").iterdir()))
    assert written.num_rows == ROWS


def test_one_seed_one_table():
    model = field_model("healthcare/visits")
    first, again, other = (model.generate(ROWS, seeded(s, "test")) for s in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_diagnoses_fit_the_sex():
    table = field_model("healthcare/visits").generate(3000, seeded(5, "test")).to_pandas()
    women = table["주상병코드"].isin(["C50.9", "O80.9", "N92.0", "D25.9"])
    men = table["주상병코드"].isin(["C61", "N40"])
    assert women.any()
    assert men.any()
    assert set(table.loc[women, "성별"]) == {"여"}
    assert set(table.loc[men, "성별"]) == {"남"}


@pytest.mark.parametrize("column", ["총진료비", "본인부담금"])
def test_costs_that_do_not_add_up_are_refused(tmp_path, monkeypatch, column):
    from dataclasses import replace

    from pseudo.errors import GateFailed
    from pseudo.keys import KeyStore
    from pseudo.synth import fields
    from pseudo.workflow.demonstrating import demonstrate

    honest = field_model("healthcare/visits")

    def planted(rows, rng):
        table = honest.generate(rows, rng)
        cells = table[column].to_pylist()
        cells[7] += 10
        return table.set_column(table.column_names.index(column), column, pa.array(cells))

    monkeypatch.setattr(fields, "field_model", lambda name: replace(honest, generate=planted))
    KeyStore(tmp_path / "keys").new("default")
    with pytest.raises(GateFailed) as failed:
        demonstrate("healthcare/visits", tmp_path / "out", rows=ROWS, seed=1, keys=tmp_path / "keys")
    assert [r.check.kind for r in failed.value.results if r.outcome.value != "pass"] == ["sum_equals"]
    assert not (tmp_path / "out").exists()
