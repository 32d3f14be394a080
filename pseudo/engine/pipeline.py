"""A plan made executable: column steps on the source batch, then table steps on what they made.

Column steps all read the source, so their order cannot matter; table steps run one after the other. ``decide_columns`` and
``decide_table`` say what a step has to know of the whole table before it can be applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo import techniques
from pseudo.errors import BadInput, Where
from pseudo.model import ColumnPlan, ColumnType, Plan
from pseudo.table import cast, format_dates
from pseudo.table.names import listed
from pseudo.techniques.contract import Context, Options, Rows, Technique

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Pipeline", "States"]


@dataclass(frozen=True, repr=False)
class States:
    """What the steps decided on, in their order. No repr: a state may hold class keys."""

    columns: tuple[Any, ...]
    table: tuple[Any, ...] = ()


class Pipeline:
    """The steps of a plan, bound to a run's context.

    Parameters
    ----------
    plan : Plan
        A plan whose columns are those of the table.
    context : Context
        Derived secrets and the free-text finder.
    """

    def __init__(self, plan: Plan, context: Context) -> None:
        self.plan = plan
        self.columns: list[tuple[ColumnPlan, Technique]] = [
            (entry, techniques.create(entry.technique, _options(entry, plan), entry.params, context))
            for entry in plan.columns
        ]
        self.table: list[Technique] = [
            techniques.create(step.technique, Options.for_table(step.columns, plan.subject), step.params, context)
            for step in plan.steps
        ]
        self.computed = {name for step in self.table for name in step.computes()}

    def check_schema(self, schema: pa.Schema, file: str) -> None:
        """Refuse a table whose columns are not the plan's, in any order (``engine.other-schema``)."""
        missing = [c.column for c in self.plan.columns if c.column not in schema.names]
        planned = {c.column for c in self.plan.columns}
        extra = [name for name in schema.names if name not in planned]
        if missing or extra:
            raise BadInput(
                "engine.other-schema",
                Where(file=file),
                missing=listed(missing) or "-",
                extra=listed(extra) or "-",
            )

    def collecting(self) -> list[int]:
        """Indexes of the column steps that must see the whole table first."""
        return [i for i, (_, step) in enumerate(self.columns) if step.collects]

    def needs(self, indexes: Sequence[int]) -> list[str]:
        """Source columns that these column steps read, in table order."""
        wanted = {name for i in indexes for name in self.columns[i][1].reads()}
        return [c.column for c in self.plan.columns if c.column in wanted]

    def collect_column(self, index: int, batch: pa.RecordBatch, rows: Rows) -> Any:
        """The statistic of one column step on one source batch."""
        return self.columns[index][1].collect_at(self._typed(index, batch, rows), rows)

    def before_table(self, level: int) -> list[int]:
        """Indexes of the column steps whose output the first ``level + 1`` table steps read."""
        wanted = {name for step in self.table[: level + 1] for name in step.reads()}
        return [i for i, (entry, _) in enumerate(self.columns) if entry.column in wanted]

    def apply_columns(
        self, batch: pa.RecordBatch, states: States, rows: Rows, indexes: Sequence[int] | None = None
    ) -> pa.RecordBatch:
        """Source batch in, batch of the output's columns out (of the steps ``indexes`` only, where given)."""
        arrays: list[pa.Array] = []
        names: list[str] = []
        for index in range(len(self.columns)) if indexes is None else indexes:
            entry, step = self.columns[index]
            made = step.apply(self._typed(index, batch, rows), states.columns[index], rows)
            for name, array in zip(made.schema.names, made.columns, strict=True):
                arrays.append(_as_written(array, entry, batch.column(entry.column).type))
                names.append(name)
        return pa.record_batch(arrays, names=names)

    def apply_table(self, batch: pa.RecordBatch, states: States, rows: Rows, upto: int | None = None) -> pa.RecordBatch:
        """The first ``upto`` table steps (all by default) on a batch that :meth:`apply_columns` made."""
        for step, state in zip(self.table[:upto], states.table, strict=False):
            batch = step.apply(batch, state, rows)
        return batch

    def _typed(self, index: int, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The columns a step reads: its own in the plan's type, the others as text."""
        entry, step = self.columns[index]
        arrays = []
        for name in step.reads():
            own = name == entry.column
            array = batch.column(name)
            if own and entry.technique == "keep" and name not in self.computed:
                if entry.type is not ColumnType.TEXT:
                    _cast(array, entry, name, rows)  # a kept cell of another type is refused, and written as it stood
                arrays.append(array)
            else:
                arrays.append(_cast(array, entry, name, rows, as_text=not own))
        return pa.record_batch(arrays, names=list(step.reads()))


def _cast(array: pa.Array, entry: ColumnPlan, name: str, rows: Rows, *, as_text: bool = False) -> pa.Array:
    kind = ColumnType.TEXT if as_text else entry.type
    date_format = None if as_text else entry.date_format
    return cast(array, kind, column=name, first_row=rows.start, date_format=date_format)


def _as_written(array: pa.Array, entry: ColumnPlan, source: pa.DataType) -> pa.Array:
    """Dates of a text table go back to the format they came in; everything else stays as the technique made it."""
    if pa.types.is_temporal(array.type) and pa.types.is_string(source) and entry.date_format:
        return format_dates(array, entry.date_format)
    return array


def _options(entry: ColumnPlan, plan: Plan) -> Options:
    return Options(
        column=entry.column,
        type=entry.type,
        nulls=entry.nulls,
        domain=entry.domain,
        subject=plan.subject,
        date_format=entry.date_format,
    )
