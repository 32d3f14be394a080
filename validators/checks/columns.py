"""columns: the file has these columns and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Columns"]


@dataclass(frozen=True)
class Params:
    """Parameters of columns."""

    names: tuple[str, ...] = param("The columns that may be there.", "있어야 하는 열의 이름입니다.")


class Columns(CheckKind):
    """The file's columns are the named ones: none missing, and none that nobody planned."""

    name = "columns"
    title = Text(ko="계획한 열만 있음", en="The planned columns and no other")
    Params = Params
    least = 0
    most = 0
    each = False
    sheet = Sheet.HEADER
    of_cells = False

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectTableColumnsToMatchSet``."""
        from great_expectations.expectations.core.expect_table_columns_to_match_set import (
            ExpectTableColumnsToMatchSet,
        )

        return ExpectTableColumnsToMatchSet(column_set=list(self.params.names), exact_match=True, meta=meta)
