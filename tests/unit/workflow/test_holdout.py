"""Persons kept back from learning: a split that no person straddles, and a copy that is not released."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import pseudo
from pseudo import synth
from pseudo.errors import PolicyRefused
from pseudo.keys import KeyStore
from pseudo.model import (
    ColumnRule,
    ColumnType,
    NullRule,
    Purpose,
    Recipe,
    ReleaseClass,
    Role,
    SynthRange,
    SynthSpec,
    Text,
)
from pseudo.table import frame_source
from pseudo.workflow.holdout import hold_back

WHY = Text("연구에 필요", "needed for the study")
ROOT = Path(__file__).resolve().parents[3]


def people(rows=200):
    return pa.table({"환자": [f"P{i % 50:03}" for i in range(rows)], "나이": [str(20 + i % 60) for i in range(rows)]})


def read(part, column):
    return [cell for batch in part.batches([column], 7) for cell in batch.column(0).to_pylist()]


def test_all_rows_of_a_person_are_on_one_side():
    learned, held = hold_back(frame_source(people()), "환자", 0.3, 1)
    first, second = read(learned, "환자"), read(held, "환자")
    assert len(first) + len(second) == 200
    assert not set(first) & set(second)
    assert 5 <= len(set(second)) <= 25  # of 50 persons, each with 0.3: outside with less than 1 in 1,000
    assert sorted(read(learned, "나이") + read(held, "나이")) == sorted(people()["나이"].to_pylist())


@pytest.mark.parametrize("without", [0, 17, 49])
def test_nobody_changes_sides_when_another_person_comes_or_goes(without):
    """Else a guarantee for each person of the learned part would be none for the persons of the table."""
    table = people()
    others = table.filter(pc.not_equal(table["환자"], f"P{without:03}"))
    for seed in range(5):
        whole = set(read(hold_back(frame_source(table), "환자", 0.3, seed)[1], "환자"))
        fewer = set(read(hold_back(frame_source(others), "환자", 0.3, seed)[1], "환자"))
        assert fewer == whole - {f"P{without:03}"}


def test_rows_without_a_person_are_learned_from():
    table = pa.table({"환자": [None, "P1"] * 50, "나이": [str(i) for i in range(100)]})
    assert None not in read(hold_back(frame_source(table), "환자", 0.99, 1)[1], "환자")


def test_rows_are_split_where_no_column_tells_persons_apart():
    source = frame_source(people())
    learned, held = hold_back(source, None, 0.25, 1)
    assert len(read(learned, "나이")) + len(read(held, "나이")) == 200
    assert 25 <= len(read(held, "나이")) <= 75  # each with 0.25: outside with less than 1 in 10,000
    assert read(held, "나이") == read(hold_back(source, None, 0.25, 1)[1], "나이")
    assert read(held, "나이") != read(hold_back(source, None, 0.25, 2)[1], "나이")
    assert held.mac(b"k" * 32) == source.mac(b"k" * 32)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, float("nan")])
def test_a_share_that_leaves_nobody_on_one_side_is_refused(share):
    with pytest.raises(ValueError, match="above 0 and below 1"):
        hold_back(frame_source(people()), None, share, 1)


@pytest.fixture(scope="module")
def visits(tmp_path_factory):
    """1,500 made-up visits, and a folder with a key."""
    folder = tmp_path_factory.mktemp("visits")
    path = folder / "visits.csv"
    subprocess.run(
        [sys.executable, ROOT / "examples/make_visits.py", path, "--rows", "1500", "--seed", "7"], check=True
    )
    KeyStore(folder / "keys").new("default")
    return path, folder / "keys"


def synthesize(visits, out, **more):
    path, keys = visits
    return pseudo.synthesize(path, "healthcare/visits", out, rows=300, seed=1, keys=keys, holdout=0.4, **more)


def test_a_synthesizer_that_copies_is_not_released(visits, tmp_path, monkeypatch):
    honest = synth.synthesize

    def copies(source, recipe, **more):
        made = honest(source, recipe, **more)
        table = pa.Table.from_batches(source.batches(made.table.column_names))
        for place, column in enumerate(made.task.columns):
            if column.provider is not None:
                table = table.set_column(place, column.name, pa.array([f"가상{i}" for i in range(len(table))]))
        return synth.Synthesis(table, made.evidence, made.task)

    monkeypatch.setattr(synth, "synthesize", copies)
    pytest.importorskip("sdv")
    with pytest.raises(PolicyRefused, match=r"workflow\.synth-leaks") as caught:
        synthesize(visits, tmp_path / "release")
    assert "copying_risk_0_1" in caught.value.facts["leaks"]
    assert list(tmp_path.iterdir()) == []


def test_figures_of_the_attacks_are_in_the_evidence_and_identifiers_are_not_attacked(visits, tmp_path):
    pytest.importorskip("sdv")
    synthesize(visits, tmp_path / "release")
    figures = json.loads((tmp_path / "release/evidence.json").read_text("utf-8"))["evidence"]
    by_metric = {figure["metric"]: figure for figure in figures}
    assert by_metric["holdout_rows"]["value"] + by_metric["training_rows"]["value"] == 1500
    assert by_metric["membership_distance_auc"]["basis"] == "input"
    assert by_metric["guide_single_out_0_1"]["params"]["limit"] >= 0
    assert "환자번호" not in by_metric["copying_risk_0_1"]["columns"]
    assert pseudo.verify(tmp_path / "release").ok


def test_a_private_engine_keeps_no_rows_back_by_their_place(visits, tmp_path):
    policy = Recipe(
        name="test/ages",
        version="1",
        title=WHY,
        description=WHY,
        release_class=ReleaseClass.INTERNAL,
        purpose=Purpose.RESEARCH,
        purpose_text=Text("연령대별 재입원 요인을 분석", "predictors of readmission by age band"),
        subject=None,
        columns=(
            ColumnRule(Role.QUASI_IDENTIFIER, "keep", NullRule.KEEP, WHY, names=("나이",), type=ColumnType.INTEGER),
            ColumnRule(Role.DIRECT_IDENTIFIER, "delete", NullRule.KEEP, WHY, names=("환자",)),
        ),
        anonymity=None,
        synth=SynthSpec(ranges={"나이": SynthRange(0, 120)}, drop=("환자",)),
    )
    how = {"rows": 50, "seed": 1, "engine": "dp_marginals", "epsilon": "1", "keys": visits[1]}
    with pytest.raises(PolicyRefused, match=r"workflow\.holdout-rows"):
        pseudo.synthesize(people(), policy, tmp_path / "release", holdout=0.3, **how)
    with pytest.raises(PolicyRefused, match=r"dp\.no-budget"):  # it was the holdout that stood in the way
        pseudo.synthesize(people(), policy, tmp_path / "release", **how)
