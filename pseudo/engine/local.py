"""The local engine: streamed Arrow batches, read, transformed and written side by side, in bounded memory.

A pass reads the source once. There is one pass for the column steps that collect (none where there are none), one for each
table step that collects, and the last, which writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.engine.flow import ordered
from pseudo.engine.pipeline import Pipeline, States
from pseudo.table.source import BATCH_ROWS
from pseudo.techniques.contract import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pseudo.table.source import Source

__all__ = ["RunFacts", "decide", "note_steps", "numbered", "outputs", "quiet", "run"]


@dataclass
class RunFacts:
    """What a run did: rows read and written, passes, and the counts each step reports."""

    rows_in: int = 0
    rows_out: int = 0
    passes: int = 0
    steps: list[tuple[str, tuple[str, ...], dict[str, int | float]]] = field(default_factory=list)
    """(technique, its columns, facts)"""
    tables: dict[str, pa.Table] = field(default_factory=dict)
    """The second tables of the output, by name."""


def quiet(_stage: str, _rows: int) -> None:
    """No progress."""


def numbered(source: Source, columns: list[str] | None, batch_rows: int) -> Iterator[tuple[pa.RecordBatch, Rows]]:
    """The batches with the number of their first row; an empty table gives one empty batch, so that its schema is known."""
    start = 0
    none = True
    for batch in source.batches(columns, batch_rows):
        yield batch, Rows(start)
        start += batch.num_rows
        none = False
    if none:
        schema = source.schema if columns is None else pa.schema([source.schema.field(name) for name in columns])
        yield pa.RecordBatch.from_pylist([], schema=schema), Rows(0)


def decide(
    pipeline: Pipeline, source: Source, *, progress: Callable[[str, int], None] = quiet, batch_rows: int = BATCH_ROWS
) -> tuple[States, RunFacts]:
    """What every step has to know of the whole table, in as few passes as there are stages that collect."""
    facts = RunFacts()
    columns: list[Any] = [step.decide(None) if not step.collects else None for _, step in pipeline.columns]
    indexes = pipeline.collecting()
    if indexes:
        facts.passes += 1

        def collect(batch: pa.RecordBatch, rows: Rows) -> list[Any]:
            return [pipeline.collect_column(i, batch, rows) for i in indexes]

        merged = _merge_pass(
            ordered(numbered(source, pipeline.needs(indexes), batch_rows), collect),
            [pipeline.columns[i][1].merge for i in indexes],
            lambda rows: progress("collect", rows),
        )
        for i, stat in zip(indexes, merged, strict=True):
            columns[i] = pipeline.columns[i][1].decide(stat)
    states = States(tuple(columns))
    for level, step in enumerate(pipeline.table):
        state = None
        if step.collects:
            facts.passes += 1
            state = step.decide(_collect_table(pipeline, source, states, level, progress, batch_rows))
        states = States(states.columns, (*states.table, state))
    note_steps(pipeline, states, facts)
    return states, facts


def _collect_table(
    pipeline: Pipeline,
    source: Source,
    states: States,
    level: int,
    progress: Callable[[str, int], None],
    batch_rows: int,
) -> Any:
    step = pipeline.table[level]
    indexes = pipeline.before_table(level)

    def collect(batch: pa.RecordBatch, rows: Rows) -> list[Any]:
        made = pipeline.apply_table(pipeline.apply_columns(batch, states, rows, indexes), states, rows, level)
        return [step.collect(made)]

    results = ordered(numbered(source, pipeline.needs(indexes), batch_rows), collect)
    return _merge_pass(results, [step.merge], lambda rows: progress("collect", rows))[0]


def _merge_pass(
    results: Iterator[tuple[list[Any], int]],
    merges: list[Callable[[Any, Any], Any]],
    advanced: Callable[[int], None],
) -> list[Any]:
    """Merge in a binary-counter tree, so that a statistic is merged O(log batches) times and not once a batch."""
    levels: list[list[list[Any]]] = [[] for _ in merges]
    for stats, count in results:
        advanced(count)
        for level, merge, stat in zip(levels, merges, stats, strict=True):
            _carry(level, merge, stat)
    return [
        reduce(merge, (stat for slot in reversed(level) for stat in slot)) if any(level) else None
        for level, merge in zip(levels, merges, strict=True)
    ]


def _carry(slots: list[list[Any]], merge: Callable[[Any, Any], Any], stat: Any) -> None:
    for slot in slots:
        if not slot:
            slot.append(stat)
            return
        stat = merge(slot.pop(), stat)
    slots.append([stat])


def note_steps(pipeline: Pipeline, states: States, facts: RunFacts) -> None:
    """Add to ``facts`` what each step counted, and the second tables."""
    for (entry, step), state in zip(pipeline.columns, states.columns, strict=True):
        if found := step.facts(state):
            facts.steps.append((step.info.name, (entry.column,), found))
    for step, state in zip(pipeline.table, states.table, strict=True):
        if found := step.facts(state):
            facts.steps.append((step.info.name, step.options.columns, found))
        facts.tables.update(step.beside(state))


def outputs(
    pipeline: Pipeline,
    source: Source,
    states: States,
    *,
    watch: Callable[[pa.RecordBatch, Rows], None] | None = None,
    batch_rows: int = BATCH_ROWS,
) -> Iterator[tuple[pa.RecordBatch, int]]:
    """The output's batches in order, each with the number of rows that were read for it.

    ``watch`` sees every source batch once, in order, on the thread that reads.
    """

    def work(batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        return pipeline.apply_table(pipeline.apply_columns(batch, states, rows), states, rows)

    def watched() -> Iterator[tuple[pa.RecordBatch, Rows]]:
        for batch, rows in numbered(source, None, batch_rows):
            if watch is not None:
                watch(batch, rows)
            yield batch, rows

    yield from ordered(watched(), work)


def run(
    pipeline: Pipeline,
    source: Source,
    write: Callable[[pa.RecordBatch], None],
    *,
    watch: Callable[[pa.RecordBatch, Rows], None] | None = None,
    progress: Callable[[str, int], None] = quiet,
    batch_rows: int = BATCH_ROWS,
) -> RunFacts:
    """Decide, then write every output batch.

    Parameters
    ----------
    pipeline : Pipeline
        The plan's steps.
    source : Source
        The table, readable more than once.
    write : callable
        Takes the output batches in order; called with at least one batch, which may be empty.
    watch : callable, optional
        Sees every source batch once, in order, on the thread that reads.
    progress : callable, optional
        ``progress(stage, rows)`` after each batch; stage is "collect" or "apply".

    Returns
    -------
    RunFacts
        Rows in and out, passes and the steps' own counts.
    """
    pipeline.check_schema(source.schema, source.facts.name)
    states, facts = decide(pipeline, source, progress=progress, batch_rows=batch_rows)
    facts.passes += 1
    for made, count in outputs(pipeline, source, states, watch=watch, batch_rows=batch_rows):
        write(made)
        facts.rows_in += count
        facts.rows_out += made.num_rows
        progress("apply", count)
    return facts
