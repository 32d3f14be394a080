"""k_anonymity: every equivalence class of the quasi-identifiers reaches k."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import Text, Unit
from pseudo.validators.contract import CheckKind, Sheet, param

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

    from pseudo.model import Plan

__all__ = ["KAnonymity"]


@dataclass(frozen=True)
class Params:
    """Parameters of k_anonymity. There is no default k and no default unit."""

    k: int = param("Least number of units in a class.", "동질집합이 가져야 하는 최소 단위 수입니다.")
    unit: Unit = param(  # noqa: RUF009  (a dataclass field, made by our own function)
        "What is counted: distinct subjects, or rows.", "세는 단위: 정보주체(subject) 또는 행(row)입니다."
    )
    subject: str | None = param(
        "Column that tells subjects apart; the plan's where it is left out.",
        "정보주체를 구분하는 열. 생략하면 계획의 값을 씁니다.",
        default=None,
    )


class KAnonymity(CheckKind):
    """Every combination of quasi-identifiers that occurs belongs to k units; a missing cell is a value of its own."""

    name = "k_anonymity"
    title = Text(ko="동질집합의 크기가 k 이상임", en="Every equivalence class reaches k")
    Params = Params
    each = False
    sheet = Sheet.CODES
    figures = {  # noqa: RUF012
        "observed_value": "minimum_class_size",
        "class_count": "class_count",
        "classes_below_k": "classes_below_k",
        "units_below_k": "units_below_k",
    }

    @classmethod
    def default_columns(cls, header: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
        """Give the plan's quasi-identifiers."""
        del header
        return plan.anonymity.quasi_identifiers if plan.anonymity else ()

    def check(self) -> None:
        """Refuse a k below one, and a missing subject column where subjects are counted."""
        if self.params.k < 1:
            raise ValueError("$.k: must be 1 or more")
        if self.params.unit is Unit.SUBJECT and self.subject is None:
            raise ValueError("$.subject: must be given where subjects are counted and the plan has none")

    @property
    def subject(self) -> str | None:
        """The column that tells subjects apart; None where rows are counted."""
        return (self.params.subject or self.plan.subject) if self.params.unit is Unit.SUBJECT else None

    def reads(self) -> tuple[str, ...]:
        """Name the quasi-identifiers and the subject column."""
        return self.columns if self.subject in (None, *self.columns) else (*self.columns, str(self.subject))

    def expectation(self, meta: dict[str, Any]) -> Expectation:
        """``ExpectEquivalenceClassesToReachK``."""
        from pseudo.validators.expectations import ExpectEquivalenceClassesToReachK

        return ExpectEquivalenceClassesToReachK(
            column_list=list(self.columns), k=self.params.k, subject_column=self.subject, meta=meta
        )
