"""No identifier left in a column's cells."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)

from pseudo.detect import column_hits
from pseudo.fictitious import without_marked

__all__ = ["ExpectColumnValuesToHoldNoKoreanIdentifier"]


class HoldsNoKoreanIdentifier(ColumnMapMetricProvider):
    """Whether a cell is free of identifiers other than the accepted ones."""

    condition_metric_name = "column_values.hold_no_korean_identifier"
    condition_value_keys = ("accepts",)

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column: pd.Series, accepts: list[str], **_: Any) -> pd.Series:  # noqa: N805  (GX binds the class)
        cells = pa.array(column.astype(str), pa.string()).dictionary_encode()
        holds = np.zeros(len(cells.dictionary), bool)
        texts = pa.array([without_marked(text) for text in cells.dictionary.to_pylist()], pa.string())
        for entity, rows in column_hits(texts).items():
            if entity not in accepts:
                holds[rows] = True
        return pd.Series(~holds[cells.indices.to_numpy()], index=column.index)


class ExpectColumnValuesToHoldNoKoreanIdentifier(ColumnMapExpectation):
    """Expect that no cell holds a Korean personal identifier: resident number, passport, telephone, e-mail, card, ...

    Parameters
    ----------
    column : str
        The column.
    accepts : list of str
        Entities that may be found.

    Notes
    -----
    Marked fictitious values (:mod:`pseudo.fictitious`) are passed over: they can be nobody's.

    It finds what ``pseudo.detect`` finds: names in free text, for one, are not in reach of patterns and checksums.
    """

    accepts: list[str] = []  # noqa: RUF012  (pydantic copies a field's default)

    map_metric: ClassVar[str] = "column_values.hold_no_korean_identifier"
    success_keys: ClassVar[tuple[str, ...]] = ("accepts", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "accepts")
