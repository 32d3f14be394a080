"""l_diversity: no value makes up more than 1/l of a class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["LDiversity"]


@dataclass(frozen=True)
class Params:
    """Parameters of l_diversity. There is no default l."""

    l: int = param(  # noqa: E741  (the field's name for it)
        "A value may make up 1/l of a class at the most.", "한 값은 동질집합의 1/l까지만 차지할 수 있습니다."
    )


class LDiversity(CheckKind):
    """In each class of the columns before the last, the last column's most frequent value has at most 1/l of the rows.

    So a class holds l different values or more. A missing cell is a value of its own.
    """

    name = "l_diversity"
    title = Text(ko="동질집합 안의 값이 l-다양함", en="The values within each class are l-diverse")
    Params = Params
    least = 2
    each = False
    sheet = Sheet.CODES
    figures = {  # noqa: RUF012
        "observed_value": "minimum_distinct_values",
        "class_count": "class_count",
        "classes_below_l": "classes_below_l",
    }

    def check(self) -> None:
        """Refuse an l below two."""
        if self.params.l < 2:
            raise ValueError("$.l: must be 2 or more")

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectClassesToBeLDiverse``."""
        from pseudo.validators.expectations import ExpectClassesToBeLDiverse

        return ExpectClassesToBeLDiverse(column_list=list(self.columns), l=self.params.l, meta=meta)
