"""The Spark engine on a real local cluster: the local engine's output, whatever the parts, the placing and the failures."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pseudo.engine import Pipeline, run
from pseudo.engine.spark import Cluster, windows
from pseudo.engine.spark_tasks import Lent
from pseudo.errors import BadInput, InternalError, PolicyRefused
from pseudo.model import (
    Anonymity,
    ColumnPlan,
    ColumnType,
    NullRule,
    Plan,
    Purpose,
    ReleaseClass,
    Role,
    TableStep,
    Text,
    Unit,
)
from pseudo.planning.steps import suppression
from pseudo.table.dataset import DatasetSource
from pseudo.techniques.contract import Context

if TYPE_CHECKING:
    from pathlib import Path

WHY = Text("까닭", "why")
CANARY = "canary-9401"


def secret(domain: str, length: int) -> bytes:
    return hashlib.shake_128(domain.encode()).digest(length)


def entry(column, technique, *, kind=ColumnType.TEXT, domain=None, date_format=None, **params):
    return ColumnPlan(
        column, column, Role.OTHER, kind, technique, NullRule.KEEP, WHY, params, date_format=date_format, domain=domain
    )


COLUMNS = (
    entry("id", "hmac", domain="person", length_bits=128, alphabet="hex", normalize="nfc"),
    entry("card", "ff1", domain="card", alphabet="digits"),
    entry("in", "date_shift", kind=ColumnType.DATE, domain="days", max_days=30),
    entry("note", "redact_text", operator="mask"),
    entry("name", "delete"),
    entry("sex", "keep"),
    entry("town", "keep"),
    entry("amount", "noise", kind=ColumnType.NUMBER, domain="amount", spread=3.0, shape="bell", per="row"),
    entry("ward", "permute", domain="ward"),
    entry("grade", "pram", domain="grade", keep_rate=0.5),
)


def plan(k=3, rate=1.0, columns=COLUMNS, unit=Unit.SUBJECT):
    anonymity = Anonymity(k, unit, ("sex", "town"), rate) if k else None
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
        columns,
        anonymity,
        (suppression(anonymity),) if anonymity else (),
    ).sealed()


def table(rows=2500):
    towns = ["서울", "부산", None, *[f"읍{i}" for i in range(40)]]
    return pa.table(
        {
            "id": [f"P{i % 701}" for i in range(rows)],
            "card": [None if i % 11 == 0 else f"{i * 7919 % 10**13:013d}" for i in range(rows)],
            "in": [dt.date(2024, 1, 1) + dt.timedelta(i % 300) for i in range(rows)],
            "note": [f"전화 010-1234-{i % 10000:04d} 확인" if i % 3 else None for i in range(rows)],
            "name": ["홍길동"] * rows,
            "sex": pa.array(["FM"[i % 2] for i in range(rows)]).dictionary_encode(),
            "town": [f"외딴섬{i}" if i % 500 == 499 else towns[i * i % len(towns)] for i in range(rows)],
            "amount": pa.array([i / 7 for i in range(rows)], pa.float32()),
            "ward": [f"병동{i % 13}" for i in range(rows)],
            "grade": ["가나다라"[i % 4] for i in range(rows)],
        }
    )


def found(texts):
    """Telephone numbers; the real finder's models would be loaded by every worker, and are tested from the command line."""
    from pseudo.model import Span

    hits = [re.search(r"[0-9]{3}-[0-9]{4}-[0-9]{4}", text) for text in texts]
    return [[Span(hit.start(), hit.end(), "PHONE_NUMBER", 1.0)] if hit else [] for hit in hits]


def dies_once(texts):
    """Ends the worker's process in the first attempt of every task."""
    from pyspark import TaskContext

    if TaskContext.get().attemptNumber() == 0:
        os._exit(1)
    return found(texts)


def written(folder: Path, data=None, groups=600):
    data = table() if data is None else data
    for town, rows in (("가", data.slice(0, 1050)), ("나", data.slice(1050, 1)), ("다", data.slice(1051))):
        (folder / f"region={town}").mkdir(parents=True)
        pq.write_table(rows, folder / f"region={town}" / "part-0.parquet", row_group_size=groups)
    (folder / "_SUCCESS").touch()
    return DatasetSource(folder)


