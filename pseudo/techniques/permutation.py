"""Permutation (순열): the column's cells among its rows, or among the rows of one class, in a secret order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pseudo.errors import PolicyRefused
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import OwnColumn, no_cells
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import row_draws
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Arrangement", "Cells", "Permute", "PermuteParams"]

CLASS = "\x00class{}"
VALUE = "\x00value"


@dataclass(frozen=True)
class PermuteParams:
    """Parameters of ``permute``.

    Attributes
    ----------
    within : tuple of str
        Columns whose cells, as the source has them, make the classes that cells do not leave; without any, cells move in the
        whole column.
    least : int
        With ``within``: least number of rows in a class, 2 or more; a run with a smaller class is refused.
    """

    within: tuple[str, ...] = ()
    least: int = 0


@dataclass(frozen=True, repr=False)
class Cells:
    """What is collected. No repr: it holds cells.

    Attributes
    ----------
    counted : pyarrow.Table
        The distinct combinations of class and value with their counts.
    placed : tuple of (int, tuple of pyarrow.DictionaryArray)
        With ``within``: the first row of each batch and the class columns of its rows, in the order of rows.
    """

    counted: pa.Table
    placed: tuple[tuple[int, tuple[pa.Array, ...]], ...]


@dataclass(frozen=True, repr=False)
class Arrangement:
    """Which value each row gets. No repr: it holds the column's values.

    Attributes
    ----------
    values : pyarrow.Array, length m
        The distinct values.
    dealt : int32 array, shape (rows,)
        Row → its value's place among ``values``.
    classes, alike : int
        How many classes there are, and in how many of them all values are one.
    """

    values: pa.Array
    dealt: NDArray[np.int32]
    classes: int = 1
    alike: int = 0


class Permute(OwnColumn):
    """The cells of the column, or of each class, in another order, every order being equally likely without the key.

    The ordered distinct values of a class with their counts say what its cells are, and its rows are dealt out to them in the
    order of their secret draws. Four bytes a row are held, and with ``within`` four more for each of its columns while the
    table is read. Missing cells are refused, whatever the null rule says: they would have to move as well; a missing cell of a
    column of ``within`` is a value.
    """

    info = Info(
        name="permute",
        title=Text(ko="순열(치환)", en="Permutation"),
        family="randomization",
        types=(ColumnType.TEXT, ColumnType.INTEGER, ColumnType.DATE, ColumnType.DATETIME),
        reversible=False,
        keyed=True,
        output=Output.SOURCE,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.62; ISO/IEC 20889:2018 (permutation)",
        caution=Text(
            ko="열의 분포는 그대로이지만 다른 열과의 관계는 사라집니다. 동질집합(within) 안에서 섞으면 집합별 합계와 평균은 "
            "유지되지만, 한 집합의 값이 모두 같으면 구성원의 값이 드러납니다. 값 자체는 모두 남으므로 그 값만으로 알아볼 수 있는 사람은 "
            "여전히 드러납니다.",
            en="The column's distribution stays, its relation to other columns is gone. Within classes (within) their totals and "
            "means stay, and a class whose values are all one tells its members' value. All values are still there: who is told by "
            "the value alone still is.",
        ),
    )
    Params = PermuteParams
    collects = True
    params: PermuteParams

    def check(self) -> None:
        """A domain; distinct columns within which cells move, and how many rows each class must have."""
        within = self.params.within
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if len(set(within)) < len(within) or {self.options.column, self.options.subject} & set(within):
            raise Conflict(
                ko="'within'에는 자신과 정보주체 열을 뺀 서로 다른 열만 넣을 수 있습니다",
                en="'within' must be distinct columns, neither its own nor the subject's",
            )
        if within and self.params.least < 2:
            raise Conflict(
                ko="'within'을 쓰려면 2 이상의 'least'가 필요합니다", en="'within' needs a 'least' of 2 or more"
            )
        if not within and self.params.least:
            raise Conflict(ko="'least'는 'within'과 함께만 씁니다", en="'least' goes with 'within' only")

    def reads(self) -> tuple[str, ...]:
        """Its own column and those that make the classes."""
        return (self.options.column, *self.params.within)

    def collect_at(self, batch: pa.RecordBatch, rows: Rows) -> Cells:
        """The distinct values of each class with their counts, and where its rows stand."""
        self._check_type(batch.column(self.options.column))
        with no_cells(self):
            known = batch.filter(batch.column(self.options.column).is_valid())
            columns = [known.column(name) for name in self.params.within]
            names = [CLASS.format(i) for i in range(len(columns))]
            counted = counts.counted([*columns, known.column(self.options.column)], [*names, VALUE])
            placed = ((rows.start, tuple(column.dictionary_encode() for column in columns)),) if columns else ()
            return Cells(counted, placed)

    def merge(self, first: Cells, second: Cells) -> Cells:
        """Counts added up, rows in their order."""
        with no_cells(self):
            placed = sorted((*first.placed, *second.placed), key=lambda piece: piece[0])
            return Cells(counts.added(first.counted, second.counted), tuple(placed))

    def decide(self, stat: Cells) -> Arrangement:
        """The secret order.

        Raises
        ------
        PolicyRefused
            ``techniques.small-groups``: a class of fewer rows than ``least``.
        """
        with no_cells(self):
            ordered = counts.in_order(stat.counted)
            keys = [ordered.column(CLASS.format(i)).combine_chunks() for i in range(len(self.params.within))]
            starts = counts.starts(keys, ordered.num_rows)
            cells = ordered.column(counts.COUNT).to_numpy()
            self._check_classes(np.add.reduceat(cells, starts) if len(starts) else cells)
            values = ordered.column(VALUE).combine_chunks().dictionary_encode()
            dealt = self._dealt(stat, keys, starts, np.repeat(values.indices.to_numpy(), cells))
            alike = int((np.diff([*starts, ordered.num_rows]) == 1).sum())
            return Arrangement(values.dictionary, dealt, len(starts), alike)

    def _check_classes(self, sizes: NDArray[np.int64]) -> None:
        small = int((sizes < self.params.least).sum())
        if small:
            raise PolicyRefused(
                "techniques.small-groups", self.where(), groups=len(sizes), small=small, same=0, least=self.params.least
            )

    def _dealt(
        self, stat: Cells, keys: list[pa.Array], starts: NDArray[np.int64], cells: NDArray[np.int32]
    ) -> NDArray[np.int32]:
        """The value of each row: int32[rows]; ``cells`` are all cells, class after class."""
        if not len(cells):
            return cells
        draws = row_draws(self.context.secret(f"permute:{self.options.domain}", 32), 0, len(cells))[:, 0]
        if keys:
            columns = [
                pa.chunked_array([piece[i].dictionary_decode() for _, piece in stat.placed]).combine_chunks()
                for i in range(len(keys))
            ]
            classes = counts.places(columns, [key.take(pa.array(starts)) for key in keys], len(cells))
            order = np.lexsort((draws, classes))
        else:
            order = np.argsort(draws, kind="stable")
        dealt = np.empty(len(cells), np.int32)
        dealt[order] = cells
        return dealt

    def apply(self, batch: pa.RecordBatch, state: Arrangement, rows: Rows) -> pa.RecordBatch:
        """The cells that the rows were dealt."""
        array = batch.column(self.options.column)
        if array.null_count:
            self.refuse("techniques.null-refused", array.is_null(), rows)
        return self._guarded(lambda own, _, at: _cells(own, state, at), batch, rows)

    def promises(self) -> tuple[Check, ...]:
        """No missing cell."""
        return self.promised("not_null")[:1]

    def facts(self, state: Arrangement) -> dict[str, int | float]:
        """With ``within``: ``classes``, and ``alike_classes``, in which nothing could move."""
        return {"classes": state.classes, "alike_classes": state.alike} if self.params.within else {}


def _cells(array: pa.Array, state: Arrangement, rows: Rows) -> pa.Array:
    return state.values.take(pa.array(state.dealt[rows.start : rows.start + len(array)]))
