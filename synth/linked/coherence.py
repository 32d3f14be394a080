"""How near drawn records are to real ones across tables and along time; computed on real records, so internal (basis "input").

Distances are total variation, 1/2 Σ|p−q|, a missing cell or a rare category being a category of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.model import ColumnType, Evidence
from pseudo.synth.linked.reading import RARE, excluded, out_of_order
from pseudo.synth.linked.spec import PREVIOUS, ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.synth.linked.axes import Floats, Ints
    from pseudo.synth.linked.reading import Rows
    from pseudo.synth.linked.spec import LinkedSpec

__all__ = ["coherence", "lag_one", "violations"]

SOURCE = "pseudokit docs/linked.md"


def coherence(spec: LinkedSpec, real: dict[str, Rows], made: dict[str, Rows], seed: int) -> list[Evidence]:
    """The figures, table after table."""
    found: list[Evidence] = []
    for name, table in spec.tables.items():
        figures = list(_figures(spec, name, real, made)) if table.parent is not None else []
        figures.append(
            ("rule_violations", float(violations(spec, name, made)), "rows", (), "orders, exclusions, fixed attributes")
        )
        for metric, value, unit, columns, method in figures:
            shown = None if np.isnan(value) else int(value) if unit == "rows" else value
            label = "" if name == spec.root else name
            found.append(
                Evidence(
                    metric, shown, unit, method, SOURCE, "input", made[name].count, columns, seed=seed, table=label
                )
            )
    return found


def _figures(
    spec: LinkedSpec, name: str, real: dict[str, Rows], made: dict[str, Rows]
) -> Iterator[tuple[str, float, str, tuple[str, ...], str]]:
    up = str(spec.tables[name].parent)
    counts = [np.bincount(rows[name].parent, minlength=rows[up].count) for rows in (real, made)]
    yield "cardinality_total_variation", _distance(*counts), "rate_0_1", (), "rows of a parent"
    for column, what in spec.tables[name].columns.items():
        if not what.modelled:
            continue
        if what.type is ColumnType.TEXT:
            codes = [_codes(rows[name], column) for rows in (real, made)]
            yield "total_variation", _distance(*codes), "rate_0_1", (column,), "synthetic against real cells"
            pairs = [_transitions(rows[name], c) for rows, c in zip((real, made), codes, strict=True)]
            yield "transition_total_variation", _distance(*pairs), "rate_0_1", (column,), "cell before and cell"
            for other, theirs in spec.tables[up].columns.items():
                if theirs.modelled and theirs.type is ColumnType.TEXT:
                    both = [
                        _codes(rows[up], other)[rows[name].parent] * 2**20 + c
                        for rows, c in zip((real, made), codes, strict=True)
                    ]
                    yield (
                        "parent_child_total_variation",
                        _distance(*both),
                        "rate_0_1",
                        (f"{up}.{other}", column),
                        "both cells",
                    )
        elif what.kind is ColumnKind.STATE:
            for metric, rows in (("lag_1_correlation_real", real), ("lag_1_correlation", made)):
                yield metric, lag_one(rows[name], column), "correlation", (column,), "Pearson, a row and the one before"


def _codes(rows: Rows, column: str) -> Ints:
    return np.nan_to_num(rows.cells[column], nan=RARE - 1).astype(np.int64) + 2


def _transitions(rows: Rows, codes: Ints) -> Ints:
    pairs: Ints = (codes[:-1] * 2**20 + codes[1:])[np.diff(rows.parent) == 0]
    return pairs


def _distance(first: Ints, second: Ints) -> float:
    if not first.size or not second.size:
        return float("nan")
    _, codes = np.unique(np.r_[first, second], return_inverse=True)
    p, q = (np.bincount(c, minlength=codes.max() + 1) / c.size for c in np.split(codes, [first.size]))
    return float(np.abs(p - q).sum() / 2)


def lag_one(rows: Rows, column: str) -> float:
    """Correlation of a row's value with that of the row before, of the same parent; NaN where it has none."""
    values = rows.cells[column]
    pair = (np.diff(rows.parent) == 0) & ~np.isnan(values[1:]) & ~np.isnan(values[:-1])
    first, second = values[:-1][pair], values[1:][pair]
    if first.size < 2 or not first.std() or not second.std():
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def violations(spec: LinkedSpec, name: str, rows: dict[str, Rows]) -> int:
    """Rows of a table that break an order, an exclusion, the order of a parent's rows, or change an attribute that is fixed."""
    table, mine = spec.tables[name], rows[name]
    bad = np.zeros(mine.count, bool)
    same = np.r_[False, np.diff(mine.parent) == 0]

    def before(values: Floats) -> Any:
        return np.r_[np.nan, values[:-1]] if values.size else values

    for column, what in table.columns.items():
        if not what.modelled:
            continue
        values = mine.cells[column]
        for reference, low in [
            *((r, True) for r in [what.since] if r not in (None, PREVIOUS)),
            *((u, False) for u in what.until),
        ]:
            up, other = spec.resolve(name, str(reference))
            theirs = rows[up].cells[other][mine.above[up]]
            yearly = what.yearly or spec.tables[up].columns[other].yearly
            bad |= out_of_order(*((theirs, values) if low else (values, theirs)), yearly=yearly)
        if what.kind is ColumnKind.STATIC and table.parent is not None:
            bad |= same & (np.nan_to_num(before(values), nan=-2.0) != np.nan_to_num(values, nan=-2.0))
        if column == table.order:
            bad |= same & (before(values) > values)
    for rule in table.rules:
        up, when = spec.resolve(name, rule.when)
        bad |= excluded(mine, rows[up], mine.above[up], rule, when)
    return int(bad.sum())
