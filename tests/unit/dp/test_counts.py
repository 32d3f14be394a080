"""Counts bounded per person: against a slow twin, and the laws that privacy rests on."""

import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp import CountTable
from pseudo.dp.counts import OTHER
from pseudo.dp.noise import Noise
from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.model import Statistic

CATEGORIES = ("a", "b", "c")
rows = st.lists(st.tuples(st.sampled_from("PQRST"), st.sampled_from(["a", "b", "c", "z", None])), max_size=40)


def table(limit, mechanism="laplace"):
    return CountTable(
        Statistic("s", "col", CATEGORIES, mechanism, "1", limit, "0" if mechanism == "laplace" else "1e-6")
    )


def slow_counts(data, limit):
    """The definition, row by row."""
    seen, counts = {}, dict.fromkeys([*CATEGORIES, OTHER], 0)
    for subject, category in data:
        seen[subject] = seen.get(subject, 0) + 1
        if seen[subject] <= limit:
            counts[category if category in CATEGORIES else OTHER] += 1
    return list(counts.values())


def collect(counter, data, start=0):
    subjects, cells = [row[0] for row in data], [row[1] for row in data]
    return counter.collect(pa.array(subjects, pa.string()), pa.array(cells, pa.string()), start)


@given(rows, st.integers(1, 4), st.integers(1, 9), st.randoms(use_true_random=False))
def test_any_batches_merged_in_any_order_give_the_definition(data, limit, size, shuffle):
    counter = table(limit)
    stats = [collect(counter, data[at : at + size], at) for at in range(0, len(data), size)]
    shuffle.shuffle(stats)
    total = counter.empty
    for stat in stats:
        total = counter.merge(total, stat)
    assert counter.counts(total).tolist() == slow_counts(data, limit)


@given(rows, rows, rows, st.integers(1, 3))
def test_merge_is_associative_and_commutative(first, second, third, limit):
    counter = table(limit)
    starts = itertools.accumulate([0, len(first), len(second)])
    a, b, c = (collect(counter, data, start) for data, start in zip((first, second, third), starts, strict=True))
    left = counter.merge(counter.merge(a, b), c)
    right = counter.merge(c, counter.merge(b, a))
    assert counter.counts(left).tolist() == counter.counts(right).tolist()


@given(rows, st.integers(1, 4), st.sampled_from("PQRST"))
def test_a_person_changes_the_counts_by_no_more_than_the_claimed_sensitivity(data, limit, person):
    """The claim itself, in L1 and in L2: all rows of one person added or removed."""
    counter = table(limit)
    with_person = counter.counts(collect(counter, data))
    without = counter.counts(collect(counter, [row for row in data if row[0] != person]))
    assert np.abs(with_person - without).sum() <= limit
    assert np.sqrt(((with_person - without) ** 2).sum()) <= limit


def test_the_sensitivity_is_reached_so_no_smaller_one_would_do():
    counter = table(3)
    difference = counter.counts(collect(counter, [("P", "a")] * 5)) - counter.counts(counter.empty)
    assert difference.tolist() == [3, 0, 0, 0]


def test_memory_is_bounded_by_subjects(statistic):
    counter = table(2)
    stat = counter.empty
    for start in range(0, 50_000, 1_000):
        stat = counter.merge(stat, collect(counter, [("P", "a"), ("Q", "b")] * 500, start))
    assert len(stat.rows) <= 2 * 4 + 4
    assert counter.counts(stat).tolist() == [2, 2, 0, 0]


def test_input_is_left_alone_and_the_statistic_shows_nothing():
    counter = table(1)
    stat = collect(counter, [("P", "a"), ("P", "b")])
    before = [stat.subjects.copy(), stat.rows.copy(), stat.codes.copy()]
    counter.merge(stat, collect(counter, [("P", "a")] * 9, 2))
    assert all((x == y).all() for x, y in zip(before, (stat.subjects, stat.rows, stat.codes), strict=True))
    assert repr(stat) == "Stat(...)"


def test_without_subjects_each_row_is_a_person():
    counter = table(1)
    cells = pa.array(["a", "a", None, "z"])
    stat = counter.merge(counter.collect(None, cells, 4), counter.collect(None, cells, 0))
    assert counter.counts(stat).tolist() == [4, 0, 0, 4]


def test_without_subjects_more_than_a_row_each_is_refused():
    with pytest.raises(PolicyRefused) as caught:
        table(2).collect(None, pa.array(["a"]), 0)
    assert caught.value.code == "dp.no-subject"


def test_rows_without_a_subject_are_refused_by_number_only():
    with pytest.raises(BadInput) as caught:
        table(2).collect(pa.array(["MARKER", None, "MARKER", None]), pa.array(["MARKER"] * 4), 100)
    assert caught.value.code == "dp.subject-missing"
    assert (caught.value.where.rows, caught.value.where.count) == ([102, 104], 2)
    assert "MARKER" not in str(caught.value) + repr(caught.value.to_json())


