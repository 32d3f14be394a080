"""Rows adjusted cell by cell, beside a twin that counts everything anew for each cell it might change."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.adjusting import adjust_rows


def tables(codes, wanted):
    """Excess counts of each pair."""
    made = {}
    for (i, j), table in wanted.items():
        made[i, j] = -table.copy()
        np.add.at(made[i, j], (codes[:, i], codes[:, j]), 1)
    return made


def error(codes, wanted):
    return sum(float((table**2).sum()) for table in tables(codes, wanted).values())


def slowly(codes, order, sizes, wanted):
    """Each cell in turn gets the first of the values with the least error, where that is lower than what it has."""
    made, changed = codes.copy(), 0
    for row in order:
        for j, size in enumerate(sizes):
            own, errors = made[row, j], []
            for value in range(size):
                made[row, j] = value
                errors.append(error(made, wanted))
            best = own
            for value in range(size):
                if errors[value] < errors[best] - 2e-9:
                    best = value
            made[row, j] = best
            changed += best != own
    return made, changed


def quickly(codes, order, sizes, wanted):
    sides, excess, at = [[] for _ in sizes], [np.zeros(0)], 0
    for (i, j), table in tables(codes, wanted).items():
        sides[i].append((j, at, table.shape[1], 1))
        sides[j].append((i, at, 1, table.shape[1]))
        excess.append(table.ravel())
        at += table.size
    starts = np.cumsum([0, *map(len, sides)])
    flat = np.array([side for every in sides for side in every], np.int64).reshape(-1, 4)
    made, over = codes.copy(), np.concatenate(excess)
    changed = adjust_rows(
        made, order, np.array(sizes), starts, flat[:, 0].copy(), flat[:, 1].copy(), flat[:, 2:].copy(), over,
        np.zeros(max(sizes)),
    )  # fmt: skip
    return made, changed, over


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.sets(st.sampled_from([(0, 1), (0, 2), (1, 2), (2, 3)])))
def test_the_kernel_does_what_its_twin_does(seed, rows, pairs):
    generator = np.random.default_rng(seed)
    sizes = [3, 2, 4, 2]
    codes = np.column_stack([generator.integers(0, size, rows) for size in sizes])
    wanted = {(i, j): generator.integers(0, 8, (sizes[i], sizes[j])) / 2 for i, j in sorted(pairs)}
    order = generator.permutation(rows)
    made, changed, over = quickly(codes, order, sizes, wanted)
    twin, twin_changed = slowly(codes, order, sizes, wanted)
    assert made.tolist() == twin.tolist()
    assert changed == twin_changed
    assert error(made, wanted) <= error(codes, wanted)
    left = tables(made, wanted)
    assert over.tolist() == [cell for pair in wanted for cell in left[pair].ravel()]
