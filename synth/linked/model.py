"""What is learned of linked tables: counts, and nothing else; each with how many persons stand behind it.

A column is a *slot*. Its codes depend on at most two *contexts* (slots written before it, of its own row or of the rows above it, or
the row's position), chosen by mutual information, and on its own code in the row before. So a slot is learned as tables of
counts: context × code, context pair × code (and what is left of it where a pair is rare), code before × code. How many children
a row has is a slot of that row.

The measuring stands apart from the drawing (:mod:`pseudo.synth.linked.generate`): noise would be added here, once per table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.errors import BadInput, Where
from pseudo.model import ColumnType
from pseudo.synth.linked.axes import Axis
from pseudo.synth.linked.reading import RARE, by_year
from pseudo.synth.linked.spec import PREVIOUS, ColumnKind

if TYPE_CHECKING:
    from pseudo.synth.linked.axes import Flags, Floats, Ints
    from pseudo.synth.linked.reading import Rows
    from pseudo.synth.linked.spec import LinkedColumn, LinkedSpec

__all__ = ["BEFORE", "POSITION", "Counts", "Slot", "children_slot", "learn", "split_clock", "usable"]

POSITION = "#position"
BEFORE = "#before"
"""As a context: the same slot in the row before. The first context of a state, whose other context stands beside it, not apart."""
POSITIONS = 4
"""First, second, third row, later ones."""
MOST_CELLS = 2**22
MOST_SCORED = 60_000
"""Rows by which contexts are chosen: evenly spaced ones of a longer table."""

Place = tuple[str, str]
"""Table and slot of a context."""


@dataclass(frozen=True)
class Counts:
    """Counts of codes by context.

    Attributes
    ----------
    cells : ndarray of int64, shape (contexts, size)
    persons : ndarray of int64, shape (contexts,)
        Distinct persons behind each row.
    """

    cells: Ints = field(repr=False)
    persons: Ints = field(repr=False)


@dataclass(frozen=True)
class Slot:
    """A column, or the number of rows of a child table, as it was learned.

    Attributes
    ----------
    axis : Axis
        Its codes. Of the order column of a child table that is drawn by distances from the row before, the first ``split`` bins are
        those of first rows, the others distances.
    halves : ndarray of int64, shape (2, 2), or None
        Of a number that carries on: in which half of its bin the row before lies, and the row itself.
    contexts : tuple of Place
        None, one or two.
    alone : ndarray of int64, shape (size,)
        Counts of the codes.
    by_one, by_two, rest, before : Counts or None
        By the first context; by both; by the first, of those rows whose pair of contexts has fewer than k persons; by the code
        of the row before (``size`` rows, and one for "none before").
    """

    name: str
    column: LinkedColumn | None
    axis: Axis
    contexts: tuple[Place, ...]
    alone: Ints = field(repr=False)
    by_one: Counts | None
    by_two: Counts | None
    rest: Counts | None
    before: Counts | None
    split: int | None = None
    halves: Ints | None = field(default=None, repr=False)


def children_slot(child: str) -> str:
    """The slot of a row's number of children."""
    return f"#{child}"


def split_clock(column: LinkedColumn | None) -> bool:
    """Whether a date is drawn by its distance from the row before."""
    return column is not None and column.since == PREVIOUS


def learn(spec: LinkedSpec, rows: dict[str, Rows]) -> dict[str, list[Slot]]:
    """Measure every slot of every table, top down.

    Raises
    ------
    BadInput
        ``synth.linked-unlearnable``.
    """
    slots: dict[str, list[Slot]] = {}
    codes: dict[str, dict[str, Ints]] = {}
    sizes: dict[Place, int] = {}
    for name in spec.top_down():
        slots[name], codes[name] = [], {}
        if spec.tables[name].parent is not None:
            codes[name][POSITION] = rows[name].position.clip(max=POSITIONS - 1)
            sizes[name, POSITION] = POSITIONS
        for slot_name, column in _slots(spec, name):
            slot, contexts = _learned(spec, name, slot_name, column, rows, codes, sizes)
            slots[name].append(slot)
            codes[name][slot_name] = contexts
            sizes[name, slot_name] = slot.axis.size
    return slots


