"""What an engine may learn from: rare categories and the ends of ranges are gone before the first fit.

A copula has no formal guarantee, and its bounds and category lists come straight from the records. Three treatments
keep the plainest leaks out. They are a floor, not a proof:

- a category that fewer than ``k`` units have, and is not one of the recipe's public ones, becomes missing;
- so does a whole combination of a "fixed_combinations" rule that fewer than ``k`` units have;
- numbers and dates are top- and bottom-coded so that at least ``k`` units, and 0.5 % of the cells, lie at or beyond
  each end, then to the public range where the policy gives one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.synth.coding import Coded, code, unit_codes
from pseudo.synth.constraints import combination_keys, holds

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from pseudo.synth.task import ColumnSpec, SynthTask

__all__ = ["FEWEST_ROWS", "MOST_CATEGORIES", "TAIL_RATE", "Training", "prepare"]

FEWEST_ROWS = 10
MOST_CATEGORIES = 5_000
TAIL_RATE = 0.005


@dataclass(frozen=True)
class Training:
    """Treated training data. ``repr`` shows no cell.

    Attributes
    ----------
    coded : Coded
        The treated table with all learned columns.
    bounds : dict
        Numeric column → least and greatest value that may be learned or generated.
    combinations : dict
        Number of a "fixed_combinations" rule in the task → its allowed code tuples.
    facts : dict
        "suppressed_cells", "clipped_cells", "left_out_rows".
    """

    coded: Coded = field(repr=False)
    bounds: dict[str, tuple[float, float]] = field(repr=False)
    combinations: dict[int, set[tuple[float, ...]]] = field(repr=False)
    facts: dict[str, int] = field(default_factory=dict)


def prepare(table: pa.Table, task: SynthTask) -> Training:
    """Check and treat a typed table.

    Raises
    ------
    BadInput
        ``synth.too-few-rows``, ``synth.too-few-known``, ``synth.nothing-common``, ``synth.too-many-categories``,
        ``synth.contradiction``, and those of :func:`pseudo.synth.coding.code`.
    PolicyRefused
        ``synth.no-threshold``, listing every column.
    """
    _refuse_unbounded(task)
    if table.num_rows < FEWEST_ROWS:
        raise BadInput("synth.too-few-rows", rows=table.num_rows, fewest=FEWEST_ROWS)
    coded = code(table, task.learned)
    units = unit_codes(table, task.subject)
    _refuse_contradictions(coded.frame, task)
    frame = coded.frame.copy()
    bounds: dict[str, tuple[float, float]] = {}
    for column in task.learned:
        _refuse_unknown(frame[column.name].to_numpy(), units, column, task.k)
        if column.categorical:
            frame[column.name] = _common(
                frame[column.name].to_numpy(), units, column, coded.dictionaries[column.name], task.k
            )
        elif not column.derived:
            bounds[column.name] = _bounds(frame[column.name].to_numpy(), units, column, task.k)
            frame[column.name] = frame[column.name].clip(*bounds[column.name])
    _drop_rare_combinations(frame, units, task)
    facts = _facts(coded.frame, frame, task)
    kept = _obeying(frame, task)
    facts["left_out_rows"] = int((~kept).sum())
    frame = frame[kept].reset_index(drop=True)
    combinations = {i: set(combination_keys(frame, rule)) for i, rule in _combining(task)}
    return Training(Coded(frame, coded.dictionaries, coded.decimals), bounds, combinations, facts)


def _refuse_unbounded(task: SynthTask) -> None:
    """Without k, only public categories may be learned, and no combination of them."""
    combined = {c for rule in task.constraints if rule.kind == "fixed_combinations" for c in rule.columns}
    modelled = [column for column in task.learned if not column.derived]
    open_ended = [c.name for c in modelled if c.categories is None or c.name in combined]
    if task.k is None and open_ended:
        raise PolicyRefused("synth.no-threshold", columns=", ".join(f"'{name}'" for name in open_ended))


def _combining(task: SynthTask) -> list[tuple[int, Any]]:
    return [(i, rule) for i, rule in enumerate(task.constraints) if rule.kind == "fixed_combinations"]


def _refuse_contradictions(frame: pd.DataFrame, task: SynthTask) -> None:
    for rule in task.constraints:
        broken = np.flatnonzero(~holds(frame, rule))
        if len(broken):
            rows = tuple(int(i) + 1 for i in broken[:8])
            names = ", ".join(f"'{c}'" for c in rule.columns)
            raise BadInput("synth.contradiction", Where(rows=rows, count=len(broken)), kind=rule.kind, columns=names)


def _refuse_unknown(
    values: np.ndarray[Any, Any], units: np.ndarray[Any, Any], column: ColumnSpec, k: int | None
) -> None:
    known = len(np.unique(units[~np.isnan(values)]))
    fewest = (k or 1) * (1 if column.categorical else 2)
    if known < fewest:
        raise BadInput("synth.too-few-known", Where(column=column.name), known=known, fewest=fewest)


def _common(
    codes: np.ndarray[Any, Any],
    units: np.ndarray[Any, Any],
    column: ColumnSpec,
    dictionary: pa.Array[Any],
    k: int | None,
) -> np.ndarray[Any, Any]:
    """Codes with rare, or not public, categories missing."""
    if column.categories is not None:
        public = set(column.categories)
        kept = np.fromiter(
            (str(value) in public for value in dictionary.to_pylist()), dtype=bool, count=len(dictionary)
        )
    else:
        kept = _units_of_each(codes, units, len(dictionary)) >= (k or 1)
    if not kept.any():
        raise BadInput("synth.nothing-common", Where(column=column.name), k=k or 1)
    if kept.sum() > MOST_CATEGORIES:
        raise BadInput(
            "synth.too-many-categories", Where(column=column.name), categories=int(kept.sum()), most=MOST_CATEGORIES
        )
    known = ~np.isnan(codes)
    result = codes.copy()
    result[known] = np.where(kept[codes[known].astype(np.int64)], codes[known], np.nan)
    return result


def _units_of_each(codes: np.ndarray[Any, Any], units: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    """Count distinct units per code; shape (size,)."""
    known = ~np.isnan(codes)
    pairs = np.unique(np.column_stack([codes[known].astype(np.int64), units[known]]), axis=0)
    return np.bincount(pairs[:, 0], minlength=size)


def _bounds(
    values: np.ndarray[Any, Any], units: np.ndarray[Any, Any], column: ColumnSpec, k: int | None
) -> tuple[float, float]:
    known = ~np.isnan(values)
    cells, owners = values[known], units[known]
    low = _end(cells, owners, k or 1)
    high = -_end(-cells, owners, k or 1)
    if low > high:  # one unit has nearly all cells, so that the ends of the others cross
        raise BadInput(
            "synth.too-few-known", Where(column=column.name), known=len(np.unique(owners)), fewest=2 * (k or 1)
        )
    low, high = np.clip([low, high], column.low, column.high)
    return float(low), float(high)


def _end(cells: np.ndarray[Any, Any], owners: np.ndarray[Any, Any], k: int) -> float:
    """Find the least cell that at least ``k`` units, and the tail's share of the cells, lie at or below."""
    order = np.argsort(cells, kind="stable")
    _, first = np.unique(owners[order], return_index=True)
    position = max(int(np.sort(first)[k - 1]), int(np.ceil(TAIL_RATE * len(cells))) - 1)
    return float(cells[order][position])


