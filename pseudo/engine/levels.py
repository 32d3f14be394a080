"""The levels of hierarchies that a plan leaves open: one pass over the table, then the search on codes.

It runs while a plan is made, so without a key. A quasi-identifier whose output hangs on a key or on the whole table is taken as the
source has it. The output's classes may then be others; the gate counts those.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pseudo.engine.local import numbered, quiet
from pseudo.engine.pipeline import Pipeline, States
from pseudo.engine.rarity import runs_late
from pseudo.errors import BadInput
from pseudo.model import ColumnLevel, ColumnType, LevelChoice, Unit
from pseudo.risk.lattice import Lattice, TooWide, ladder, search
from pseudo.risk.lattice.models import KAnonymity
from pseudo.risk.lattice.quality import QUALITIES, Loss
from pseudo.table import cast, dense_codes
from pseudo.table.source import BATCH_ROWS
from pseudo.techniques.contract import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from pseudo.model import Anonymity, Generalization, Plan
    from pseudo.risk.lattice import Found, Ladder
    from pseudo.risk.lattice.quality import Quality
    from pseudo.table.source import Source
    from pseudo.techniques.contract import Rows

__all__ = ["choose_levels"]


def choose_levels(
    plan: Plan, wanted: Generalization, source: Source, *, progress: Callable[[str, int], None] = quiet
) -> LevelChoice:
    """The levels that cost least among those that leave few units below k, or the highest where none leave so few.

    Parameters
    ----------
    plan : Plan
        With ``anonymity``, and the open columns at the highest level that they may have.
    wanted : Generalization
        With the table's names.
    source : Source
        The table; read once.

    Returns
    -------
    LevelChoice
        Its ``small`` is above ``max_small_rate`` of ``of`` where no choice is within it.

    Raises
    ------
    BadInput
        ``engine.levels-wide`` where there are too many quasi-identifiers of too many values.

    Notes
    -----
    Memory is 4 bytes for each row, quasi-identifier and level. The table's steps are not run: what leaves rows out makes classes
    smaller.
    """
    goal = plan.anonymity
    if goal is None:
        raise ValueError("levels are found for a goal of k")
    reader = _Levels(plan, wanted, goal)
    ladders = reader.read(source, progress)
    if not len(ladders[0].codes):
        return _at_highest(plan, wanted, goal)
    try:
        lattice = Lattice(ladders, [KAnonymity(goal.k)], _quality(wanted))
    except TooWide:
        raise BadInput("engine.levels-wide", columns=len(ladders)) from None
    return _choice(lattice, search(lattice, wanted.max_small_rate, wanted.seconds), wanted)


def _quality(wanted: Generalization) -> Quality:
    return Loss(weights=wanted.weights) if wanted.quality == "loss" else QUALITIES[wanted.quality]()


def _at_highest(plan: Plan, wanted: Generalization, goal: Anonymity) -> LevelChoice:
    """Of a table without rows."""
    highest = {entry.column: entry.params["level"] for entry in plan.columns if entry.column in wanted.lowest}
    columns = tuple(
        ColumnLevel(name, 0, highest.get(name), wanted.lowest.get(name), highest.get(name))
        for name in goal.quasi_identifiers
    )
    return LevelChoice(wanted.quality, 0.0, 0.0, 0, 0, columns)


def _choice(lattice: Lattice, found: Found, wanted: Generalization) -> LevelChoice:
    node = found.nearest
    above, without = lattice.neighbours(node.levels), lattice.without(node.levels)
    columns = []
    for one, level in zip(lattice.ladders, node.levels, strict=True):
        lowest, up = wanted.lowest.get(one.column), above.get(one.column)
        if lowest is None:
            columns.append(ColumnLevel(one.column, without[one.column]))
        else:
            steps = level + lowest, lowest, one.height - 1 + lowest
            rise = (up.suppressed, up.score) if up else (None, None)
            columns.append(ColumnLevel(one.column, without[one.column], *steps, *rise))
    floor = min(found.floor, node.score)
    return LevelChoice(wanted.quality, node.score, floor, node.suppressed, lattice.n, tuple(columns))


class _Levels:
    """Reads the quasi-identifiers at every level, as codes."""

    def __init__(self, plan: Plan, wanted: Generalization, goal: Anonymity) -> None:
        self.wanted, self.goal = wanted, goal
        self.highest: dict[str, int] = {c.column: c.params["level"] for c in plan.columns if c.column in wanted.lowest}
        context = Context(secret=lambda _domain, length: bytes(length))
        self.at = [Pipeline(_levelled(plan, self.highest, level), context) for level in range(1, self._most() + 1)]
        self.pipeline = Pipeline(plan, context)
        self.states = States(tuple(None if one.collects else one.decide(None) for _, one in self.pipeline.columns))
        self.places = {entry.column: i for i, (entry, _) in enumerate(self.pipeline.columns)}
        self.subject = plan.subject if goal.unit is Unit.SUBJECT else None

    def read(self, source: Source, progress: Callable[[str, int], None]) -> list[Ladder]:
        """A ladder for each quasi-identifier, from its lowest level on; of one row for each unit."""
        missing = dict.fromkeys(self.wanted.lowest, False)

        def batches() -> Iterator[pa.RecordBatch]:
            for batch, rows in numbered(source, self._needs(), BATCH_ROWS):
                for column in missing:
                    missing[column] |= batch.column(column).null_count > 0
                yield pa.record_batch(list(self._columns(batch, rows)), names=self._names())
                progress("levels", batch.num_rows)

        codes = dense_codes(batches(), self._names())
        held = dict(zip(codes.columns, (codes.codes[:, j] for j in range(len(codes.columns))), strict=True))
        ladders = [self._ladder(column, held, missing.get(column, False)) for column in self.goal.quasi_identifiers]
        return _of_units(ladders, held["subject"]) if self.subject else ladders

    def _ladder(self, column: str, held: dict[str, NDArray[np.int32]], missing: bool) -> Ladder:
        base = held[_name(column, 0)]
        if column not in self.highest:
            return ladder(column, base, [])
        values = int(base.max(initial=-1)) + 1
        steps = []
        for level in range(1, self.highest[column] + 1):
            over = np.zeros(values, np.int32)
            over[base] = held[_name(column, level)]
            steps.append(over[: values - missing])
        base = np.where(base == values - 1, np.int32(-1), base) if missing else base
        return ladder(column, base, steps).starting_at(self.wanted.lowest[column])

    def _most(self) -> int:
        return max(self.highest.values())

    def _needs(self) -> list[str]:
        read = self.pipeline.needs([self.places[column] for column in self.goal.quasi_identifiers])
        return [*read, *([self.subject] if self.subject and self.subject not in read else [])]

    def _names(self) -> list[str]:
        """One for each column and level, which no other column can have."""
        levels = {column: range(self.highest.get(column, 0) + 1) for column in self.goal.quasi_identifiers}
        named = [_name(column, level) for column, steps in levels.items() for level in steps]
        return [*named, *(["subject"] if self.subject else [])]

    def _columns(self, batch: pa.RecordBatch, rows: Rows) -> Iterator[pa.Array]:
        for column in self.goal.quasi_identifiers:
            place = self.places[column]
            entry, step = self.pipeline.columns[place]
            if column in self.highest or runs_late(step):
                yield cast(
                    batch.column(column), entry.type, column=column, first_row=rows.start, date_format=entry.date_format
                )
            else:
                yield self.pipeline.apply_columns(batch, self.states, rows, [place]).column(0)
            for level in range(1, self.highest.get(column, 0) + 1):
                yield self.at[level - 1].apply_columns(batch, self.states, rows, [place]).column(0)
        if self.subject:
            yield cast(batch.column(self.subject), ColumnType.TEXT, column=self.subject, first_row=rows.start)


def _name(column: str, level: int) -> str:
    return f"{level} {column}"


def _levelled(plan: Plan, highest: dict[str, int], level: int) -> Plan:
    """The plan with every open column at ``level``, or at its highest below that."""
    columns = (
        replace(entry, params=entry.params | {"level": min(level, highest[entry.column])})
        if entry.column in highest
        else entry
        for entry in plan.columns
    )
    return replace(plan, columns=tuple(columns))


def _of_units(ladders: Sequence[Ladder], subject: NDArray[np.int32]) -> list[Ladder]:
    """One row for each person and combination of quasi-identifiers at the lowest levels."""
    from pseudo.kernels.classes import class_ids

    columns = [subject, *(one.codes for one in ladders)]
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    ids, _ = class_ids(np.asfortranarray(np.column_stack(columns)), sizes)
    firsts = np.unique(ids, return_index=True)[1]
    return [replace(one, codes=one.codes[firsts]) for one in ladders]