def test_sliced_and_empty_batches():
    counter = table(2)
    subjects, cells = pa.array(["P", "Q", "Q"]).slice(1), pa.array(["c", "a", "b"]).slice(1)
    assert counter.counts(counter.collect(subjects, cells, 0)).tolist() == [1, 1, 0, 0]
    assert counter.counts(counter.collect(subjects.slice(0, 0), cells.slice(0, 0), 0)).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("mechanism", ["laplace", "gaussian"])
def test_a_release_has_every_public_category_and_its_evidence(statistic, budget, lineage, mechanism):
    counter = CountTable(statistic(mechanism))
    stat = counter.collect(pa.array(["P", "Q"]), pa.array(["내과", "이비인후과"]), 0)
    released, evidence = counter.release(stat, budget, lineage)
    assert released.column("category").to_pylist() == ["내과", "외과", "소아과", "other"]
    noisy = released.column("noisy_count").to_pylist()
    assert released.column("count").to_pylist() == [max(count, 0) for count in noisy]
    figures = {figure.metric: figure for figure in evidence}
    assert figures["epsilon_spent"].value == "0.5"
    assert figures["delta_spent"].value == ("0" if mechanism == "laplace" else "1e-7")
    assert figures["l1_sensitivity" if mechanism == "laplace" else "l2_sensitivity"].value == 2
    assert set(released.column("half_width_95").to_pylist()) == {figures["half_width_95"].value}
    params = figures["epsilon_spent"].params
    assert params["unit_of_privacy"] == "person"
    assert params["lineage"] == lineage
    assert params["not_protected"]
    assert budget.show(lineage).spent_epsilon == "0.5"


def test_evidence_is_the_same_whoever_is_in_the_table(statistic, budget, lineage):
    """Figures beside the table must not tell what the noise hides: they may not depend on the data at all."""
    counter = CountTable(statistic(epsilon="0.25"))
    few, many = counter.empty, counter.collect(pa.array([f"P{i}" for i in range(500)]), pa.array(["내과"] * 500), 0)
    assert counter.release(few, budget, lineage)[1] == counter.release(many, budget, lineage)[1]


def test_overspending_draws_nothing(statistic, budget, lineage, monkeypatch):
    counter = CountTable(statistic(epsilon="0.6"))
    counter.release(counter.empty, budget, lineage)
    drawn = []
    monkeypatch.setattr(Noise, "draw", lambda _self, counts: drawn.append(counts))
    with pytest.raises(PolicyRefused) as caught:
        counter.release(counter.empty, budget, lineage)
    assert caught.value.code == "dp.overspent"
    assert drawn == []


def test_a_crash_in_the_draw_has_spent_the_budget(statistic, budget, lineage, monkeypatch):
    def crash(_):
        assert budget.show(lineage).spent_epsilon == "0.5"  # on disk before the first bit of noise
        raise KeyboardInterrupt

    monkeypatch.setattr(Noise, "draw", lambda _self, counts: crash(counts))
    counter = CountTable(statistic())
    with pytest.raises(KeyboardInterrupt):
        counter.release(counter.empty, budget, lineage)
    assert budget.show(lineage).spent_epsilon == "0.5"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"mechanism": "exponential", "delta": "0"}, "general.unknown-choice"),
        ({"mechanism": "laplace", "delta": "1e-7"}, "dp.delta"),
        ({"mechanism": "gaussian", "delta": "0"}, "dp.delta"),
        ({"epsilon": "0"}, "dp.amount"),
        ({"rows": 0}, "dp.max-rows"),
        ({"categories": ()}, "dp.categories"),
        ({"categories": ("a", "a")}, "dp.categories"),
        ({"categories": ("a", "other")}, "dp.categories"),
    ],
)
def test_contradictions_are_refused(statistic, changes, code):
    with pytest.raises(UsageError) as caught:
        CountTable(statistic(**changes))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("mechanism", "epsilon", "delta"),
    [
        ("laplace", "1e-99", "0"),
        ("laplace", "1e-13", "0"),
        ("laplace", "1e9", "0"),
        ("laplace", "1e99", "0"),
        ("gaussian", "1e-13", "1e-90"),
        ("gaussian", "1e99", "1e-7"),
    ],
)
def test_an_epsilon_without_usable_noise_is_refused_before_it_is_spent(
    statistic, budget, lineage, mechanism, epsilon, delta
):
    counter = CountTable(statistic(mechanism, epsilon, delta=delta))
    with pytest.raises(PolicyRefused) as caught:
        counter.release(counter.empty, budget, lineage)
    assert caught.value.code == "dp.no-scale"
    assert budget.show(lineage).spent_epsilon == "0"


def test_a_large_epsilon_adds_no_noise(statistic, budget):
    budget.grant("모의 자료", "200")
    counter = CountTable(statistic(epsilon="200"))
    stat = counter.collect(pa.array(["P"]), pa.array(["내과"]), 0)
    released, _ = counter.release(stat, budget, "모의 자료")
    assert released.column("noisy_count").to_pylist() == [1, 0, 0, 0]
    assert released.column("half_width_95").to_pylist() == [0, 0, 0, 0]
