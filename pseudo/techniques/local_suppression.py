"""Local suppression for k (로컬 삭제): in small classes the fewest quasi-identifiers are emptied, the least important first.

A missing quasi-identifier is a category of its own, before and after. Read the other way, as a wildcard that matches
anything, a released class only grows, so k holds under both readings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import Check, ColumnType, Text, Unit
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Rows, Technique
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["LocalSuppression", "LocalSuppressionParams", "Suppression"]

COUNT = "\x00rows"
"""The statistic's column of row counts; no table has a column of this name."""
DROPPED = -1
"""Stands for the rows of a class that are dropped."""
MOST_SETS = 4096
"""Sets of columns that are tried; of more than twelve columns not all are."""
MOST_COLUMNS = 62
NULL = 0
"""The code of a missing quasi-identifier; values count from 1."""


@dataclass(frozen=True)
class LocalSuppressionParams:
    """Parameters of ``local_suppression``, whose columns stand in the order of importance.

    Of sets of as many columns, the one whose most important column is the least important is tried first.

    Attributes
    ----------
    k : int
        Least number of units in an equivalence class of the output, 2 or more.
    unit : Unit
        "subject": distinct data subjects; "row": rows.
    max_suppressed_rate : float
        Largest share (0..1) of rows that may lose a cell or be dropped.
    """

    k: int
    unit: Unit
    max_suppressed_rate: float


@dataclass(frozen=True, repr=False)
class Suppression:
    """What is suppressed. No repr: it holds keys of small classes, and they never leave the data path.

    Attributes
    ----------
    values : tuple of pyarrow.Array
        Per quasi-identifier its values by code, null first.
    prefixes : tuple of int64 arrays
        Per quasi-identifier the sorted codes of the treated classes' keys up to it: place among the previous codes ×
        number of values + place among the values. The last one has an entry per treated class.
    emptied : int64 array, shape (treated classes,)
        Bit ``j`` is set where the ``j``-th quasi-identifier is emptied; :data:`DROPPED` where the rows are dropped.
    facts : dict
        Counts for the evidence.
    """

    values: tuple[pa.Array, ...]
    prefixes: tuple[NDArray[np.int64], ...]
    emptied: NDArray[np.int64]
    facts: dict[str, int | float] = field(default_factory=dict)


