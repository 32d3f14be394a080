"""What an institution says of data that it opens: the portal's metadata, the dictionary, and the rules of their quality."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["ColumnMeaning", "Formula", "Publication", "QualityRules", "Reference"]


@dataclass(frozen=True)
class ColumnMeaning:
    """A column in the dictionary.

    Attributes
    ----------
    about : str
        What it holds, in Korean.
    abbreviation : str
        The administrative standard's abbreviation ("END_YMD"), where it has one.
    unit : str
        "원", "명", ...
    domain : str
        What its cells must look like: "date", "number", "yes_no", "code", "amount", "quantity", "rate"; empty for none.
    codes : tuple of str
        The codes of a code or yes-no domain.
    required : bool
        Whether a cell may not be missing.
    """

    about: str
    abbreviation: str = ""
    unit: str = ""
    domain: str = ""
    codes: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Formula:
    """A column that is the sum of others."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A column whose values are among a list's."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class QualityRules:
    """Rules between columns.

    Attributes
    ----------
    time_order : tuple of tuple of str
        Pairs of dates: the first not after the second, in one row (시간순서 일관성).
    precedence : tuple of tuple of str
        Pairs: where the second is there, so is the first (선후관계 정확성).
    logic : tuple of tuple of str
        Four words each: column, value, column, value: where the first has its value, so has the second (논리관계 일관성).
    formulas : tuple of Formula
        계산식.
    references : tuple of Reference
        참조관계.
    unique : tuple of str
        Columns that together tell rows apart (중복데이터); none: whole rows.
    """

    time_order: tuple[tuple[str, ...], ...] = ()
    precedence: tuple[tuple[str, ...], ...] = ()
    logic: tuple[tuple[str, ...], ...] = ()
    formulas: tuple[Formula, ...] = ()
    references: tuple[Reference, ...] = ()
    unique: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publication:
    """What stands on the portal beside the file.

    Attributes
    ----------
    institution, institution_code : str
        Name, and the code of 행정표준코드.
    title : str
        Name of the data, without institution and day.
    description : str
        50 letters or more.
    keywords : tuple of str
        Three to eight.
    category : str
        분류체계(BRM) code or name.
    department, phone : str
        Whom to ask.
    cycle : str
        How often it is made anew: "연간", ...
    next_date : str
        When it is made anew, YYYY-MM-DD; empty for never.
    license : str
        공공누리 type or another licence.
    columns : dict
        Column of the file → its meaning; every column has one.
    quality : QualityRules
        Rules between columns.
    """

    institution: str
    title: str
    description: str
    keywords: tuple[str, ...]
    category: str
    department: str
    phone: str
    cycle: str
    license: str
    columns: dict[str, ColumnMeaning]
    institution_code: str = ""
    next_date: str = ""
    quality: QualityRules = field(default_factory=QualityRules)
