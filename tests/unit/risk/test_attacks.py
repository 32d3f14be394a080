"""Attacks on synthetic rows: known-bad tables are caught by name, rows of the same population are not."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

import pseudo
from pseudo.entropy import seeded
from pseudo.errors import BadInput, UsageError
from pseudo.report.phrases import said
from pseudo.report.words import METRICS
from pseudo.risk.attacks import (
    SURE,
    Attack,
    Membership,
    Rate,
    by_distance,
    copying,
    encode,
    inference,
    inference_risk,
    linkability,
    linkage_risk,
    single_out_risk,
    singling_out,
)

N = 600
COLUMNS = ["나이", "소득", "지역", "직업", "혼인", "자녀", "진단"]
KNOWN, SECRET = ("나이", "지역", "직업", "혼인"), "진단"


def people(n, seed):
    """Rows of a population in which columns hang together."""
    random = seeded(seed, "test/people")
    age = random.integers(20, 80, n)
    region, job = random.integers(0, 17, n), random.integers(0, 12, n)
    income = np.round(1500 + 60 * age + 250 * job + random.normal(0, 900, n)).astype(int)
    married = np.where(random.random(n) < age / 90, "기혼", "미혼")
    children = random.poisson(np.where(married == "기혼", 1.4, 0.1))
    diagnosis = (age // 15 + job + random.integers(0, 4, n)) % 9
    cells = [age, income, region, job, married, children, diagnosis]
    return pa.table(
        {name: pa.array([str(cell) for cell in column]) for name, column in zip(COLUMNS, cells, strict=True)}
    )


TRAINING, HOLDOUT, FRESH = people(N, 1), people(N, 2), people(N, 4)


def jittered(table):
    random = seeded(5, "test/jitter")
    income = [str(int(cell) + int(random.integers(-40, 41))) for cell in table.column("소득").to_pylist()]
    return table.set_column(1, "소득", pa.array(income))


def bootstrap(table):
    return table.take(pa.array(seeded(6, "test/bootstrap").integers(0, len(table), N)))


def with_hidden(rows):
    """Rows of the population among which so many training rows hide."""
    return pa.concat_tables([FRESH.slice(0, N - rows), TRAINING.slice(0, rows)])


KNOWN_BAD = {
    "copy": TRAINING,
    "jitter": jittered(TRAINING),
    "bootstrap": bootstrap(TRAINING),
    "five percent of real rows": with_hidden(N // 20),
}
CAUGHT_BY = {
    "copy": "copying_risk_0_1",
    "jitter": "membership_distance_auc",
    "bootstrap": "membership_distance_auc",
    "five percent of real rows": "copying_risk_0_1",
}


def evaluated(synthetic, **more):
    return pseudo.evaluate(TRAINING, synthetic, holdout=HOLDOUT, secrets=[SECRET], known=KNOWN, attempts=400, **more)


@pytest.mark.parametrize("name", KNOWN_BAD)
def test_known_bad_tables_are_caught(name):
    found = evaluated(KNOWN_BAD[name])
    assert CAUGHT_BY[name] in found.leaks


def test_a_copy_fails_every_attack_and_indicator():
    found = evaluated(TRAINING)
    figures = {figure.metric: figure for figure in found.evidence}
    assert set(found.leaks) >= {
        "singling_out_risk_0_1", "copying_risk_0_1", "linkability_risk_0_1", f"inference_risk_0_1: {SECRET}",
        "membership_distance_auc", "membership_density_ratio_auc",
    }  # fmt: skip
    assert set(found.beyond_guide) == {
        "guide_single_out_0_1", "guide_single_out_weighted_0_1", "guide_linkage_0_1", "guide_inference_0_1",
    }  # fmt: skip
    assert figures["guide_single_out_0_1"].value == 1.0
    assert figures["copying_risk_0_1"].value > 0.99
    assert figures["nearer_to_training_0_1"].value > 0.95
    assert figures["membership_distance_auc"].interval[0] > 0.9


def test_rows_of_the_population_show_no_leak():
    found = evaluated(FRESH)
    assert found.leaks == ()
    figures = {figure.metric: figure.value for figure in found.evidence}
    assert figures["nearer_to_training_0_1"] == pytest.approx(0.5, abs=0.08)
    assert figures["membership_distance_auc"] == pytest.approx(0.5, abs=0.08)


def test_false_alarms_are_rarer_than_one_in_twenty():
    alarms = 0
    for run in range(40):
        tables, _ = encode([people(150, 100 + 3 * run + i) for i in range(3)], COLUMNS)
        random = seeded(run, "test/alarms")
        found = [
            singling_out(*tables, random, attempts=150).interval(SURE)[0] > 0,
            copying(*tables).interval(SURE)[0] > 0,
            inference(*tables, SECRET, random, attempts=150).interval(SURE)[0] > 0,
            by_distance(*tables, random, attempts=150).interval(SURE)[0] > 0.5,
        ]
        alarms += any(found)
    assert alarms <= 6  # P(more of 40 | 5 %) < 0.4 %


def test_the_same_seed_gives_the_same_figures():
    assert evaluated(jittered(TRAINING), seed=3) == evaluated(jittered(TRAINING), seed=3)
    assert evaluated(jittered(TRAINING), seed=3) != evaluated(jittered(TRAINING), seed=4)


def test_without_a_holdout_only_the_guide_is_asked():
    found = pseudo.evaluate(TRAINING, FRESH, secrets=[SECRET], known=KNOWN)
    assert {figure.metric for figure in found.evidence} == {
        "guide_single_out_0_1", "guide_single_out_weighted_0_1", "guide_inference_0_1", "guide_linkage_0_1",
    }  # fmt: skip
    assert found.leaks == ()


def test_fictitious_columns_are_left_out_and_told():
    named = ((TRAINING, "실"), (FRESH, "가상"))
    with_names = [table.append_column("이름", pa.array([f"{word}{i}" for i in range(N)])) for table, word in named]
    found = pseudo.evaluate(*with_names)
    assert found.left_out == ("이름",)
    assert "이름" not in found.columns


def test_a_fictitious_column_with_missing_cells_is_left_out_too():
    tables = [
        pa.table({"a": ["실1", None, "실2"], "b": ["x"] * 3}),
        pa.table({"a": ["가상1", None, "가상2"], "b": ["x"] * 3}),
    ]
    (first, _), left_out = encode(tables, ["a", "b"])
    assert (first.columns, left_out) == (("b",), ("a",))


def test_dates_are_numbers_and_need_no_value_in_common():
    days = [pa.table({"a": [f"20{year}-01-{day:02}" for day in range(1, 26)], "b": ["x"] * 25}) for year in (24, 25)]
    (first, second), left_out = encode(days, ["a", "b"])
    assert (first.is_number.tolist(), left_out) == ([True, False], ())
    assert (first.cells[[0, 24], 0].tolist(), second.cells[0, 0]) == ([0.0, 1.0], pytest.approx(366 / 24))


def test_few_numbers_are_categories_however_they_are_written():
    """A file of text and one of floating point have one meaning."""
    (first, second), left_out = encode([pa.table({"a": ["1", "2", None]}), pa.table({"a": [2.0, 1.0, None]})], ["a"])
    assert (first.is_number.tolist(), left_out) == ([False], ())
    assert first.cells[[0, 1, 2], 0].tolist() == second.cells[[1, 0, 2], 0].tolist()


def test_two_parts_of_a_copied_row_are_linked():
    (training, copy, control), _ = encode([TRAINING, TRAINING, HOLDOUT], COLUMNS)
    found = linkability(training, copy, control, KNOWN, ["소득", "자녀", "진단"], seeded(1, "test"), attempts=400)
    assert found.on_training.successes > 0.3 * found.on_training.tries
    assert found.on_control.successes < 0.05 * found.on_control.tries
    assert found.baseline.successes <= 10


def test_identical_rows_and_multiplicity_by_the_guides_formulas():
    (training, synthetic), _ = encode(
        [pa.table({"a": list("xxyz"), "b": list("1123")}), pa.table({"a": list("xyw"), "b": list("125")})], ["a", "b"]
    )
    random = seeded(1, "test")
    assert single_out_risk(training, synthetic, random, splits=5).value == pytest.approx(2 / 3)
    assert single_out_risk(training, synthetic, random, splits=5, weighted=True).value == pytest.approx((1 / 2 + 1) / 3)


def test_linkage_by_the_guides_formula():
    (training, synthetic), _ = encode(
        [
            pa.table({"k": list("aab"), "t": list("xyx")}),
            pa.table({"k": list("aaaac"), "t": list("xxxyx")}),
        ],
        ["k", "t"],
    )
    found = linkage_risk(training, synthetic, ["k"], "t", seeded(1, "test"), splits=3)
    assert found.value == pytest.approx(1 / 3)  # a: 3 of 4 synthetic rows have x; b: none matches
    assert linkage_risk(training, synthetic, ["k"], "t", seeded(1, "test"), splits=3, threshold=0.75).value == 0.0


def test_inference_risk_is_a_half_for_the_population_and_one_for_a_copy():
    (training, same, copy), _ = encode([TRAINING, FRESH, jittered(TRAINING)], COLUMNS)
    assert inference_risk(training, same, seeded(1, "test"), splits=5).value == pytest.approx(0.5, abs=0.1)
    assert inference_risk(training, copy, seeded(1, "test"), splits=5).value > 0.9


def test_wilson_and_risk_by_hand():
    rate = Rate(8, 10)
    centre, half = rate.wilson()
    assert (centre - half, centre + half) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Wilson's interval of 8 in 10
    attack = Attack("inference", Rate(800, 1000), Rate(500, 1000), Rate(100, 1000))
    assert attack.risk == pytest.approx((0.8 - 0.5) / 0.5, abs=5e-3)
    assert attack.interval()[0] < attack.risk < attack.interval()[1]
    assert not attack.is_weak
    assert Attack("inference", Rate(1, 10), Rate(1, 10), Rate(1, 10)).is_weak
    assert not Attack("copying", Rate(0, 10), Rate(0, 10), Rate(0, 10)).is_weak  # nothing is guessed


def test_auc_and_sure_members_by_hand():
    column = pa.array([str(i) for i in range(100)])
    (training, synthetic, control), _ = encode(
        [pa.table({"a": column, "b": column})] * 2
        + [pa.table({"a": pa.array([str(i + 0.5) for i in range(100)]), "b": column})],
        ["a", "b"],
    )
    found = by_distance(training, synthetic, control, seeded(1, "test"), attempts=100)
    assert (found.auc, found.sure, found.n) == (1.0, 1.0, 100)
    assert Membership(0.5, 0.02, 0.0, 400).interval() == pytest.approx((0.4608, 0.5392), abs=1e-4)


def test_numbers_are_scaled_by_the_training_rows_and_missing_ones_stay_missing():
    numbers = pa.table({"a": [*range(0, 50, 2), None], "b": ["x"] * 26})
    (records, _), _ = encode([numbers, numbers], ["a", "b"])
    assert records.is_number.tolist() == [True, False]
    assert records.cells[[0, 24], 0].tolist() == [0.0, 1.0]
    assert math.isnan(records.cells[25, 0])
    assert "array" not in repr(records)


def test_what_cannot_be_compared_is_refused_without_a_value():
    with pytest.raises(UsageError, match=r"workflow\.evaluate-columns") as caught:
        pseudo.evaluate(TRAINING, FRESH, secrets=["없는열"])
    assert "없는열" in caught.value.message("ko")
    with pytest.raises(UsageError, match=r"workflow\.evaluate-columns"):
        pseudo.evaluate(TRAINING.select(["나이"]), FRESH.select(["나이"]))
    with pytest.raises(BadInput, match=r"workflow\.evaluate-rows"):
        pseudo.evaluate(TRAINING, FRESH.slice(0, 5))


def test_every_figure_can_be_said_in_korean():
    found = evaluated(jittered(TRAINING))
    for figure in found.evidence:
        assert figure.metric in METRICS
        for part in (*figure.method.split("; "), figure.attacker):
            assert not part or any("가" <= letter <= "힣" for letter in said(part, "ko")), part
