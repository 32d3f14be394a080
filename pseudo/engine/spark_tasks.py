"""What an executor does: one part of the table, the plan's own steps, and an answer that holds no library's message.

An executor gets the plan, what was decided on the whole table, and the derived secrets that were asked for; never the project's
key. A secret that it lacks it asks for by domain and length, and the driver sends it with the next attempt.

Tasks answer rather than raise: what Spark sees of an exception ends in logs on every machine.
"""

from __future__ import annotations

import json
import pickle  # what travels between the driver and its own executors, over Spark's channel, as Spark's closures do
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from pseudo.engine.pipeline import Pipeline, States
from pseudo.errors import PseudoError
from pseudo.techniques.contract import Context, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pseudo.model import Plan, Span
    from pseudo.table.dataset import Part

__all__ = ["ANSWER", "ColumnStats", "Fold", "Lent", "Merging", "TableStat", "Task", "Writing"]

ANSWER = pa.schema(
    [("part", pa.int64()), ("turn", pa.int64()), ("kind", pa.string()), ("rows", pa.int64()), ("payload", pa.binary())]
)
"""kind: "batch" (Arrow IPC), "stat" (pickle), "secret" (domain and length) or "error" (class, code, place, facts)."""


class Fold(Protocol):
    """A mergeable statistic over the whole table; pickled to the executors."""

    def columns(self, pipeline: Pipeline) -> list[str]:
        """Source columns it reads."""

    def collect(self, pipeline: Pipeline, batch: pa.RecordBatch, rows: Rows) -> list[Any]:
        """The statistics of one batch."""

    def merges(self, pipeline: Pipeline) -> list[Callable[[Any, Any], Any]]:
        """How two of each become one."""


@dataclass(frozen=True)
class ColumnStats:
    """What the column steps ``indexes`` collect."""

    indexes: tuple[int, ...]

    def columns(self, pipeline: Pipeline) -> list[str]:
        """What these steps read."""
        return pipeline.needs(self.indexes)

    def collect(self, pipeline: Pipeline, batch: pa.RecordBatch, rows: Rows) -> list[Any]:
        """One statistic for each step."""
        return [pipeline.collect_column(index, batch, rows) for index in self.indexes]

    def merges(self, pipeline: Pipeline) -> list[Callable[[Any, Any], Any]]:
        """The steps' own."""
        return [pipeline.columns[index][1].merge for index in self.indexes]


@dataclass(frozen=True, repr=False)
class TableStat:
    """What the table step at ``level`` collects, of what the steps before it make."""

    states: States
    level: int

    def columns(self, pipeline: Pipeline) -> list[str]:
        """What the column steps before it read."""
        return pipeline.needs(pipeline.before_table(self.level))

    def collect(self, pipeline: Pipeline, batch: pa.RecordBatch, rows: Rows) -> list[Any]:
        """The one statistic."""
        made = pipeline.apply_columns(batch, self.states, rows, pipeline.before_table(self.level))
        return [pipeline.table[self.level].collect(pipeline.apply_table(made, self.states, rows, self.level))]

    def merges(self, pipeline: Pipeline) -> list[Callable[[Any, Any], Any]]:
        """The step's own."""
        return [pipeline.table[self.level].merge]


@dataclass(frozen=True, repr=False)
class Lent:
    """What every task of a run needs to make the plan's steps: no repr, it holds derived secrets."""

    plan: Plan
    secrets: Mapping[tuple[str, int], bytes]
    find_spans: Callable[[Sequence[str]], list[list[Span]]] | None
    fresh: bytes
    wanted: list[tuple[str, int]] = field(default_factory=list)

    def pipeline(self) -> Pipeline:
        """The plan's steps, bound to what was lent."""
        return Pipeline(self.plan, Context(self._secret, self.find_spans, fresh=self.fresh))

    def _secret(self, domain: str, length: int) -> bytes:
        if (domain, length) not in self.secrets:
            self.wanted.append((domain, length))
        return self.secrets[domain, length]


