"""The private engine: what it reads of a table, what it refuses to read, and what its rows keep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp import Budget
from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.model import Anonymity, ColumnType, Role, SynthConstraint, SynthRange, Unit
from pseudo.synth import Privacy, synthesize
from pseudo.synth.contract import create, engines
from pseudo.synth.grid import MOST_BINS, Grid
from pseudo.synth.task import ColumnSpec

BY_ROW = Anonymity(5, Unit.ROW, ("생년월일", "성별"), 0.1)
WARDS = ("J00", "I10", "E11", "K29")
RANGES = {
    "생년월일": SynthRange("1920-01-01", "2023-12-31"),
    "내원일자": SynthRange("2023-01-01", "2023-12-31"),
    "퇴원일자": SynthRange("2023-01-01", "2024-01-31"),
    "본인부담금": SynthRange(0, 200_000, 100),
    "공단부담금": SynthRange(0, 800_000, 100),
    "체온": SynthRange(34, 42, 0.1),
}


@pytest.fixture
def public(recipe):
    """The recipe with public values for every column, and its two districts as two plain columns."""
    spec = recipe.synth
    rules = tuple(rule for rule in spec.constraints if rule.kind != "fixed_combinations")
    districts = {"시도": ("서울특별시", "부산광역시"), "시군구": ("종로구", "마포구", "강남구", "해운대구", "수영구")}
    categories = {**spec.categories, **districts, "상병코드": WARDS}
    return replace(recipe, synth=replace(spec, categories=categories, ranges=RANGES, constraints=rules))


@pytest.fixture
def privacy(tmp_path):
    budget = Budget(tmp_path / "budget.jsonl")
    budget.grant("pop", "20", "0.001")
    return Privacy("5", "0.00001", "pop", budget, 2)


def run(source, recipe, privacy, rows=500, seed=1):
    return synthesize(source, recipe, rows=rows, seed=seed, engine="dp_marginals", privacy=privacy)


def figures(made):
    return {e.metric: e for e in made.evidence}


def test_rows_keep_the_rules_and_lie_on_the_public_grid(visits, public, privacy, as_source):
    rare = visits.set_column(10, "상병코드", pa.array(["희귀", *visits["상병코드"].to_pylist()[1:]]))
    rare = rare.set_column(14, "체온", pa.array([99.9, *rare["체온"].to_pylist()[1:]]))
    made = run(as_source(rare), public, privacy).table
    assert made.num_rows == 500
    assert made.schema.types == rare.drop_columns(["비고"]).schema.types
    assert set(made["상병코드"].drop_null().to_pylist()) <= set(WARDS)
    assert pc.max(made["체온"]).as_py() <= 42
    assert pc.all(pc.less_equal(made["생년월일"], made["내원일자"])).as_py()
    assert pc.all(pc.equal(pc.add(made["본인부담금"], made["공단부담금"]), made["총진료비"])).as_py()
    known = [v for v in made["본인부담금"].to_pylist() if v is not None]
    assert all(value % 100 == 0 and 0 < value <= 200_000 for value in known)  # "positive" takes 0 away


def test_an_order_of_two_dates_is_kept_without_losing_the_rows_that_have_both(visits, public, privacy, as_source):
    many = pa.concat_tables([visits] * 20)
    each = replace(public, subject=None, anonymity=None)
    made = run(as_source(many), each, replace(privacy, epsilon="10", max_rows_per_subject=1), rows=4000)
    assert pc.all(pc.less_equal(made.table["내원일자"], made.table["퇴원일자"])).as_py()
    assert made.table["퇴원일자"].null_count / 4000 == pytest.approx(
        visits["퇴원일자"].null_count / len(visits), abs=0.05
    )
    assert figures(made)["rejected_rows"].value < 400


def test_the_budget_pays_for_each_fit_and_the_evidence_says_what_is_claimed(visits, public, privacy, as_source):
    made = figures(run(as_source(visits), public, privacy))
    assert made["formal_guarantee"].value == "(5, 0.00001)-differential privacy for each person"
    assert (made["epsilon_spent"].value, made["l2_sensitivity"].value) == ("5", 2)
    assert made["epsilon_spent"].params["unit_of_privacy"] == "person"
    assert privacy.budget.show("pop").spent_epsilon == "5"
    for _ in range(3):
        run(as_source(visits), public, privacy, rows=5)
    with pytest.raises(PolicyRefused, match=r"dp\.overspent"):
        run(as_source(visits), public, privacy)


def test_only_the_first_rows_of_a_person_are_learned_from(visits, public, privacy, monkeypatch, as_source):
    given_rows = []
    monkeypatch.setattr(
        "pseudo.dp.marginals.Marginals.measure",
        lambda self, codes, *_: given_rows.append(len(codes)) or pytest.skip("seen"),
    )
    counts = visits["환자번호"].value_counts().to_pylist()
    try:
        run(as_source(visits), public, privacy)
    except pytest.skip.Exception:
        assert given_rows == [sum(min(c["counts"], 2) for c in counts)]


def test_more_budget_gives_nearer_rows_and_a_pair_that_hangs_together_stays_together(
    visits, public, privacy, as_source
):
    many = pa.concat_tables([visits] * 20)
    each = replace(public, subject=None, anonymity=None)
    rich = replace(privacy, epsilon="20", max_rows_per_subject=1)
    made = run(as_source(many), each, rich, rows=4000).table
    pairs = zip(made["시도"].to_pylist(), made["시군구"].to_pylist(), strict=True)
    known = [p for p in pairs if None not in p]
    seoul = {"종로구", "마포구", "강남구"}
    assert np.mean([(a == "서울특별시") == (b in seoul) for a, b in known]) > 0.97
    assert figures(run(as_source(visits), each, replace(rich, epsilon="0.1", budget=_more(rich)), rows=5))[
        "formal_guarantee"
    ].value.endswith("for each row")


def _more(privacy):
    privacy.budget.grant("pop", "40", "0.001", "more")
    return privacy.budget


@pytest.mark.parametrize(
    ("change", "code", "columns"),
    [
        ({"categories": {}}, "not-public", "'성별', '시도', '시군구', '상병코드'"),
        ({"ranges": {k: v for k, v in RANGES.items() if k != "체온"}}, "not-public", "'체온'"),
        ({"ranges": {**RANGES, "체온": SynthRange(34, 42)}}, "not-public", "'체온'"),
        (
            {"constraints": (SynthConstraint("fixed_combinations", ("시도", "시군구")),)},
            "not-public",
            "'시도', '시군구'",
        ),
    ],
)
def test_what_is_not_public_is_refused_before_the_budget_is_touched(
    visits, public, privacy, as_source, change, code, columns
):
    if "constraints" in change:
        change = {"constraints": (*public.synth.constraints, *change["constraints"])}
    with pytest.raises(PolicyRefused, match=rf"synth\.{code}") as caught:
        run(as_source(visits), replace(public, synth=replace(public.synth, **change)), privacy)
    assert caught.value.facts["columns"] == columns
    assert privacy.budget.show("pop").spent_epsilon == "0"


@pytest.mark.parametrize(
    "given",
    [
        SynthRange(42, 34, 0.1),
        SynthRange("a", "b"),
        SynthRange(34, 42, 0),
        SynthRange(34, 42, 9),
        SynthRange(0, float("inf")),
    ],
)
def test_a_range_that_is_none_is_refused(visits, public, privacy, as_source, given):
    wrong = replace(public, synth=replace(public.synth, ranges={**RANGES, "체온": given}))
    with pytest.raises(BadInput, match=r"synth\.range-malformed") as caught:
        run(as_source(visits), wrong, privacy)
    assert caught.value.where.column == "체온"


def test_privacy_for_rows_is_not_sold_as_privacy_for_persons(visits, public, privacy, as_source):
    by_row = replace(public, anonymity=BY_ROW)
    with pytest.raises(PolicyRefused, match=r"synth\.person-uncounted"):
        run(as_source(visits), by_row, privacy)
    with pytest.raises(PolicyRefused, match=r"synth\.person-unnamed"):
        run(as_source(visits), replace(public, subject=None, anonymity=None), privacy)


def test_a_budget_and_an_engine_that_do_not_belong_together_are_refused(privacy):
    with pytest.raises(UsageError, match=r"synth\.privacy-missing"):
        create("dp_marginals")
    with pytest.raises(UsageError, match=r"synth\.privacy-unused"):
        create("gaussian_copula", privacy)


@given(
    st.integers(1, 4000), st.sampled_from([1.0, 0.5, 7.0]), st.lists(st.none() | st.integers(-50, 5000), max_size=30)
)
def test_a_cell_and_its_code_lie_in_one_bin(steps, step, cells):
    column = ColumnSpec("x", "x", Role.OTHER, ColumnType.NUMBER, low=-3.0, high=-3.0 + steps * step, step=step)
    grid = Grid.of(column)
    assert grid.bins <= MOST_BINS
    codes = grid.encode(pa.table({"x": pa.array([None if c is None else float(c) for c in cells], pa.float64())}))
    values = grid.decode(codes, np.random.default_rng(0))
    assert (np.isnan(values) == [c is None for c in cells]).all()
    assert ((values >= -3) & (values <= column.high + 1e-9) | np.isnan(values)).all()
    again = grid.encode(pa.table({"x": pa.array(values, pa.float64(), from_pandas=True)}))
    assert (again == codes).all()


def test_the_command_line_names_every_engine():
    from pseudo.cli.synth import synthesise

    (option,) = (p for p in synthesise.params if p.name == "engine")
    assert set(option.type.choices) == {"auto", *engines()}
