"""Linked tables: laws on made-up tables of any depth, figures on Synthea, and what is refused of spec and source."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput, UsageError
from pseudo.model import ColumnType, Purpose, Role, Text, to_json
from pseudo.synth.linked import ColumnKind, LinkedColumn, LinkedSpec, LinkedTable, load_linked, synthesize
from pseudo.synth.linked.axes import Axis
from pseudo.synth.linked.reading import read_tables
from pseudo.synth.linked.spec import Exclusion, spec_problems
from pseudo.table import open_source

ROOT = Path(__file__).resolve().parents[3]
WHY = Text("시험용 표", "tables for tests")
EVENT, STATIC, STATE = ColumnKind.EVENT, ColumnKind.STATIC, ColumnKind.STATE


def module(path):
    """A program of the repository as a module."""
    found = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


EXAMPLE = module("examples/make_linked.py")
SPEC = load_linked(ROOT / "examples/linked.yaml")


def sources(frames):
    return {name: open_source(frame) for name, frame in frames.items()}


def drawn(spec, frames, rows=300, seed=0):
    made = synthesize(spec, sources(frames), rows=rows, seed=seed)
    return {name: table.to_pandas() for name, table in made.tables.items()}, made.evidence


def column(kind=EVENT, **more):
    return LinkedColumn(kind, Role.OTHER, **more)


def made_spec(tables, k=3):
    return LinkedSpec("test", "1", Purpose.RESEARCH, WHY, k, tables)


@pytest.fixture(scope="module")
def frames():
    return EXAMPLE.linked_tables(800, 3)


@pytest.fixture(scope="module")
def made(frames):
    return drawn(SPEC, frames, rows=700, seed=1)


def joined(tables):
    return tables["visits"].merge(tables["patients"], on="환자번호")


def test_keys_are_new_unique_and_sound_down_to_the_fourth_table(made, frames):
    tables, _ = made
    assert len(tables["patients"]) == 700
    for name, key in (("patients", "환자번호"), ("visits", "방문번호"), ("tests", "검사번호")):
        assert tables[name][key].is_unique
        assert not set(tables[name][key]) & set(frames[name][key])
    for child, parent, key in (
        ("visits", "patients", "환자번호"),
        ("tests", "visits", "방문번호"),
        ("readings", "tests", "검사번호"),
    ):
        assert tables[child][key].isin(tables[parent][key]).all()
        assert len(tables[child]) > 100


def test_dates_stand_in_order_and_the_excluded_code_does_not_come(made):
    both = joined(made[0])
    days = {n: pd.to_datetime(both[n]) for n in ("생년월일", "방문일자", "퇴원일자", "사망일자")}
    for low, high in (
        ("생년월일", "방문일자"),
        ("방문일자", "퇴원일자"),
        ("퇴원일자", "사망일자"),
        ("방문일자", "사망일자"),
    ):
        assert not (days[low] > days[high]).any()
    assert days["사망일자"].notna().sum() > 50
    assert not ((both["성별"] == "남") & (both["상병코드"] == "O80")).any()
    assert (both["상병코드"] == "O80").sum() > 5
    assert all(group.is_monotonic_increasing for _, group in days["방문일자"].groupby(both["환자번호"]))


def test_a_series_keeps_its_correlation_and_the_record_its_links(made, frames):
    figures = {(e.metric, e.table, e.columns): e.value for e in made[1]}
    before = figures["lag_1_correlation_real", "visits", ("수축기혈압",)]
    assert before > 0.9
    assert abs(before - figures["lag_1_correlation", "visits", ("수축기혈압",)]) <= 0.1
    assert figures["cardinality_total_variation", "visits", ()] <= 0.05
    assert figures["formal_guarantee", "", ()] == "none"
    assert all(value == 0 for (metric, *_), value in figures.items() if metric == "rule_violations")
    real, synthetic = (t["tests"].merge(t["visits"], on="방문번호") for t in (frames, made[0]))
    rates = [(t["검사명"] == "당화혈색소").groupby(t["상병코드"]).mean() for t in (real, synthetic)]
    assert (rates[0] - rates[1]).abs()["E11"] < 0.1


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(frames):
    first, again, other = (drawn(SPEC, frames, 50, seed)[0] for seed in (4, 4, 5))
    assert all(first[name].equals(again[name]) for name in first)
    assert not first["visits"].equals(other["visits"])


def test_evidence_and_their_errors_hold_no_cell(made):
    text = str(to_json(made[1]))
    assert "O80" not in text
    assert "당화혈색소" not in text


def test_rare_categories_and_extremes_are_not_learned():
    amounts = [*range(100, 200), 999_999]
    people = pd.DataFrame(
        {"id": [str(i) for i in range(101)], "job": ["a"] * 50 + ["b"] * 50 + ["only one"], "pay": amounts}
    )
    spec = made_spec(
        {"p": LinkedTable("", {"job": column(STATIC), "pay": column(STATIC, type=ColumnType.INTEGER)}, "id")}, k=5
    )
    tables, _ = drawn(spec, {"p": people}, 2000)
    assert set(tables["p"]["job"]) == {"a", "b"}
    assert tables["p"]["pay"].between(104, 196).all()


def test_every_bin_has_k_persons_where_one_person_has_many_rows():
    steps, persons = np.r_[np.full(50, 7.0), np.arange(20)], np.r_[np.zeros(50), np.arange(20)].astype(int)
    axis = Axis.of_numbers(steps, persons, 4)
    codes = axis.encode(steps)
    assert axis.bins > 1
    assert min(np.unique(persons[codes == c]).size for c in range(axis.bins)) >= 4
    assert (axis.lo[0], axis.hi[-1]) == (3, 16)


def test_a_static_attribute_of_a_child_never_changes_and_a_derived_one_is_computed():
    who = np.repeat(np.arange(60), 4).astype(str)
    rows = pd.DataFrame(
        {
            "of": who,
            "born": np.repeat(np.arange(60) % 3, 4).astype(str),
            "year": np.tile(np.arange(4), 60) + 2000,
            "age": 0,
        }
    )
    table = LinkedTable(
        "",
        {
            "born": column(STATIC),
            "year": column(STATE, type=ColumnType.INTEGER),
            "age": column(ColumnKind.DERIVED, type=ColumnType.INTEGER, expression="y - 1990", sources={"y": "year"}),
        },
        None,
        "p",
        "of",
        "year",
    )
    people = pd.DataFrame({"id": np.arange(60).astype(str), "sex": ["F", "M"] * 30})
    spec = made_spec({"p": LinkedTable("", {"sex": column(STATIC)}, "id"), "c": table})
    tables, _ = drawn(spec, {"p": people, "c": rows}, 200)
    assert len(tables["c"][["of", "born"]].drop_duplicates()) == tables["c"]["of"].nunique()
    assert (tables["c"]["age"] == tables["c"]["year"] - 1990).all()
    assert tables["c"]["born"].nunique() == 3
    changed = rows.assign(born=np.arange(240).astype(str) + "x")
    with pytest.raises(BadInput) as refused:
        drawn(spec, {"p": people, "c": changed.assign(born=["0", "1", "2"] * 80)})
    assert refused.value.code == "synth.linked-static"


@settings(max_examples=15, deadline=None)
@given(depth=st.integers(1, 9), seed=st.integers(0, 2**20), rows=st.integers(1, 60))
def test_any_chain_of_tables_has_sound_keys_and_rising_dates(depth, seed, rows):
    rng = np.random.Generator(np.random.Philox(seed))
    tables = {"t0": LinkedTable("", {"day": column(STATIC, type=ColumnType.DATE)}, "id")}
    days = rng.integers(0, 9000, 40)
    frames = {"t0": pd.DataFrame({"id": np.arange(40).astype(str), "day": days.astype("datetime64[D]").astype(str)})}
    for level in range(1, depth + 1):
        of = np.repeat(np.arange(days.size), rng.integers(1, 3, days.size))[:200]
        days = days[of] + rng.integers(0, 400, of.size)
        frames[f"t{level}"] = pd.DataFrame(
            {
                "id": np.arange(of.size).astype(str),
                "of": of.astype(str),
                "day": days.astype("datetime64[D]").astype(str),
            }
        )
        since = column(type=ColumnType.DATE, since=f"t{level - 1}.day")
        tables[f"t{level}"] = LinkedTable("", {"day": since}, "id", f"t{level - 1}", "of", "day" if seed % 2 else None)
    spec = made_spec(tables, 2)
    assert spec_problems(spec) == []
    found, _ = drawn(spec, frames, rows, seed)
    assert len(found["t0"]) == rows
    for level in range(1, depth + 1):
        both = found[f"t{level}"].merge(
            found[f"t{level - 1}"], left_on="of", right_on="id", suffixes=("", "_up"), how="left"
        )
        assert both["id_up"].notna().all()
        assert (both["day"] >= both["day_up"]).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**20), gap=st.integers(0, 40))
def test_gaps_from_the_row_before_are_learned_and_never_negative(seed, gap):
    rng = np.random.Generator(np.random.Philox(seed))
    who = np.repeat(np.arange(50), 5)
    first = rng.integers(0, 3000, 50)
    days = first[who] + np.tile(np.arange(5), 50) * gap
    rows = pd.DataFrame({"of": who.astype(str), "day": days.astype("datetime64[D]").astype(str)})
    people = pd.DataFrame({"id": np.arange(50).astype(str), "sex": ["F", "M"] * 25})
    child = LinkedTable("", {"day": column(type=ColumnType.DATE, since="previous")}, None, "p", "of", "day")
    spec = made_spec({"p": LinkedTable("", {"sex": column(STATIC)}, "id"), "c": child})
    tables, _ = drawn(spec, {"p": people, "c": rows}, 80, seed)
    found = tables["c"].assign(day=pd.to_datetime(tables["c"]["day"])).groupby("of", sort=False)["day"].diff().dropna()
    assert set(found.dt.days) == {gap}


BAD = {
    "synth.linked-key": lambda f: f | {"patients": f["patients"].assign(환자번호="P0")},
    "synth.linked-orphans": lambda f: f | {"visits": f["visits"].assign(환자번호="nobody")},
    "synth.linked-empty": lambda f: f | {"readings": f["readings"].iloc[:0]},
    "synth.linked-unlearnable": lambda f: f | {"readings": f["readings"].assign(판정=None)},
    "synth.linked-columns": lambda f: f | {"tests": f["tests"].assign(more=1)},
    "synth.linked-contradiction": lambda f: f | {"visits": f["visits"].assign(방문일자="1900-01-01")},
    "synth.linked-order": lambda f: f | {"visits": f["visits"].assign(방문일자=None)},
}


@pytest.mark.parametrize("code", BAD)
def test_a_source_that_is_not_as_the_spec_says_is_refused_by_name(frames, code):
    with pytest.raises(BadInput) as refused:
        drawn(SPEC, BAD[code](frames))
    assert refused.value.code == code
    assert "nobody" not in str(refused.value)


def test_a_rule_that_the_source_breaks_is_refused(frames):
    broken = frames["visits"].assign(상병코드="O80")
    with pytest.raises(BadInput) as refused:
        drawn(SPEC, frames | {"visits": broken})
    assert refused.value.code == "synth.linked-contradiction"
    assert "O80" not in str(refused.value)


def test_rules_that_leave_nothing_and_no_rows_are_refused(frames):
    rule = Exclusion("patients.성별", ("여",), "상병코드", tuple(EXAMPLE.CODES))
    visits = replace(SPEC.tables["visits"], rules=(rule,))
    men = frames["patients"][frames["patients"]["성별"] == "남"]["환자번호"]
    kept = frames["visits"][frames["visits"]["환자번호"].isin(men)]
    tables = {"patients": SPEC.tables["patients"], "visits": visits}
    parts = {
        "patients": frames["patients"].assign(성별=np.where(frames["patients"]["환자번호"].isin(men), "남", "여")),
        "visits": kept,
    }
    found, _ = drawn(replace(SPEC, tables=tables), parts)  # a woman has no visit: so none is drawn
    assert (joined(found)["성별"] == "남").all()
    with pytest.raises(UsageError) as refused:
        drawn(SPEC, frames, rows=0)
    assert refused.value.code == "synth.no-rows"


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("    parent: patients\n", "    parent: readings\n", "cycle"),
        ("    parent: patients\n", "    parent: nowhere\n", "another table"),
        ("k: 5", "k: 1", "2 or more"),
        ("since: 방문일자,", "since: 퇴원일자,", "written above"),
        ("when: patients.성별", "when: tests.검사명", "text column"),
        ("order: 방문일자", "order: 상병코드", "date or number"),
        ("kind: state, role: sensitive", "kind: state, role: direct_identifier", "fictitious"),
        ("kind: state,", "kind: stat,", "state"),
        ("    key: 방문번호\n", "", "hang on this one"),
    ],
)
def test_a_bad_spec_is_refused_with_its_line(tmp_path, old, new, word):
    text = (ROOT / "examples/linked.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "spec.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadInput) as refused:
        load_linked(path)
    assert refused.value.code == "recipes.invalid"
    assert word in str(refused.value)


def test_synthea_keeps_cardinality_codes_and_transitions(shared_data):
    """The bars of the reference: TVD ≤ .03, .09 and .25, no impossible date or sex."""
    folder = shared_data / "synthea"
    if not folder.is_dir():
        pytest.skip("Synthea's sample is not here")
    spec = load_linked(ROOT / "benchmarks/linked_synthea.yaml")
    read = {name: open_source(folder / table.file) for name, table in spec.tables.items()}
    made = synthesize(spec, read, rows=1171, seed=0)
    figures = {(e.metric, e.table, e.columns): e.value for e in made.evidence}
    worst = module("benchmarks/bench_linked.py").synthea(3)
    assert worst["cardinality"] <= 0.03
    assert worst["code"] <= 0.09
    assert worst["transition"] <= 0.25  # of the 40 most frequent codes and the others, as the reference counts
    assert figures["cardinality_total_variation", "conditions", ()] <= 0.03
    assert [v for (metric, *_), v in figures.items() if metric == "rule_violations"] == [0, 0, 0]
    both = (
        made.tables["conditions"]
        .to_pandas()
        .merge(made.tables["patients"].to_pandas(), left_on="PATIENT", right_on="Id")
    )
    birth, death = (pd.to_datetime(both[n], format="%m/%d/%Y") for n in ("BIRTHDATE", "DEATHDATE"))
    assert not (pd.to_datetime(both["START"]) < birth).any()
    assert not (pd.to_datetime(both["START"]) > death).any()
    assert not (both["STOP"] < both["START"]).any()
    assert not ((both["GENDER"] == "M") & both["CODE"].isin(["72892002", "79586000"])).any()


def test_reading_joins_persons_down_the_tables(frames):
    rows = read_tables(SPEC, sources(frames))
    slow = frames["readings"].merge(frames["tests"], on="검사번호").merge(frames["visits"], on="방문번호")
    counts = slow["환자번호"].value_counts()
    wanted = [int(counts.get(key, 0)) for key in frames["patients"]["환자번호"]]
    assert np.bincount(rows["readings"].persons, minlength=800).tolist() == wanted