class Task:
    """Answers for the parts whose numbers arrive: a function for ``mapInArrow``."""

    def __init__(self, lent: Lent, parts: Mapping[int, Part]) -> None:
        self.lent = lent
        self.parts = parts

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Answers in :data:`ANSWER`."""
        for batch in batches:
            for part in batch.column(0).to_pylist():
                answers = guarded(self.lent, lambda part=part: self.work(self.parts[part]))  # type: ignore[misc]  # a default argument
                for turn, (kind, rows, payload) in enumerate(answers):
                    yield _answer(part, turn, kind, rows, payload)

    def work(self, part: Part) -> Iterator[tuple[str, int, bytes]]:
        """Kind, rows read and payload of each answer."""
        raise NotImplementedError


class Writing(Task):
    """The output's batches of a part."""

    def __init__(self, lent: Lent, parts: Mapping[int, Part], states: States) -> None:
        super().__init__(lent, parts)
        self.states = states

    def work(self, part: Part) -> Iterator[tuple[str, int, bytes]]:
        """Each source batch through all steps; an error tells rows by their numbers in the whole table."""
        pipeline, start = self.lent.pipeline(), part.start
        for batch in part.batches():
            rows = Rows(start)
            made = pipeline.apply_table(pipeline.apply_columns(batch, self.states, rows), self.states, rows)
            yield "batch", batch.num_rows, _packed(made)
            start += batch.num_rows


class Folding(Task):
    """One statistic of a part."""

    def __init__(self, lent: Lent, parts: Mapping[int, Part], fold: Fold) -> None:
        super().__init__(lent, parts)
        self.fold = fold

    def work(self, part: Part) -> Iterator[tuple[str, int, bytes]]:
        """Merged within the part as its batches come."""
        pipeline, start = self.lent.pipeline(), part.start
        merged: list[Any] | None = None
        for batch in part.batches(self.fold.columns(pipeline)):
            found = self.fold.collect(pipeline, batch, Rows(start))
            merged = found if merged is None else both(self.fold.merges(pipeline), merged, found)
            start += batch.num_rows
        if merged is not None:
            yield "stat", part.rows, pickle.dumps(merged, pickle.HIGHEST_PROTOCOL)


class Merging:
    """Many statistics into one, on an executor: what reaches the driver is merged already. Other answers pass."""

    def __init__(self, lent: Lent, fold: Fold) -> None:
        self.lent = lent
        self.fold = fold

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Answers in, answers out."""
        stats: list[tuple[int, bytes]] = []
        for batch in batches:
            for answer in batch.to_pylist():
                if answer["kind"] == "stat":
                    stats.append((answer["rows"], answer["payload"]))
                else:
                    yield pa.RecordBatch.from_pylist([answer], schema=ANSWER)
        if stats:
            for kind, rows, payload in guarded(self.lent, lambda: self.work(stats)):
                yield _answer(0, 0, kind, rows, payload)

    def work(self, stats: list[tuple[int, bytes]]) -> Iterator[tuple[str, int, bytes]]:
        """The one statistic of all."""
        merges = self.fold.merges(self.lent.pipeline())
        merged = reduce(lambda a, b: both(merges, a, b), (pickle.loads(payload) for _, payload in stats))  # noqa: S301  our own
        yield "stat", sum(rows for rows, _ in stats), pickle.dumps(merged, pickle.HIGHEST_PROTOCOL)


def both(merges: list[Callable[[Any, Any], Any]], first: list[Any], second: list[Any]) -> list[Any]:
    """Each statistic of two lists merged."""
    return [merge(a, b) for merge, a, b in zip(merges, first, second, strict=True)]


def guarded(lent: Lent, work: Callable[[], Iterator[tuple[str, int, bytes]]]) -> Iterator[tuple[str, int, bytes]]:
    """The answers of ``work``; where it stops, an answer that says why, without a value."""
    lent.wanted.clear()
    try:
        yield from work()
    except PseudoError as error:
        yield _stopped(lent, _told(error))
    except Exception as error:  # noqa: BLE001  any message may quote a cell, and Spark would log it
        yield _stopped(lent, ["InternalError", "general.internal", {}, {"kind": type(error).__name__}])


def _stopped(lent: Lent, told: list[Any]) -> tuple[str, int, bytes]:
    """A lacking secret where that was the cause, otherwise the error."""
    if lent.wanted:
        return "secret", 0, json.dumps(lent.wanted[0]).encode()
    return "error", 0, json.dumps(told, default=str).encode()


def _told(error: PseudoError) -> list[Any]:
    where = error.where
    place = {"file": where.file, "column": where.column, "rows": [int(r) for r in where.rows], "count": where.count}
    return [type(error).__name__, error.code, place, error.facts]


def _answer(part: int, turn: int, kind: str, rows: int, payload: bytes) -> pa.RecordBatch:
    return pa.record_batch([[part], [turn], [kind], [rows], [payload]], schema=ANSWER)


def _packed(batch: pa.RecordBatch) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(out.getvalue())
