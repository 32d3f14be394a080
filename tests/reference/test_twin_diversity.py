"""The models of a sensitive column against their definitions, written class by class."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.diversity import class_figures, class_values

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=40)


def slow(rows, n_values, level):
    """One list of nine figures a class, in order of the classes' numbers."""
    table = Counter(value for _, value in rows)
    q = {value: table[value] / len(rows) for value in range(n_values)}
    members = defaultdict(list)
    for number, value in rows:
        members[number].append(value)
    out = []
    for number in sorted(members):
        counts = Counter(members[number])
        p = {value: counts[value] / len(members[number]) for value in range(n_values)}
        falling = sorted(counts.values(), reverse=True)
        gains = {value: p[value] / q[value] - 1 for value in counts}
        cumulative = [sum(p[v] - q[v] for v in range(upto + 1)) for upto in range(n_values - 1)]
        beta = max(gains.values())
        out.append(
            [
                len(counts),
                -sum(p[v] * math.log(p[v]) for v in counts),
                max(p.values()),
                falling[0] / sum(falling[level - 1 :]) if len(falling) >= level else math.inf,
                sum(abs(p[v] - q[v]) for v in range(n_values)) / 2,
                sum(map(abs, cumulative)) / (n_values - 1) if n_values > 1 else 0,
                max(abs(math.log(p[v] / q[v])) for v in counts),
                beta,
                beta if all(gain <= -math.log(q[v]) for v, gain in gains.items()) else math.inf,
            ]
        )
    return out


@settings(max_examples=150, deadline=None)
@given(ROWS, st.integers(6, 300), st.integers(1, 4))
def test_equal_the_definitions(rows, n_values, level):
    """With few values all pairs are tabled, with many the keys are sorted."""
    numbers = sorted({number for number, _ in rows})
    ids = np.array([numbers.index(number) for number, _ in rows], np.int64)
    values = np.array([value for _, value in rows], np.int32)
    figures = class_figures(*class_values(ids, len(numbers), values, n_values), n_values, level)
    np.testing.assert_allclose(figures.T, slow(rows, n_values, level), rtol=1e-9, atol=1e-12)


def test_both_ways_of_counting_give_the_same_pairs():
    ids, values = np.array([0, 0, 1, 1], np.int64), np.array([2, 0, 1, 1], np.int32)
    few, many = class_values(ids, 2, values, 3), class_values(ids, 2, values, 1000)
    for one, other in zip(few, many, strict=True):
        assert one.tolist() == other.tolist()
    assert [part.tolist() for part in few] == [[0, 2, 3], [0, 2, 1], [1, 1, 2]]


def test_a_single_value_is_at_no_distance():
    starts, of_pairs, counts = class_values(np.zeros(3, np.int64), 1, np.zeros(3, np.int32), 1)
    figures = class_figures(starts, of_pairs, counts, 1, 1)
    assert figures[:, 0].tolist() == pytest.approx([1, 0, 1, 1, 0, 0, 0, 0, 0])
