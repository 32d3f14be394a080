"""Cells that can be read as a type."""

from __future__ import annotations

from typing import Any, ClassVar

import pyarrow as pa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.table import cast

__all__ = ["ExpectColumnValuesToBeReadableAs"]


class UnreadableCells(TableMetricProvider):
    """How many cells of a column are there, and how many of these the readers of ``apply`` cannot read as the type."""

    metric_name = "column.unreadable_count"
    value_keys = ("column", "cell_type", "date_format")

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  (GX binds the class)
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> dict[str, int]:
        frame, _domain, _accessor = execution_engine.get_compute_domain(
            domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        name, cell_type, date_format = (metric_value_kwargs[key] for key in cls.value_keys)
        cells = pa.array(frame[name], from_pandas=True)
        return {"missing": cells.null_count, "unreadable": _unreadable(cells, ColumnType(cell_type), name, date_format)}


def _unreadable(cells: pa.Array, kind: ColumnType, column: str, date_format: str | None) -> int:
    try:
        cast(cells, kind, column=column, first_row=0, date_format=date_format)
    except BadInput as error:
        return error.where.count or 1
    return 0


class ExpectColumnValuesToBeReadableAs(BatchExpectation):
    """Expect that every cell can be read as a type: 9.00101e+12 is no integer, 2024-02-31 is no date.

    Parameters
    ----------
    column : str
        The column.
    cell_type : str
        "text", "integer", "number", "date" or "datetime".
    date_format : str or None
        For dates, in strptime's letters; ISO 8601 where it is None.
    """

    column: str
    cell_type: str
    date_format: str | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = ("column.unreadable_count", "table.row_count")
    success_keys: ClassVar[tuple[str, ...]] = ("column", "cell_type", "date_format")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "cell_type", "date_format")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        del runtime_configuration, execution_engine  # GX hands them to every expectation
        counts = metrics["column.unreadable_count"]
        result = {
            "element_count": metrics["table.row_count"],
            "missing_count": counts["missing"],
            "unexpected_count": counts["unreadable"],
        }
        return {"success": counts["unreadable"] == 0, "result": result}
