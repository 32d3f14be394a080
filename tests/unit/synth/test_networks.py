"""SDV's networks on a real table, for few epochs: nothing but what was treated comes out, and the seed decides it all."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import torch

from pseudo.errors import BadInput, UsageError
from pseudo.synth import Learning, build_task, choose, synthesize
from pseudo.synth.contract import create
from pseudo.synth.sdv import gan
from pseudo.synth.training import prepare

NETWORKS = ("copula_gan", "ctgan", "tvae")
FEW = Learning(epochs=2, batch_size=100)


@pytest.fixture
def rare(visits):
    """One disease and one fee that a single person has."""
    codes, fees = visits["상병코드"].to_pylist(), visits["체온"].to_pylist()
    codes[7], fees[7] = "Q99희귀", 44.4
    table = visits.set_column(visits.column_names.index("상병코드"), "상병코드", pa.array(codes))
    return table.set_column(table.column_names.index("체온"), "체온", pa.array(fees))


ONE_QUICKLY = [name if name == "tvae" else pytest.param(name, marks=pytest.mark.slow) for name in NETWORKS]
"""The others share their base with it."""


@pytest.mark.parametrize("engine", NETWORKS)
def test_a_network_gives_treated_values_only_and_keeps_every_rule(rare, recipe, as_source, engine):
    made = synthesize(as_source(rare), recipe, rows=300, seed=3, engine=engine, learning=FEW)
    table, treated = made.table, prepare(rare, build_task(rare.column_names, recipe))
    assert table.num_rows == 300
    for name in ("환자번호", "환자명", "주민등록번호"):
        assert not set(table[name].to_pylist()) & set(rare[name].to_pylist())
    assert set(table["상병코드"].to_pylist()) <= {"J00", "I10", "E11", "K29", None}
    low, high = treated.bounds["체온"]
    assert low <= pc.min(table["체온"]).as_py() <= pc.max(table["체온"]).as_py() <= high < 44.4
    pairs = set(zip(rare["시도"].to_pylist(), rare["시군구"].to_pylist(), strict=True))
    assert set(zip(table["시도"].to_pylist(), table["시군구"].to_pylist(), strict=True)) <= pairs
    assert pc.all(pc.less_equal(table["내원일자"], table["퇴원일자"])).as_py()
    assert table["총진료비"].equals(pc.add(table["본인부담금"], table["공단부담금"]))
    figures = {e.metric: e.value for e in made.evidence}
    assert (figures["constraint_violations"], figures["epochs"], figures["batch_size"]) == (0, 2, 100)
    assert figures["formal_guarantee"] == "none"


@pytest.mark.parametrize("engine", ONE_QUICKLY)
def test_seeds_of_training_and_of_drawing_decide_the_rows(visits, recipe, engine):
    task = build_task(visits.column_names, recipe)

    def rows(fit_seed, seed):
        made = create(engine, learning=FEW)
        made.fit(visits.select(task.read), task, fit_seed)
        return made.sample(40, seed)

    np.random.seed(3)  # noqa: NPY002  (the process's generators and threads must not matter)
    torch.manual_seed(5)
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    first = rows(1, 4)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)
    np.random.random(10)  # noqa: NPY002
    assert rows(1, 4).equals(first)
    assert not rows(2, 4).select(["체온"]).equals(first.select(["체온"]))
    assert not rows(1, 5).select(["체온"]).equals(first.select(["체온"]))


@pytest.mark.parametrize("engine", ONE_QUICKLY)
def test_a_fitted_network_draws_by_its_seed_alone_and_keeps_no_row(visits, recipe, engine):
    task = build_task(visits.column_names, recipe)
    made = create(engine, learning=FEW)
    made.fit(visits.select(task.read), task, 1)
    first, other, again = made.sample(30, 4), made.sample(700, 5), made.sample(30, 4)
    assert first.equals(again)
    assert not other.slice(0, 30).equals(first)
    assert len(made._training.coded.frame) == 0


@pytest.mark.parametrize(("engine", "batches"), [("ctgan", 6), ("tvae", 6)])
def test_progress_is_told_for_each_batch(visits, recipe, as_source, engine, batches):
    told = []
    learning = Learning(2, 200, lambda stage, rows: told.append((stage, rows)))
    synthesize(as_source(visits), recipe, rows=5, seed=1, engine=engine, learning=learning)
    assert told == [("train", 200)] * batches


def test_no_process_is_started_and_no_file_written(visits, recipe, as_source, monkeypatch, tmp_path):
    """SDV's library hands tables of 500 rows and more to other processes, through temporary files."""
    import joblib.externals.loky

    def refuse(*_args, **_kwargs):
        raise AssertionError("a process")

    monkeypatch.setattr(joblib.externals.loky, "get_reusable_executor", refuse)
    monkeypatch.setattr("subprocess.Popen", refuse)
    monkeypatch.setattr("os.fork", refuse)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    synthesize(as_source(visits), recipe, rows=5, seed=1, engine="tvae", learning=FEW)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_trained_is_refused(visits, recipe, as_source, monkeypatch):
    with pytest.raises(UsageError, match=r"synth\.learning-unused"):
        create("gaussian_copula", learning=FEW)
    for wrong in (Learning(0), Learning(1, 0), Learning(1, 25)):
        with pytest.raises(UsageError, match=r"synth\.batch-size"):
            create("ctgan", learning=wrong)
    monkeypatch.setattr(gan, "_MOST_CELLS", 10_000)
    with pytest.raises(BadInput, match=r"synth\.too-wide"):
        synthesize(as_source(visits), recipe, rows=5, seed=1, engine="tvae", learning=FEW)


def test_many_categories_are_nobodys_output(visits, recipe, as_source, capsys):
    """SDV prints an alert with the columns' names where a table is wide; nothing is printed here."""
    codes = pa.array([f"X{n % 1100}" for n in range(visits.num_rows * 10)])
    table = pa.concat_tables([visits] * 10)
    table = table.set_column(table.column_names.index("상병코드"), "상병코드", codes)
    public = tuple(sorted(set(codes.to_pylist())))
    spec = dataclasses.replace(recipe.synth, categories={**recipe.synth.categories, "상병코드": public})
    wide = dataclasses.replace(recipe, synth=spec)
    synthesize(as_source(table), wide, rows=5, seed=1, engine="ctgan", learning=Learning(1, 3000))
    assert capsys.readouterr().out == ""


def test_auto_chooses_by_the_budget_alone_and_never_a_network():
    assert choose("1")[0] == "dp_marginals"
    name, reason = choose(None)
    assert name == "gaussian_copula"
    assert "ε" in reason.ko
    assert "ε" in reason.en
