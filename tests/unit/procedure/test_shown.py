"""Form ➎'s frequency tables give no small count away, neither shown nor by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pseudo.procedure.shown import MERGED, shares

counts = st.dictionaries(st.text("가나다라abc", min_size=1, max_size=4), st.integers(1, 50), min_size=1, max_size=30)


@given(counts, st.integers(1, 20), st.integers(1, 25))
def test_no_line_has_fewer_rows_than_the_limit(found, least, most):
    lines = shares(found, least, most)
    assert all(line.count is None or line.count >= least for line in lines)


@given(counts, st.integers(1, 20))
def test_the_merged_line_stands_for_two_values_at_the_least_where_there_are_two(found, least):
    lines = shares(found, least)
    shown = [line for line in lines if line.value != MERGED]
    left = len(found) - len(shown)
    assert left != 1 or len(found) == 1


@given(counts, st.integers(1, 20))
def test_lines_add_up_to_all_rows_or_say_nothing(found, least):
    lines = shares(found, least)
    if all(line.count is not None for line in lines):
        assert sum(line.count for line in lines) == sum(found.values())
    else:
        assert len(lines) == 1
        assert sum(found.values()) < least


@given(counts, st.integers(1, 20))
def test_what_is_shown_is_what_was_counted(found, least):
    total = sum(found.values())
    for line in shares(found, least):
        if line.value != MERGED:
            assert line.count == found[line.value]
            assert line.rate == line.count / total


def test_one_small_value_takes_another_with_it():
    assert [(line.value, line.count) for line in shares({"a": 90, "b": 3, "c": 7}, 5)] == [("a", 90), (MERGED, 10)]
