"""The spec of linked tables: what hangs on what, what each column is, and the rules; read from YAML with every fault and its line.

What may not come in: a cell of a table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pseudo.model import ColumnType, Purpose, ReleaseClass, Role, Text
from pseudo.recipes.load import read_spec
from pseudo.recipes.problem import Path, Problem
from pseudo.synth.fictitious import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as File

__all__ = [
    "PREVIOUS",
    "ColumnKind",
    "Exclusion",
    "LinkedColumn",
    "LinkedSpec",
    "LinkedTable",
    "load_linked",
    "spec_problems",
]

PREVIOUS = "previous"
"""In ``since``: the row before, of the same parent."""
YEAR = "%Y"
_NAME = re.compile(r"[^\W_][\w\-]*")
_TEMPORAL = (ColumnType.DATE,)


class ColumnKind(StrEnum):
    """How a column moves from row to row of one parent."""

    STATIC = "static"
    """The same in all rows of one parent; of the root table, an attribute of the person."""
    DERIVED = "derived"
    """Computed from other columns."""
    STATE = "state"
    """Carries on from the row before: a laboratory value, an employment."""
    EVENT = "event"
    """Happens: a code, a date, an amount."""
    FICTITIOUS = "fictitious"
    """Made up, visibly; the real cells are not read."""


@dataclass(frozen=True)
class LinkedColumn:
    """One column. References are "column" of the same table or "table.column" of a table above.

    Attributes
    ----------
    kind, type, role
        How it moves, how it is read, what it is to a person. Types: text, integer, number and date.
    date_format : str or None
        strptime's letters; "%Y" makes it a year, compared with dates by the year.
    categories : tuple of str
        Public categories; otherwise those of at least k persons are learned.
    min, max : float or None
        Public ends of a number; otherwise the k-th person from each end.
    decimals : int
        Of a number.
    provider : str or None
        Of a fictitious column.
    since : str or None
        Of a date: the column that it is not before, whose distance is learned; "previous" for the row before.
    until : tuple of str
        Of a date: columns that it is not after.
    expression, sources
        Of a derived column: ``+ - * /`` over the names of ``sources``, each a reference.
    """

    kind: ColumnKind
    role: Role
    type: ColumnType = ColumnType.TEXT
    date_format: str | None = None
    categories: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    decimals: int = 0
    provider: str | None = None
    since: str | None = None
    until: tuple[str, ...] = ()
    expression: str | None = None
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def yearly(self) -> bool:
        """Whether it is a year, not a day."""
        return self.date_format == YEAR

    @property
    def written(self) -> ColumnType:
        """The type of its cells in the files: a year is a whole number."""
        return ColumnType.INTEGER if self.yearly else self.type

    @property
    def modelled(self) -> bool:
        """Whether it is drawn from a model."""
        return self.kind not in (ColumnKind.DERIVED, ColumnKind.FICTITIOUS)


@dataclass(frozen=True)
class Exclusion:
    """A rule: where the column ``when`` is one of ``equals``, ``column`` is none of ``excludes``. Public constants."""

    when: str
    equals: tuple[str, ...]
    column: str
    excludes: tuple[str, ...]


@dataclass(frozen=True)
class LinkedTable:
    """One table; the one without a parent is the persons'.

    Attributes
    ----------
    file : str
        Beside the spec.
    key : str or None
        The column that tells rows apart; needed where another table hangs on it.
    parent, foreign_key : str or None
        The table above, and the column that holds its key.
    order : str or None
        The date or number by which the rows of one parent follow each other; the file's order otherwise.
    columns : dict
        Column → what it is, in the order in which they are drawn: a reference to a column that comes later is refused.
    drop : tuple of str
        Columns that are left out.
    rules : tuple of Exclusion
    """

    file: str
    columns: dict[str, LinkedColumn]
    key: str | None = None
    parent: str | None = None
    foreign_key: str | None = None
    order: str | None = None
    drop: tuple[str, ...] = ()
    rules: tuple[Exclusion, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that hold keys."""
        return tuple(name for name in (self.key, self.foreign_key) if name is not None)


