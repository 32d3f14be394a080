"""Controlled rounding (제어 라운딩) of a two-way table of counts: the rounded cells still add up to rounded totals.

The table stands in the long form that open data have: a row for each cell, with the cell's place in two columns. Cox's procedure
(JASA 82, 1987) gives every cell, every total of a row or column and the grand total to one of the two multiples beside it (a multiple
stays), and does so without bias. Every two-way table has such a rounding; tables of three ways need not, and are not taken.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques import counts
from pseudo.techniques.column import OwnColumn, no_cells
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import row_draws
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ControlledRound", "ControlledRoundParams", "RoundedTable", "rounded_up"]

ROW, COLUMN, VALUE = "\x00row", "\x00column", "\x00value"
"""Columns of the statistic; no table has columns of these names."""
MOST = 2**53
"""Greatest size of a cell; totals and multiples stay exact."""


@dataclass(frozen=True)
class ControlledRoundParams:
    """Parameters of ``controlled_round``.

    Attributes
    ----------
    to : int
        What cells and totals become multiples of, 2 or more.
    rows : str
        The column of the source that names the cell's row, such as a region.
    columns : str or None
        The column that names the cell's column, such as a sex; none for a table of one column.
    total : str or None
        The word in these columns for a total, such as 계, where the table has its totals as rows of their own. They must be right,
        and become the sums of the rounded cells.
    """

    to: int
    rows: str
    columns: str | None = None
    total: str | None = None


@dataclass(frozen=True, repr=False)
class RoundedTable:
    """The rounded cells. No repr: it holds the table.

    Attributes
    ----------
    keys : tuple of pyarrow.Array, each of length m
        The cells' rows and columns.
    values : pyarrow.Array of int64, length m
        In the same order.
    """

    keys: tuple[pa.Array, ...]
    values: pa.Array


class ControlledRound(OwnColumn):
    """Each count becomes one of the two multiples beside it, so that the totals do as well.

    The choice is by chance under a key of the column's domain, the expected result being the count itself; the same table gives
    the same result. The table is held in memory. A missing count is no cell and stays missing.
    """

    info = Info(
        name="controlled_round",
        title=Text(ko="제어 라운딩", en="Controlled rounding"),
        family="generalization",
        types=(ColumnType.INTEGER,),
        reversible=False,
        keyed=True,
        output=Output.COARSER,
        trust="published",
        source="Cox 1987, JASA 82(398) (unbiased, zero-restricted); 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="집계표에 쓰는 기법이며 가이드라인도 거의 쓰이지 않는다고 설명합니다. 배수인 값과 0은 바뀌지 않고, 칸마다 원래 값이 "
            "배수 하나 안쪽에 있음이 드러나며, 다른 표의 합계와 비교하면 범위가 더 좁아질 수 있습니다.",
            en="For tables of counts; the guideline calls it rarely used. Multiples and zeros stay, each cell shows its value to "
            "within one multiple, and other tables of the same counts may narrow that.",
        ),
    )
    Params = ControlledRoundParams
    collects = True
    params: ControlledRoundParams

    def check(self) -> None:
        """A domain, a multiple, and two columns beside its own."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if not 2 <= self.params.to <= MOST:
            raise Conflict(ko="'to'는 2 이상이어야 합니다", en="'to' must be 2 or more")
        if len(set(self.reads())) < len(self.reads()):
            raise Conflict(
                ko="'rows'와 'columns'는 자신이 아닌 서로 다른 열이어야 합니다",
                en="'rows' and 'columns' must be two columns other than its own",
            )

    def reads(self) -> tuple[str, ...]:
        """The counts, and where they stand."""
        return (self.options.column, *self._places())

    def _places(self) -> tuple[str, ...]:
        return (self.params.rows,) if self.params.columns is None else (self.params.rows, self.params.columns)

    def collect(self, batch: pa.RecordBatch) -> pa.Table:
        """The cells with their places; those that are too large are refused, with their rows, when treated."""
        self._check_type(batch.column(self.options.column))
        with no_cells(self):
            own = batch.column(self.options.column)
            table = batch.filter(pc.fill_null(pc.invert(_too_large(own)), False))
            columns = [table.column(name) for name in self._places()]
            if len(columns) == 1:
                columns.append(pa.array([""] * table.num_rows, pa.string()))
            return counts.counted([*columns, table.column(self.options.column)], [ROW, COLUMN, VALUE])

    def merge(self, first: pa.Table, second: pa.Table) -> pa.Table:
        """The cells of both."""
        with no_cells(self):
            return counts.added(first, second)

    def decide(self, stat: pa.Table) -> RoundedTable:
        """The rounded table.

        Raises
        ------
        BadInput
            ``techniques.cell-twice``: a place of the table that has two rows. ``techniques.totals-differ``: a total in the table that
            is not the sum of its cells. Both with the number of cells.
        """
        with no_cells(self):
            ordered = counts.in_order(stat)
            keys = [ordered.column(name).combine_chunks() for name in (ROW, COLUMN)]
            twice = ordered.num_rows - len(counts.starts(keys, ordered.num_rows))
            twice += pc.sum(pc.greater(ordered.column(counts.COUNT), 1)).as_py() or 0
            if twice:
                raise BadInput("techniques.cell-twice", self.where(), cells=twice)
            rows, columns = (key.to_pylist() for key in keys)
            made = self._rounded(list(zip(rows, columns, strict=True)), ordered.column(VALUE).to_pylist())
            return RoundedTable(tuple(keys[: len(self._places())]), pa.array(made, pa.int64()))

    def _rounded(self, places: list[tuple[Any, Any]], values: list[int]) -> list[int]:
        """The rounded values of all places, totals among them."""
        word, base = self.params.total, self.params.to
        inner = [i for i, place in enumerate(places) if word is None or word not in place]
        rests = [values[i] % base for i in inner]
        key = self.context.secret(f"controlled_round:{self.options.domain}", 32) if any(rests) else b""
        own = hmac.digest(key, hashlib.sha256(repr(values).encode()).digest(), "sha256")
        up = rounded_up([places[i] for i in inner], rests, base, own)
        made = {places[i]: values[i] - rest + base * rise for i, rest, rise in zip(inner, rests, up, strict=True)}
        if word is not None:
            before, after = _totals({places[i]: values[i] for i in inner}, word), _totals(made, word)
            totals = {place: value for place, value in zip(places, values, strict=True) if place not in made}
            if wrong := sum(before.get(place) != value for place, value in totals.items()):
                raise BadInput("techniques.totals-differ", self.where(), cells=wrong)
            made |= {place: after[place] for place in totals}
        return [made[place] for place in places]

    def apply(self, batch: pa.RecordBatch, state: RoundedTable, rows: Rows) -> pa.RecordBatch:
        """The rounded cells."""
        return self._guarded(lambda array, whole, at: self._looked_up(array, whole, state, at), batch, rows)

    def _looked_up(self, array: pa.Array, batch: pa.RecordBatch, state: RoundedTable, rows: Rows) -> pa.Array:
        large = pc.fill_null(_too_large(array), False)
        if pc.any(large).as_py():
            self.refuse("techniques.too-large", large, rows, most=MOST)
        if not len(state.values):
            return pa.nulls(len(array), pa.int64())
        columns = [batch.column(name) for name in self._places()]
        found = counts.places(columns, state.keys, len(array))
        values = pa.concat_arrays([state.values, pa.nulls(1, pa.int64())])
        return pc.if_else(array.is_valid(), values.take(pa.array(found)), pa.scalar(None, pa.int64()))

    def promises(self) -> tuple[Check, ...]:
        """Nothing beyond the null rule."""
        return self.not_null()


