"""Anatomization (해부화): a sensitive column leaves the table for a second one, joined to it by a group's number only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Rows, Technique
from pseudo.techniques.draws import row_draws, text_draws
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Anatomize", "AnatomizeParams", "Groups"]

_NAME = re.compile(r"[^\W_][\w\-]{0,63}")
SUBJECT, VALUE = "\x00subject", "\x00value"


@dataclass(frozen=True)
class AnatomizeParams:
    """Parameters of ``anatomize``, which works on one sensitive column.

    Attributes
    ----------
    l : int
        Least number of data subjects in a group, 2 or more; all of a group's values differ.
    table : str
        Name of the second table: its file's, without ending.
    group : str
        Name of the column of group numbers, in both tables.
    """

    l: int  # noqa: E741  (the field's name for it)
    table: str
    group: str


@dataclass(frozen=True, repr=False)
class Groups:
    """Who is in which group. No repr: it holds cells.

    Attributes
    ----------
    subjects : pyarrow.Array, length n
        The data subjects.
    groups : int64 array, shape (n,)
        The number of each one's group, from 1.
    table : pyarrow.Table
        The second table.
    """

    subjects: pa.Array
    groups: pa.Array
    table: pa.Table
    number: int = 0


class Anatomize(Technique):
    """Groups of l persons or more whose sensitive values all differ; the values stand in a second table, by group.

    Ordered by value, the rows are dealt out to ⌊n/l⌋ groups in turn. A value that at most ⌊n/l⌋ rows have then comes into no group
    twice; one that more rows have cannot be hidden by any grouping (the eligibility condition of Xiao & Tao 2006), and the run
    is refused. Which of the rows with one value comes into which group is drawn by the project's key, and so are the groups'
    numbers. The second table is ordered by group and value: nothing of it tells the order of the first one's rows.

    *Protects*: who finds a person's row in the first table learns a group of l or more different values, each of them, by these
    two tables alone, as likely as the others. *Does not protect* against who knows that a person cannot have some of the values
    (the row's other cells tell sex and age, and they stay as they are), nor against what is learnt from the whole release of how
    values go with other columns (Kifer 2009), nor that a person is in the table. Quasi-identifiers are not generalised by it.
    """

    info = Info(
        name="anatomize",
        title=Text(ko="해부화", en="Anatomization"),
        family="other",
        types=tuple(ColumnType),
        reversible=False,
        keyed=True,
        trust="published",
        source="Xiao & Tao 2006, VLDB (Anatomy); 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="식별가능정보는 그대로 남으므로 누가 표에 있는지는 드러납니다. 성별·나이 등으로 있을 수 없는 값을 아는 사람은 집단 "
            "안에서 값을 좁힐 수 있고, 전체 자료에서 배운 상관관계로도 추론할 수 있습니다(Kifer 2009).",
            en="Quasi-identifiers stay as they are: who is in the table can be told. Who knows that some of a group's values are "
            "impossible for a person, or learns from the release how values go with other columns, narrows them down (Kifer 2009).",
        ),
    )
    Params = AnatomizeParams
    scope = "table"
    collects = True
    counts = True
    params: AnatomizeParams

    def check(self) -> None:
        """One column, a subject, an l, and names."""
        columns = self.options.columns
        if len(columns) != 1 or self.options.subject is None or self.options.subject in columns:
            raise Conflict(
                ko="'columns'에 정보주체 열이 아닌 열을 하나만 적어야 하며, 표의 정보주체 열이 필요합니다",
                en="'columns' must be one column, not the subject's, and the table's subject column is needed",
            )
        if self.params.l < 2:
            raise Conflict(ko="'l'은 2 이상이어야 합니다", en="'l' must be 2 or more")
        if not _NAME.fullmatch(self.params.table):
            raise Conflict(
                ko="'table'은 글자, 숫자, _, -로 된 파일 이름이어야 합니다",
                en="'table' must be a file name of letters, digits, _ and -",
            )
        if not self.params.group or self.params.group in (*columns, self.options.subject):
            raise Conflict(ko="'group'은 새 열 이름이어야 합니다", en="'group' must be a new column's name")

    @property
    def column(self) -> str:
        """The sensitive column."""
        return self.options.columns[0]

    def reads(self) -> tuple[str, ...]:
        """The sensitive column and the subject."""
        return (self.column, str(self.options.subject))

    def changes(self) -> tuple[str, ...]:
        """The sensitive column, which leaves the table."""
        return (self.column,)

    def keeps(self, promise: Check) -> bool:
        """Cells move to the second table as they are."""
        del promise
        return True

    def columns_after(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """The group's number stands where the sensitive column stood."""
        return tuple(self.params.group if name == self.column else name for name in columns)

    def tables(self) -> dict[str, tuple[str, ...]]:
        """The second table: group and sensitive column."""
        return {self.params.table: (self.params.group, self.column)}

    def promises(self) -> tuple[Check, ...]:
        """So many different values in each group of the second table, and rows in each of the first."""
        because = f"technique:{self.info.name}"
        return (
            Check("k_anonymity", (self.params.group,), {"k": self.params.l, "unit": "row"}, because),
            Check("l_diversity", (self.params.group, self.column), {"l": self.params.l}, because, self.params.table),
        )

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """Subjects with their values, and how many rows have both."""
        subject = batch.column(str(self.options.subject))
        if missing := subject.null_count:
            name = str(self.options.subject)
            raise BadInput("techniques.subject-missing", Where(column=name, count=missing), subject=name)
        with no_cells(self):
            return counts.counted([subject, batch.column(self.column)], [SUBJECT, VALUE])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Groups:
        """The groups and the second table.

        Raises
        ------
        PolicyRefused
            ``techniques.several-rows``: a subject has more than one row. ``techniques.not-diverse``: a value is too frequent.
        """
        with no_cells(self):
            return self._grouped(counts.in_order(stat))

    def _grouped(self, stat: pa.Table) -> Groups:
        subjects, rows = stat.column(SUBJECT).combine_chunks(), stat.num_rows
        several = pc.count_distinct(subjects).as_py() != rows or bool((stat.column(counts.COUNT).to_numpy() > 1).any())
        if several:
            total = int(stat.column(counts.COUNT).to_numpy().sum())
            persons = pc.count_distinct(subjects).as_py()
            raise PolicyRefused("techniques.several-rows", Where(column=self.column), rows=total, subjects=persons)
        values = stat.column(VALUE).combine_chunks()
        dealt, number = self._dealt(subjects, values)
        order = pa.array(np.lexsort((_ranks(values), dealt)))
        table = pa.table([pa.array(dealt).take(order), values.take(order)], names=[self.params.group, self.column])
        return Groups(subjects, pa.array(dealt), table, number)

    def _dealt(self, subjects: pa.Array, values: pa.Array) -> tuple[NDArray[np.int64], int]:
        """The group of each subject (int64[n], from 1), and how many groups there are."""
        rows, ranks = len(values), _ranks(values)
        number = rows // self.params.l
        most = int(np.bincount(ranks).max()) if rows else 0
        if most > number:
            facts = {"rows": rows, "l": self.params.l, "most": most, "limit": number}
            raise PolicyRefused("techniques.not-diverse", Where(column=self.column), **facts)
        if not rows:
            return np.zeros(0, np.int64), 0
        key = self.context.secret(f"anatomize:{self.params.table}", 32)
        drawn = text_draws(key, subjects.cast(pa.string()))
        order = np.lexsort((drawn[:, 1], drawn[:, 0], ranks))
        numbers = np.argsort(row_draws(key, 0, number)[:, 0], kind="stable") + 1
        dealt = np.empty(rows, np.int64)
        dealt[order] = numbers[np.arange(rows) % number]
        return dealt, number

    def apply(self, batch: pa.RecordBatch, state: Groups, rows: Rows) -> pa.RecordBatch:
        """The batch with group numbers in place of the sensitive cells."""
        del rows
        with no_cells(self):
            place = pc.index_in(batch.column(str(self.options.subject)), value_set=state.subjects)
            arrays = [
                state.groups.take(place) if name == self.column else batch.column(name) for name in batch.schema.names
            ]
            return pa.record_batch(arrays, names=list(self.columns_after(tuple(batch.schema.names))))

    def beside(self, state: Groups) -> dict[str, pa.Table]:
        """The second table."""
        return {self.params.table: state.table}

    def facts(self, state: Groups) -> dict[str, int | float]:
        """``groups``: how many there are."""
        return {"groups": state.number}


def _ranks(values: pa.Array) -> NDArray[np.int64]:
    """The place of each cell's value among the distinct ones in rising order, a missing cell last: int64[n]."""
    encoded = values.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order) + 1, np.int64)
    rank[order] = np.arange(len(order))
    rank[-1] = len(order)
    ranks: NDArray[np.int64] = rank[encoded.indices.fill_null(len(order)).to_numpy(zero_copy_only=False)]
    return ranks