def _slots(spec: LinkedSpec, name: str) -> list[tuple[str, LinkedColumn | None]]:
    columns = spec.tables[name].columns
    return [
        *((n, c) for n, c in columns.items() if c.modelled),
        *((children_slot(c), None) for c in spec.children(name)),
    ]


def _learned(
    spec: LinkedSpec,
    name: str,
    slot: str,
    column: LinkedColumn | None,
    rows: dict[str, Rows],
    codes: dict[str, dict[str, Ints]],
    sizes: dict[Place, int],
) -> tuple[Slot, Ints]:
    """The slot, and its codes as contexts of others."""
    mine = rows[name]
    axis, found, split = _coded(spec, name, slot, column, rows)
    shown, target = found, found
    first = mine.position == 0
    if column is not None and slot == spec.tables[name].order and split is None and spec.tables[name].parent:
        steps = mine.cells[slot]
        target = np.where(~first & (np.r_[np.nan, steps[:-1]] == steps), axis.bins, found)  # the same as the row before
    used = first if column is not None and column.kind is ColumnKind.STATIC else np.ones(mine.count, bool)
    candidates = {
        (up, other): there[mine.above[up]] for up in (name, *spec.above(name)) for other, there in codes[up].items()
    }
    held = np.where(first, axis.size, np.r_[0, found[:-1]])
    state = column is not None and column.kind is ColumnKind.STATE and spec.tables[name].parent is not None
    if state:
        candidates[name, BEFORE] = held
        sizes = {**sizes, (name, BEFORE): axis.size + 1}
    thin = {place: there[used] for place, there in candidates.items()}
    contexts = _choose(target[used], axis.size, thin, sizes, (name, BEFORE) if state else None)
    keys = [candidates[place][used] for place in contexts]
    counted = target[used], axis.size, mine.persons[used]
    by_one = _count(keys[0], sizes[contexts[0]], *counted) if contexts else None
    by_two = rest = None
    if len(contexts) == 2:
        width = sizes[contexts[1]]
        pairs = keys[0] * width + keys[1]
        by_two = _count(pairs, sizes[contexts[0]] * width, *counted)
        few = ~usable(by_two, spec.k)[pairs]
        rest = _count(keys[0][few], sizes[contexts[0]], counted[0][few], axis.size, counted[2][few])
    before = None
    if column is not None and spec.tables[name].parent is not None and column.kind is ColumnKind.EVENT:
        before = _count(held, axis.size + 1, target, axis.size, mine.persons)
    alone = np.bincount(target[used], minlength=axis.size)
    return Slot(
        slot, column, axis, contexts, alone, by_one, by_two, rest, before, split, _halves(axis, column, slot, mine)
    ), shown


def _halves(axis: Axis, column: LinkedColumn | None, slot: str, mine: Rows) -> Ints | None:
    """Counts of how a state's place within its bin goes on from row to row; a bin of one value has no place."""
    if (
        column is None
        or column.kind is not ColumnKind.STATE
        or column.type not in (ColumnType.INTEGER, ColumnType.NUMBER)
    ):
        return None
    steps = np.rint(mine.cells[slot] * 10.0**column.decimals)
    codes = axis.encode(steps)
    low, high = np.r_[axis.lo, 0, 0][codes], np.r_[axis.hi, 0, 0][codes]
    upper = (2 * np.nan_to_num(steps) > low + high).astype(np.int64)
    pair = (np.diff(mine.parent) == 0) & (high > low)[1:] & (high > low)[:-1]
    return np.bincount((upper[:-1] * 2 + upper[1:])[pair], minlength=4).reshape(2, 2)


