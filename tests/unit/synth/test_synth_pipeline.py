"""The whole way: a table and a recipe in, synthetic rows out."""

from __future__ import annotations

import dataclasses
import importlib
import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import pseudo.synth
from pseudo.errors import BadInput, MissingExtra, PolicyRefused, PseudoError, UsageError
from pseudo.model import ColumnType, SynthConstraint
from pseudo.synth import engines, synthesize
from pseudo.synth.contract import Synthesizer, create

ROOT = Path(__file__).parents[3]


@pytest.fixture
def made(visits, recipe, as_source):
    return synthesize(as_source(visits), recipe, rows=400, seed=1)


def figure(synthesis, metric, column=None):
    return next(e for e in synthesis.evidence if e.metric == metric and (column is None or e.columns == (column,)))


def test_the_output_has_the_tables_columns_and_types_without_the_dropped(made, visits):
    assert made.table.column_names == [n for n in visits.column_names if n != "비고"]
    assert made.table.num_rows == 400
    for name in made.table.column_names:
        assert made.table.schema.field(name).type == visits.schema.field(name).type


def test_identifiers_are_fictitious_in_every_row(made, visits):
    for name in ("환자번호", "환자명", "주민등록번호"):
        assert not set(made.table[name].to_pylist()) & set(visits[name].to_pylist())
    assert made.table["환자번호"].null_count == 0
    assert len(set(made.table["환자번호"].to_pylist())) == 400


def test_replaced_identifiers_are_not_even_read(visits, recipe, as_source):
    source = as_source(visits)
    synthesize(source, recipe, rows=5, seed=1)
    assert not source.asked & {"환자명", "주민등록번호", "비고"}


def test_every_rule_holds_in_every_row(made, visits):
    t = made.table
    for low, high in (("생년월일", "내원일자"), ("내원일자", "퇴원일자")):
        assert pc.all(pc.less_equal(t[low], t[high])).as_py()
    assert pc.min(t["본인부담금"]).as_py() > 0
    assert t["총진료비"].equals(pc.add(t["본인부담금"], t["공단부담금"]))
    stays = pc.add(pc.days_between(t["내원일자"], t["퇴원일자"]), 1)
    assert t["재원일수"].to_pylist() == stays.to_pylist()
    real = set(zip(visits["시도"].to_pylist(), visits["시군구"].to_pylist(), strict=True))
    assert set(zip(t["시도"].to_pylist(), t["시군구"].to_pylist(), strict=True)) <= real
    assert figure(made, "constraint_violations").value == 0


def test_the_same_seed_gives_the_same_table_and_another_seed_another(visits, recipe, as_source, made):
    np.random.seed(3)  # noqa: NPY002  (the global state must not matter)
    again = synthesize(as_source(visits), recipe, rows=400, seed=1)
    other = synthesize(as_source(visits), recipe, rows=400, seed=2)
    assert again.table.equals(made.table)
    for name in made.table.column_names:
        assert not other.table[name].equals(made.table[name]), name
    assert figure(again, "exact_copy_rate") == figure(made, "exact_copy_rate")


def test_a_fitted_engine_samples_by_its_seed_alone(visits, recipe):
    task = pseudo.synth.build_task(visits.column_names, recipe)
    engine = create("gaussian_copula")
    engine.fit(visits.select(task.read), task, seed=1)
    first, other, again = engine.sample(50, 4), engine.sample(50, 5), engine.sample(50, 4)
    assert first.equals(again)
    assert not first.equals(other)


def test_columns_keep_their_distributions(made):
    """Bars well above what was measured (0.03 to 0.10), far below what a wrong model gives (0.7)."""
    for evidence in made.evidence:
        if evidence.metric in {"kolmogorov_smirnov", "total_variation"}:
            assert evidence.value < 0.2, evidence.columns
    assert figure(made, "kolmogorov_smirnov", "내원일자").value < 0.2