class LocalSuppression(Technique):
    """Empty one quasi-identifier of classes below k where that makes classes of k, then two, and so on; drop the rest.

    A class that has reached k is left alone and can only gain rows, since rows with one key always move together. So
    one pass over the sets of quasi-identifiers is enough, for subjects as for rows; only the class of wholly emptied rows may
    stay below k, and it is dropped. Each class below k loses as few cells as it could, given those before it; the fewest
    cells of all are not searched for.
    """

    info = Info(
        name="local_suppression",
        title=Text(ko="로컬 삭제", en="Local suppression"),
        family="suppression",
        types=tuple(ColumnType),
        reversible=False,
        keyed=False,
        trust="published",
        source="Samarati & Sweeney 1998 (k-anonymity); 가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018",
        caution=Text(
            ko="k-익명성은 동질집합 안의 민감한 값이 모두 같은 경우(동질성)와 배경지식에 의한 "
            "추론은 막지 못합니다. 가이드라인이 정한 k 값은 없습니다.",
            en="k-anonymity does not stop inference from a class whose sensitive values agree, nor from background "
            "knowledge. The guideline sets no k.",
        ),
    )
    Params = LocalSuppressionParams
    scope = "table"
    collects = True
    counts = True
    params: LocalSuppressionParams

    def check(self) -> None:
        """A k of 2 or more, distinct quasi-identifiers, a rate in 0..1, and a subject where subjects are counted."""
        names = self.options.columns
        if self.params.k < 2:
            raise Conflict(ko="'k'는 2 이상이어야 합니다", en="'k' must be 2 or more")
        if not 0 < len(names) <= MOST_COLUMNS or len(set(names)) < len(names) or self.options.subject in names:
            raise Conflict(
                ko=f"'columns'에는 서로 다른 열이 1~{MOST_COLUMNS}개 있어야 하고 정보주체 열은 넣을 수 없습니다",
                en=f"'columns' must be 1 to {MOST_COLUMNS} distinct columns, and not the subject's",
            )
        if not 0 <= self.params.max_suppressed_rate <= 1:
            raise Conflict(
                ko="'max_suppressed_rate'는 0과 1 사이여야 합니다", en="'max_suppressed_rate' must lie in 0..1"
            )
        if self.params.unit is Unit.SUBJECT and self.options.subject is None:
            raise Conflict(
                ko="정보주체 단위로 세려면 정보주체 열이 필요합니다",
                en="counting subjects needs the table's subject column",
            )

    def reads(self) -> tuple[str, ...]:
        """The quasi-identifiers, and the subject where subjects are counted."""
        return self.options.columns + self._subject()

    def changes(self) -> tuple[str, ...]:
        """The quasi-identifiers."""
        return self.options.columns

    def treats(self, kind: str, frequency: int) -> bool:
        """Rare categories, and numbers that few rows share: k units are k rows or more."""
        return kind in {"category", "number"} and self.params.k > frequency

    def keeps(self, promise: Check) -> bool:
        """What is left of the cells is as it was."""
        return promise.kind != "not_null"

    def promises(self) -> tuple[Check, ...]:
        """Every class reaches k."""
        params = {"k": self.params.k, "unit": self.params.unit.value}
        return (Check("k_anonymity", self.options.columns, params, f"technique:{self.info.name}"),)

    def _subject(self) -> tuple[str, ...]:
        return (str(self.options.subject),) if self.params.unit is Unit.SUBJECT else ()

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """Class keys with row counts, for each subject where subjects are counted."""
        for name in self._subject():
            if missing := batch.column(name).null_count:
                raise BadInput("techniques.subject-missing", Where(column=name, count=missing), subject=name)
        with no_cells(self):
            table = pa.Table.from_batches([batch.select(list(self.reads()))])
            counted = table.group_by(list(self.reads()), use_threads=False).aggregate([([], "count_all")])
            return counted.rename_columns([*self.reads(), COUNT])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Row counts added up."""
        with no_cells(self):
            both = pa.concat_tables([first, second])
            added = both.group_by(list(self.reads()), use_threads=False).aggregate([(COUNT, "sum")])
            return added.rename_columns([*self.reads(), COUNT])

    def decide(self, stat: pa.Table) -> Suppression:
        """Which classes lose which cells.

        Raises
        ------
        PolicyRefused
            ``techniques.suppression-limit``, with the counts.
        """
        with no_cells(self):
            return self._decided(stat)

    def _decided(self, stat: pa.Table) -> Suppression:
        columns = [_coded(stat.column(name)) for name in self.options.columns]
        codes, sizes = np.stack([code for code, _ in columns], axis=1), [len(values) for _, values in columns]
        rows = stat.column(COUNT).to_numpy()
        subjects = _coded(stat.column(self._subject()[0]))[0] if self._subject() else None
        emptied = self._emptied(codes, sizes, rows, subjects)
        facts = _facts(codes, rows, emptied)
        self._check_limit(facts, int(rows.sum()))
        treated = emptied != 0
        return _state(codes[treated], emptied[treated], [values for _, values in columns], facts)

    def _emptied(
        self, codes: NDArray[np.int32], sizes: list[int], rows: NDArray[np.int64], subjects: NDArray[np.int32] | None
    ) -> NDArray[np.int64]:
        """Quasi-identifiers to empty for each entry of the statistic, as bits: int64[n]; :data:`DROPPED` for dropped ones."""
        emptied = np.zeros(len(codes), np.int64)
        missing = (codes == NULL) @ (1 << np.arange(codes.shape[1], dtype=np.int64))
        left = _units(codes, sizes, rows, subjects) < self.params.k
        for columns in _sets(codes.shape[1]):
            if not left.any():
                break
            bits = sum(1 << column for column in columns)
            is_empty = (emptied | missing) & bits == bits
            near = np.flatnonzero(left | is_empty)  # no other key can agree with one whose columns are emptied now
            keys = np.where(emptied[near, None] >> np.arange(codes.shape[1]) & 1, NULL, codes[near])
            keys[np.ix_(np.flatnonzero(left[near]), np.array(columns))] = NULL
            units = _units(np.asfortranarray(keys), sizes, rows[near], None if subjects is None else subjects[near])
            reached = near[(units >= self.params.k) & left[near]]
            emptied[reached], left[reached] = bits, False
        emptied[left] = DROPPED
        return emptied

    def _check_limit(self, facts: dict[str, int | float], total: int) -> None:
        if facts["suppressed_rate_0_1"] > self.params.max_suppressed_rate:
            raise PolicyRefused(
                "techniques.suppression-limit",
                k=self.params.k,
                suppressed=facts["suppressed_rows"],
                dropped=facts["dropped_rows"],
                total=total,
                rate=f"{facts['suppressed_rate_0_1']:.4f}",
                limit=self.params.max_suppressed_rate,
            )

    def apply(self, batch: pa.RecordBatch, state: Suppression, rows: Rows) -> pa.RecordBatch:
        """The batch without the suppressed cells and rows."""
        del rows
        with no_cells(self):
            return self._suppressed(batch, state)

    def _suppressed(self, batch: pa.RecordBatch, state: Suppression) -> pa.RecordBatch:
        emptied = _look_up(batch, self.options.columns, state)
        arrays = list(batch.columns)
        for place, name in enumerate(self.options.columns):
            index = batch.schema.get_field_index(name)
            gone = pa.array((emptied >> place & 1).astype(np.bool_))
            arrays[index] = pc.if_else(gone, pa.scalar(None, arrays[index].type), arrays[index])
        made = pa.record_batch(arrays, names=batch.schema.names)
        dropped = emptied == DROPPED
        return made.filter(pa.array(~dropped)) if dropped.any() else made

    def facts(self, state: Suppression) -> dict[str, int | float]:
        """``suppressed_cells``, ``suppressed_rows`` (kept ones), ``dropped_rows``, ``suppressed_rate_0_1`` (both)."""
        return dict(state.facts)


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], pa.Array]:
    """Codes (int32[n]) of a column and the values by code, null first."""
    encoded = column.combine_chunks().dictionary_encode()
    codes = pc.add(encoded.indices, 1).fill_null(NULL).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes, pa.concat_arrays([pa.nulls(1, encoded.dictionary.type), encoded.dictionary])


def _units(
    keys: NDArray[np.int32], sizes: list[int], rows: NDArray[np.int64], subjects: NDArray[np.int32] | None
) -> NDArray[np.int64]:
    """Units in the class of each entry of the statistic: int64[n]."""
    from pseudo.kernels.classes import class_counts, class_ids, distinct_per_class

    ids, classes = class_ids(keys, sizes)
    if subjects is None:
        return class_counts(ids, classes, rows)[ids]
    return distinct_per_class(ids, subjects, classes)[ids]


def _sets(count: int) -> Iterator[tuple[int, ...]]:
    """Sets of columns by size, among those of a size the least important first; past :data:`MOST_SETS`, the last columns only."""
    tried = 0
    for size in range(1, count + 1):
        tried += comb(count, size)
        if tried > MOST_SETS:
            yield tuple(range(count - size, count))
        else:
            yield from sorted(combinations(range(count), size), reverse=True)


def _facts(codes: NDArray[np.int32], rows: NDArray[np.int64], emptied: NDArray[np.int64]) -> dict[str, int | float]:
    """Counts over the statistic's entries; a cell that was missing before is not counted as suppressed."""
    dropped = emptied == DROPPED
    lost = (emptied[:, None] >> np.arange(codes.shape[1]) & 1).astype(np.bool_) & (codes != NULL) & ~dropped[:, None]
    cells = lost.sum(axis=1)
    total = int(rows.sum())
    suppressed_rows, dropped_rows = int(rows[cells > 0].sum()), int(rows[dropped].sum())
    return {
        "suppressed_cells": int(cells @ rows),
        "suppressed_rows": suppressed_rows,
        "dropped_rows": dropped_rows,
        "suppressed_rate_0_1": (suppressed_rows + dropped_rows) / total if total else 0.0,
    }


