"""The counts under differential privacy, collected from the source's batches: as they pass, or on executors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.dp import CountTable
from pseudo.model import ColumnType, Statistic
from pseudo.table import cast

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from pseudo.engine.pipeline import Pipeline
    from pseudo.techniques.contract import Rows

__all__ = ["SubjectCounts"]


@dataclass(frozen=True)
class SubjectCounts:
    """A plan's statistics as one mergeable statistic of the whole table.

    Attributes
    ----------
    statistics : tuple of Statistic
        With the table's column names.
    subject : str or None
        The table's subject column.
    """

    statistics: tuple[Statistic, ...]
    subject: str | None

    def columns(self, pipeline: Pipeline) -> list[str]:
        """The counted columns and the subject's, in the table's order."""
        wanted = {self.subject, *(statistic.column for statistic in self.statistics)}
        return [entry.column for entry in pipeline.plan.columns if entry.column in wanted]

    def collect(self, _pipeline: object, batch: pa.RecordBatch, rows: Rows) -> list[Any]:
        """What each statistic takes in of a source batch."""

        def text(column: str) -> Any:
            return cast(batch.column(column), ColumnType.TEXT, column=column, first_row=rows.start)

        subject = text(self.subject) if self.subject else None
        return [table.collect(subject, text(table.statistic.column), rows.start) for table in self._tables()]

    def merges(self, _pipeline: object) -> list[Callable[[Any, Any], Any]]:
        """How two of each become one."""
        return [table.merge for table in self._tables()]

    def _tables(self) -> list[CountTable]:
        return [CountTable(statistic) for statistic in self.statistics]