def test_missing_cells_keep_their_rate(made):
    assert 0.1 < made.table["퇴원일자"].null_count / 400 < 0.3
    assert made.table["내원일자"].null_count == 0


def test_evidence_says_engine_seed_and_no_guarantee(made):
    assert figure(made, "rows").value == 400
    assert figure(made, "rows").seed == 1
    assert figure(made, "formal_guarantee").value == "none"
    assert figure(made, "training_rows").value == 600
    assert all(e.basis == "input" for e in made.evidence)
    words = " ".join(f"{e.metric} {e.method} {e.source}" for e in made.evidence).lower()
    assert "anonymous" not in words
    assert "safe" not in words


def test_text_dates_come_back_in_their_format(visits, recipe, as_source):
    position = visits.column_names.index("내원일자")
    texts = pa.array([d.strftime("%Y%m%d") for d in visits["내원일자"].to_pylist()])
    rules = tuple(
        dataclasses.replace(r, date_format="%Y%m%d") if r.names == ("내원일자",) else r for r in recipe.columns
    )
    table = visits.set_column(position, "내원일자", texts)
    made = synthesize(as_source(table), dataclasses.replace(recipe, columns=rules), rows=50, seed=1)
    assert all(len(c) == 8 and c.isdigit() for c in made.table["내원일자"].to_pylist())


def test_more_rows_than_trained_on(visits, recipe, as_source):
    made = synthesize(as_source(visits), recipe, rows=1500, seed=1)
    assert made.table.num_rows == 1500
    assert figure(made, "constraint_violations").value == 0


def test_rejected_rows_are_drawn_again(visits, recipe, as_source):
    """An order between columns that have nothing to do with each other: about half of the draws break it."""
    own = visits["본인부담금"]
    table = visits.append_column("한도", pc.add(own, 1)).append_column("구분", pc.multiply(own, 0))
    rule = dataclasses.replace(recipe.columns[11], names=("한도",))
    spec = dataclasses.replace(
        recipe.synth,
        constraints=(
            *recipe.synth.constraints,
            SynthConstraint("range", ("구분", "본인부담금", "한도"), {"strict": True}),
        ),
    )
    rules = (*recipe.columns, rule, dataclasses.replace(rule, names=("구분",)))
    made = synthesize(as_source(table), dataclasses.replace(recipe, columns=rules, synth=spec), rows=300, seed=1)
    assert pc.all(pc.less(made.table["본인부담금"], made.table["한도"])).as_py()
    assert figure(made, "constraint_violations").value == 0


def test_no_network_and_nothing_written(visits, recipe, as_source, monkeypatch, tmp_path):
    def refuse(*_args, **_kwargs):
        raise AssertionError("network")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    synthesize(as_source(visits), recipe, rows=5, seed=1)
    assert list(tmp_path.iterdir()) == []


def test_importing_sdv_leaves_no_file_in_the_users_folder(tmp_path):
    code = "from pseudo.synth.contract import create; create('gaussian_copula'); import os; print(os.environ['XDG_DATA_HOME'])"
    env = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data"), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "data")
    assert [p for p in tmp_path.rglob("*") if "sdv" in p.name] == []


def test_without_sdv_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sdv", None)
    monkeypatch.setitem(sys.modules, "sdv.single_table", None)
    with pytest.raises(MissingExtra) as raised:
        create("gaussian_copula")
    assert raised.value.facts == {"extra": "synth"}


