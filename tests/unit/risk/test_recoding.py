"""Local recoding: every class has k rows as written, the loss is the written cells', the scan's twin, Adult against ARX."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.recoding import cheapest, prefixes
from pseudo.risk.lattice import Ladder, ladder
from pseudo.risk.recoding import _forest, recode

HALVES, ALL = [0, 0, 1, 1, 2, 2], [0, 0, 0, 0, 0, 0]
ARX = 0.94106
"""1 - Loss of ARX 3.9.2's local recoding of Adult, k = 5, a fraction of 0.01 in each round."""


def written(ladders: list[Ladder], levels: np.ndarray) -> list[tuple]:
    """Each row as it is written: level and category of each column; an emptied cell has its level only."""
    columns = []
    for one, stands in zip(ladders, levels.T, strict=True):
        code = np.full(len(stands), -1)
        for level in range(one.height):
            code[stands == level] = one.at(level)[one.codes[stands == level]]
        columns.append(list(zip(stands.tolist(), code.tolist(), strict=True)))
    return list(zip(*columns, strict=True))


def lost(ladders: list[Ladder], levels: np.ndarray) -> float:
    """The mean loss of the written cells."""
    total = 0.0
    for one, stands in zip(ladders, levels.T, strict=True):
        total += float((stands == one.height).sum())
        for level, shares in enumerate(one.shares):
            total += shares[one.at(level)[one.codes[stands == level]]].sum()
    return total / levels.size


@st.composite
def tables(draw):
    """Up to forty rows of up to three columns; hierarchies with and without a root, cells missing."""
    count, width = draw(st.integers(1, 40)), draw(st.integers(1, 3))
    made = []
    for column in range(width):
        codes = draw(st.lists(st.integers(-1, 5), min_size=count, max_size=count))
        levels = draw(st.sampled_from([[HALVES, ALL], [HALVES], [ALL]]))
        made.append(ladder(str(column), np.array(codes, np.int32), [np.array(level, np.int32) for level in levels]))
    return made, draw(st.integers(1, count))


@settings(max_examples=150, deadline=None)
@given(tables())
def test_every_class_has_k_rows_as_written(table):
    ladders, k = table
    made = recode(ladders, k)
    assert min(Counter(written(ladders, made.levels)).values()) >= k
    assert np.bincount(made.classes, minlength=made.count).min() >= k
    assert made.loss == pytest.approx(lost(ladders, made.levels), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_the_scan_finds_what_trying_every_cluster_finds(table):
    ladders, _ = table
    forest, starts = _forest(ladders)
    cells = np.stack([one.codes + start for one, start in zip(ladders, starts, strict=True)], axis=1)
    nodes, rows = np.unique(cells, axis=0, return_counts=True)
    nodes, rows, own = np.ascontiguousarray(nodes, np.int32), rows.astype(np.int64), np.arange(len(rows))
    firsts, ends = np.zeros(len(rows), np.int32), np.zeros(nodes.shape, np.int32)
    prefixes(nodes, firsts, ends)
    found, prices = np.zeros(len(rows), np.int64), np.zeros(len(rows))
    tables = forest.parents, forest.levels, forest.costs
    cheapest(nodes, rows, own, nodes, rows, firsts, ends, *tables, found, prices)

    def above(node):
        chain = [node]
        while forest.parents[chain[-1]] != chain[-1]:
            chain.append(forest.parents[chain[-1]])
        return chain

    def price(first, second):
        joined = [next(node for node in above(a) if node in above(b)) for a, b in zip(first, second, strict=True)]
        return forest.costs[joined]

    for mine in range(len(rows)):
        tried = [
            rows[mine] * (price(nodes[mine], nodes[other]) - forest.costs[nodes[mine]]).sum()
            + rows[other] * (price(nodes[mine], nodes[other]) - forest.costs[nodes[other]]).sum()
            for other in range(len(rows))
            if other != mine
        ]
        if not tried:
            assert found[mine] == -1
        else:
            assert prices[mine] == pytest.approx(min(tried), abs=1e-9)
            assert found[mine] != mine


def test_one_value_stands_at_two_levels():
    codes = np.array([0, 0, 0, 1, 1, 2, 3], np.int32)
    other = np.array([0, 0, 0, 0, 1, 1, 1], np.int32)
    ladders = [
        ladder("a", codes, [np.array(HALVES, np.int32), np.array(ALL, np.int32)]),
        ladder("b", other, [np.array([0, 0], np.int32)]),
    ]
    made = recode(ladders, 3)
    assert made.levels[3, 0] == 1  # with the row it shares the half with
    assert made.levels[4, 0] == 2  # the other row of the same value, in a class of both halves
    assert made.levels[:, 1].tolist() == [0] * 7


def test_cells_without_a_common_category_are_emptied():
    ladders = [ladder("a", np.array([0, 0, -1], np.int32), [np.zeros(2, np.int32)])]
    made = recode(ladders, 3)
    assert made.levels.tolist() == [[2], [2], [2]]
    assert made.loss == 1.0


@pytest.mark.parametrize("k", [0, 4])
def test_k_below_one_or_above_the_rows_is_refused(k):
    with pytest.raises(ValueError, match="k of 1 or more"):
        recode([ladder("a", np.array([0, 1, 1], np.int32), [np.zeros(2, np.int32)])], k)


def test_no_column_is_refused():
    with pytest.raises(ValueError, match="needs a column"):
        recode([], 2)


def test_what_is_shown_holds_no_code():
    made = recode([ladder("a", np.array([0, 1, 1], np.int32), [np.zeros(2, np.int32)])], 2)
    assert "array" not in repr(made)


def test_adult_loses_less_than_with_arx(adult):
    ladders, _ = adult
    made = recode(ladders, 5)
    counts = Counter(written(ladders, made.levels))
    assert (made.levels < [one.height for one in ladders]).all()
    assert min(counts.values()) >= 5
    assert made.loss == pytest.approx(lost(ladders, made.levels), abs=1e-9)
    assert 1 - made.loss >= ARX
