"""What statistics look at: public codes and clamped numbers of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo import entropy
from pseudo.dp.cells import labels_of
from pseudo.dp.contributions import Contributions, Rows
from pseudo.dp.persons import refuse_missing
from pseudo.kernels.arrow import string_layout
from pseudo.kernels.sha256 import hmac_sha256_rows
from pseudo.model import ColumnType, fraction_of
from pseudo.table import cast

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from pseudo.model import Group, Query, StatisticsSpec

__all__ = ["MISSING", "PERIODS", "Grid", "Reader"]

PERIODS = {"year": "%Y", "month": "%Y-%m"}
"""How a date's period is written."""
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
        low, high, step = (fraction_of(limit) for limit in (query.low, query.high, query.step))
        return cls(query.column, int(low / step), int(high / step), step)

    def units(self, cells: pa.Array) -> NDArray[np.int64]:
        """Each number as the nearest multiple of the step within the limits, shape (n,); :data:`MISSING` where there is none."""
        numbers = np.asarray(cells.fill_null(0.0), np.float64)
        inside = np.clip(numbers, float(self.low * self.step), float(self.high * self.step))
        found = np.rint(inside / float(self.step)).astype(np.int64)
        found[np.asarray(pc.is_null(cells))] = MISSING
        return found


class Reader:
    """Reads batches: :meth:`rows` of each goes into what :meth:`contributions` gave.

    Parameters
    ----------
    spec : StatisticsSpec
    """

    def __init__(self, spec: StatisticsSpec) -> None:
        self.subject, self.most = spec.subject, spec.max_rows_per_subject
        used = dict.fromkeys(name for query in spec.statistics for name in query.by)
        self.groups: dict[str, Group] = {name: spec.groups[name] for name in used}
        self.grids = tuple(dict.fromkeys(grid for q in spec.statistics if (grid := Grid.of(q)) is not None))
        self.keys: dict[str, dict[str, int]] = {name: {} for name, group in self.groups.items() if group.private}
        self._key = entropy.secret(32)

    @property
    def columns(self) -> list[str]:
        """The table's columns that are read."""
        wanted = [group.column for group in self.groups.values()] + [grid.column for grid in self.grids]
        return list(dict.fromkeys([*([self.subject] if self.subject else []), *wanted]))

    def contributions(self) -> Contributions:
        """No row yet."""
        return Contributions(self.most, len(self.groups), len(self.grids))

    def rows(self, batch: pa.RecordBatch, start: int) -> Rows:
        """A batch, of which ``start`` is the number of the first row in the table, from 0.

        Raises
        ------
        BadInput
            ``dp.subject-missing``; ``table.bad-cell`` where a number is none, infinity among them.
        """
        people = (
            None if self.subject is None else self._people(_cast(batch, self.subject, ColumnType.TEXT, start), start)
        )
        draws = np.frombuffer(entropy.dp(8 * batch.num_rows), np.uint64)
        codes = [
            self._own(name, group, batch, start) if group.private else _codes(group, batch, start)
            for name, group in self.groups.items()
        ]
        numbers = [grid.units(_cast(batch, grid.column, ColumnType.NUMBER, start)) for grid in self.grids]
        return Rows(
            people, draws, _columns(codes, batch.num_rows, np.int32), _columns(numbers, batch.num_rows, np.int64)
        )

    def _own(self, name: str, group: Group, batch: pa.RecordBatch, start: int) -> NDArray[np.int32]:
        """Numbers of the table's own keys, in order of first appearance; -1 for a missing cell."""
        coded = _cast(batch, group.column, ColumnType.TEXT, start).dictionary_encode()
        known = self.keys[name]
        numbers = np.array([known.setdefault(key, len(known)) for key in coded.dictionary.to_pylist()] + [-1], np.int32)
        return np.asarray(numbers[np.asarray(coded.indices.fill_null(len(coded.dictionary)))])

    def _people(self, subject: pa.StringArray, start: int) -> NDArray[np.uint64]:
        refuse_missing(subject, start)
        digests = hmac_sha256_rows(*string_layout(subject), self._key)
        return np.ascontiguousarray(digests[:, :16]).view(np.uint64)


def _codes(group: Group, batch: pa.RecordBatch, start: int) -> NDArray[np.int32]:
    """Each cell's place among the group's labels; the last one, "other", where it is in none."""
    if group.edges:
        cells = _cast(batch, group.column, ColumnType.NUMBER, start)
        numbers = np.asarray(cells.fill_null(np.inf), np.float64)
        place = np.searchsorted(np.asarray(group.edges), numbers, side="right") - 1
        most = len(group.edges) - 1
        return np.where((place < 0) | (place >= most), most, place).astype(np.int32)
    values = labels_of(group)[:-1]
    if group.period is None:
        cells = _cast(batch, group.column, ColumnType.TEXT, start)
    else:
        cells = pc.strftime(_cast(batch, group.column, ColumnType.DATE, start), format=PERIODS[group.period])
    found = pc.index_in(cells, value_set=pa.array(values, pa.string()))
    return np.asarray(found.fill_null(len(values)), np.int32)


def _cast(batch: pa.RecordBatch, column: str, kind: ColumnType, start: int) -> pa.Array:
    return cast(batch.column(column), kind, column=column, first_row=start)


def _columns(parts: Sequence[NDArray[Any]], rows: int, kind: type[np.generic]) -> NDArray[Any]:
    return np.stack(parts, axis=1) if parts else np.empty((rows, 0), kind)
