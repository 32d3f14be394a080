"""type: every cell can be read as the type the policy says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.errors import UsageError
from pseudo.model import ColumnType, Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Type"]


@dataclass(frozen=True)
class Params:
    """Parameters of type."""

    type: ColumnType = param(  # noqa: RUF009  (a dataclass field, made by our own function)
        "How the cells are read.", "셀을 읽는 형식입니다."
    )
    date_format: str | None = param(
        "Date format in strptime's letters; ISO 8601 where it is left out.",
        "strptime 문자로 적은 날짜 형식. 생략하면 ISO 8601입니다.",
        default=None,
    )


class Type(CheckKind):
    """Every cell that is not missing can be read as the type: 9.00101e+12 is no integer, 2024-02-31 no date."""

    name = "type"
    title = Text(ko="정해진 형식으로 읽힘", en="Every cell is of the type")
    Params = Params
    sheet = Sheet.TEXT

    def check(self) -> None:
        """Refuse a date format that is not read."""
        import pyarrow as pa

        from pseudo.table import cast

        no_cell = pa.nulls(0, pa.string())
        try:
            cast(no_cell, ColumnType.DATE, column=self.columns[0], first_row=0, date_format=self.params.date_format)
        except UsageError:
            raise ValueError("$.date_format: must be made of %Y %y %m %d %H %M %S %f") from None

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnValuesToBeReadableAs``."""
        from pseudo.validators.expectations import ExpectColumnValuesToBeReadableAs

        return ExpectColumnValuesToBeReadableAs(
            column=self.columns[0], cell_type=self.params.type.value, date_format=self.params.date_format, meta=meta
        )
