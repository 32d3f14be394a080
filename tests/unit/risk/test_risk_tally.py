"""Classes counted part by part against all rows at once."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.risk import ClassTally

ROWS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0, 1, 2**30])), max_size=12)


def part(rows, kind=np.int32):
    return np.array(rows, kind).reshape(len(rows), 2)


@settings(max_examples=100, deadline=None)
@given(parts=st.lists(ROWS, max_size=6), held=st.sampled_from([0, 3, 1000]), kind=st.sampled_from([np.int32, np.int64]))
def test_any_split_gives_the_classes_of_the_whole(parts, held, kind):
    tally = ClassTally(2)
    seen: set[tuple[int, int]] = set()
    with patch("pseudo.risk.tally.HELD_AT_LEAST", held):
        for rows in parts:
            tally.add(part(rows, kind), [5, 2**30 + 1])
            seen.update(rows)
            assert sum(len(counts) for _, counts in tally._parts) <= len(seen) + max(held, len(seen))
    counted = sorted(Counter(row for rows in parts for row in rows).items())
    for _ in range(2):  # asking changes nothing
        codes, rows = tally.classes()
        assert [(tuple(code), n) for code, n in zip(codes.tolist(), rows.tolist(), strict=True)] == counted


def test_columns_may_learn_new_codes():
    tally = ClassTally(2)
    tally.add(part([(0, 0), (1, 0)]), [2, 1])
    tally.add(part([(1, 0), (3, 9)]), [4, 10])
    assert tally.classes()[0].tolist() == [[0, 0], [1, 0], [3, 9]]
    assert tally.classes()[1].tolist() == [1, 2, 1]


def test_a_refused_part_is_not_counted():
    tally = ClassTally(2)
    with pytest.raises(ValueError, match="1 codes of column 0"):
        tally.add(part([(0, 0), (9, 0)]), [2, 1])
    with pytest.raises(ValueError, match="2 columns, not 3"):
        tally.add(part([(0, 0)]), [1, 1, 1])
    assert len(tally.classes()[1]) == 0
