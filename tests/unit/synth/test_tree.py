"""A tree of marginals: without noise it tells the truth, and its rows have its chances as nearly as whole numbers can."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pseudo.synth.tree import Tree, _dealt, _on_simplex

SIZES = (3, 4, 5)
EDGES = ((0, 2), (1, 2))


def chain(rows=50_000, seed=0):
    """Rows whose first and second column hang on the third alone, and their counts."""
    generator = np.random.default_rng(seed)
    third = generator.integers(0, 5, rows)
    codes = np.column_stack([(third + generator.integers(0, 2, rows)) % 3, third % 4, third])
    ones = [np.bincount(codes[:, j], minlength=size).astype(float) for j, size in enumerate(SIZES)]
    pairs = {(i, j): np.zeros((SIZES[i], SIZES[j])) for i, j in EDGES}
    for (i, j), table in pairs.items():
        np.add.at(table, (codes[:, i], codes[:, j]), 1)
    return codes, ones, pairs


def shares(codes, i, j):
    table = np.zeros((SIZES[i], SIZES[j]))
    np.add.at(table, (codes[:, i], codes[:, j]), 1 / len(codes))
    return table


def test_exact_counts_of_a_tree_come_back_in_every_pair_of_columns():
    codes, ones, pairs = chain()
    drawn = Tree.fitted(ones, pairs, (1.0, 1.0)).draw(50_000, np.random.default_rng(1))
    for i, j in (*EDGES, (0, 1)):  # the last is no edge: it follows from the tree
        assert np.abs(shares(codes, i, j) - shares(drawn, i, j)).sum() < 0.01


def test_noisy_and_negative_counts_still_give_one_distribution():
    _, ones, pairs = chain(200)
    generator = np.random.default_rng(2)
    ones = [o + generator.normal(0, 30, o.shape) for o in ones]
    pairs = {edge: table + generator.normal(0, 30, table.shape) for edge, table in pairs.items()}
    tree = Tree.fitted(ones, pairs, (30.0, 30.0))
    assert tree.root.min() >= 0
    for _, _, table in tree.branches:
        assert table.min() >= 0
        assert np.allclose(table.sum(axis=1), 1)
    drawn = tree.draw(1000, generator)
    assert drawn.min() >= 0
    assert (drawn.max(axis=0) < SIZES).all()


def test_counts_of_nothing_but_noise_below_zero_give_rows_all_the_same():
    tree = Tree.fitted([np.full(3, -5.0), np.full(2, -1.0)], {(0, 1): np.full((3, 2), -2.0)}, (4.0, 4.0))
    assert tree.draw(7, np.random.default_rng(0)).shape == (7, 2)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12))
def test_the_nearest_point_of_the_simplex(values):
    """The condition that tells it from any other point (Karush-Kuhn-Tucker): what is kept was moved by one amount, what is not by less."""
    values = np.array(values)
    found = _on_simplex(values)
    assert found.min() >= 0
    assert abs(found.sum() - 1) < 1e-9
    moved = values - found
    kept = found > 1e-12
    assert np.ptp(moved[kept]) < 1e-9
    assert (values[~kept] <= moved[kept].min() + 1e-9).all()


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
