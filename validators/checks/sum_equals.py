"""sum_equals: the columns before the last add up to the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["SumEquals"]


@dataclass(frozen=True)
class Params:
    """Parameters of sum_equals."""

    tolerance: float = param(
        "Largest difference that still counts as equal, in the column's unit.",
        "같은 것으로 보는 최대 차이(열의 단위)입니다.",
    )


class SumEquals(CheckKind):
    """In every row where all cells are there, the columns before the last add up to the last: a + b = c."""

    name = "sum_equals"
    title = Text(ko="합계가 맞음", en="The parts add up to the total")
    Params = Params
    least = 3
    each = False
    sheet = Sheet.NUMBER

    def check(self) -> None:
        """Refuse a negative tolerance."""
        if not self.params.tolerance >= 0:
            raise ValueError("$.tolerance: must not be negative")

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectLastColumnToEqualSumOfOthers``."""
        from pseudo.validators.expectations import ExpectLastColumnToEqualSumOfOthers

        return ExpectLastColumnToEqualSumOfOthers(
            column_list=list(self.columns), tolerance=self.params.tolerance, meta=meta
        )
