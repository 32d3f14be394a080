"""``scan_source``: one pass over a table, then a finding for each column. Never a value: offsets, counts, rates."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa
from pyarrow import compute

from pseudo.detect.cells import by_entity, suspects
from pseudo.detect.sample import ColumnSample
from pseudo.detect.verdict import judge
from pseudo.errors import BadInput, InternalError, PseudoError, Where
from pseudo.model import ColumnFinding, ColumnVerdict, Scan, StrayHit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.table.source import Source

__all__ = ["scan_source"]

pc: Any = compute  # its functions are made at import, which type checkers cannot see

T = TypeVar("T")
SHOWN_ROWS = 8
MOSTLY = 0.5
SHORT = 40


class _Column:
    """A column under way: its sample and its stray identifiers."""

    def __init__(self, field: Any) -> None:
        self.field = field
        self.sample = ColumnSample()
        self.counts: dict[str, int] = defaultdict(int)
        self.rows: dict[str, list[int]] = defaultdict(list)
        self.typed: bool | None = None

    @property
    def dated(self) -> bool:
        return bool(pa.types.is_temporal(self.field.type))

    def add(self, array: Any, start: int) -> None:
        text = as_text(array, self.field.name)
        self.sample.add(text)
        if self.dated or pa.types.is_floating(self.field.type) or self._is_typed(text):
            return
        for entity, places in by_entity(text, masked=True).items():
            self.counts[entity] += len(places)
            room = SHOWN_ROWS - len(self.rows[entity])
            self.rows[entity] += [start + place + 1 for place in places[:room]]

    def _is_typed(self, text: Any) -> bool:
        """Whether the cells are short, mostly look like identifiers, and the column is typed by what was seen first."""
        if not _alike(text):
            return False
        if self.typed is None:
            self.typed = self.finding().verdict is ColumnVerdict.TYPED
        return self.typed

    def finding(self) -> ColumnFinding:
        stray = [StrayHit(entity, count, tuple(self.rows[entity])) for entity, count in sorted(self.counts.items())]
        return judge(self.field.name, self.sample, stray, dated=self.dated)


def scan_source(source: Source, progress: Callable[[int], None] | None = None) -> Scan:
    """Find what is in a table, in one pass.

    Parameters
    ----------
    source : Source
        The table.
    progress : callable, optional
        Called with the number of rows of each batch that was read.

    Returns
    -------
    Scan
        A finding per column, in the table's order. Roles are proposals; stray hits (row numbers from 1) never retype a column, and
        are not listed one by one for a typed column whose short cells are mostly identifiers: every row of it is treated.

    Raises
    ------
    BadInput
        ``detect.column-type`` where a column's type cannot be read as text.
    InternalError
        ``detect.failed``, without a cell.
    """
    columns = [_Column(field) for field in source.schema]
    done = 0
    for batch in source.batches():
        for column, array in zip(columns, batch.columns, strict=True):
            _guarded(column, partial(column.add, array, done))
        done += batch.num_rows
        if progress:
            progress(batch.num_rows)
    return Scan(source.facts, tuple(_guarded(column, column.finding) for column in columns))


def _guarded(column: _Column, step: Callable[[], T]) -> T:
    """Take a step; an error of a library may hold a cell, ours does not."""
    try:
        return step()
    except PseudoError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, its message may hold a cell)
        raise InternalError("detect.failed", Where(column=column.field.name), kind=type(error).__name__) from None


def as_text(array: Any, column: str) -> Any:
    """Cells as text: integers without a point (also those that a typed file holds as floats), dates as ISO 8601."""
    kind = array.type
    if pa.types.is_string(kind):
        return array
    if pa.types.is_floating(kind):
        whole = pc.if_else(pc.equal(pc.floor(array), array), array, None)
        whole = pc.if_else(pc.less(pc.abs(whole), 2.0**53), whole, None)  # beyond, a float is no exact integer
        return pc.coalesce(pc.cast(pc.cast(whole, pa.int64()), pa.string()), pc.cast(array, pa.string()))
    try:
        return pc.cast(array, pa.string())
    except pa.ArrowException:
        raise BadInput("detect.column-type", Where(column=column), kind=str(kind)) from None


def _alike(text: pa.StringArray) -> bool:
    """Whether the cells are short and mostly look like identifiers."""
    present = len(text) - text.null_count
    if not present or len(suspects(text)) <= MOSTLY * present:
        return False
    return bool(pc.mean(pc.utf8_length(text)).as_py() <= SHORT)
