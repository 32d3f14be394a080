"""Rows drawn from counts, top down: tables after their parents, the rows of a parent one after another.

A slot's code is drawn in proportion to P(code | contexts) · P(code | code before) / P(code), where what is against a rule or beyond a
date's limit has no weight. A context that fewer than k persons stand behind is not used. Draws are stratified: rows in the same
state share the unit interval evenly, so shares come out as they were learned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.synth.linked.axes import shares
from pseudo.synth.linked.model import BEFORE, POSITION, POSITIONS, children_slot, usable
from pseudo.synth.linked.reading import Rows, by_year
from pseudo.synth.linked.spec import PREVIOUS, ColumnKind

if TYPE_CHECKING:
    from pseudo.synth.linked.axes import Flags, Floats, Ints
    from pseudo.synth.linked.model import Slot
    from pseudo.synth.linked.spec import LinkedSpec

__all__ = ["MOST_ROWS", "generate"]

CHUNK_CELLS = 2**21
MOST_ROWS = 50_000_000
GOLDEN = (5**0.5 - 1) / 2


@dataclass
class Drawn:
    """A table that is being drawn: its rows so far, and their codes as contexts."""

    rows: Rows
    codes: dict[str, Ints] = field(repr=False)


def generate(
    spec: LinkedSpec,
    slots: dict[str, list[Slot]],
    words: dict[str, dict[str, list[str]]],
    persons: int,
    rng: np.random.Generator,
) -> dict[str, Rows]:
    """Draw ``persons`` rows of the root and what hangs on them; ``words`` are the learned categories by table and column.

    Raises
    ------
    BadInput
        ``synth.linked-impossible``: a rule leaves no value; ``synth.linked-too-many``: more rows than can be held.
    """
    drawn: dict[str, Drawn] = {}
    for name in spec.top_down():
        drawn[name] = _begun(spec, name, words[name], drawn, persons)
        _Table(spec, name, slots[name], drawn, rng).draw()
    return {name: table.rows for name, table in drawn.items()}


def _begun(
    spec: LinkedSpec,
    name: str,
    words: dict[str, list[str]],
    drawn: dict[str, Drawn],
    persons: int,
) -> Drawn:
    up = spec.tables[name].parent
    if up is None:
        every = np.arange(persons)
        return Drawn(Rows({}, words, every, {name: every}, np.zeros(persons, np.int64), every), {})
    counts = drawn[up].rows.cells[children_slot(name)].astype(np.int64)
    if counts.sum() > MOST_ROWS:
        raise BadInput("synth.linked-too-many", table=name, most=MOST_ROWS)
    parent = np.repeat(np.arange(counts.size), counts)
    starts = np.cumsum(counts) - counts
    position = np.arange(parent.size) - starts[parent]
    above = {table: there[parent] for table, there in drawn[up].rows.above.items()}
    above[name] = np.arange(parent.size)
    return Drawn(
        Rows({}, words, parent, above, position, above[spec.root]), {POSITION: position.clip(max=POSITIONS - 1)}
    )


class _Weights:
    """A slot's counts as shares."""

    def __init__(self, slot: Slot, k: int) -> None:
        drawable = slot.axis.drawable
        if slot.axis.missing is False and slot.alone[slot.axis.bins] and _anchored(slot):
            drawable[slot.axis.bins] = True  # the same day as the row before
        self.alone = shares(slot.alone * drawable)
        self.one = self.two = self.before = None
        if slot.by_one is not None:
            self.one = np.where(usable(slot.by_one, k)[:, None], shares(slot.by_one.cells * drawable), self.alone)
            self.one = np.where(self.one.sum(1, keepdims=True) > 0, self.one, self.alone)
        if slot.by_two is not None and slot.rest is not None and self.one is not None:
            rest = shares(slot.rest.cells * drawable)
            rest = np.where((usable(slot.rest, k) & (rest.sum(1) > 0))[:, None], rest, self.one)
            two = shares(slot.by_two.cells * drawable)
            known = usable(slot.by_two, k) & (two.sum(1) > 0)
            self.two = np.where(known[:, None], two, np.repeat(rest, two.shape[0] // rest.shape[0], axis=0))
        if slot.before is not None:
            lift = np.divide(
                shares(slot.before.cells * drawable),
                self.alone,
                out=np.zeros(slot.before.cells.shape),
                where=self.alone > 0,
            )
            known = usable(slot.before, k) & (lift.sum(1) > 0)
            self.before = np.where(known[:, None], lift, 1.0)


def _anchored(slot: Slot) -> bool:
    return slot.column is not None and slot.column.type is not ColumnType.TEXT and slot.split is None


class _Table:
    """One table's draw."""

    def __init__(
        self, spec: LinkedSpec, name: str, slots: list[Slot], drawn: dict[str, Drawn], rng: np.random.Generator
    ) -> None:
        self.spec, self.name, self.slots, self.drawn, self.rng = spec, name, slots, drawn, rng
        self.table, self.me = spec.tables[name], drawn[name]
        self.weights = {slot.name: _Weights(slot, spec.k) for slot in slots}
        self.places: dict[str, Floats] = {}
        self.same = np.zeros(drawn[name].rows.count, bool)  # of the same day as the row before
        self.rules = {slot.name: self._rules(slot) for slot in slots}
        for slot in slots:
            self.me.codes[slot.name] = np.zeros(self.me.rows.count, np.int64)
            self.me.rows.cells[slot.name] = np.full(self.me.rows.count, np.nan)

    def draw(self) -> None:
        """Slots up to the order column for all rows; then, dates being in order, the others."""
        names = [slot.name for slot in self.slots]
        cut = names.index(self.table.order) + 1 if self.table.order in names and self.table.parent else 0
        for part in (self.slots[:cut], self.slots[cut:]):
            self._rows(part)
            if part and part[-1].name == self.table.order:
                self._sort(part[-1])

    def _rows(self, slots: list[Slot]) -> None:
        position = self.me.rows.position
        order = np.argsort(position, kind="stable")
        for at in np.split(order, np.cumsum(np.bincount(position))[:-1]) if order.size else []:
            for slot in slots:
                if slot.column is not None and slot.column.kind is ColumnKind.STATIC and position[at[0]] > 0:
                    self.me.codes[slot.name][at] = self.me.codes[slot.name][at - 1]
                    self.me.rows.cells[slot.name][at] = self.me.rows.cells[slot.name][at - 1]
                else:
                    self._slot(slot, at)

    def _slot(self, slot: Slot, at: Ints) -> None:
        """Draw one slot of the rows ``at``, all of one position."""
        weights, axis, later = self.weights[slot.name], slot.axis, self.me.rows.position[at[0]] > 0
        state = np.zeros(at.size, np.int64)
        before = self.me.codes[slot.name][at - 1] if later else np.full(at.size, axis.size)
        for place in slot.contexts:
            own = place[1] == BEFORE
            size, there = (axis.size + 1, before) if own else (self._size(place), self._context(place)[at])
            state = state * size + there
        base = weights.two if len(slot.contexts) == 2 else weights.one if slot.contexts else weights.alone[None]
        low, high = self._limits(slot, at)
        clock = slot.name == self.table.order and self.table.parent is not None
        stratum = state * (axis.size + 1) + (before if weights.before is not None else 0)
        where = _stratified(stratum, self.rng)
        codes = np.empty(at.size, np.int64)
        for part in _chunks(at.size, axis.size):
            shown = base[state[part]]  # type: ignore[index]
            if weights.before is not None:
                shown = shown * weights.before[before[part]]
            allowed = self._allowed(slot, at[part], before[part], low[part], high[part], clock=clock, later=later)
            codes[part] = _pick(shown, base[state[part]], weights.alone, allowed, where[part], self.name, slot.name)  # type: ignore[index]
        self._keep(slot, at, codes, low, high, clock=clock, later=later)

    def _size(self, place: tuple[str, str]) -> int:
        return POSITIONS if place[1] == POSITION else int(self.drawn[place[0]].codes["size:" + place[1]][0])

    def _context(self, place: tuple[str, str]) -> Ints:
        return self.drawn[place[0]].codes[place[1]][self.me.rows.above[place[0]]]

    def _limits(self, slot: Slot, at: Ints) -> tuple[Floats, Floats]:
        """The day that a date counts from, and the last day that it may be."""
        low, high = np.zeros(at.size), np.full(at.size, np.inf)
        column = slot.column
        if column is None or column.type is not ColumnType.DATE:
            return low, high
        if column.since == PREVIOUS:
            low = self.me.rows.cells[slot.name][at - 1] if self.me.rows.position[at[0]] > 0 else low
        elif column.since is not None:
            low = self._days(column.since, column.yearly)[at]
        for reference in column.until:
            high = np.fmin(high, self._days(reference, column.yearly)[at])
        return low, high

    def _days(self, reference: str, yearly: bool) -> Floats:
        up, other = self.spec.resolve(self.name, reference)
        days = self.drawn[up].rows.cells[other][self.me.rows.above[up]]
        return by_year(days) if yearly else days

    def _rules(self, slot: Slot) -> list[tuple[str, str, Flags, Flags]]:
        """For each exclusion of a slot: where to look, which words it is about, which codes it forbids."""
        found = []
        for rule in self.table.rules:
            if rule.column != slot.name:
                continue
            up, when = self.spec.resolve(self.name, rule.when)
            says = [w in set(rule.equals) for w in self.drawn[up].rows.words[when]]
            bad = [w in set(rule.excludes) for w in self.me.rows.words[slot.name]]
            found.append(
                (up, when, np.r_[np.array(says, bool), False, False], np.r_[np.array(bad, bool), False, False])
            )
        return found

    def _allowed(
        self, slot: Slot, at: Ints, before: Ints, low: Floats, high: Floats, *, clock: bool, later: bool
    ) -> Flags:
        axis = slot.axis
        allowed = np.repeat((self.weights[slot.name].alone > 0)[None], at.size, axis=0)
        for up, when, says, bad in self.rules[slot.name]:
            about = says[self.drawn[up].codes[when][self.me.rows.above[up][at]]]
            allowed &= ~(about[:, None] & bad[None])
        if slot.split is not None:
            allowed[:, : slot.split] &= not later
            allowed[:, slot.split : axis.bins] &= later
        elif clock and slot.column is not None:
            allowed[:, axis.bins] &= later
            allowed[:, : axis.bins] &= (np.arange(axis.bins)[None] >= before[:, None]) | (not later)
        if np.isfinite(high).any():
            room = np.nan_to_num(high - low, nan=np.inf)
            fits = axis.lo[None] <= room[:, None]
            some = fits & allowed[:, : axis.bins]
            lost = ~some.any(1) & ~allowed[:, axis.bins]
            least = np.argmax(allowed[:, : axis.bins], axis=1) if axis.bins else np.zeros(at.size, np.int64)
            some[lost, least[lost]] = allowed[lost, least[lost]]  # nothing fits: cut off at the limit afterwards
            allowed[:, : axis.bins] = some
        return allowed

    def _keep(self, slot: Slot, at: Ints, codes: Ints, low: Floats, high: Floats, *, clock: bool, later: bool) -> None:
        """Codes as contexts, and values."""
        axis, column = slot.axis, slot.column
        last = np.r_[axis.hi, 0, 0][codes].astype(float)
        first = np.r_[axis.lo, 0, 0][codes].astype(float)
        dated = column is not None and column.type is ColumnType.DATE
        if dated:
            last = np.maximum(first, np.fmin(last, high - low))
        where = self._places(slot, at, later=later)
        steps = np.where(codes >= axis.bins, np.nan, first + np.floor(where * (last - first + 1)).clip(0, None))
        steps = np.minimum(steps, np.maximum(first, last))
        if dated:
            counted = column is not None and (column.since is not None) and (later or column.since != PREVIOUS)
            values = np.minimum(low + steps, high)
            values = np.maximum(values, low) if counted else values
            values = by_year(values) if column is not None and column.yearly else values
        elif column is not None and column.type is not ColumnType.TEXT:
            values = steps / 10.0**column.decimals
        else:
            values = steps
        if clock and later and slot.split is None:
            same = codes == axis.bins
            codes = np.where(same, self.me.codes[slot.name][at - 1], codes)
            self.same[at] = same
        self.me.codes[slot.name][at] = codes
        self.me.codes["size:" + slot.name] = np.array([axis.size])
        self.me.rows.cells[slot.name][at] = values

    def _places(self, slot: Slot, at: Ints, *, later: bool) -> Floats:
        """Where in its bin each value lies: of a state, as often as it was seen, where the row before does in its own."""
        where = self.rng.random(at.size)
        if slot.halves is None:
            return where
        places = self.places.setdefault(slot.name, np.zeros(self.me.rows.count))
        if later and (seen := slot.halves.sum()):
            stays = max(0.0, 2 * float(np.trace(slot.halves)) / float(seen) - 1)
            where = np.where(self.rng.random(at.size) < stays, places[at - 1], where)
        places[at] = where
        return where

    def _sort(self, slot: Slot) -> None:
        """Put the dates of one parent in order: codes rise already, so only dates within one bin change places."""
        if slot.split is not None or not self.me.rows.count:
            return
        values, parent, own = self.me.rows.cells[slot.name], self.me.rows.parent, np.flatnonzero(~self.same)
        values[own] = values[own][np.lexsort((values[own], parent[own]))]
        filled = np.maximum.accumulate(np.where(self.same, 0, np.arange(values.size)))
        self.me.rows.cells[slot.name] = values[filled]


def _chunks(rows: int, size: int) -> list[slice]:
    step = max(1, CHUNK_CELLS // size)
    return [slice(start, start + step) for start in range(0, rows, step)]


def _stratified(stratum: Ints, rng: np.random.Generator) -> Floats:
    """Numbers in (0, 1), each uniform, that cover it evenly within a stratum and within neighbouring ones (Weyl's sequence)."""
    order = np.lexsort((rng.random(stratum.size), stratum))
    where = np.empty(stratum.size)
    where[order] = (rng.random() + np.arange(stratum.size) * GOLDEN) % 1.0
    return where


def _pick(shown: Floats, base: Floats, alone: Floats, allowed: Flags, where: Floats, table: str, slot: str) -> Ints:
    """Codes by inverse distribution; where the rules leave nothing of the product, of what is known without the row before, and so on."""
    weights = shown * allowed
    total = weights.sum(1)
    for other in (base, np.broadcast_to(alone, shown.shape), np.ones(shown.shape)):
        if not (lost := total <= 0).any():
            break
        weights[lost] = (other * allowed)[lost]
        total = weights.sum(1)
    if (total <= 0).any():
        raise BadInput("synth.linked-impossible", table=table, column=slot, rows=int((total <= 0).sum()))
    reached = np.cumsum(weights, axis=1)
    codes: Any = (reached <= (where * total)[:, None]).sum(1)
    last = shown.shape[1] - 1 - np.argmax(weights[:, ::-1] > 0, axis=1)
    drawn: Ints = np.minimum(codes, last).astype(np.int64)
    return drawn
