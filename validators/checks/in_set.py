"""in_set: every cell is one of the values that the policy lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["InSet"]


@dataclass(frozen=True)
class Params:
    """Parameters of in_set."""

    values: tuple[str | int | float, ...] = param(
        "The allowed values, from the policy: texts are compared to the letter, numbers as numbers.",
        "정책이 정한 허용값. 문자열은 글자 그대로, 숫자는 수로 비교합니다.",
    )


class InSet(CheckKind):
    """Every cell that is not missing is one of the listed values."""

    name = "in_set"
    title = Text(ko="허용값 목록에 있음", en="Every value is in the list")
    Params = Params

    def check(self) -> None:
        """Refuse a list that is empty, or not all texts or all numbers."""
        kinds = {isinstance(value, str) for value in self.params.values}
        if len(kinds) != 1:
            raise ValueError("$.values: must be a non-empty list of texts, or of numbers")

    @property
    def sheet(self) -> Sheet:
        """Text or number, as the listed values are."""
        return Sheet.TEXT if isinstance(self.params.values[0], str) else Sheet.NUMBER

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnValuesToBeInSet``."""
        from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet

        return ExpectColumnValuesToBeInSet(column=self.columns[0], value_set=list(self.params.values), meta=meta)
