"""unique: no cell, or no combination of cells, occurs twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Unique"]


class Unique(CheckKind):
    """No value (of several columns: no combination) occurs in two rows; missing cells are not compared."""

    name = "unique"
    title = Text(ko="중복값이 없음", en="No value twice")
    each = False
    sheet = Sheet.CODES

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnValuesToBeUnique`` or ``ExpectCompoundColumnsToBeUnique``."""
        from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
        from great_expectations.expectations.core.expect_compound_columns_to_be_unique import (
            ExpectCompoundColumnsToBeUnique,
        )

        if len(self.columns) == 1:
            return ExpectColumnValuesToBeUnique(column=self.columns[0], meta=meta)
        return ExpectCompoundColumnsToBeUnique(
            column_list=list(self.columns), ignore_row_if="any_value_is_missing", meta=meta
        )
