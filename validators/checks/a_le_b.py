"""a_le_b: the first column is not greater, or not later, than the second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import ColumnType, Text
from pseudo.validators.contract import CheckKind, Sheet

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["ALeB"]

TEMPORAL = (ColumnType.DATE, ColumnType.DATETIME)


class ALeB(CheckKind):
    """In every row where both cells are there, the first is at most the second: admission before discharge."""

    name = "a_le_b"
    title = Text(ko="첫째 열이 둘째 열보다 크거나 늦지 않음", en="The first column is at most the second")
    least = 2
    most = 2
    each = False

    def check(self) -> None:
        """Refuse a column of times beside one of numbers."""
        if len({self.type_of(column) in TEMPORAL for column in self.columns}) != 1:
            raise ValueError("columns: must both be dates or both be numbers in the plan")

    @property
    def sheet(self) -> Sheet:
        """Time or number, as the plan types the columns."""
        return Sheet.TIME if self.type_of(self.columns[0]) in TEMPORAL else Sheet.NUMBER

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnPairValuesAToBeGreaterThanB`` with the columns turned round."""
        from great_expectations.expectations.core.expect_column_pair_values_a_to_be_greater_than_b import (
            ExpectColumnPairValuesAToBeGreaterThanB,
        )

        first, second = self.columns
        return ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=second, column_B=first, or_equal=True, ignore_row_if="either_value_is_missing", meta=meta
        )
