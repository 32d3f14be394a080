"""absent: the file has no such column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Absent"]


class Absent(CheckKind):
    """A deleted column is not in the file."""

    name = "absent"
    title = Text(ko="삭제한 열이 남아 있지 않음", en="The deleted column is not there")
    sheet = Sheet.HEADER
    of_cells = False

    def reads(self) -> tuple[str, ...]:
        """Name nothing: it is about the header."""
        return ()

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnToBeAbsent``."""
        from pseudo.validators.expectations import ExpectColumnToBeAbsent

        return ExpectColumnToBeAbsent(column=self.columns[0], meta=meta)
