"""The local engine: same output for any batch size, column order without effect, bounded passes, refusals before writing."""

from __future__ import annotations

import datetime as dt
import hashlib

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.engine import Pipeline, run
from pseudo.errors import BadInput
from pseudo.model import Anonymity, ColumnPlan, ColumnType, NullRule, Plan, Purpose, ReleaseClass, Role, Text, Unit
from pseudo.planning.steps import suppression
from pseudo.table import frame_source
from pseudo.techniques.contract import Context

WHY = Text("까닭", "why")


def secret(domain: str, length: int) -> bytes:
    return hashlib.shake_128(domain.encode()).digest(length)


def entry(column, technique, *, kind=ColumnType.TEXT, domain=None, date_format=None, **params):
    return ColumnPlan(
        column, column, Role.OTHER, kind, technique, NullRule.KEEP, WHY, params, date_format=date_format, domain=domain
    )


COLUMNS = (
    entry("id", "hmac", domain="person", length_bits=128, alphabet="hex", normalize="nfc"),
    entry("name", "delete"),
    entry("in", "date_shift", kind=ColumnType.DATE, domain="days", date_format="%Y-%m-%d", max_days=30),
    entry("out", "date_shift", kind=ColumnType.DATE, domain="days", date_format="%Y-%m-%d", max_days=30),
    entry("sex", "keep"),
    entry("town", "keep"),
)


def plan(columns=COLUMNS, *, k=None, rate=1.0):
    anonymity = Anonymity(k, Unit.SUBJECT, ("sex", "town"), rate) if k else None
    return Plan(
        "test",
        "1",
        "sha256:0",
        ReleaseClass.INTERNAL,
        Purpose.STATISTICS,
        WHY,
        "p",
        "r",
        "id",
        tuple(columns),
        anonymity,
        (suppression(anonymity),) if anonymity else (),
    ).sealed()


def table(rows):
    return pa.table(
        {
            "id": [f"P{person}" for person, *_ in rows],
            "name": ["somebody"] * len(rows),
            "in": [f"2024-03-{day:02d}" for _, day, *_ in rows],
            "out": [f"2024-03-{day + 2:02d}" for _, day, *_ in rows],
            "sex": [sex for *_, sex, _ in rows],
            "town": [town for *_, town in rows],
        },
        schema=pa.schema([(name, pa.string()) for name in ("id", "name", "in", "out", "sex", "town")]),
    )


def applied(data, the_plan, batch_rows=65_536):
    made = []
    facts = run(Pipeline(the_plan, Context(secret)), frame_source(data), made.append, batch_rows=batch_rows)
    return pa.Table.from_batches(made), facts


ROWS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 28), st.sampled_from("FM"), st.sampled_from(["서울", "부산", None])),
    max_size=40,
)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1, 9))
def test_batch_size_never_changes_the_output(rows, batch_rows):
    whole, facts = applied(table(rows), plan(k=2))
    pieces, other = applied(table(rows), plan(k=2), batch_rows)
    assert pieces.equals(whole)
    assert (facts.rows_in, facts.rows_out, facts.steps) == (other.rows_in, other.rows_out, other.steps)


@settings(max_examples=40, deadline=None)
@given(ROWS)
def test_k_holds_in_persons_and_intervals_stay(rows):
    made, _ = applied(table(rows), plan(k=3))
    classes: dict[tuple[object, object], set[str]] = {}
    for row in made.to_pylist():
        classes.setdefault((row["sex"], row["town"]), set()).add(row["id"])
        start, end = (hash_day(row[name]) for name in ("in", "out"))
        assert end - start == 2
    assert all(len(people) >= 3 for people in classes.values())


def hash_day(text):
    return dt.date.fromisoformat(text).toordinal()


def test_column_order_does_not_matter():
    data = table([(1, 3, "F", "서울"), (2, 4, "M", "부산")])
    forwards, _ = applied(data, plan())
    backwards, _ = applied(data, plan(COLUMNS[::-1]))
    assert forwards.equals(backwards.select(forwards.column_names))


def test_an_empty_table_gives_an_empty_output_with_its_schema():
    made, facts = applied(table([]), plan(k=2))
    assert made.column_names == ["id", "in", "out", "sex", "town"]
    assert (facts.rows_in, facts.rows_out) == (0, 0)


def test_one_pass_without_collecting_steps_and_two_with_k():
    rows = [(1, 3, "F", "서울")]
    assert applied(table(rows), plan())[1].passes == 1
    assert applied(table(rows), plan(k=2))[1].passes == 2


def test_another_table_is_refused_with_its_columns():
    with pytest.raises(BadInput) as refused:
        applied(table([]).drop_columns(["sex"]).append_column("extra", pa.array([], pa.string())), plan())
    assert refused.value.code == "engine.other-schema"
    assert refused.value.facts == {"missing": "sex", "extra": "extra"}


def test_a_bad_cell_is_told_by_its_row_in_the_whole_table():
    data = table([(1, 3, "F", "서울")] * 10)
    column = ["2024-03-03"] * 10
    column[7] = "canary"
    data = data.set_column(2, "in", pa.array(column))
    with pytest.raises(BadInput) as refused:
        applied(data, plan(), batch_rows=3)
    assert (refused.value.where.column, list(refused.value.where.rows)) == ("in", [8])
    assert "canary" not in str(refused.value)


def test_progress_adds_up_to_the_rows():
    seen: dict[str, int] = {}

    def progress(stage, rows):
        seen[stage] = seen.get(stage, 0) + rows

    run(
        Pipeline(plan(k=2), Context(secret)),
        frame_source(table([(1, 3, "F", None)] * 10)),
        lambda _: None,
        progress=progress,
        batch_rows=4,
    )
    assert seen == {"collect": 10, "apply": 10}
