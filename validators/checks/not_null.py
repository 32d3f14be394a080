"""not_null: no cell is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["NotNull"]


class NotNull(CheckKind):
    """No cell of the column is missing."""

    name = "not_null"
    title = Text(ko="결측값이 없음", en="No missing cell")
    sheet = Sheet.TEXT

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnValuesToNotBeNull``."""
        from great_expectations.expectations.core.expect_column_values_to_not_be_null import (
            ExpectColumnValuesToNotBeNull,
        )

        return ExpectColumnValuesToNotBeNull(column=self.columns[0], meta=meta)
