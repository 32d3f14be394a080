"""What an engine may learn from: rare categories, combinations and ends of ranges are gone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.model import ColumnType, Role, SynthConstraint
from pseudo.synth.task import ColumnSpec, SynthTask
from pseudo.synth.training import prepare

K = 5


def number(name="x", **more):
    return ColumnSpec(name, name, Role.OTHER, ColumnType.INTEGER, **more)


def category(name="c", **more):
    return ColumnSpec(name, name, Role.OTHER, ColumnType.TEXT, categorical=True, **more)


def task(*columns, constraints=(), subject=None, k=K):
    return SynthTask(columns, (), constraints, subject, k)


def kept(training, name):
    """The categories that are left, by count."""
    codes = training.coded.frame[name].dropna().astype(int)
    return {training.coded.dictionaries[name][c].as_py(): int((codes == c).sum()) for c in set(codes)}


def test_a_category_of_k_units_stays_and_of_fewer_goes():
    training = prepare(pa.table({"c": ["a"] * 20 + ["b"] * K + ["rare"] * (K - 1)}), task(category()))
    assert kept(training, "c") == {"a": 20, "b": K}
    assert training.facts["suppressed_cells"] == K - 1


def test_units_are_persons_where_there_is_a_subject():
    """One person with 50 visits does not make a diagnosis common."""
    table = pa.table({"c": ["a"] * 20 + ["rare"] * 50, "id": [str(n) for n in range(20)] + ["one"] * 50})
    assert kept(prepare(table, task(category(), subject="id")), "c") == {"a": 20}
    assert kept(prepare(table, task(category())), "c") == {"a": 20, "rare": 50}


def test_rows_without_a_subject_count_as_one():
    table = pa.table({"c": ["a"] * 20 + ["b"] * 20, "id": [str(n) for n in range(20)] + [None] * 20})
    assert kept(prepare(table, task(category(), subject="id")), "c") == {"a": 20}


def test_public_categories_stay_however_rare_and_others_go_however_common():
    column = category(categories=("남", "여"))
    training = prepare(pa.table({"c": ["남"] * 20 + ["여"] + ["X"] * 50}), task(column, k=None))
    assert kept(training, "c") == {"남": 20, "여": 1}


def test_a_rare_combination_of_common_categories_goes_as_a_whole():
    rule = SynthConstraint("fixed_combinations", ("c", "d"))
    table = pa.table({"c": ["a"] * 20 + ["b"] * 20, "d": ["x"] * 20 + ["x"] + ["y"] * 19})
    training = prepare(table, task(category("c"), category("d"), constraints=(rule,)))
    assert kept(training, "c") == {"a": 20, "b": 19}
    assert training.coded.frame.iloc[20].isna().all()
    assert training.facts["suppressed_cells"] == 2
    assert len(training.combinations[0]) == 3  # two and "all missing"


def test_losing_one_combination_can_make_another_rare():
    rules = (SynthConstraint("fixed_combinations", ("c", "d")), SynthConstraint("fixed_combinations", ("d", "e")))
    c = ["a"] * 30 + ["a"] * 4 + ["b"] * 4
    d = ["x"] * 30 + ["y"] * 4 + ["y"] * 4
    e = ["p"] * 38
    training = prepare(
        pa.table({"c": c, "d": d, "e": e}), task(category("c"), category("d"), category("e"), constraints=rules)
    )
    frame = training.coded.frame
    for rule in rules:
        sizes = frame[list(rule.columns)].dropna(how="all").value_counts(dropna=False)
        assert sizes.min() >= K


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(st.integers(-1000, 1000), min_size=12, max_size=60),
    people=st.lists(st.integers(0, 30), min_size=60, max_size=60),
    k=st.integers(1, 6),
)
def test_at_least_k_persons_lie_at_or_beyond_each_end(cells, people, k):
    owners = people[: len(cells)]
    table = pa.table({"x": cells, "id": [str(p) for p in owners]})
    if len(set(owners)) < 2 * k:
        with pytest.raises(BadInput, match=r"synth\.too-few-known"):
            prepare(table, task(number(), subject="id", k=k))
        return
    training = prepare(table, task(number(), subject="id", k=k))
    low, high = training.bounds["x"]
    values, ids = np.array(cells), np.array(owners)
    assert len(set(ids[values <= low])) >= k
    assert len(set(ids[values >= high])) >= k
    assert training.coded.frame["x"].between(low, high).all()


def test_half_a_percent_lies_beyond_each_end_of_a_large_column():
    training = prepare(pa.table({"x": list(range(10_000))}), task(number()))
    assert training.bounds["x"] == (49.0, 9950.0)
    assert training.facts["clipped_cells"] == 98


def test_the_public_range_bounds_what_is_learned():
    training = prepare(pa.table({"x": list(range(1_000))}), task(number(low=100.0, high=120.0)))
    assert training.bounds["x"] == (100.0, 120.0)


def test_rows_that_treatment_puts_out_of_order_are_left_out():
    """The one known late discharge is coded down to the others', its admission is not: it is no longer a possible stay."""
    rule = SynthConstraint("inequality", ("low", "high"))
    table = pa.table({"low": [50] + [1] * 20 + [50] * 10, "high": [60] + [2] * 20 + [None] * 10})
    training = prepare(table, task(number("low"), number("high"), constraints=(rule,), k=2))
    assert training.bounds == {"low": (1.0, 50.0), "high": (2.0, 2.0)}
    assert training.facts["left_out_rows"] == 1
    assert len(training.coded.frame) == 30


def test_one_person_with_nearly_all_cells_is_refused():
    """The ends of the twelve others cross: no range would have six persons at each end."""
    table = pa.table({"x": [*range(2_000), *range(-12, 0)], "id": ["one"] * 2_000 + [str(n) for n in range(12)]})
    with pytest.raises(BadInput) as raised:
        prepare(table, task(number(), subject="id", k=6))
    assert raised.value.code == "synth.too-few-known"


def test_the_callers_table_is_untouched_and_repr_shows_no_cell():
    table = pa.table({"c": ["marker"] * 20 + ["b"] * 3, "x": list(range(23))})
    before = table.to_pydict()
    training = prepare(table, task(category(), number()))
    assert table.to_pydict() == before
    assert "marker" not in repr(training)
    assert "22" not in repr(training)
