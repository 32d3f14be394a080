"""k-anonymity over equivalence classes (Sweeney 2002, doi:10.1142/S0218488502001648), in rows or in subjects."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

__all__ = ["ExpectEquivalenceClassesToReachK", "frame_codes"]


class EquivalenceClassSizes(TableMetricProvider):
    """Units of each class, int64 of shape (classes,): distinct subjects where their column is named, or rows."""

    metric_name = "table.equivalence_class_sizes"
    value_keys = ("column_list", "subject_column")

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
        return class_sizes(frame, metric_value_kwargs["column_list"], metric_value_kwargs["subject_column"])


def class_sizes(frame: pd.DataFrame, columns: list[str], subject: str | None) -> np.ndarray:
    """Count each class's units; a missing cell is a value of its own, and all missing subjects are one subject."""
    from pseudo.kernels.classes import class_counts, class_ids, distinct_per_class

    ids, n_classes = class_ids(*frame_codes(frame[columns]))
    if subject is None:
        return class_counts(ids, n_classes)
    subjects, _ = frame_codes(frame[[subject]])
    return distinct_per_class(ids, subjects[:, 0], n_classes)


def frame_codes(frame: pd.DataFrame) -> tuple[np.ndarray, list[int]]:
    """Codes of each column (int, shape (n, d)) and how many each has; a missing cell is a value of its own."""
    coded = [pd.factorize(frame[name], use_na_sentinel=False) for name in frame.columns]
    return np.stack([codes for codes, _ in coded], axis=1), [len(values) for _, values in coded]


class ExpectEquivalenceClassesToReachK(BatchExpectation):
    """Expect that each combination of quasi-identifiers that occurs belongs to at least k units.

    Parameters
    ----------
    column_list : list of str
        The quasi-identifiers.
    k : int
        Least number of units in a class.
    subject_column : str or None
        Column that tells subjects apart: a class counts its distinct subjects. None counts rows, which protects persons
        only where each has one row.

    Notes
    -----
    It says nothing about sensitive values: a class of k with one diagnosis still tells the diagnosis (homogeneity).
    """

    column_list: list[str]
    k: int
    subject_column: str | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.equivalence_class_sizes", "table.row_count")
    success_keys: ClassVar[tuple[str, ...]] = ("column_list", "k", "subject_column")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "k", "subject_column")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        del runtime_configuration, execution_engine  # GX hands them to every expectation
        sizes = metrics["table.equivalence_class_sizes"]
        below = sizes[sizes < self.k]
        least = int(sizes.min()) if sizes.size else 0
        return {
            "success": least >= self.k,
            "result": {
                "element_count": metrics["table.row_count"],
                "observed_value": least,
                "class_count": int(sizes.size),
                "classes_below_k": int(below.size),
                "units_below_k": int(below.sum()),
            },
        }
