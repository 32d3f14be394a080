"""How often each distinct value stands in a column: what techniques that look at the whole table collect. Never rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["COUNT", "added", "counted", "in_order"]

COUNT = "\x00rows"
"""The column of row counts; no table has a column of this name."""


def counted(columns: Sequence[pa.Array], names: Sequence[str]) -> pa.Table:
    """The distinct combinations of the columns' cells with their numbers of rows. -0.0 counts as 0.0."""
    plain = [pc.add(column, 0.0) if pa.types.is_floating(column.type) else column for column in columns]
    found = pa.table(plain, names=list(names)).group_by(list(names), use_threads=False).aggregate([([], "count_all")])
    return found.rename_columns([*names, COUNT])


def added(first: pa.Table, second: pa.Table) -> pa.Table:
    """The combinations of both with their counts added up."""
    names = first.column_names[:-1]
    found = pa.concat_tables([first, second]).group_by(names, use_threads=False).aggregate([(COUNT, "sum")])
    return found.rename_columns([*names, COUNT])


def in_order(stat: pa.Table) -> pa.Table:
    """The combinations in the order of their values, missing cells last: the same whatever the batches were."""
    return stat.sort_by([(name, "ascending") for name in stat.column_names[:-1]]).combine_chunks()