def _too_large(array: pa.Array) -> pa.Array:
    return pc.or_(pc.greater(array, MOST), pc.less(array, -MOST))


def _totals(cells: dict[tuple[Any, Any], int], word: str) -> dict[tuple[Any, Any], int]:
    """Every total of the cells under its place."""
    sums: dict[tuple[Any, Any], int] = defaultdict(int)
    for (row, column), value in cells.items():
        for place in {(row, word), (word, column), (word, word)}:
            sums[place] += value
    return sums


def rounded_up(places: Sequence[tuple[Any, Any]], rests: Sequence[int], base: int, key: bytes) -> list[bool]:
    """Which cells of a two-way table go up to the next multiple (Cox 1987), each with the probability rest / base.

    Parameters
    ----------
    places : sequence of (row, column)
        Distinct.
    rests : sequence of int
        What each cell is above the multiple below it, 0 to base - 1. A cell of rest 0 stays.
    base : int
        The multiple's size.
    key : bytes
        Of the draws, one for each cycle.

    Returns
    -------
    list of bool
        Sums over any row, any column and all cells differ from those of ``rests`` by less than ``base``.

    Notes
    -----
    With a slack row and column every sum is a multiple, so no line has a single fractional cell and there is a cycle of them.
    Along a cycle one amount is added and taken in turn until a cell is 0 or ``base``. O(cells x length of a cycle).
    """
    walk = _Cycles(places, rests, base)
    draws = row_draws(key, 0, len(walk.rests))[:, 0].tolist() if key and any(rests) else []
    for cycle, draw in zip(walk, draws, strict=False):
        walk.shift(cycle, draw)
    return [rest == base for rest in walk.rests[: len(rests)]]


