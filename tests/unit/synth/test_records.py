"""Rows adjusted to pairs: without noise every measured pair comes back, with it one distribution, and rows as whole numbers can."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp.marginals import Measured
from pseudo.synth import records
from pseudo.synth.records import Adjusted, _dealt, _on_simplex

SIZES = (3, 4, 5)
EDGES = ((0, 1), (0, 2), (1, 2))


def ring(rows=20_000, seed=0):
    """Rows of which every pair of columns hangs together, so that no tree has them all."""
    generator = np.random.default_rng(seed)
    third = generator.integers(0, 5, rows)
    first = (third + generator.integers(0, 2, rows)) % 3
    return np.column_stack([first, (third + first + generator.integers(0, 2, rows)) % 4, third])


def counted(codes, groups=None):
    groups = groups or [np.arange(size) for size in SIZES]
    ones = tuple(np.bincount(codes[:, j], minlength=size).astype(float) for j, size in enumerate(SIZES))
    pairs = {(i, j): shares(codes, i, j, groups) * len(codes) for i, j in EDGES}
    return Measured(ones, tuple(groups), pairs, 1.0, dict.fromkeys(EDGES, 1.0))


def shares(codes, i, j, groups):
    table = np.zeros((groups[i].max() + 1, groups[j].max() + 1))
    np.add.at(table, (groups[i][codes[:, i]], groups[j][codes[:, j]]), 1 / len(codes))
    return table


def test_exact_counts_of_all_pairs_come_back():
    codes, plain = ring(), [np.arange(size) for size in SIZES]
    drawn = Adjusted.fitted(counted(codes)).draw(20_000, np.random.default_rng(1))
    for i, j in EDGES:
        assert np.abs(shares(codes, i, j, plain) - shares(drawn, i, j, plain)).sum() < 0.01


def test_values_within_a_group_come_by_their_own_counts():
    codes = ring()
    groups = [np.arange(3), np.arange(4), np.array([0, 0, 1, 1, 1])]
    drawn = Adjusted.fitted(counted(codes, groups)).draw(20_000, np.random.default_rng(1))
    for column, size in enumerate(SIZES):
        real, made = (np.bincount(rows[:, column], minlength=size) / 20_000 for rows in (codes, drawn))
        assert np.abs(real - made).max() < 0.005
    for i, j in EDGES:
        assert np.abs(shares(codes, i, j, groups) - shares(drawn, i, j, groups)).sum() < 0.01


def test_more_rows_than_are_adjusted_are_drawn_from_them(monkeypatch):
    monkeypatch.setattr(records, "MOST_ROWS", 2_000)
    codes, plain = ring(), [np.arange(size) for size in SIZES]
    drawn = Adjusted.fitted(counted(codes)).draw(7_001, np.random.default_rng(1))
    assert drawn.shape == (7_001, 3)
    for i, j in EDGES:
        assert np.abs(shares(codes, i, j, plain) - shares(drawn, i, j, plain)).sum() < 0.03


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    made = Adjusted.fitted(counted(ring(500)))
    first, again, other = (made.draw(300, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("rows", [1, 7, 1000])
def test_noisy_and_negative_counts_still_give_rows_of_public_values(rows):
    exact, generator = counted(ring(200)), np.random.default_rng(2)
    ones = tuple(one + generator.normal(0, 30, one.shape) for one in exact.ones)
    pairs = {edge: table + generator.normal(0, 30, table.shape) for edge, table in exact.pairs.items()}
    made = Adjusted.fitted(Measured(ones, exact.groups, pairs, 30.0, dict.fromkeys(EDGES, 30.0)))
    for chances in (*made.values, *made.pairs.values()):
        assert chances.min() >= 0
        assert chances.sum() == pytest.approx(1)
    drawn = made.draw(rows, generator)
    assert drawn.shape == (rows, 3)
    assert drawn.min() >= 0
    assert (drawn.max(axis=0) < SIZES).all()


def test_counts_of_nothing_but_noise_below_zero_and_no_pair_at_all_give_rows():
    ones = (np.full(3, -5.0), np.full(2, -1.0))
    groups = (np.zeros(3, np.int64), np.arange(2))
    assert Adjusted.fitted(Measured(ones, groups, {}, 4.0, {})).draw(7, np.random.default_rng(0)).shape == (7, 2)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_the_nearest_point_of_the_simplex(values):
    """The condition that tells it from any other point (Karush-Kuhn-Tucker): what is kept was moved by one amount, what is not by less."""
    shares = np.array(values) / max(sum(values), 1.0)
    found = _on_simplex(np.array(values))
    assert found.min() >= 0
    assert abs(found.sum() - 1) < 1e-9
    moved = shares - found
    kept = found > 1e-12
    assert np.ptp(moved[kept]) < 1e-9
    assert (shares[~kept] <= moved[kept].min() + 1e-9).all()


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8).filter(lambda v: sum(v) > 0.1),
    st.integers(1, 200),
    st.integers(0, 99),
)
def test_counts_that_are_dealt_lie_within_one_of_their_expectation(chances, rows, seed):
    chances = np.array(chances) / sum(chances)
    counts = np.bincount(_dealt(chances, rows, np.random.default_rng(seed)), minlength=len(chances))
    assert counts.sum() == rows
    assert (np.abs(counts - rows * chances) < 1 + 1e-6).all()
