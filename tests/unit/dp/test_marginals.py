"""Noisy marginals: what is proven of them, spent for them, and what a person can move."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.dp import Budget, marginals
from pseudo.dp.marginals import Marginals, _independent, _pair_counts, bounded, chosen_pairs
from pseudo.errors import PolicyRefused, UsageError

SIZES = (3, 4, 5)
ORDERED = (False, True, True)
PLAIN = tuple(np.arange(size) for size in SIZES)


@pytest.fixture
def budget(tmp_path):
    made = Budget(tmp_path / "budget.jsonl")
    made.grant("pop", "10", "0.001")
    return made


def table(rows, seed=0):
    """Three columns; the second hangs on the first, the third on nothing."""
    generator = np.random.default_rng(seed)
    first = generator.integers(0, 3, rows)
    return np.column_stack([first, first + generator.integers(0, 2, rows), generator.integers(0, 5, rows)])


@pytest.mark.parametrize(("epsilon", "columns", "limit"), [("1", 1, 1), ("1", 3, 1), ("0.1", 14, 4), ("8", 2, 3)])
def test_all_mechanisms_together_are_within_the_rho_that_opendp_proves(tmp_path, monkeypatch, epsilon, columns, limit):
    import opendp.prelude as dp

    drawn = []  # what every vector that got noise costs, by OpenDP's own map at the distance that one person can move it
    noisy = marginals._noisy

    def counted(measurement, counts):
        scores = columns * (columns - 1) / 2 if len(drawn) == columns else 1.0
        drawn.append(Fraction(measurement.map(limit * scores**0.5)))
        return noisy(measurement, counts)

    monkeypatch.setattr(marginals, "_noisy", counted)
    rich = Budget(tmp_path / "b.jsonl")
    rich.grant("pop", "10", "0.001")
    made = Marginals(epsilon, "0.000001", limit)
    hanging = np.repeat(np.arange(3000)[:, None] % 4, columns, axis=1)
    found = made.measure(hanging, [5] * columns, [False] * columns, rich, "pop", "a")
    assert len(drawn) == columns + (1 + len(found.pairs) if columns > 1 else 0)
    assert sum(drawn) <= Fraction(made.rho)
    if columns == 1 or found.pairs:
        assert sum(drawn) > 0.999 * made.rho
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="i64")
    whole = dp.m.make_gaussian(*space, scale=limit / (2 * made.rho) ** 0.5)
    assert dp.c.make_zCDP_to_approxDP(whole).map(limit).epsilon(1e-6) == pytest.approx(float(epsilon), rel=1e-6)


def test_the_budget_is_spent_once_and_before_anything_is_measured(budget, monkeypatch):
    made = Marginals("4", "0.0001", 1)
    made.measure(table(50), SIZES, ORDERED, budget, "pop", "a")
    assert budget.show("pop").spent_epsilon == "4"
    monkeypatch.setattr(np, "bincount", lambda *_, **__: pytest.fail("a table was counted"))
    with pytest.raises(PolicyRefused, match=r"dp\.overspent"):
        Marginals("7", "0.0001", 1).measure(table(50), SIZES, ORDERED, budget, "pop", "b")
    with pytest.raises(UsageError, match=r"dp\.too-many-cells"):
        made.measure(table(50), (3, 4096, 4096), ORDERED, budget, "pop", "c")
    with pytest.raises(PolicyRefused, match=r"dp\.no-scale"):
        Marginals("99999999999", "0.0001", 1).measure(table(50), SIZES, ORDERED, budget, "pop", "d")
    assert budget.show("pop").spent_epsilon == "4"


@pytest.mark.parametrize(("delta", "limit", "code"), [("0", 1, "delta"), ("0.1", 0, "max-rows"), ("2", 1, "amount")])
def test_amounts_that_make_no_claim_are_refused(delta, limit, code):
    with pytest.raises(UsageError, match=rf"dp\.{code}"):
        Marginals("1", delta, limit)


def test_with_much_budget_the_dependent_pair_is_measured_alone_and_counts_are_near(tmp_path):
    codes = table(20_000)
    rich = Budget(tmp_path / "b.jsonl")
    rich.grant("pop", "100", "0.1")
    made = Marginals("100", "0.1", 1).measure(codes, SIZES, ORDERED, rich, "pop", "a")
    assert (0, 1) in made.pairs
    coarse = np.column_stack([group[codes[:, j]] for j, group in enumerate(made.groups)])
    for (i, j), counts in made.pairs.items():
        assert np.abs(counts - _pair_counts(coarse, made.groups, i, j)).max() < 8 * made.pair_scales[i, j] + 1


def test_pairs_are_chosen_where_leaving_them_out_costs_more_than_their_noise():
    apart = {(0, 1): 5000.0, (0, 2): 40.0, (1, 2): 900.0}
    chosen = chosen_pairs(apart, {(0, 1): 100, (0, 2): 4, (1, 2): 25}, 10.0)
    assert set(chosen) == {
        (0, 1),
        (1, 2),
    }  # noise of the third pair alone would be 0.5 * 10 * 4 = 20, and more beside the others
    assert 1 - 2**-19 < sum(chosen.values()) < 1
    assert chosen[0, 1] / chosen[1, 2] == pytest.approx(4 ** (2 / 3))
    assert chosen_pairs(apart, dict.fromkeys(apart, 100), 1e6) == {}


@settings(max_examples=100)
@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 3), st.integers(0, 6))
def test_rows_that_are_kept_of_a_person_hang_on_nobody_else(units, most, gone):
    units = np.array(units, np.int64)
    kept = bounded(units, most)
    assert (np.bincount(units[kept], minlength=7) == np.minimum(np.bincount(units, minlength=7), most)).all()
    others = np.flatnonzero(units != gone)
    assert others[bounded(units[others], most)].tolist() == [row for row in kept if units[row] != gone]


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.integers(1, 4))
def test_a_person_moves_a_count_table_and_a_score_by_their_rows_at_most(seed, limit):
    codes = table(30, seed)
    without = codes[limit:]
    ones = [np.bincount(codes[:, j], minlength=size) + 0.5 for j, size in enumerate(SIZES)]
    for i, j in combinations(range(3), 2):
        real, less = _pair_counts(codes, PLAIN, i, j), _pair_counts(without, PLAIN, i, j)
        assert np.abs(real - less).sum() == limit
        fixed = _independent(ones[i], ones[j])
        assert abs(np.abs(real - fixed).sum() - np.abs(less - fixed).sum()) <= limit
