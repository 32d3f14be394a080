"""Counts that agree: against a solver that knows nothing of trees, and the laws of whole numbers that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp.forest import agreed, whole

FAMILIES = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3), min_size=1, max_size=3)


def forest(families):
    """Parents of two levels below some roots: each root's children, each child's children."""
    second = [root for root, children in enumerate(families) for _ in children]
    sizes = [size for children in families for size in children]
    third = [child for child, size in enumerate(sizes) for _ in range(size)]
    return [np.array(second), np.array(third)]


def slow_agreed(noisy, variances, parents):
    """Generalized least squares with every cell as a row of leaves."""
    leaves = len(noisy[-1])
    belongs, above = [np.eye(leaves)], np.arange(leaves)
    for level in range(len(noisy) - 2, -1, -1):
        above = parents[level][above]
        belongs.insert(0, (above == np.arange(len(noisy[level]))[:, None]).astype(float))
    weights = np.concatenate([np.full(len(counts), v**-0.5) for counts, v in zip(noisy, variances, strict=True)])
    design, seen = np.vstack(belongs), np.concatenate(noisy)
    found = np.linalg.lstsq(design * weights[:, None], seen * weights, rcond=None)[0]
    return [rows @ found for rows in belongs]


@given(FAMILIES, st.lists(st.floats(0.1, 50), min_size=3, max_size=3), st.randoms(use_true_random=False))
def test_the_estimate_is_the_least_squares_one(families, variances, draw):
    parents = forest(families)
    noisy = [np.array([draw.randint(-20, 90) for _ in range(n)]) for n in (len(families), *map(len, parents))]
    for ours, theirs in zip(agreed(noisy, variances, parents), slow_agreed(noisy, variances, parents), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-6)


@given(FAMILIES, st.randoms(use_true_random=False))
def test_whole_numbers_add_up_and_are_not_negative(families, draw):
    parents = forest(families)
    estimates = [np.array([draw.uniform(-9, 60) for _ in range(n)]) for n in (len(families), *map(len, parents))]
    found = whole(estimates, parents)
    assert all((counts >= 0).all() for counts in found)
    for level, up in enumerate(parents):
        assert np.bincount(up, found[level + 1], len(found[level])).tolist() == found[level].tolist()


@given(FAMILIES, st.randoms(use_true_random=False))
def test_counts_that_agree_already_stay(families, draw):
    parents = forest(families)
    leaves = np.array([draw.randint(0, 50) for _ in parents[1]])
    middle = np.bincount(parents[1], leaves, len(parents[0])).astype(int)
    roots = np.bincount(parents[0], middle, len(families)).astype(int)
    found = whole(agreed([roots, middle, leaves], [1.0, 2.0, 3.0], parents), parents)
    assert [counts.tolist() for counts in found] == [roots.tolist(), middle.tolist(), leaves.tolist()]


def test_the_nearest_whole_numbers_are_found_by_trying_all():
    """Of all non-negative whole numbers with the parent's sum none is nearer by more than rounding."""
    draw = np.random.default_rng(3)
    for _ in range(200):
        estimates, total = draw.uniform(-4, 6, 3), int(draw.integers(0, 9))
        found = whole([np.array([float(total)]), estimates], [np.zeros(3, int)])[1]
        choices = [(a, b, total - a - b) for a in range(total + 1) for b in range(total - a + 1)]
        best = min(np.linalg.norm(np.array(choice) - estimates) for choice in choices)
        assert np.linalg.norm(found - estimates) <= best + 1e-9
