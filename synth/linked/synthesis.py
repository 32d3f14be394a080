"""The verb: sources and a spec in, synthetic tables and their evidence out. What may not come in: writing, the gate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pseudo.entropy import seeded
from pseudo.errors import UsageError
from pseudo.model import ColumnType, Evidence, SynthConstraint
from pseudo.synth.constraints import derive
from pseudo.synth.fictitious import fictitious
from pseudo.synth.linked.coherence import coherence
from pseudo.synth.linked.generate import generate
from pseudo.synth.linked.model import learn
from pseudo.synth.linked.reading import read_tables
from pseudo.synth.linked.spec import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pseudo.synth.linked.axes import Floats, Ints
    from pseudo.synth.linked.reading import Rows
    from pseudo.synth.linked.spec import LinkedColumn, LinkedSpec
    from pseudo.table.source import Source

__all__ = ["LinkedSynthesis", "synthesize"]


@dataclass(frozen=True)
class LinkedSynthesis:
    """Synthetic tables by name, in the spec's order, and what was measured on them (basis "input": for the institution only)."""

    tables: dict[str, pa.Table] = field(repr=False)
    evidence: list[Evidence]


def synthesize(spec: LinkedSpec, sources: Mapping[str, Source], *, rows: int, seed: int) -> LinkedSynthesis:
    """Learn linked tables and draw new ones.

    Parameters
    ----------
    spec : LinkedSpec
        From :func:`pseudo.synth.linked.load_linked`.
    sources : mapping of str to Source
        The real tables, by the spec's names.
    rows : int
        Persons: rows of the root table.
    seed : int
        The same tables, spec and seed give the same rows.

    Raises
    ------
    UsageError
        ``synth.no-rows``.
    BadInput
        As :func:`read_tables` and :func:`generate` say; ``synth.constraint-malformed`` for an expression.

    Notes
    -----
    There is no noise, so there is no formal privacy guarantee. Of a category, an end of a range and a context at least k persons are
    asked; a combination of cells may still be one person's.
    """
    if rows < 1:
        raise UsageError("synth.no-rows", rows=rows)
    real = read_tables(spec, sources)
    slots = learn(spec, real)
    words = {name: there.words for name, there in real.items()}
    made = generate(spec, slots, words, rows, seeded(seed, "synth/linked"))
    evidence = [
        Evidence(
            "formal_guarantee", "none", "", "counts without noise", "pseudo.synth.linked", "input", rows, seed=seed
        )
    ]
    for name in spec.tables:
        label = "" if name == spec.root else name
        evidence.append(
            Evidence("training_rows", real[name].count, "rows", "rows learned from", "pseudo.synth.linked", "input",
                     real[name].count, table=label)
        )  # fmt: skip
    evidence += coherence(spec, real, made, seed)
    tables = {name: _written(spec, name, made, list(sources[name].schema.names), seed) for name in spec.tables}
    return LinkedSynthesis(tables, evidence)


def _written(spec: LinkedSpec, name: str, made: dict[str, Rows], names: list[str], seed: int) -> pa.Table:
    """A table's columns in the source's order, as cells."""
    table, mine = spec.tables[name], made[name]
    cells: dict[str, Any] = {}
    values = dict(mine.cells)
    for column, what in table.columns.items():
        if what.kind is ColumnKind.FICTITIOUS:
            cells[column] = fictitious(str(what.provider), mine.count, seeded(seed, f"synth/linked/{name}/{column}"))
            continue
        if what.kind is ColumnKind.DERIVED:
            values[column] = mine.cells[column] = _derived(spec, name, column, what, made)
        cells[column] = _cells(what, values[column], mine.words.get(column))
    if table.key is not None:
        cells[table.key] = _keys(np.arange(mine.count))
    if table.foreign_key is not None:
        cells[table.foreign_key] = _keys(mine.parent)
    return pa.table({n: cells[n] for n in names if n not in table.drop})


def _keys(numbers: Ints) -> pa.Array[Any]:
    """New keys, marked as fictitious (:mod:`pseudo.fictitious`): a row's number, that says nothing of any real one."""
    import pyarrow.compute as pc

    text = pc.utf8_lpad(pa.array(numbers + 1).cast(pa.string()), 6, "0")
    return pc.binary_join_element_wise("SYN", text, "-")


def _derived(spec: LinkedSpec, name: str, column: str, what: LinkedColumn, made: dict[str, Rows]) -> Floats:
    import pandas as pd

    frame = {}
    for alias, reference in what.sources.items():
        up, other = spec.resolve(name, reference)
        there = made[up]
        frame[alias] = there.cells[other][made[name].above[up]]
    aliases = {column: column, **{alias: alias for alias in what.sources}}
    rule = SynthConstraint("derived", tuple(aliases), {"expression": what.expression, "aliases": aliases})
    computed = derive(pd.DataFrame(frame, index=range(made[name].count)), rule)
    return np.floor(computed) if what.type is ColumnType.INTEGER else np.round(computed, what.decimals)


def _cells(what: LinkedColumn, values: Floats, words: list[str] | None) -> pa.Array[Any]:
    gone = np.isnan(values)
    whole = np.nan_to_num(values).astype(np.int64)
    if what.type is ColumnType.TEXT:
        return pa.array(words or [], pa.string()).take(pa.array(whole, mask=gone))
    if what.yearly:
        years = whole.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        return pa.array(years, mask=gone)
    if what.type is ColumnType.DATE:
        from pseudo.table import format_dates

        dates = pa.array(whole.astype(np.int32), pa.int32(), mask=gone).cast(pa.date32())
        return format_dates(dates, what.date_format) if what.date_format else dates
    if what.type is ColumnType.INTEGER:
        return pa.array(whole, mask=gone)
    return pa.array(values, mask=gone)
