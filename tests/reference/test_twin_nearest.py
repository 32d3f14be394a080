"""The nearest row and the rows that fit conditions, against their definitions."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.nearest import EQUAL, LEAST, MISSING, MOST, fitting_rows, nearest_rows

IS_NUMBER = np.array([True, False, True])
CELL = st.sampled_from([0.0, 0.25, 0.5, 1.0, math.nan])
ROW = st.tuples(CELL, st.integers(-1, 2).map(float), CELL)
ROWS = st.lists(ROW, min_size=1, max_size=12)


def slow_distance(first, second):
    apart = 0.0
    for number, a, b in zip(IS_NUMBER, first, second, strict=True):
        if not number:
            apart += a != b
        elif math.isnan(a) or math.isnan(b):
            apart += math.isnan(a) != math.isnan(b)
        else:
            apart += abs(a - b)
    return apart


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, table=ROWS, skips=st.data())
def test_the_first_of_the_nearest_rows(rows, table, skips):
    skip = np.array([skips.draw(st.integers(-1, len(table) - 1)) for _ in rows], np.int64)
    which, distance = np.empty(len(rows), np.int64), np.empty(len(rows))
    nearest_rows(np.array(rows), np.array(table).T.copy(), IS_NUMBER, skip, which, distance)
    for place, row in enumerate(rows):
        others = [(slow_distance(row, other), at) for at, other in enumerate(table) if at != skip[place]]
        expected = min(others, default=(math.inf, -1))
        assert (distance[place], which[place]) == expected


TERM = st.tuples(st.integers(0, 2), st.sampled_from([EQUAL, LEAST, MOST, MISSING]), st.sampled_from([0.0, 0.5, 1.0]))


def slow_fit(row, term):
    column, condition, value = term
    cell = row[column]
    return {
        EQUAL: cell == value,
        LEAST: cell >= value,
        MOST: cell <= value,
        MISSING: math.isnan(cell),
    }[condition]


@settings(max_examples=60, deadline=None)
@given(table=ROWS, queries=st.lists(st.tuples(TERM, TERM), min_size=1, max_size=6), enough=st.integers(1, 3))
def test_rows_that_fit_are_counted_up_to_enough(table, queries, enough):
    parts = [np.array([[term[i] for term in query] for query in queries]) for i in range(3)]
    counts = fitting_rows(
        parts[0].astype(np.int64), parts[1].astype(np.int64), parts[2].astype(np.float64), np.array(table), enough
    )
    for query, count in zip(queries, counts, strict=True):
        assert count == min(enough, sum(all(slow_fit(row, term) for term in query) for row in table))