def _coded(
    spec: LinkedSpec, name: str, slot: str, column: LinkedColumn | None, rows: dict[str, Rows]
) -> tuple[Axis, Ints, int | None]:
    """Axis and codes of a slot; and how many bins are those of first rows."""
    mine = rows[name]
    if column is None:
        counts = np.bincount(rows[slot[1:]].parent, minlength=mine.count).astype(float)
        axis = _numbers(name, slot, counts, mine.persons, spec.k, bins=64)
        return axis, axis.encode(counts), None
    values = mine.cells[slot]
    if column.type is ColumnType.TEXT:
        gone = np.isnan(values)
        axis = Axis.of_categories(len(mine.words[slot]), np.unique(mine.persons[gone]).size >= spec.k)
        codes = np.where(gone, axis.bins, np.where(values == RARE, axis.bins + 1, np.nan_to_num(values)))
        return axis, codes.astype(np.int64), None
    if column.type is not ColumnType.DATE:
        scale = 10.0**column.decimals
        low, high = (None if end is None else float(np.rint(end * scale)) for end in (column.min, column.max))
        axis = _numbers(name, slot, np.rint(values * scale), mine.persons, spec.k, low, high)
        return axis, axis.encode(np.rint(values * scale)), None
    if not split_clock(column):
        steps = values if column.since is None else values - _anchor(spec, name, column, rows)
        axis = _numbers(name, slot, steps, mine.persons, spec.k)
        return axis, axis.encode(steps), None
    first = mine.position == 0
    gaps = np.where(first, np.nan, values - np.r_[np.nan, values[:-1]])
    start = _numbers(name, slot, np.where(first, values, np.nan), mine.persons, spec.k)
    later = Axis.of_numbers(gaps, mine.persons, spec.k) or Axis.of_categories(1, missing=False)
    axis = Axis(np.r_[start.lo, later.lo], np.r_[start.hi, later.hi], missing=False)
    return axis, np.where(first, start.encode(values), start.bins + later.encode(gaps)), start.bins


def _anchor(spec: LinkedSpec, name: str, column: LinkedColumn, rows: dict[str, Rows]) -> Floats:
    up, other = spec.resolve(name, str(column.since))
    days = rows[up].cells[other][rows[name].above[up]]
    return by_year(days) if column.yearly else days


def _numbers(
    table: str,
    slot: str,
    steps: Floats,
    persons: Ints,
    k: int,
    low: float | None = None,
    high: float | None = None,
    bins: int = 32,
) -> Axis:
    axis = Axis.of_numbers(steps, persons, k, low, high, bins)
    if axis is None:
        raise BadInput("synth.linked-unlearnable", Where(column=slot), table=table, k=k)
    return axis


def _count(keys: Ints, contexts: int, codes: Ints, size: int, persons: Ints) -> Counts:
    cells = np.bincount(keys * size + codes, minlength=contexts * size).reshape(contexts, size)
    many = persons.max(initial=0) + 1
    pairs = np.unique(keys * many + persons)
    return Counts(cells, np.bincount(pairs // many, minlength=contexts))


def _choose(
    codes: Ints, size: int, candidates: dict[Place, Ints], sizes: dict[Place, int], given: Place | None
) -> tuple[Place, ...]:
    """The context that says most of the codes (or the ``given`` one), and the one that says most beside it; none that says nothing."""
    every = slice(None, None, max(1, codes.size // MOST_SCORED))
    codes, thin = codes[every], {place: there[every] for place, there in candidates.items()}

    def best(keys: dict[Place, tuple[Ints, int]]) -> tuple[float, Place | None]:
        scored = {p: _information(k, n, codes, size) for p, (k, n) in keys.items() if n * size <= MOST_CELLS}
        chosen = max(scored, key=lambda p: scored[p], default=None)
        return (scored[chosen], chosen) if chosen is not None else (0.0, None)

    first = thin if given is None else {given: thin[given]}
    gain, one = best({place: (there, sizes[place]) for place, there in first.items()})
    if one is None or (gain <= 0 and given is None):
        return ()
    joint = {p: (thin[one] * sizes[p] + there, sizes[one] * sizes[p]) for p, there in thin.items() if p != one}
    more, two = best(joint)
    return (one, two) if two is not None and more > gain else (one,)


def _information(keys: Ints, contexts: int, codes: Ints, size: int) -> float:
    """Mutual information in nats, less its bias for cells that are there (Miller 1955)."""
    cells = np.bincount(keys * size + codes, minlength=contexts * size).reshape(contexts, size)
    total = codes.size

    def entropy(counts: Any) -> tuple[float, int]:
        there = counts[counts > 0] / total
        return float(-(there * np.log(there)).sum()), int(there.size)

    (both, b), (one, o), (two, t) = (entropy(c) for c in (cells.ravel(), cells.sum(1), cells.sum(0)))
    return one + two - both - (b - o - t + 1) / (2 * total)


def usable(counts: Counts, k: int) -> Flags:
    """Contexts that k persons or more stand behind."""
    return counts.persons >= k
