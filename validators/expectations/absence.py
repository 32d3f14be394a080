"""A column that must not be there."""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation

__all__ = ["ExpectColumnToBeAbsent"]


class ExpectColumnToBeAbsent(BatchExpectation):
    """Expect that the batch has no column of this name.

    Parameters
    ----------
    column : str
        The column's name, compared to the letter.
    """

    column: str

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.columns",)
    args_keys: ClassVar[tuple[str, ...]] = ("column",)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        del runtime_configuration, execution_engine  # GX hands them to every expectation
        there = self.column in metrics["table.columns"]
        return {
            "success": not there,
            "result": {"element_count": len(metrics["table.columns"]), "unexpected_count": int(there)},
        }
