"""Parts that must add up to their total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ExpectLastColumnToEqualSumOfOthers"]


class LastColumnEqualsSumOfOthers(MulticolumnMapMetricProvider):
    """Whether a row's last column is the sum of the ones before it, within a tolerance."""

    condition_metric_name = "multicolumn_values.last_equals_sum_of_others"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
    condition_value_keys = ("tolerance",)

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]  # GX left it untyped
    def _pandas(cls, column_list: pd.DataFrame, tolerance: float, **_: Any) -> pd.Series:  # noqa: N805  (GX binds the class)
        parts = column_list.iloc[:, :-1].sum(axis=1, skipna=False)
        return (parts - column_list.iloc[:, -1]).abs() <= tolerance


class ExpectLastColumnToEqualSumOfOthers(MulticolumnMapExpectation):
    """Expect that in each row the columns before the last add up to the last. Rows with a missing cell are passed over.

    Parameters
    ----------
    column_list : list of str
        The parts, then the total.
    tolerance : float
        Largest absolute difference that counts as equal.
    """

    tolerance: float
    ignore_row_if: Literal["all_values_are_missing", "any_value_is_missing", "never"] = "any_value_is_missing"

    map_metric: ClassVar[str] = "multicolumn_values.last_equals_sum_of_others"
    success_keys: ClassVar[tuple[str, ...]] = ("tolerance", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "tolerance")