def _state(
    codes: NDArray[np.int32], emptied: NDArray[np.int64], values: list[pa.Array], facts: dict[str, int | float]
) -> Suppression:
    """The treated entries as a look-up; entries of one class (one for each subject) are alike and become one."""
    place = np.zeros(len(codes), np.int64)
    first = place
    prefixes = []
    for column, vocabulary in enumerate(values):
        code = place * len(vocabulary) + codes[:, column]
        known, first, place = np.unique(code, return_index=True, return_inverse=True)
        prefixes.append(known)
    return Suppression(tuple(values), tuple(prefixes), emptied[first], facts)


def _look_up(batch: pa.RecordBatch, names: tuple[str, ...], state: Suppression) -> NDArray[np.int64]:
    """Quasi-identifiers to empty for each row of a batch, as bits: int64[n]."""
    emptied = np.zeros(batch.num_rows, np.int64)
    rows = np.arange(batch.num_rows if len(state.emptied) else 0)
    place = np.zeros(len(rows), np.int64)
    for name, vocabulary, known in zip(names, state.values, state.prefixes, strict=True):
        value = pc.index_in(batch.column(name).take(pa.array(rows)), value_set=vocabulary).to_numpy()
        code = place * len(vocabulary) + value
        place = np.minimum(np.searchsorted(known, code), len(known) - 1)
        hit = known[place] == code
        rows, place = rows[hit], place[hit]
    emptied[rows] = state.emptied[place]
    return emptied
