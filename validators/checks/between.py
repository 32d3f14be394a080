"""between: every cell lies between two bounds, both included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pseudo.model import Text
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Between"]


@dataclass(frozen=True)
class Params:
    """Parameters of between; at least one of the two."""

    min: float | str | None = param(
        "Least value; an ISO 8601 date or time for columns of dates.",
        "최솟값. 날짜 열은 ISO 8601 형식으로 적습니다.",
        default=None,
    )
    max: float | str | None = param(
        "Greatest value; an ISO 8601 date or time for columns of dates.",
        "최댓값. 날짜 열은 ISO 8601 형식으로 적습니다.",
        default=None,
    )


class Between(CheckKind):
    """Every cell that is not missing lies between ``min`` and ``max``, both included."""

    name = "between"
    title = Text(ko="범위 안에 있음", en="Every value lies between the bounds")
    Params = Params

    def check(self) -> None:
        """Refuse no bound, bounds of two types, and bounds out of order."""
        bounds = self._bounds()
        given = [bound for bound in bounds if bound is not None]
        if not given:
            raise ValueError("$: one of min and max must be given")
        if len({isinstance(bound, datetime) for bound in given}) != 1:
            raise ValueError("$: min and max must both be numbers or both be dates")
        if len(given) == 2 and given[0] > given[1]:
            raise ValueError("$: min must not be greater than max")

    def _bounds(self) -> tuple[Any, Any]:
        return _bound("min", self.params.min), _bound("max", self.params.max)

    @property
    def sheet(self) -> Sheet:
        """Number or time, as the bounds are."""
        return Sheet.TIME if any(isinstance(bound, datetime) for bound in self._bounds()) else Sheet.NUMBER

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectColumnValuesToBeBetween``."""
        from great_expectations.expectations.core.expect_column_values_to_be_between import (
            ExpectColumnValuesToBeBetween,
        )

        least, greatest = self._bounds()
        return ExpectColumnValuesToBeBetween(column=self.columns[0], min_value=least, max_value=greatest, meta=meta)


def _bound(name: str, value: float | str | None) -> float | datetime | None:
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"$.{name}: must be a number or an ISO 8601 date") from None
    if moment.tzinfo is not None:  # cells have no time zone either
        raise ValueError(f"$.{name}: must be without a time zone")
    return moment
