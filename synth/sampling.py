"""From an engine's coded draws to a synthetic table: derived columns, rules, decoding, fictitious values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from pseudo.entropy import seeded
from pseudo.errors import BadInput
from pseudo.synth.coding import decode, rounded
from pseudo.synth.constraints import derive, holds
from pseudo.synth.fictitious import fictitious

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.synth.task import SynthTask
    from pseudo.synth.training import Training

__all__ = ["MOST_DRAWS", "assemble", "obeying_rows"]

MOST_DRAWS = 20
_LARGEST_DRAW = 10
"""A draw is at most this many times the rows asked for."""


def obeying_rows(
    draw: Callable[[int], pd.DataFrame], training: Training, task: SynthTask, rows: int
) -> tuple[pd.DataFrame, int]:
    """Coded rows that keep every rule, drawn again where they do not.

    Parameters
    ----------
    draw : callable
        Gives a coded frame of about the asked number of rows; each call gives new rows.
    rows : int
        Rows wanted, at least 1.

    Returns
    -------
    frame : pandas.DataFrame
        Coded, ``rows`` rows, all learned columns.
    rejected : int
        Rows that broke a rule.

    Raises
    ------
    BadInput
        ``synth.unreachable`` where 20 draws do not give enough rows.
    """
    parts: list[pd.DataFrame] = []
    kept = rejected = 0
    wanted = rows
    for _ in range(MOST_DRAWS):
        frame = _completed(draw(wanted), training, task)
        good = np.ones(len(frame), dtype=bool)
        for i, rule in enumerate(task.constraints):
            good &= holds(frame, rule, training.combinations.get(i))
        parts.append(frame[good])
        kept += int(good.sum())
        rejected += int((~good).sum())
        if kept >= rows:
            return pd.concat(parts, ignore_index=True).head(rows), rejected
        share = max(kept / (kept + rejected), 1 / _LARGEST_DRAW) if kept + rejected else 1.0
        wanted = int((rows - kept) / share) + 1
    raise BadInput("synth.unreachable", asked=rows, kept=kept, draws=MOST_DRAWS)


def assemble(frame: pd.DataFrame, training: Training, task: SynthTask, seed: int) -> pa.Table:
    """Build the synthetic table, in the task's order of columns, each of its column's type."""
    arrays = [
        fictitious(column.provider, len(frame), seeded(seed, f"synth/fictitious/{column.name}"))
        if column.provider
        else decode(frame[column.name].to_numpy(dtype=float), column, training.coded.dictionaries.get(column.name))
        for column in task.columns
    ]
    return pa.table(dict(zip([c.name for c in task.columns], arrays, strict=True)))


def _completed(drawn: pd.DataFrame, training: Training, task: SynthTask) -> pd.DataFrame:
    """Drawn rows within their bounds and at their columns' resolution, with the derived columns."""
    frame = drawn.copy()
    for column in task.learned:
        if column.name in training.bounds:
            clipped = frame[column.name].to_numpy(dtype=float).clip(*training.bounds[column.name])
            frame[column.name] = rounded(clipped, column, training.coded.decimals[column.name])
    for rule in task.constraints:
        if rule.kind == "derived":
            target = next(c for c in task.learned if c.name == rule.columns[0])
            frame[target.name] = rounded(derive(frame, rule), target, training.coded.decimals[target.name])
    return frame