@dataclass(frozen=True)
class LinkedSpec:
    """The whole: its tables, and k, the fewest persons of a learned category, end or context."""

    name: str
    version: str
    purpose: Purpose
    purpose_text: Text
    k: int
    tables: dict[str, LinkedTable]
    release_class: ReleaseClass = ReleaseClass.INTERNAL
    schema_version: int = 1

    @property
    def root(self) -> str:
        """The persons' table."""
        return next(name for name, table in self.tables.items() if table.parent is None)

    def children(self, name: str) -> list[str]:
        """The tables that hang on one, in the spec's order."""
        return [child for child, table in self.tables.items() if table.parent == name]

    def above(self, name: str) -> list[str]:
        """The tables above one, the nearest first."""
        found: list[str] = []
        while (parent := self.tables[name].parent) is not None:
            found.append(parent)
            name = parent
        return found

    def top_down(self) -> list[str]:
        """All tables, a parent before its children."""
        return sorted(self.tables, key=lambda name: len(self.above(name)))

    def resolve(self, table: str, reference: str) -> tuple[str, str]:
        """Table and column of a reference as written in ``table``."""
        above, dot, column = reference.partition(".")
        if dot and reference not in self.tables[table].columns and above in self.tables:
            return above, column
        return table, reference


def load_linked(path: str | File) -> LinkedSpec:
    """A spec from its file.

    Raises
    ------
    BadInput
        ``recipes.unreadable``; ``recipes.invalid`` with every fault and its line.
    """
    return read_spec(path, LinkedSpec, spec_problems)


def spec_problems(spec: LinkedSpec) -> list[Problem]:
    """Everything by which the tables could not be drawn, or would not be sound; empty for a good spec."""
    found = [*_whole(spec)]
    if found:
        return found
    for name, table in spec.tables.items():
        found += _table(spec, name, table)
    return [*found, *_shared(spec)]


def _whole(spec: LinkedSpec) -> Iterator[Problem]:
    if not _NAME.fullmatch(spec.name):
        yield _range(("name",), "a word of letters, digits, _ and -", "글자, 숫자, _, -로 된 이름")
    if spec.k < 2:
        yield _range(("k",), "2 or more", "2 이상")
    if spec.schema_version != 1:
        yield _range(("schema_version",), "1", "1")
    if any(not _NAME.fullmatch(name) for name in spec.tables):
        yield _range(("tables",), "names of letters, digits, _ and -", "글자, 숫자, _, -로 된 표 이름")
    if sum(table.parent is None for table in spec.tables.values()) != 1:
        yield _range(
            ("tables",),
            "tables of which exactly one, the persons', has no parent",
            "parent가 없는 표(사람 표)가 정확히 하나",
        )
    for name, table in spec.tables.items():
        seen, at = {name}, table.parent
        while at is not None:
            if at not in spec.tables or at in seen:
                yield _range(
                    ("tables", name, "parent"),
                    "another table of the spec, without a cycle",
                    "명세에 있는 다른 표(순환 금지)",
                )
                break
            seen.add(at)
            at = spec.tables[at].parent


def _table(spec: LinkedSpec, name: str, table: LinkedTable) -> Iterator[Problem]:
    path: Path = ("tables", name)
    if (table.parent is None) != (table.foreign_key is None):
        yield _range((*path, "foreign_key"), "given exactly where there is a parent", "parent가 있을 때만 지정")
    if table.key is None and (spec.children(name) or table.parent is None):
        yield _range(
            (*path, "key"), "given where other tables hang on this one", "다른 표가 이 표에 딸려 있으면 반드시 지정"
        )
    if len({*table.keys, *table.columns, *table.drop}) < len(table.keys) + len(table.columns) + len(table.drop):
        yield _range(path, "each column once: as key, column or dropped", "각 열을 한 번만(키, columns, drop 중 하나)")
    if not any(column.modelled for column in table.columns.values()):
        yield _range((*path, "columns"), "one column at least to learn from", "학습할 열이 하나 이상")
    if table.order is not None and not _orders(table, table.order):
        yield _range((*path, "order"), "a modelled date or number of the table", "이 표의 날짜 또는 수 열")
    before: set[str] = set()
    for column_name, column in table.columns.items():
        yield from _column(spec, name, column_name, column, before)
        before.add(column_name)
    for place, rule in enumerate(table.rules):
        yield from _rule(spec, name, rule, (*path, "rules", place))


