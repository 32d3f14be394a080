"""The sixteen quality diagnoses of open data (공공데이터 품질관리, 진단기준): how many cells were looked at, how many are wrong.

Each diagnosis is a function of a table of texts and the institution's rules; what has no rule is not diagnosed, and says so.
Cells are counted, never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import polars as pl

    from pseudo.model import Publication

__all__ = ["Diagnosis", "diagnose", "score_of"]

BROKEN = "\ufffd|[\u00c2\u00c3\u00ea-\u00ed][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|\\?{3,}"
"""Letters of a text that was read in another encoding (UTF-8 Hangul as Windows-1252), or lost in one."""
UNTIDY = "^\\s|\\s$|\\s{2,}|[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]|[\u200b\ufeff]"
DATE = "^(19|20)\\d{2}-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\\d|3[01])$|^(19|20)\\d{2}(-?(0[1-9]|1[0-2]))?$"
DOMAINS = {
    "date": ("도메인 날짜", "domain: dates", DATE),
    "number": ("도메인 번호", "domain: numbers of things", "^[0-9A-Za-z가-힣-]+$"),
    "yes_no": ("도메인 여부", "domain: yes or no", "^([YNyn01]|예|아니오|여|부)$"),
    "code": ("도메인 코드", "domain: codes", "^[0-9A-Za-z가-힣.+<>~_-]+( [0-9A-Za-z가-힣.+<>~_-]+)*$"),
    "amount": ("도메인 금액", "domain: amounts of money", "^-?\\d+(\\.\\d+)?$"),
    "quantity": ("도메인 수량", "domain: quantities", "^\\d+(\\.\\d+)?$"),
    "rate": ("도메인 율", "domain: rates", "^(100(\\.0+)?|\\d{1,2}(\\.\\d+)?)$"),
}
"""Domain → Korean and English name, what a cell looks like. Amounts, quantities and rates are plain numbers; rates in percent."""
SCORES = ((0.0001, 10), (0.001, 8), (0.005, 6), (0.01, 4))
"""Error rate below → points; 2 beyond (평가편람)."""


@dataclass(frozen=True)
class Diagnosis:
    """One diagnosis: its name, cells (or rows) looked at, cells that are wrong. ``checked`` is 0 where no rule asks for it."""

    name: Text
    checked: int
    errors: int

    @property
    def rate(self) -> float:
        """Errors over what was looked at (0..1)."""
        return self.errors / self.checked if self.checked else 0.0


def score_of(diagnoses: tuple[Diagnosis, ...]) -> int:
    """Points for the error rate over everything that was looked at: 10, 8, 6, 4 or 2."""
    checked, errors = sum(d.checked for d in diagnoses), sum(d.errors for d in diagnoses)
    rate = errors / checked if checked else 0.0
    return next((points for below, points in SCORES if rate < below), 2)


def diagnose(table: pl.DataFrame, said: Publication) -> tuple[Diagnosis, ...]:
    """Diagnose a table whose cells are texts or missing.

    Parameters
    ----------
    table : DataFrame
        The file's rows, every column a text.
    said : Publication
        Its columns and rules, whose columns are all there.

    Returns
    -------
    tuple of Diagnosis
        The sixteen, in the manual's order.
    """
    return tuple(_of(name, rule(table, said)) for name, rule in BETWEEN) + tuple(
        _of(Text(ko, en), _domain(table, said, domain, form)) for domain, (ko, en, form) in DOMAINS.items()
    )


Counted = tuple[int, int]


def _of(name: Text, counted: Counted) -> Diagnosis:
    return Diagnosis(name, *counted)


def _time_order(table: pl.DataFrame, said: Publication) -> Counted:
    import polars as pl

    found = [
        table.select(both=pl.col(a).is_not_null() & pl.col(b).is_not_null(), wrong=pl.col(a) > pl.col(b))
        for a, b in said.quality.time_order
    ]
    return _sum((int(f["both"].sum()), int((f["both"] & f["wrong"]).sum())) for f in found)


def _precedence(table: pl.DataFrame, said: Publication) -> Counted:
    import polars as pl

    found = [
        table.select(there=pl.col(b).is_not_null(), wrong=pl.col(a).is_null() & pl.col(b).is_not_null())
        for a, b in said.quality.precedence
    ]
    return _sum((int(f["there"].sum()), int(f["wrong"].sum())) for f in found)


def _logic(table: pl.DataFrame, said: Publication) -> Counted:
    import polars as pl

    found = [
        table.select(there=(pl.col(a) == x).fill_null(False), wrong=(pl.col(b) != y).fill_null(True))
        for a, x, b, y in said.quality.logic
    ]
    return _sum((int(f["there"].sum()), int((f["there"] & f["wrong"]).sum())) for f in found)


def _formulas(table: pl.DataFrame, said: Publication) -> Counted:
    import polars as pl

    found = []
    for formula in said.quality.formulas:
        numbers = [pl.col(name).cast(pl.Float64, strict=False) for name in (formula.total, *formula.parts)]
        whole = pl.all_horizontal([number.is_not_null() for number in numbers])
        off = (numbers[0] - pl.sum_horizontal(numbers[1:], ignore_nulls=False)).abs() > 1e-6 * (1 + numbers[0].abs())
        found.append(table.select(there=whole, wrong=(whole & off).fill_null(False)))
    return _sum((int(f["there"].sum()), int(f["wrong"].sum())) for f in found)


def _references(table: pl.DataFrame, said: Publication) -> Counted:
    found = []
    for reference in said.quality.references:
        cells = table[reference.column].drop_nulls()
        found.append((len(cells), int((~cells.is_in(list(reference.values))).sum())))
    return _sum(found)


def _broken(table: pl.DataFrame, _said: Publication) -> Counted:
    return _matching(table, BROKEN)


def _untidy(table: pl.DataFrame, _said: Publication) -> Counted:
    return _matching(table, UNTIDY)


def _required(table: pl.DataFrame, said: Publication) -> Counted:
    needed = [name for name, meaning in said.columns.items() if meaning.required]
    return _sum((table.height, table[name].null_count()) for name in needed)


def _duplicates(table: pl.DataFrame, said: Publication) -> Counted:
    names = list(said.quality.unique) or table.columns
    return table.height, table.height - table.n_unique(subset=names)


BETWEEN: tuple[tuple[Text, Callable[[pl.DataFrame, Publication], Counted]], ...] = (
    (Text("시간순서 일관성", "order in time"), _time_order),
    (Text("선후관계 정확성", "what comes first"), _precedence),
    (Text("논리관계 일관성", "logic between columns"), _logic),
    (Text("계산식", "formulas"), _formulas),
    (Text("참조관계", "references"), _references),
    (Text("글자 깨짐", "broken letters"), _broken),
    (Text("공백·특수문자", "spaces and special characters"), _untidy),
    (Text("필수값", "required cells"), _required),
    (Text("중복데이터", "duplicates"), _duplicates),
)


def _domain(table: pl.DataFrame, said: Publication, domain: str, form: str) -> Counted:
    found = []
    for name, meaning in said.columns.items():
        if meaning.domain != domain:
            continue
        cells = table[name].drop_nulls()
        right = cells.is_in(list(meaning.codes)) if meaning.codes else cells.str.contains(form)
        found.append((len(cells), len(cells) - int(right.sum())))
    return _sum(found)


def _matching(table: pl.DataFrame, form: str) -> Counted:
    cells = [table[name].drop_nulls() for name in table.columns]
    return _sum((len(column), int(column.str.contains(form).sum())) for column in cells)


def _sum(counted: Iterable[Counted]) -> Counted:
    pairs = list(counted)
    return sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
