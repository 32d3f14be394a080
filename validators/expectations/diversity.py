"""l-diversity of classes, by the frequency of their values (Xiao & Tao 2006, VLDB, Definition 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from pseudo.validators.expectations.classes import frame_codes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ExpectClassesToBeLDiverse"]


class ClassDiversity(TableMetricProvider):
    """Of each class: rows, rows of its most frequent value, distinct values; int64 of shape (classes, 3)."""

    metric_name = "table.class_diversity"
    value_keys = ("column_list",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # noqa: N805  (GX binds the class)
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> np.ndarray:
        frame, _domain, _accessor = execution_engine.get_compute_domain(
            domain_kwargs=metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        return class_diversity(frame, metric_value_kwargs["column_list"])


def class_diversity(frame: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Count rows, the most frequent value's rows, and distinct values of each class; the last column is the value's."""
    from pseudo.kernels.classes import class_counts, class_ids

    ids, n_classes = class_ids(*frame_codes(frame[columns[:-1]]))
    pairs, n_pairs = class_ids(*frame_codes(frame[columns]))
    of_pair = np.zeros(n_pairs, np.int64)
    of_pair[pairs] = ids
    rows = class_counts(pairs, n_pairs)
    most = np.zeros(n_classes, np.int64)
    np.maximum.at(most, of_pair, rows)
    return np.stack([class_counts(ids, n_classes), most, np.bincount(of_pair, minlength=n_classes)], axis=1)


class ExpectClassesToBeLDiverse(BatchExpectation):
    """Expect that in each class no value has more than 1/l of the rows, and so that each holds l different values.

    Parameters
    ----------
    column_list : list of str
        The columns that make the classes, then the one whose values are counted.
    l : int
        The l of l-diversity.

    Notes
    -----
    It protects the value of a row whose class is known, as far as nothing else is known of the row: values that are impossible
    or alike in meaning count as different ones.
    """

    column_list: list[str]
    l: int  # noqa: E741  (the field's name for it)

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.class_diversity", "table.row_count")
    success_keys: ClassVar[tuple[str, ...]] = ("column_list", "l")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "l")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        del runtime_configuration, execution_engine  # GX hands them to every expectation
        rows, most, distinct = metrics["table.class_diversity"].T
        below = int((most * self.l > rows).sum())
        return {
            "success": below == 0 and rows.size > 0,
            "result": {
                "element_count": metrics["table.row_count"],
                "observed_value": int(distinct.min()) if distinct.size else 0,
                "class_count": int(rows.size),
                "classes_below_l": below,
            },
        }
