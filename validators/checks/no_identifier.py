"""no_identifier: nothing that names a person is left in the cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from pseudo.model import Plan

__all__ = ["NoIdentifier"]


@dataclass(frozen=True)
class Params:
    """Parameters of no_identifier."""

    accepts: tuple[str, ...] = param(
        "Entities that may be found, beside those the column's plan entry accepts.",
        "발견되어도 되는 식별자 종류. 열의 계획에서 허용한 것에 더해집니다.",
        default=(),
    )


class NoIdentifier(CheckKind):
    """No cell holds a Korean identifier, in any spelling; without columns, no cell of the file."""

    name = "no_identifier"
    title = Text(ko="식별자가 남아 있지 않음", en="No identifier is left")
    Params = Params
    least = 0
    sheet = Sheet.TEXT

    @classmethod
    def default_columns(cls, header: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
        """Give every column of the file."""
        del plan
        return header

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnValuesToHoldNoKoreanIdentifier``."""
        from pseudo.validators.expectations import ExpectColumnValuesToHoldNoKoreanIdentifier

        column = self.columns[0]
        planned = next((entry.accepts for entry in self.plan.columns if entry.column == column), ())
        return ExpectColumnValuesToHoldNoKoreanIdentifier(
            column=column, accepts=sorted({*planned, *self.params.accepts}), meta=meta
        )
