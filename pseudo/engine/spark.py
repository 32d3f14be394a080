"""The Spark engine: the plan's own steps on the parts of a Parquet table, on a cluster; the output as the local engine gives it.

Parts are row groups, each with its rows' numbers in the whole table, so that position, order and every value are those of a
local run, however tasks are placed and however often they are tried. Statistics are merged on executors; only what they were
merged to (equivalence classes) comes to the driver. The output comes to the driver as well, in windows of bounded size: the
release is one file, and the gate reads it there.

Not protected against: who administers the cluster can read what its executors hold in memory, the derived secrets included.
"""

from __future__ import annotations

import json
import math
import os
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo import errors
from pseudo.engine.local import RunFacts, note_steps, quiet
from pseudo.engine.local import run as run_here
from pseudo.engine.pipeline import Pipeline, States
from pseudo.engine.spark_tasks import ANSWER, ColumnStats, Fold, Folding, Lent, Merging, TableStat, Writing, both
from pseudo.errors import InternalError, MissingExtra, PseudoError, UsageError, Where
from pseudo.techniques.contract import Context, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pyspark.sql import SparkSession

    from pseudo.model import Plan
    from pseudo.table.dataset import DatasetSource

__all__ = ["Cluster", "session"]

WINDOW_ROWS = 1 << 19
"""Rows whose output is brought to the driver by one job; two windows are in memory at the most. A part is never split."""

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.eventLog.enabled": "false",
    "spark.io.encryption.enabled": "true",  # what Spark spills to disk is encrypted under a key of this run
    "spark.driver.memory": "4g",
    "spark.driver.maxResultSize": "2g",
    "spark.executorEnv.NUMBA_NUM_THREADS": "1",
}
SETTINGS_HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
"""For a master in this process: nothing listens to the network."""


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """A Spark session of one run, stopped at its end; one that is active already (a notebook's) is used and left as it is.

    Parameters
    ----------
    master : str
        Spark's address of a cluster: ``"local[2]"``, ``"spark://host:7077"``, ``"yarn"``, ``"k8s://..."``.

    Raises
    ------
    MissingExtra
        ``general.extra-missing``: pyspark is not installed.
    UsageError
        ``engine.spark-start``: no Java, or no cluster at this address.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtra("general.extra-missing", extra="spark") from None
    active = SparkSession.getActiveSession()
    if active is not None:
        yield active
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else workers take whatever python3 is on the path
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    settings: dict[str, Any] = {**SETTINGS, **(SETTINGS_HERE if master.startswith("local") else {})}
    builder = SparkSession.builder.appName("pseudokit").master(master).config(map=settings)
    try:
        started = builder.getOrCreate()
    except Exception:  # noqa: BLE001  py4j, pyspark and the system each have their own
        raise UsageError("engine.spark-start", master=master) from None
    try:
        yield started
    finally:
        started.stop()


class Cluster:
    """A plan, a table in parts and a Spark session.

    Parameters
    ----------
    session : SparkSession
        Its executors must have this version of pseudokit and see the table's files.
    plan : Plan
        A plan for the table.
    context : Context
        As for the local engine. Of its secrets executors get those that the steps ask for, by domain and length.
    source : DatasetSource
        The table.
    """

    def __init__(self, session: SparkSession, plan: Plan, context: Context, source: DatasetSource) -> None:
        self._session = session
        self._plan = plan
        self._context = context
        self._source = source
        self._secrets: dict[tuple[str, int], bytes] = {}
        self.pipeline = Pipeline(plan, context)
        self.pipeline.check_schema(source.schema, source.facts.name)

    def run(self, write: Callable[[pa.RecordBatch], None], *, progress: Callable[[str, int], None] = quiet) -> RunFacts:
        """Decide, then write every output batch in the table's order; see :func:`pseudo.engine.run`."""
        if not self._source.parts:
            return run_here(self.pipeline, self._source, write, progress=progress)
        states, facts = self.decide(progress)
        facts.passes += 1
        for made, count in self.outputs(states):
            write(made)
            facts.rows_in += count
            facts.rows_out += made.num_rows
            progress("apply", count)
        return facts

    def decide(self, progress: Callable[[str, int], None] = quiet) -> tuple[States, RunFacts]:
        """What every step has to know of the whole table."""
        facts = RunFacts()
        columns: list[Any] = [step.decide(None) if not step.collects else None for _, step in self.pipeline.columns]
        if indexes := tuple(self.pipeline.collecting()):
            facts.passes += 1
            for index, stat in zip(indexes, self.gather(ColumnStats(indexes), progress), strict=True):
                columns[index] = self.pipeline.columns[index][1].decide(stat)
        states = States(tuple(columns))
        self._foresee(states)
        for level, step in enumerate(self.pipeline.table):
            state = None
            if step.collects:
                facts.passes += 1
                state = step.decide(self.gather(TableStat(states, level), progress)[0])
            states = States(states.columns, (*states.table, state))
        note_steps(self.pipeline, states, facts)
        return states, facts

    def gather(self, fold: Fold, progress: Callable[[str, int], None] = quiet) -> list[Any]:
        """The statistics of the whole table: of each part on its executor, merged on a few, then here."""
        parts = dict(enumerate(self._source.parts))

        def answers() -> pa.Table:
            lent = self._lent()
            found = self._spread(len(parts)).mapInArrow(Folding(lent, parts, fold), DDL)
            return found.repartition(math.isqrt(len(parts)) or 1).mapInArrow(Merging(lent, fold), DDL).toArrow()

        stats = []
        for answer in self._settled(answers):
            progress("collect", answer["rows"])
            stats.append(pickle.loads(answer["payload"]))  # noqa: S301  our own executors'
        merges = fold.merges(self.pipeline)
        merged: list[Any] = stats[0]
        for stat in stats[1:]:
            merged = both(merges, merged, stat)
        return merged

    def outputs(self, states: States) -> Iterator[tuple[pa.RecordBatch, int]]:
        """The output's batches in the table's order, each with its number of source rows; the next window runs meanwhile."""

        def window(numbers: range) -> list[dict[str, Any]]:
            parts = {place: self._source.parts[number] for place, number in enumerate(numbers)}
            return self._settled(
                lambda: self._spread(len(parts)).mapInArrow(Writing(self._lent(), parts, states), DDL).toArrow()
            )

        with ThreadPoolExecutor(1) as ahead:
            waiting = None
            for numbers in [*windows([part.rows for part in self._source.parts]), None]:
                following = ahead.submit(window, numbers) if numbers else None
                answers: list[dict[str, Any]] = waiting.result() if waiting else []
                for answer in answers:
                    yield _unpacked(answer["payload"]), answer["rows"]
                waiting = following

    def _foresee(self, states: States) -> None:
        """Have the secrets ready that the steps ask for of an empty batch: otherwise each costs an attempt of every task."""

        def lend(domain: str, length: int) -> bytes:
            return self._secrets.setdefault((domain, length), self._context.secret(domain, length))

        empty = pa.RecordBatch.from_pylist([], schema=self._source.schema)
        Pipeline(self._plan, Context(lend, lambda texts: [[] for _ in texts])).apply_columns(empty, states, Rows(0))

    def _lent(self) -> Lent:
        return Lent(self._plan, dict(self._secrets), self._context.find_spans, self._context.fresh)

    def _spread(self, parts: int) -> Any:
        """A frame of the numbers 0 to ``parts``, one to a task."""
        return self._session.range(0, parts, 1, parts)

    def _settled(self, answers: Callable[[], pa.Table]) -> list[dict[str, Any]]:
        """The answers in order, asked for again with every secret that the executors lacked."""
        while True:
            try:
                table = answers()
            except Exception as error:  # noqa: BLE001  its text may hold a worker's traceback
                raise InternalError("engine.spark-failed", kind=type(error).__name__) from None
            found: list[dict[str, Any]] = (
                table.cast(ANSWER).sort_by([("part", "ascending"), ("turn", "ascending")]).to_pylist()
            )
            wanted = {tuple(json.loads(answer["payload"])) for answer in found if answer["kind"] == "secret"}
            if not wanted:
                break
            self._secrets.update({(domain, length): self._context.secret(domain, length) for domain, length in wanted})
        for answer in found:
            if answer["kind"] == "error":
                raise _rebuilt(answer["payload"])
        return found


DDL = "part long, turn long, kind string, rows long, payload binary"


def windows(rows: Sequence[int], most: int = WINDOW_ROWS) -> Iterator[range]:
    """Runs of parts of at most ``most`` rows together, or one part that is larger."""
    first, held = 0, 0
    for place, count in enumerate(rows):
        if held and held + count > most:
            yield range(first, place)
            first, held = place, 0
        held += count
    if held:
        yield range(first, len(rows))


def _unpacked(payload: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(payload) as stream:
        return stream.read_next_batch()


def _rebuilt(payload: bytes) -> PseudoError:
    """The error that a task told, as it would have been raised here."""
    kind, code, where, facts = json.loads(payload)
    return getattr(errors, kind)(code, Where(**where), **facts)  # type: ignore[no-any-return]  # one of our classes, by name