def _drop_rare_combinations(frame: pd.DataFrame, units: np.ndarray[Any, Any], task: SynthTask) -> None:
    """Make rare combinations missing, again until none is left: one rule's loss can make another's combination rare."""
    changed = True
    while changed:
        changed = False
        for _, rule in _combining(task):
            names = list(rule.columns)
            keys = frame.groupby(names, dropna=False, sort=False).ngroup().to_numpy(dtype=float)
            counts = _units_of_each(keys, units, int(keys.max()) + 1)
            rare = (counts < (task.k or 1))[keys.astype(np.int64)] & frame[names].notna().any(axis=1).to_numpy()
            if rare.any():
                frame.loc[rare, names] = np.nan
                changed = True


def _facts(raw: pd.DataFrame, treated: pd.DataFrame, task: SynthTask) -> dict[str, int]:
    lost = treated.isna() & raw.notna()
    numeric = [c.name for c in task.learned if not c.categorical]
    moved = (treated[numeric] != raw[numeric]) & raw[numeric].notna()
    return {"suppressed_cells": int(lost.to_numpy().sum()), "clipped_cells": int(moved.to_numpy().sum())}


def _obeying(frame: pd.DataFrame, task: SynthTask) -> np.ndarray[Any, Any]:
    """Rows that still keep the rules: coding the ends of one date can put it behind another."""
    kept = np.ones(len(frame), dtype=bool)
    for rule in task.constraints:
        if rule.kind != "derived":  # its target is computed anew from what is generated
            kept &= holds(frame, rule)
    return kept