def test_the_bare_name_is_the_same_module(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.delitem(sys.modules, "synth", raising=False)
    assert importlib.import_module("synth") is pseudo.synth
    monkeypatch.delitem(sys.modules, "synth")


def test_the_room_is_imported_without_heavy_libraries():
    code = (
        "import sys, pseudo.synth; "
        "print([m for m in ('pandas', 'pyarrow', 'sdv', 'torch', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_engines_are_chosen_by_name(visits, recipe, as_source):
    assert engines() == ("copula_gan", "ctgan", "dp_marginals", "gaussian_copula", "tvae")
    copula = create("gaussian_copula")
    assert (isinstance(copula, Synthesizer), copula.name, copula.guarantee) == (True, "gaussian_copula", "none")
    with pytest.raises(UsageError, match=r"general\.unknown-choice"):
        synthesize(as_source(visits), recipe, rows=5, seed=1, engine="bayesian")


def changed(recipe, **spec):
    return dataclasses.replace(recipe, synth=dataclasses.replace(recipe.synth, **spec))


def with_column(table, name, values):
    return table.set_column(table.column_names.index(name), name, pa.array(values))


def broken_admission(visits, recipe):
    dates = visits["내원일자"].to_pylist()
    dates[2], dates[40] = (
        visits["생년월일"][2].as_py().replace(year=1900),
        visits["생년월일"][40].as_py().replace(year=1900),
    )
    return with_column(visits, "내원일자", dates), recipe


def all_missing(visits, recipe):
    return with_column(visits, "체온", [None] * visits.num_rows).cast(visits.schema), recipe


def all_different(visits, recipe):
    return with_column(visits, "상병코드", [f"X{n}" for n in range(visits.num_rows)]), recipe


def thousands_of_categories(visits, recipe):
    codes = [f"X{n % 5_001}" for n in range(5_001 * 5)]
    repeated = pa.concat_tables([visits] * 42).slice(0, len(codes))
    table = with_column(repeated, "환자번호", [f"P{n}" for n in range(len(codes))])
    return with_column(table, "상병코드", codes), recipe


def infinite(visits, recipe):
    values = visits["체온"].to_pylist()
    values[4] = float("inf")
    return with_column(visits, "체온", values), recipe


def never_positive(visits, recipe):
    return visits, changed(recipe, constraints=(SynthConstraint("positive", ("비고",)),))


CASES = {
    "synth.contradiction": broken_admission,
    "synth.too-few-known": all_missing,
    "synth.nothing-common": all_different,
    "synth.too-many-categories": thousands_of_categories,
    "synth.not-finite": infinite,
    "synth.too-few-rows": lambda v, r: (v.slice(0, 1), r),
    "synth.constraint-malformed": never_positive,
    "synth.unknown-names": lambda v, r: (v, changed(r, drop=("비고", "없는열"))),
    "synth.unknown-provider": lambda v, r: (v, changed(r, fictitious={**r.synth.fictitious, "환자명": "real_name"})),
    "synth.no-rule": lambda v, r: (v.append_column("모르는열", v["성별"]), r),
    "synth.identifiers-uncovered": lambda v, r: (v, changed(r, fictitious={}, drop=())),
    "synth.no-threshold": lambda v, r: (v, dataclasses.replace(r, anonymity=None)),
    "synth.no-spec": lambda v, r: (v, dataclasses.replace(r, synth=None)),
    "synth.nothing-to-model": lambda v, r: (v.select(["환자번호", "환자명"]), r),
    "synth.not-typed": lambda v, r: (with_column(v, "체온", [True] * v.num_rows), r),
    "synth.missing-columns": lambda v, r: (
        v.drop_columns(["체온"]),
        dataclasses.replace(r, columns=tuple(dataclasses.replace(c, required=True) for c in r.columns)),
    ),
}


@pytest.mark.parametrize("code", sorted(CASES))
def test_bad_input_is_a_clear_error(code, visits, recipe, as_source):
    table, changed_recipe = CASES[code](visits, recipe)
    with pytest.raises((BadInput, PolicyRefused)) as raised:
        synthesize(as_source(table), changed_recipe, rows=10, seed=1)
    assert raised.value.code == code
    assert raised.value.message("ko")


def test_the_refusal_lists_every_identifier(visits, recipe, as_source):
    with pytest.raises(PolicyRefused) as raised:
        synthesize(as_source(visits), changed(recipe, fictitious={}, drop=()), rows=10, seed=1)
    assert all(name in str(raised.value) for name in ("환자번호", "환자명", "주민등록번호", "비고"))


def test_a_contradiction_names_its_rows(visits, recipe, as_source):
    table, _ = broken_admission(visits, recipe)
    with pytest.raises(BadInput) as raised:
        synthesize(as_source(table), recipe, rows=10, seed=1)
    assert raised.value.where.rows == (3, 41)
    assert raised.value.where.count == 2


def test_no_rows_are_refused(visits, recipe, as_source):
    with pytest.raises(UsageError, match=r"synth\.no-rows"):
        synthesize(as_source(visits), recipe, rows=0, seed=1)


def test_an_exhausted_provider_says_so(monkeypatch):
    from pseudo.entropy import seeded
    from pseudo.synth.fictitious import _serials

    with pytest.raises(BadInput, match=r"synth\.provider-exhausted"):
        _serials(11, seeded(1, "t"), 10)


def test_a_rule_that_sampling_cannot_reach_ends_with_counts(visits, recipe):
    from pseudo.synth.sampling import obeying_rows
    from pseudo.synth.training import prepare

    task = pseudo.synth.build_task(visits.column_names, recipe)
    training = prepare(visits.select(task.read), task)

    def draw(rows):
        frame = training.coded.frame.sample(rows, replace=True, random_state=1, ignore_index=True)
        return frame.assign(시도=1.0 - frame["시도"])  # no province has its districts any more

    with pytest.raises(BadInput) as raised:
        obeying_rows(draw, training, task, 10)
    assert raised.value.code == "synth.unreachable"
    assert raised.value.facts["kept"] == 0


def test_a_failure_of_the_engine_becomes_ours(visits, recipe, as_source, monkeypatch):
    import sdv.single_table

    def fail(self, data):
        raise ValueError(str(data))

    monkeypatch.setattr(sdv.single_table.GaussianCopulaSynthesizer, "fit", fail)
    with pytest.raises(PseudoError) as raised:
        synthesize(as_source(visits), recipe, rows=5, seed=1)
    assert raised.value.facts == {"stage": "fit", "kind": "ValueError"}
    assert raised.value.__context__ is None


def test_optional_columns_may_be_absent_with_their_rules(visits, recipe, as_source):
    table = visits.drop_columns(["퇴원일자", "재원일수", "시군구"])
    made = synthesize(as_source(table), recipe, rows=30, seed=1)
    assert made.table.column_names == [n for n in table.column_names if n != "비고"]


def test_a_column_of_one_value_and_one_of_public_integers(visits, recipe, as_source):
    table = with_column(visits, "체온", [36.5] * visits.num_rows)
    table = table.append_column("등급", pa.array([n % 3 + 1 for n in range(visits.num_rows)]))
    rule = dataclasses.replace(recipe.columns[11], names=("등급",), type=ColumnType.INTEGER)
    graded = dataclasses.replace(recipe, columns=(*recipe.columns, rule))
    made = synthesize(
        as_source(table), changed(graded, categories={"성별": ("남", "여"), "등급": ("1", "2")}), rows=100, seed=1
    )
    assert set(made.table["체온"].to_pylist()) == {36.5}
    assert set(Counter(made.table["등급"].to_pylist())) == {1, 2, None}


def test_a_csv_file_all_of_text(visits, recipe, tmp_path):
    from pseudo.table import open_source

    path = tmp_path / "visits.csv"
    path.write_text(visits.to_pandas().astype({"재원일수": "Int64"}).to_csv(index=False), encoding="utf-8")
    made = synthesize(open_source(str(path)), recipe, rows=100, seed=1)
    assert figure(made, "constraint_violations").value == 0
    assert made.table.schema.field("내원일자").type == pa.string()
    assert made.table.schema.field("총진료비").type == pa.int64()
    assert pc.all(pc.match_substring_regex(made.table["내원일자"], r"^\d{4}-\d{2}-\d{2}$")).as_py()
