"""Fewer rows: a secret sample of the data subjects (표본추출), and rows of listed or rare categories left out (행 항목 삭제)."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, Where
from pseudo.model import ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import no_cells
from pseudo.techniques.contract import Info, Rows, Technique
from pseudo.techniques.draws import text_draws, unit
from pseudo.techniques.parameters import Conflict

__all__ = ["DropRows", "DropRowsParams", "Rare", "Sampling", "SamplingParams"]


@dataclass(frozen=True)
class SamplingParams:
    """Parameters of ``sampling``.

    Attributes
    ----------
    rate : float
        Probability (0..1, both excluded) with which a data subject is in the sample.
    """

    rate: float


class Sampling(Technique):
    """Each data subject, with all its rows, is in the sample or not: a Bernoulli draw by the project's key.

    The number of subjects in the sample varies; all tables of the project that are sampled at one rate by the same
    identifiers hold the same subjects.
    """

    info = Info(
        name="sampling",
        title=Text(ko="표본추출", en="Sampling"),
        family="other",
        types=tuple(ColumnType),
        reversible=False,
        keyed=True,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (sampling); Särndal, Swensson & Wretman 1992 "
        "(Bernoulli sampling)",
        caution=Text(
            ko="표본에 든 사람의 정보는 그대로이므로 다른 처리와 함께 써야 하며, 누가 표본에 들었는지 알려지면 보호 효과가 없습니다.",
            en="Who is in the sample is as exposed as before: combine it with other techniques. It protects nobody who is known "
            "to be in it.",
        ),
    )
    Params = SamplingParams
    scope = "table"
    thins = True
    params: SamplingParams

    def check(self) -> None:
        """A rate within 0..1, a subject, no columns."""
        if not 0 < self.params.rate < 1:
            raise Conflict(ko="'rate'는 0보다 크고 1보다 작아야 합니다", en="'rate' must lie between 0 and 1")
        if self.options.subject is None:
            raise Conflict(ko="표의 정보주체 열이 필요합니다", en="the table's subject column is needed")
        if self.options.columns:
            raise Conflict(ko="'columns'를 쓰지 않습니다", en="takes no 'columns'")

    def reads(self) -> tuple[str, ...]:
        """The subject."""
        return (str(self.options.subject),)

    def apply(self, batch: pa.RecordBatch, state: None, rows: Rows) -> pa.RecordBatch:
        """The rows of the subjects in the sample."""
        del state
        name = str(self.options.subject)
        subject = batch.column(name)
        if subject.null_count:
            hits = pc.indices_nonzero(subject.is_null())
            shown = tuple(i.as_py() + rows.start + 1 for i in hits[:SHOWN_ROWS])
            raise BadInput("techniques.subject-missing", Where(column=name, rows=shown, count=len(hits)), subject=name)
        with no_cells(self):
            draws = text_draws(self.context.secret("sampling:subject", 32), subject.cast(pa.string()))
            return batch.filter(pa.array(unit(draws[:, 0]) < self.params.rate))


@dataclass(frozen=True)
class DropRowsParams:
    """Parameters of ``drop_rows``, which works on one text column; at least one of the two.

    Attributes
    ----------
    values : tuple of str
        Rows with one of these are left out.
    rarer_than : int
        Rows with a value that fewer rows have are left out; 0 for none. A missing cell is a value here.
    """

    values: tuple[str, ...] = ()
    rarer_than: int = 0


@dataclass(frozen=True, repr=False)
class Rare:
    """The values whose rows go, and how many rows that are. No repr: rare values are not shown."""

    values: pa.Array
    rows: int


class DropRows(Technique):
    """Rows with a listed or a rare value are left out of the table."""

    info = Info(
        name="drop_rows",
        title=Text(ko="행 항목 삭제", en="Record suppression"),
        family="suppression",
        types=tuple(ColumnType),
        reversible=False,
        keyed=False,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.65-69, p.141 (빈도 3 이하); ISO/IEC 20889:2018 (record suppression)",
        caution=Text(
            ko="한 열에서 드물지 않아도 열의 조합은 드물 수 있습니다. 행이 빠졌다는 사실과 전체 합계로 빠진 사람을 추정할 수 있습니다.",
            en="What is not rare in one column may be in combination with others, and with known totals the rows that are gone "
            "can be told.",
        ),
    )
    Params = DropRowsParams
    scope = "table"
    collects = True
    thins = True
    params: DropRowsParams

    def check(self) -> None:
        """One column, and something to leave out."""
        if len(self.options.columns) != 1:
            raise Conflict(ko="'columns'에 열을 하나만 적어야 합니다", en="'columns' must be one column")
        if not self.params.values and self.params.rarer_than < 2:
            raise Conflict(
                ko="'values' 또는 2 이상의 'rarer_than'이 필요합니다",
                en="'values', or 'rarer_than' of 2 or more, must be given",
            )

    def treats(self, kind: str, frequency: int) -> bool:
        """Rare categories, where their rows leave."""
        return kind == "category" and self.params.rarer_than > frequency

    def reads(self) -> tuple[str, ...]:
        """The column."""
        return self.options.columns

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """The values with their counts."""
        name = self.options.columns[0]
        array = batch.column(name)
        if array.type != pa.string():
            where = Where(column=name)
            raise BadInput("techniques.cell-type", where, wanted="string", found=str(array.type))
        with no_cells(self):
            return counts.counted([array], [name])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """Counts added up."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> Rare:
        """The values to leave out."""
        with no_cells(self):
            listed = pc.is_in(stat.column(0), value_set=pa.array(self.params.values, pa.string()))
            gone = stat.filter(pc.or_(listed, pc.less(stat.column(1), self.params.rarer_than)))
            return Rare(gone.column(0).combine_chunks(), pc.sum(gone.column(1)).as_py() or 0)

    def apply(self, batch: pa.RecordBatch, state: Rare, rows: Rows) -> pa.RecordBatch:
        """The other rows."""
        del rows
        with no_cells(self):
            return batch.filter(pc.invert(pc.is_in(batch.column(self.options.columns[0]), value_set=state.values)))

    def facts(self, state: Rare) -> dict[str, int | float]:
        """``dropped_rows``."""
        return {"dropped_rows": state.rows}