def local(source, the_plan):
    made = []
    facts = run(Pipeline(the_plan, Context(secret, found)), source, made.append)
    return pa.Table.from_batches(made), facts


def spread(spark, source, the_plan, lend=secret, find=found):
    made = []
    facts = Cluster(spark, the_plan, Context(lend, find), source).run(made.append)
    return pa.Table.from_batches(made), facts


REGION = (*COLUMNS, entry("region", "keep"))


def test_every_step_on_the_table_is_the_same_on_a_cluster(spark, tmp_path):
    """Sampling, dropping, k, means, rare values and a second table; cells that move within classes before them."""
    rows = 1500
    data = table(rows).set_column(0, "id", pa.array([f"P{i}" for i in range(rows)]))
    within = entry("ward", "permute", domain="ward", within=["sex"], least=2)
    columns = tuple(within if e.column == "ward" else e for e in REGION)
    steps = (
        TableStep("sampling", WHY, (), {"rate": 0.8}),
        TableStep("drop_rows", WHY, ("grade",), {"values": ["라"]}),
        *plan(k=2).steps,
        TableStep("microaggregation", WHY, ("amount",), {"k": 3}),
        TableStep("suppress_rare", WHY, ("region",), {"rarer_than": 4}),
        TableStep("anatomize", WHY, ("ward",), {"l": 3, "table": "wards", "group": "group"}),
    )
    source, the_plan = written(tmp_path / "t", data, 400), replace(plan(2, columns=columns), steps=steps).sealed()
    expected, here = local(source, the_plan)
    made, there = spread(spark, source, the_plan)
    assert made.equals(expected)
    assert {name: t.to_pydict() for name, t in there.tables.items()} == {
        n: t.to_pydict() for n, t in here.tables.items()
    }
    assert (there.steps, there.rows_out) == (here.steps, here.rows_out)
    assert 0 < there.rows_out == there.tables["wards"].num_rows < rows


def test_the_cluster_gives_what_this_machine_gives_row_for_row(spark, tmp_path):
    source, the_plan = written(tmp_path / "t"), plan(columns=REGION)
    here, facts = local(source, the_plan)
    there, other = spread(spark, source, the_plan)
    assert there.combine_chunks().equals(here.combine_chunks())
    assert {name: counts for name, _, counts in facts.steps}["local_suppression"]["suppressed_cells"] > 0
    assert (other.rows_in, other.rows_out, other.passes, other.steps) == (
        facts.rows_in,
        facts.rows_out,
        facts.passes,
        facts.steps,
    )


def test_a_task_that_dies_and_is_tried_again_changes_no_value(spark, tmp_path):
    pq.write_table(table(400), tmp_path / "t.parquet", row_group_size=200)
    source, the_plan = DatasetSource(tmp_path / "t.parquet"), plan(rate=1.0)
    there, _ = spread(spark, source, the_plan, find=dies_once)
    assert there.combine_chunks().equals(local(source, the_plan)[0].combine_chunks())


def test_only_what_was_merged_reaches_the_driver(spark, tmp_path, monkeypatch):
    """Before the output there are equivalence classes of treated cells: no cell of the source, and no more with more rows."""
    arrived: list[list[dict]] = []
    settled = Cluster._settled

    def watched(self, answers):
        arrived.append(settled(self, answers))
        return arrived[-1]

    monkeypatch.setattr(Cluster, "_settled", watched)
    columns = tuple(c for c in REGION if c.column != "ward")  # permuting makes its order on the driver
    sizes = []
    once = table().drop_columns(["ward"])
    for rows in (once, pa.concat_tables([once] * 2)):
        arrived.clear()
        source = written(tmp_path / f"t{len(sizes)}", rows)
        Cluster(spark, plan(columns=columns, unit=Unit.ROW), Context(secret, found), source).decide()
        answers = [answer for found_there in arrived for answer in found_there]
        assert {answer["kind"] for answer in answers} == {"stat"}
        assert all(len(merged) < len(source.parts) for merged in arrived)
        held = b"".join(answer["payload"] for answer in answers)
        for cell in ("P17", "홍길동", "010-1234", f"{7919:013d}"):
            assert cell.encode() not in held
        sizes.append(max(len(answer["payload"]) for answer in answers))
    assert sizes[1] < 1.2 * sizes[0]


