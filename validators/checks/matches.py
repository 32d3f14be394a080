"""matches: every cell as a whole has the form of a regular expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Matches"]


@dataclass(frozen=True)
class Params:
    """Parameters of matches."""

    regex: str = param(
        "Regular expression (Python's syntax) for the whole cell.", "셀 전체가 따라야 하는 정규식(Python 문법)입니다."
    )


class Matches(CheckKind):
    """Every cell that is not missing matches the regular expression from its first character to its last."""

    name = "matches"
    title = Text(ko="정해진 형식과 일치함", en="Every value has the form")
    Params = Params
    sheet = Sheet.TEXT

    def check(self) -> None:
        """Refuse what is no regular expression."""
        try:
            re.compile(self.params.regex)
        except re.error:
            raise ValueError("$.regex: must be a regular expression") from None

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        r"""``ExpectColumnValuesToMatchRegex``, anchored: it searches, and ``$`` alone lets a final line break pass."""
        from great_expectations.expectations.core.expect_column_values_to_match_regex import (
            ExpectColumnValuesToMatchRegex,
        )

        return ExpectColumnValuesToMatchRegex(column=self.columns[0], regex=rf"\A(?:{self.params.regex})\Z", meta=meta)
