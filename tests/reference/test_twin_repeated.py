"""What two openings say together, against the definitions, person by person."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pseudo.risk.repeated import difference, intersection

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), max_size=25)


def slowly(now, before, k):
    """Each figure by going through the rows of the later release, and classes one by one."""
    values = {c: ({v for d, v in now if d == c}, {v for d, v in before if d == c}) for c in range(5)}
    sizes = [Counter(c for c, _ in rows) for rows in (now, before)]
    counts = [Counter(rows) for rows in (now, before)]
    both = {c: first & second for c, (first, second) in values.items()}
    agree = {c: sum(min(counts[0][c, v], counts[1][c, v]) for v in both[c]) for c in range(5)}
    grown = {c: sizes[0][c] - sizes[1][c] for c in range(5)}
    revealed = sum(1 for c, v in now if both[c] == {v} and len(values[c][0]) > 1)
    newcomers = sum(max(grown[c], 0) for c in range(5) if sum(counts[0][c, v] > counts[1][c, v] for v in range(4)) == 1)
    came, left = ([g * sign for g in grown.values() if g * sign > 0] for sign in (1, -1))
    return (
        [(min(each, default=None), sum(each), sum(g for g in each if g < k)) for each in (came, left)],
        (
            sum(1 for c, _ in now if sizes[1][c]),
            min((len(v) for v in both.values() if v), default=None),
            min((agree[c] for c in range(5) if both[c]), default=None),
            revealed,
            newcomers,
        ),
    )


@given(ROWS, ROWS, st.integers(1, 6))
def test_the_figures_are_those_of_the_definitions(now, before, k):
    changes, shared = slowly(now, before, k)
    sizes = [np.bincount([c for c, _ in rows], minlength=5).astype(np.int64) for rows in (now, before)]
    found = difference(*sizes, k)
    assert [(one.fewest, one.changed, one.below) for one in found] == changes
    cells = sorted({*now, *before})
    first, second = (np.array([rows.count(cell) for cell in cells], np.int64) for rows in (now, before))
    made = intersection(np.array([c for c, _ in cells], np.int64), first, second)
    assert (made.rows, made.fewest_values, made.fewest_rows, made.revealed, made.newcomers_revealed) == shared


def test_without_a_limit_nothing_is_below_it():
    assert difference(np.array([3]), np.array([1]), None)[0].below is None
