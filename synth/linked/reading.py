"""Real tables, read and joined: typed columns, each row's parent and person, rows of a parent in their order.

Here the source is held to its spec: keys unique, no orphan, orders and rules kept. What may not leave: a cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput, Where
from pseudo.model import ColumnType
from pseudo.synth.linked.axes import persons_of
from pseudo.synth.linked.spec import PREVIOUS, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pseudo.synth.linked.axes import Flags, Floats, Ints
    from pseudo.synth.linked.spec import LinkedColumn, LinkedSpec, LinkedTable
    from pseudo.table.source import Source

__all__ = ["RARE", "Rows", "by_year", "excluded", "out_of_order", "read_tables"]

RARE = -1.0
MOST_CATEGORIES = 4096


@dataclass
class Rows:
    """A table's rows, those of one parent together and in order.

    Attributes
    ----------
    cells : dict of ndarray of float64
        Column → dates as days since 1970, numbers, categories as indexes of ``words`` (-1: rare); NaN is missing.
    words : dict of list of str
        Column → its categories.
    parent : ndarray of int64
        Row of the parent; of the root, its own number.
    above : dict of ndarray of int64
        Table above, and the table itself → the row there.
    position : ndarray of int64
        From 0 among the parent's rows.
    persons : ndarray of int64
        Row of the root.
    """

    cells: dict[str, Floats] = field(repr=False)
    words: dict[str, list[str]] = field(repr=False)
    parent: Ints = field(repr=False)
    above: dict[str, Ints] = field(repr=False)
    position: Ints = field(repr=False)
    persons: Ints = field(repr=False)

    @property
    def count(self) -> int:
        """Rows."""
        return int(self.parent.size)


def read_tables(spec: LinkedSpec, sources: Mapping[str, Source]) -> dict[str, Rows]:
    """All tables of a spec.

    Raises
    ------
    BadInput
        ``synth.linked-columns``, ``synth.linked-empty``, ``synth.linked-key``, ``synth.linked-orphans``, ``synth.linked-order``,
        ``synth.linked-static``, ``synth.linked-contradiction``, ``synth.linked-unlearnable``, ``synth.too-many-categories``; and
        the table room's codes for cells that are not of their type.
    """
    rows: dict[str, Rows] = {}
    keys: dict[str, pa.Array[Any]] = {}
    for name in spec.top_down():
        table = spec.tables[name]
        cells = _cells(name, table, sources[name])
        rows[name], keys[name] = _rows(spec, name, cells, rows, keys)
        _hold(spec, name, rows)
    return rows


def _cells(name: str, table: LinkedTable, source: Source) -> dict[str, pa.Array[Any]]:
    """The columns that are read, typed; a fictitious one is not."""
    from pseudo.table import cast

    where = Where(file=source.facts.name)
    known = {*table.columns, *table.keys, *table.drop}
    names = source.schema.names
    if set(names) != known or len(names) != len(known):
        missing, more = sorted(known - set(names)), sorted(set(names) - known)
        raise BadInput("synth.linked-columns", where, table=name, missing=", ".join(missing), unknown=", ".join(more))
    read = [*table.keys, *(n for n, c in table.columns.items() if c.modelled)]
    schema = pa.schema([source.schema.field(n) for n in read])
    whole = pa.Table.from_batches(source.batches(read), schema=schema)
    if whole.num_rows == 0:
        raise BadInput("synth.linked-empty", where, table=name)
    cells = {}
    for n in read:
        column = table.columns.get(n)
        kind, form = (
            (ColumnType.TEXT, None)
            if column is None
            else (column.written, None if column.yearly else column.date_format)
        )
        cells[n] = cast(whole.column(n).combine_chunks(), kind, column=n, first_row=0, date_format=form)
    return cells


def _rows(
    spec: LinkedSpec, name: str, cells: dict[str, pa.Array[Any]], rows: dict[str, Rows], keys: dict[str, pa.Array[Any]]
) -> tuple[Rows, pa.Array[Any]]:
    table = spec.tables[name]
    key = cells.get(table.key) if table.key else None
    if key is not None:
        repeats = len(key) - key.null_count - pc.count_distinct(key, mode="only_valid").as_py()
        if key.null_count or repeats:
            raise BadInput("synth.linked-key", table=name, column=table.key, missing=key.null_count, repeated=repeats)
    count = len(next(iter(cells.values())))
    parent = np.arange(count)
    if table.parent is not None:
        found = pc.index_in(cells[str(table.foreign_key)], value_set=keys[table.parent])
        if found.null_count:
            raise BadInput("synth.linked-orphans", table=name, column=table.foreign_key, rows=found.null_count)
        parent = np.asarray(found, np.int64)
    values = {n: _floats(cells[n], c) for n, c in table.columns.items() if c.modelled and c.type is not ColumnType.TEXT}
    order = _order(name, table, parent, values)
    parent = parent[order]
    above = {name: np.arange(count)}
    if table.parent is not None:
        above |= {up: there[parent] for up, there in rows[table.parent].above.items()}
    persons = above[spec.root]
    words = {}
    values = {n: v[order] for n, v in values.items()}
    for n, column in table.columns.items():
        if column.modelled and column.type is ColumnType.TEXT:
            taken = cells[n].take(pa.array(order))
            values[n], words[n] = _categories(name, n, column, taken, persons, spec.k)
    firsts = np.r_[True, np.diff(parent) != 0]
    position = np.arange(count) - np.maximum.accumulate(np.where(firsts, np.arange(count), 0))
    position = position if table.parent is not None else np.zeros(count, np.int64)
    return Rows(values, words, parent, above, position, persons), key if key is None else key.take(pa.array(order))


def _order(name: str, table: LinkedTable, parent: Ints, values: dict[str, Floats]) -> Ints:
    if table.order is None:
        return np.argsort(parent, kind="stable")
    by = values[table.order]
    if gone := int(np.isnan(by).sum()):
        raise BadInput("synth.linked-order", table=name, column=table.order, missing=gone)
    return np.lexsort((by, parent))


def _floats(cells: pa.Array[Any], column: LinkedColumn) -> Floats:
    if column.yearly:
        years = np.asarray(cells.fill_null(1970).to_numpy(zero_copy_only=False), np.int64)
        days = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(float)
        return np.where(np.asarray(cells.is_null()), np.nan, days)
    if column.type is ColumnType.DATE:
        cells = cells.cast(pa.int32())
    return np.asarray(cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), float)


def _categories(
    table: str, name: str, column: LinkedColumn, cells: pa.Array[Any], persons: Ints, k: int
) -> tuple[Floats, list[str]]:
    """Indexes of the public or common categories; what fewer than k persons have is rare, and its text is not kept."""
    if column.categories:
        words = list(column.categories)
    else:
        coded = cells.dictionary_encode()
        codes = np.asarray(coded.indices.fill_null(-1), np.int64)
        known = codes >= 0
        pairs = np.unique(codes[known] * (persons.max() + 1) + persons[known])
        have = np.bincount(pairs // (persons.max() + 1), minlength=len(coded.dictionary))
        words = sorted(coded.dictionary.filter(pa.array(have >= k)).to_pylist())
    if not words:
        raise BadInput("synth.linked-unlearnable", Where(column=name), table=table, k=k)
    if len(words) > MOST_CATEGORIES:
        raise BadInput("synth.too-many-categories", Where(column=name), categories=len(words), most=MOST_CATEGORIES)
    found = pc.index_in(cells, value_set=pa.array(words, cells.type)).fill_null(int(RARE))
    return np.where(np.asarray(cells.is_null()), np.nan, np.asarray(found, float)), words


def by_year(days: Floats) -> Floats:
    """First days of the years that days lie in; NaN stays."""
    gone = np.isnan(days)
    years = np.nan_to_num(days).astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(float)
    return np.where(gone, np.nan, years)


def out_of_order(low: Floats, high: Floats, *, yearly: bool) -> Flags:
    """Rows whose first date is after the second; by the year where either is one."""
    first, second = (by_year(low), by_year(high)) if yearly else (low, high)
    return np.asarray(first > second)


def excluded(rows: Rows, there: Rows, place: Ints, rule: Any, when: str) -> Flags:
    """Rows that an exclusion forbids."""
    bad = [i for i, word in enumerate(rows.words[rule.column]) if word in set(rule.excludes)]
    says = [i for i, word in enumerate(there.words[when]) if word in set(rule.equals)]
    return np.isin(rows.cells[rule.column], bad) & np.isin(there.cells[when][place], says)


def _hold(spec: LinkedSpec, name: str, rows: dict[str, Rows]) -> None:
    """Refuse a source that breaks its own spec."""
    table, mine = spec.tables[name], rows[name]
    for n, column in table.columns.items():
        if not column.modelled:
            continue
        if persons_of(mine.persons[~np.isnan(mine.cells[n])]) < spec.k:
            raise BadInput("synth.linked-unlearnable", Where(column=n), table=name, k=spec.k)
        if column.kind is ColumnKind.STATIC and table.parent is not None:
            cells = np.nan_to_num(mine.cells[n], nan=-2.0)
            moved = int(((np.diff(cells) != 0) & (np.diff(mine.parent) == 0)).sum())
            if moved:
                raise BadInput("synth.linked-static", Where(column=n), table=name, rows=moved)
        lower = [] if column.since in (None, PREVIOUS) else [(str(column.since), True)]
        for reference, first in [*lower, *((u, False) for u in column.until)]:
            up, other = spec.resolve(name, reference)
            theirs = rows[up].cells[other][mine.above[up]]
            yearly = column.yearly or spec.tables[up].columns[other].yearly
            pair = (theirs, mine.cells[n]) if first else (mine.cells[n], theirs)
            if broken := int(out_of_order(*pair, yearly=yearly).sum()):
                raise BadInput(
                    "synth.linked-contradiction", Where(column=n), table=name, rule=f"{n}, {reference}", rows=broken
                )
    for rule in table.rules:
        up, when = spec.resolve(name, rule.when)
        if broken := int(excluded(mine, rows[up], mine.above[up], rule, when).sum()):
            names = f"{rule.when}, {rule.column}"
            raise BadInput("synth.linked-contradiction", Where(column=rule.column), table=name, rule=names, rows=broken)
