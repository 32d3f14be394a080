"""Words that several forms write in the same way: dates, periods, people, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.forms.sheet import Cell

if TYPE_CHECKING:
    from pseudo.procedure.papers import Period, Person

__all__ = ["count", "date_line", "people_rows", "percent", "person_cells", "span"]


def date_line(day: str) -> str:
    """``2026-11-05`` as ``2026년 11월 5일``; places to fill where there is no day."""
    if not day:
        return "      년      월      일"
    year, month, date = day.split("-")
    return f"{int(year)}년 {int(month)}월 {int(date)}일"


def span(period: Period | None) -> str:
    """``2026-12-01 ~ 2027-11-30``."""
    return f"{period.start} ~ {period.end}" if period else ""


def count(number: int | None) -> str:
    """With thousands; nothing where it is not known."""
    return "" if number is None else f"{number:,}"


def percent(rate_0_1: float | None) -> str:
    """A share in percent, two digits; nothing where it is not shown."""
    return "" if rate_0_1 is None else f"{rate_0_1 * 100:.2f}%"


def person_cells(person: Person) -> tuple[tuple[Cell, ...], ...]:
    """Rows of a person: body, position, name, telephone, e-mail."""
    return (
        (Cell("조직·부서", person.organization), Cell("직위", person.position)),
        (Cell("성명", person.name), Cell("전화", person.phone)),
        (Cell("이메일", person.email),),
    )


def people_rows(people: tuple[Person, ...]) -> tuple[tuple[str, ...], ...]:
    """Rows with number, body, position, name and a place for the signature."""
    return tuple((str(n), p.organization, p.position, p.name, "(서명)") for n, p in enumerate(people, 1))
