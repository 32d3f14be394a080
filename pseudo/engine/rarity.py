"""Rare values (특이정보) of what a plan's column steps leave to be read: one pass over the table, on distinct values and counts.

It runs while a plan is made, so without a key. Columns that are deleted, free text, pseudonyms and direct identifiers are not
looked at; cells that only change places, move a little or keep their order (``Technique.stays``) are looked at as the source has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.engine.local import numbered, quiet
from pseudo.engine.pipeline import Pipeline, States
from pseudo.model import ColumnType, RareFinding, Role
from pseudo.risk.rare import Categories, Numbers
from pseudo.table import cast
from pseudo.table.source import BATCH_ROWS
from pseudo.techniques.contract import Context, Output

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.model import ColumnPlan, Plan, RareValues
    from pseudo.table.source import Source
    from pseudo.techniques.contract import Rows, Technique

__all__ = ["find_rare", "runs_late", "searched"]

NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
HIDDEN = (Role.DIRECT_IDENTIFIER, Role.FREE_TEXT)


def searched(entry: ColumnPlan, technique: Technique) -> bool:
    """Whether values of a column can be told from the output, so that rare ones have to be decided on."""
    if entry.technique == "delete" or entry.role in HIDDEN:
        return False
    return _as_source(technique) or not runs_late(technique)


def runs_late(technique: Technique) -> bool:
    """Whether its output needs a key, the whole table or the run's own draws, so that there is none while a plan is made."""
    return technique.info.keyed or technique.collects or technique.draws_anew


def _as_source(technique: Technique) -> bool:
    """Whether the source's cells stand for the output: what a technique does not state is taken for the worst."""
    return technique.stays or (technique.info.output in {Output.UNSTATED, Output.SOURCE} and runs_late(technique))


def find_rare(
    plan: Plan, criteria: RareValues, source: Source, *, progress: Callable[[str, int], None] = quiet
) -> tuple[RareFinding, ...]:
    """The columns that hold rare values, with counts and nothing decided.

    Parameters
    ----------
    plan : Plan
        A plan for the table, which need not be sealed.
    criteria : RareValues
        The recipe's limits.
    source : Source
        The table; read once.

    Returns
    -------
    tuple of RareFinding
        In the plan's order; columns without rare values are left out.
    """
    pipeline = Pipeline(plan, Context(secret=lambda _domain, length: bytes(length)))
    indexes = [i for i, (entry, step) in enumerate(pipeline.columns) if searched(entry, step)]
    states = States(tuple(None if step.collects else step.decide(None) for _, step in pipeline.columns))
    tallies: dict[int, Categories | Numbers] = {}
    if indexes:
        for batch, rows in numbered(source, pipeline.needs(indexes), BATCH_ROWS):
            for index in indexes:
                _count(tallies, index, _cells(pipeline, index, batch, states, rows))
            progress("rare", batch.num_rows)
    found = (_finding(plan.columns[i].column, tallies[i], criteria) for i in indexes)
    return tuple(finding for finding in found if finding.values)


def _cells(pipeline: Pipeline, index: int, batch: pa.RecordBatch, states: States, rows: Rows) -> pa.Array:
    """What can be read of a column in the output, numbers as numbers; for cells that stay, what the source has."""
    entry, step = pipeline.columns[index]
    if _as_source(step) or (entry.technique == "keep" and entry.type in NUMBERS):
        return cast(
            batch.column(entry.column),
            entry.type,
            column=entry.column,
            first_row=rows.start,
            date_format=entry.date_format,
        )
    made = pipeline.apply_columns(batch, states, rows, [index])
    return made.column(0)


def _count(tallies: dict[int, Categories | Numbers], index: int, cells: Any) -> None:
    if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type):
        tally = tallies.setdefault(index, Numbers())
        tally.add(cells.drop_null().cast(pa.float64(), safe=False).to_numpy())
    else:
        tally = tallies.setdefault(index, Categories())
        tally.add(cast(cells, ColumnType.TEXT, column="", first_row=0))


def _finding(column: str, tally: Categories | Numbers, criteria: RareValues) -> RareFinding:
    if isinstance(tally, Numbers):
        values, rows = tally.rare(criteria.method, criteria.limit)
        return RareFinding(column, criteria.method, criteria.limit, values, rows, tally.rows)
    values, rows = tally.rare(criteria.frequency)
    return RareFinding(column, "frequency", float(criteria.frequency), values, rows, tally.rows)
