"""MDAV against the algorithm as it is written, with lists."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.mdav import mdav

LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)


def square(a, b):
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += (x - y) * (x - y)
    return total


def slow(points, k):
    """Domingo-Ferrer & Torra 2005: two groups while 3k are left, one while 2k are, the rest."""
    left, groups = list(range(len(points))), []

    def average():
        return [sum(points[i][c] for i in left) / len(left) for c in range(len(points[0]))]

    def farthest(centre):
        return max(left, key=lambda i: square(points[i], centre))

    def gather(seed):
        nearest = sorted(left, key=lambda i: square(points[i], points[seed]))[:k]
        groups.append(nearest)
        left[:] = [i for i in left if i not in nearest]

    while len(left) >= 3 * k:
        first = farthest(average())
        gather(first)
        gather(farthest(points[first]))
    if len(left) >= 2 * k:
        gather(farthest(average()))
    if left:
        groups.append(list(left))
    return groups


# Quarters add up without rounding, so that the twin's order of summation does not matter.
QUARTERS = st.integers(-40, 40).map(lambda x: x / 4)


@LAW
@given(st.lists(st.tuples(QUARTERS, QUARTERS), min_size=1, max_size=30), st.integers(1, 6))
def test_unit_weights_give_mdav(points, k):
    groups, number = mdav(np.array(points, np.float64), np.ones(len(points), np.int64), k)
    expected = slow(points, k)
    assert number == len(expected)
    assert [sorted(np.flatnonzero(groups == g).tolist()) for g in range(number)] == [sorted(g) for g in expected]


@LAW
@given(st.lists(st.tuples(QUARTERS, st.integers(1, 9)), min_size=1, max_size=30), st.integers(1, 12))
def test_every_group_weighs_k(rows, k):
    weights = np.array([w for _, w in rows], np.int64)
    groups, number = mdav(np.array([[x] for x, _ in rows], np.float64), weights, k)
    sizes = [int(weights[groups == g].sum()) for g in range(number)]
    assert sum(sizes) == weights.sum()
    assert min(sizes) >= min(k, int(weights.sum()))


def test_no_points_no_groups():
    assert mdav(np.empty((0, 2)), np.empty(0, np.int64), 3)[1] == 0


@pytest.mark.parametrize(
    ("points", "weights", "k"),
    [
        ([[1.0]], [1], 0),
        ([[1.0]], [0], 1),
        ([[np.nan]], [1], 1),
        ([[1e200]], [1], 1),
        ([[1.0]], [1, 1], 1),
        ([1.0], [1], 1),
    ],
)
def test_what_does_not_fit_is_refused(points, weights, k):
    with pytest.raises(ValueError, match="are"):
        mdav(np.array(points, np.float64), np.array(weights, np.int64), k)
