"""``--engine spark`` as a user runs it: the same bytes as on one machine, through gate and private statistics."""

from __future__ import annotations

import csv
import importlib.util
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import pseudo as pseudokit
from pseudo import Release
from pseudo.table import open_source


@pytest.fixture
def folder(visits, tmp_path):
    """The visits as a folder of Parquet files, one for each department, in row groups of 300."""
    whole = pa.Table.from_batches(open_source(visits).batches())
    departments = whole["진료과"].unique().to_pylist()
    assert None not in departments
    for department in departments:
        rows = whole.filter(pc.equal(whole["진료과"], department)).drop_columns(["진료과"])
        (tmp_path / "visits" / f"진료과={department}").mkdir(parents=True)
        pq.write_table(rows, tmp_path / "visits" / f"진료과={department}" / "part-0.parquet", row_group_size=300)
    return tmp_path / "visits"


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="pip install 'pseudokit[spark]'")
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java: Spark needs 17 or newer")
def test_a_folder_gives_the_same_release_on_spark(pseudo, recipes, folder, tmp_path, monkeypatch):
    recipe = recipes("healthcare/visits")
    monkeypatch.setenv("PSEUDO_HOME", str(pseudo.home))
    plan = pseudokit.plan(folder, recipe, project="demo")
    here = pseudokit.apply(folder, plan, tmp_path / "here")
    pseudo(
        "apply", folder, "--recipe", recipe, "--project", "demo", "--out", tmp_path / "there",
        "--engine", "spark", "--master", "local[2]",
        env={"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"},
    )  # fmt: skip
    there = Release(tmp_path / "there")
    assert there.data.read_bytes() == here.data.read_bytes()
    assert there.plan.digest == here.plan.digest
    assert there.manifest.input_mac == here.manifest.input_mac
    assert [r.outcome for r in there.results] == [r.outcome for r in here.results]
    for table in (here.path / "statistics").iterdir():
        assert categories(there.path / "statistics" / table.name) == categories(table)


def categories(path):
    """What a table of counts counts; its noise is never the same twice."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)]