class _Cycles:
    """The fractional cells as arcs between the nodes of rows and columns; iterating finds one cycle after the other."""

    def __init__(self, places: Sequence[tuple[Any, Any]], rests: Sequence[int], base: int) -> None:
        self.base = base
        self.rests = list(rests)
        self._ends: list[tuple[Any, Any]] = [(("row", row), ("column", column)) for row, column in places]
        sums: dict[Any, int] = defaultdict(int)
        for ends, rest in zip(self._ends, rests, strict=True):
            for end in ends:
                sums[end] += rest
        slack_row, slack_column = ("slack row",), ("slack column",)
        for end, total in list(sums.items()):
            self._ends.append((end, slack_column) if end[0] == "row" else (slack_row, end))
            self.rests.append(-total % base)
        self._ends.append((slack_row, slack_column))
        self.rests.append(sum(rests) % base)
        self._arcs: dict[Any, list[int]] = defaultdict(list)
        for arc, ends in enumerate(self._ends):
            for end in ends:
                self._arcs[end].append(arc)

    def __iter__(self) -> Any:
        """Lists of arcs; the caller shifts each before it asks for the next."""
        for start in list(self._arcs):
            nodes, depth = [start], {start: 0}
            arcs: list[int] = []
            while (arc := self._next(nodes[-1], arcs[-1] if arcs else None)) is not None:
                first, second = self._ends[arc]
                other = second if nodes[-1] == first else first
                if other not in depth:
                    depth[other] = len(nodes)
                    nodes.append(other)
                    arcs.append(arc)
                    continue
                kept = depth[other]
                yield [*arcs[kept:], arc]
                for node in nodes[kept + 1 :]:
                    del depth[node]
                del nodes[kept + 1 :], arcs[kept:]

    def _next(self, node: Any, last: int | None) -> int | None:
        """A fractional arc at the node other than the last one; none only where the node has none at all."""
        arcs = self._arcs[node]
        for place in range(len(arcs) - 1, -1, -1):
            if not 0 < self.rests[arcs[place]] < self.base:
                del arcs[place]
            elif arcs[place] != last:
                return arcs[place]
        return None

    def shift(self, cycle: list[int], draw: int) -> None:
        """Move rests along the cycle, one way or the other, without bias, until one is 0 or the base."""
        more = min(self.base - self.rests[a] if i % 2 == 0 else self.rests[a] for i, a in enumerate(cycle))
        less = min(self.rests[a] if i % 2 == 0 else self.base - self.rests[a] for i, a in enumerate(cycle))
        step = more if draw % (more + less) < less else -less
        for i, arc in enumerate(cycle):
            self.rests[arc] += step if i % 2 == 0 else -step
