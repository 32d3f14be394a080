"""row_count: the file has at least so many rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["RowCount"]


@dataclass(frozen=True)
class Params:
    """Parameters of row_count."""

    min: int = param("Least number of rows.", "최소 행 수입니다.")


class RowCount(CheckKind):
    """The file has at least ``min`` rows."""

    name = "row_count"
    title = Text(ko="행 수가 충분함", en="Enough rows")
    Params = Params
    least = 0
    most = 0
    each = False
    sheet = Sheet.CODES
    of_cells = False
    figures = {"observed_value": "row_count"}  # noqa: RUF012

    def check(self) -> None:
        """Refuse a negative count."""
        if self.params.min < 0:
            raise ValueError("$.min: must not be negative")

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectTableRowCountToBeBetween``."""
        from great_expectations.expectations.core.expect_table_row_count_to_be_between import (
            ExpectTableRowCountToBeBetween,
        )

        return ExpectTableRowCountToBeBetween(min_value=self.params.min, meta=meta)
