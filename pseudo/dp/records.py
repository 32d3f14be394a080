"""What statistics look at: public codes and clamped numbers of each row, with each person's rows bounded while they are read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo import entropy
from pseudo.dp.persons import digests, first_of_each
from pseudo.model import ColumnType
from pseudo.table import cast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.model import Group, Query, StatisticsSpec

__all__ = ["MISSING", "Grid", "Reader", "Records"]

MISSING = np.iinfo(np.int64).min
"""Where a number's cell is missing."""


@dataclass(frozen=True)
class Grid:
    """A number's public limits, in whole steps.

    Attributes
    ----------
    column : str
    low, high : int
        The limits as multiples of ``step``.
    step : Fraction
    """

    column: str
    low: int
    high: int
    step: Fraction

    @classmethod
    def of(cls, query: Query) -> Grid | None:
        """The grid of a query's column; None where it has none."""
        if query.column is None or query.low is None or query.high is None or query.step is None:
            return None
        low, high, step = (exact(limit) for limit in (query.low, query.high, query.step))
        return cls(query.column, int(low / step), int(high / step), step)

    def units(self, cells: pa.Array) -> NDArray[np.int64]:
        """Each number as the nearest multiple of the step within the limits, shape (n,); :data:`MISSING` where there is none."""
        numbers = np.asarray(cells.fill_null(0.0), np.float64)
        with np.errstate(over="ignore"):
            steps = np.clip(np.rint(numbers / float(self.step)), self.low, self.high)
        found = steps.astype(np.int64)
        found[np.asarray(pc.is_null(cells))] = MISSING
        return found


def exact(number: float) -> Fraction:
    """The decimal that a number was written as."""
    return Fraction(repr(number))


@dataclass(frozen=True, repr=False, eq=False)
class Records:
    """Rows as codes and steps; a part of the data path, never shown or stored.

    Attributes
    ----------
    people : uint64 array, shape (n, 2)
        Whose each row is.
    draws : uint64 array, shape (n,)
        Random numbers: a person's rows with the lowest are kept.
    codes : int32 array, shape (n, groups)
    units : int64 array, shape (n, grids)
    settled : int
        How many rows were left by the last bounding.
    """

    people: NDArray[np.uint64]
    draws: NDArray[np.uint64]
    codes: NDArray[np.int32]
    units: NDArray[np.int64]
    settled: int = 0

    def __len__(self) -> int:
        """Rows."""
        return len(self.draws)

    def at(self, rows: NDArray[np.int64]) -> Records:
        """Some of the rows, settled."""
        return Records(self.people[rows], self.draws[rows], self.codes[rows], self.units[rows], len(rows))

    @cached_property
    def persons(self) -> NDArray[np.int64]:
        """A number for each row's person, shape (n,)."""
        return np.unique(self.people, axis=0, return_inverse=True)[1].reshape(-1)


class Reader:
    """Reads batches into :class:`Records`: first :meth:`collect`, then :meth:`merge`, at last :meth:`bounded`.

    Parameters
    ----------
    spec : StatisticsSpec
    """

    def __init__(self, spec: StatisticsSpec) -> None:
        self.subject, self.most = spec.subject, spec.max_rows_per_subject
        used = dict.fromkeys(name for query in spec.statistics for name in query.by)
        self.groups: dict[str, Group] = {name: spec.groups[name] for name in used}
        self.grids = tuple(dict.fromkeys(grid for q in spec.statistics if (grid := Grid.of(q)) is not None))

    @property
    def columns(self) -> list[str]:
        """The table's columns that are read."""
        wanted = [group.column for group in self.groups.values()] + [grid.column for grid in self.grids]
        return list(dict.fromkeys([*([self.subject] if self.subject else []), *wanted]))

    def empty(self) -> Records:
        """No row."""
        codes, units = np.empty((0, len(self.groups)), np.int32), np.empty((0, len(self.grids)), np.int64)
        return Records(np.empty((0, 2), np.uint64), np.empty(0, np.uint64), codes, units)

    def collect(self, batch: pa.RecordBatch, start: int) -> Records:
        """One batch, of which ``start`` is the number of the first row in the table, from 0.

        Raises
        ------
        BadInput
            ``dp.subject-missing``; ``table.bad-cell`` where a number is none, infinity among them.
        """
        rows = np.arange(start, start + batch.num_rows, dtype=np.uint64)
        people = np.stack([np.zeros_like(rows), rows], axis=1)
        if self.subject is not None:
            people = digests(_cast(batch, self.subject, ColumnType.TEXT, start), start)
        draws = np.frombuffer(entropy.dp(8 * batch.num_rows), np.uint64)
        codes = _columns([_codes(group, batch, start) for group in self.groups.values()], batch.num_rows)
        numbers = [grid.units(_cast(batch, grid.column, ColumnType.NUMBER, start)) for grid in self.grids]
        return Records(people, draws, codes, _columns(numbers, batch.num_rows))

    def merge(self, first: Records, second: Records) -> Records:
        """Two as one, bounded again when the rows have doubled; memory stays within twice persons × rows of each, and a batch."""
        joined = Records(
            np.concatenate([first.people, second.people]),
            np.concatenate([first.draws, second.draws]),
            np.concatenate([first.codes, second.codes]),
            np.concatenate([first.units, second.units]),
            max(first.settled, second.settled),
        )
        return self.bounded(joined) if len(joined) > 2 * joined.settled else joined

    def bounded(self, records: Records) -> Records:
        """At most ``max_rows_per_subject`` rows of each person, drawn evenly among that person's rows."""
        if self.subject is None:
            return records
        return records.at(first_of_each(records.people, records.draws, self.most))


def _codes(group: Group, batch: pa.RecordBatch, start: int) -> NDArray[np.int32]:
    """Each cell's place among the group's labels; the last one, "other", where it is in none."""
    if group.edges:
        cells = _cast(batch, group.column, ColumnType.NUMBER, start)
        numbers = np.asarray(cells.fill_null(np.inf), np.float64)
        place = np.searchsorted(np.asarray(group.edges), numbers, side="right") - 1
        most = len(group.edges) - 1
        return np.where((place < 0) | (place >= most), most, place).astype(np.int32)
    values = group.values or tuple(dict.fromkeys(value for values in group.under.values() for value in values))
    cells = _cast(batch, group.column, ColumnType.TEXT, start)
    found = pc.index_in(cells, value_set=pa.array(values, pa.string()))
    return np.asarray(found.fill_null(len(values)), np.int32)


def _cast(batch: pa.RecordBatch, column: str, kind: ColumnType, start: int) -> pa.Array:
    return cast(batch.column(column), kind, column=column, first_row=start)


def _columns(parts: Sequence[NDArray[Any]], rows: int) -> NDArray[Any]:
    return np.stack(parts, axis=1) if parts else np.empty((rows, 0), np.int64)