def _orders(table: LinkedTable, name: str) -> bool:
    column = table.columns.get(name)
    return column is not None and column.modelled and column.type is not ColumnType.TEXT


def _column(spec: LinkedSpec, table: str, name: str, column: LinkedColumn, before: set[str]) -> Iterator[Problem]:
    path: Path = ("tables", table, "columns", name)
    own = spec.tables[table]
    if column.type is ColumnType.DATETIME:
        yield _range((*path, "type"), "text, integer, number or date", "text, integer, number, date 중 하나")
    if column.role in (Role.DIRECT_IDENTIFIER, Role.FREE_TEXT) and column.kind is not ColumnKind.FICTITIOUS:
        yield _range(
            (*path, "kind"),
            "fictitious for an identifier or free text (or drop the column)",
            "식별정보와 자유서식 텍스트는 fictitious(또는 drop)",
        )
    if (column.kind is ColumnKind.FICTITIOUS) != (column.provider in PROVIDERS):
        yield _range(
            (*path, "provider"), f"for fictitious columns, one of {', '.join(sorted(PROVIDERS))}", "가상 값 생성기"
        )
    if (column.kind is ColumnKind.DERIVED) != (column.expression is not None):
        yield _range((*path, "expression"), "given for derived columns", "derived 열에만 지정")
    if column.categories and column.type is not ColumnType.TEXT:
        yield _range((*path, "categories"), "of a text column", "text 열에만 지정")
    if (column.since or column.until) and column.type is not ColumnType.DATE:
        yield _range((*path, "since"), "of a date", "날짜 열에만 지정")
    if column.since == PREVIOUS and (own.order != name or own.parent is None):
        yield _range(
            (*path, "since"), "previous only for the column `order` of a child table", "previous는 order 열에만"
        )
    references = [*column.until, *column.sources.values()]
    references += [column.since] if column.since not in (None, PREVIOUS) else []
    for reference in references:
        above, target = spec.resolve(table, str(reference))
        there = spec.tables.get(above)
        found = there.columns.get(target) if there else None
        ready = (above == table and target in before) or above in spec.above(table)
        typed = found is not None and (
            column.expression is not None
            or (found.type in _TEMPORAL and (above != table or found.yearly == column.yearly))
        )
        if not ready or found is None or not typed or found.kind is ColumnKind.FICTITIOUS:
            yield _range(
                path,
                "references to columns written above it, or of a table above, of a fitting type",
                "앞에 적은 열 또는 상위 표의 열(알맞은 자료형)만 참조",
            )


def _rule(spec: LinkedSpec, table: str, rule: Exclusion, path: Path) -> Iterator[Problem]:
    above, when = spec.resolve(table, rule.when)
    columns = list(spec.tables[table].columns)
    there = spec.tables[above].columns.get(when)
    target = spec.tables[table].columns.get(rule.column)
    good = there is not None and target is not None and (above == table or above in spec.above(table))
    good = good and all(c is not None and c.modelled and c.type is ColumnType.TEXT for c in (there, target))
    if not good or (above == table and columns.index(when) >= columns.index(rule.column)):
        yield _range(
            path,
            "a text column, and `when` a text column written above it or of a table above",
            "text 열이며, when은 앞에 적은 열이나 상위 표의 text 열",
        )


def _shared(spec: LinkedSpec) -> Iterator[Problem]:
    """A release's plan knows a column by its name: tables that share one must agree on it."""
    seen: dict[str, tuple[ColumnType, str | None]] = {}
    for name, table in spec.tables.items():
        for column_name, column in table.columns.items():
            shape = column.type, column.date_format
            if seen.setdefault(column_name, shape) != shape:
                yield _range(
                    ("tables", name, "columns", column_name),
                    "of the same type and date format as in the other table",
                    "다른 표의 같은 이름 열과 같은 자료형, 날짜 형식",
                )


def _range(path: Path, wanted_en: str, wanted_ko: str) -> Problem:
    return Problem("recipes.out-of-range", path, {"key": path[-1], "wanted_en": wanted_en, "wanted_ko": wanted_ko})