def test_the_number_of_parts_changes_no_value(spark, tmp_path):
    many, few = written(tmp_path / "a", groups=300), written(tmp_path / "b", groups=100_000)
    assert (len(many.parts), len(few.parts)) == (10, 3)
    assert spread(spark, many, plan(columns=REGION))[0].equals(spread(spark, few, plan(columns=REGION))[0])


def test_executors_get_the_secrets_that_the_steps_ask_for_and_no_other(spark, tmp_path):
    asked = []

    def lend(domain, length):
        asked.append((domain, length))
        return secret(domain, length)

    source = written(tmp_path / "t")
    cluster = Cluster(spark, plan(columns=REGION), Context(lend, found), source)
    cluster.run(lambda _: None)
    assert set(asked) - set(cluster._secrets) == {("permute:ward", 32)}  # the driver's: it decides the order
    assert "person" not in repr(Lent(plan(), cluster._secrets, None, bytes(32)))


def test_a_bad_cell_is_told_by_its_row_in_the_whole_table_and_not_by_its_value(spark, tmp_path, capfd):
    data = table()
    cards = data["card"].to_pylist()
    cards[1333] = CANARY
    source = written(tmp_path / "t", data.set_column(1, "card", pa.array(cards)))
    with pytest.raises(BadInput) as refused:
        spread(spark, source, plan(columns=REGION))
    with pytest.raises(BadInput) as here:
        local(source, plan(columns=REGION))
    assert list(refused.value.where.rows) == [1334]
    assert str(refused.value) == str(here.value)
    assert CANARY not in str(refused.value) + "".join(capfd.readouterr())


def leaks(texts):
    raise ValueError(CANARY)


def test_whatever_a_library_raises_on_an_executor_comes_without_its_words(spark, tmp_path, capfd):
    with pytest.raises((BadInput, InternalError)) as refused:
        spread(spark, written(tmp_path / "t"), plan(columns=REGION), find=leaks)
    assert CANARY not in str(refused.value) + "".join(capfd.readouterr())
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def dies(texts):
    os._exit(1)


def test_a_task_that_always_dies_ends_the_run(spark, tmp_path):
    pq.write_table(table(100), tmp_path / "t.parquet")
    with pytest.raises(InternalError) as refused:
        spread(spark, DatasetSource(tmp_path / "t.parquet"), plan(k=None), find=dies)
    assert refused.value.code == "engine.spark-failed"


def test_what_the_driver_decides_is_refused_as_on_one_machine(spark, tmp_path):
    with pytest.raises(PolicyRefused) as refused:
        spread(spark, written(tmp_path / "t"), plan(k=300, rate=0.01, columns=REGION))
    assert refused.value.code == "techniques.suppression-limit"


def test_an_empty_table_gives_an_empty_output_with_its_schema(spark, tmp_path):
    pq.write_table(table(0), tmp_path / "none.parquet")
    made, facts = spread(spark, DatasetSource(tmp_path / "none.parquet"), plan())
    assert made.column_names == ["id", "card", "in", "note", "sex", "town", "amount", "ward", "grade"]
    assert (facts.rows_in, made.num_rows) == (0, 0)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([5, 5, 5], [(0, 2), (2, 3)]),
        ([20, 1], [(0, 1), (1, 2)]),
        ([1, 20], [(0, 1), (1, 2)]),
        ([10], [(0, 1)]),
        ([], []),
    ],
)
def test_windows_are_bounded_and_leave_no_part_out(rows, wanted):
    assert [(w.start, w.stop) for w in windows(rows, 10)] == wanted
