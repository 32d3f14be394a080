"""Figures on a synthetic table beside its training table: how near the columns are, and how many rows are copies.

They are computed on real records, so they stay in the internal evidence (basis "input"). None of them says that an
output is safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pseudo.entropy import seeded
from pseudo.model import Evidence
from pseudo.synth.coding import code
from pseudo.synth.constraints import combination_keys, holds

if TYPE_CHECKING:
    import pandas as pd

    from pseudo.synth.task import SynthTask

__all__ = ["copy_rate", "kolmogorov_smirnov", "measure", "total_variation"]

SPLITS = 20
_GUIDE = "합성데이터 생성·활용 안내서(개인정보보호위원회, 2024.12) 부록2 구별위험도 식(1)"
_GUIDE_BASELINE = "합성데이터 생성·활용 안내서(개인정보보호위원회, 2024.12) 부록4 원본 50:50 분할"


def measure(training: pa.Table, synthetic: pa.Table, task: SynthTask, seed: int) -> list[Evidence]:
    """Distances of the columns and shares of copied rows.

    Parameters
    ----------
    training, synthetic : pyarrow.Table
        Typed, with the task's learned columns.
    seed : int
        Of the baseline's splits.
    """
    names = [c.name for c in task.learned]
    both = pa.concat_tables([training.select(names), synthetic.select(names)], promote_options="permissive")
    frame = code(both, task.learned).frame
    real, made = frame.iloc[: training.num_rows], frame.iloc[training.num_rows :]
    return [_violations(real, made, task), *_distances(real, made, task), *_copies(frame, training.num_rows, seed)]


def _violations(real: pd.DataFrame, made: pd.DataFrame, task: SynthTask) -> Evidence:
    """Count rows that break a rule, on the finished table; a rare combination is missing as a whole."""
    good = np.ones(len(made), dtype=bool)
    for rule in task.constraints:
        combinations = (
            {*combination_keys(real, rule), (-1.0,) * len(rule.columns)} if rule.kind == "fixed_combinations" else None
        )
        good &= holds(made, rule, combinations)
    broken = int((~good).sum())
    return Evidence(
        "constraint_violations", broken, "rows", "every rule on every synthetic row", "recipe", "input", len(made)
    )


def _distances(real: pd.DataFrame, made: pd.DataFrame, task: SynthTask) -> list[Evidence]:
    figures = []
    for column in task.learned:
        first, second = real[column.name].to_numpy(), made[column.name].to_numpy()
        value: float | None
        if column.categorical:
            metric, source = "total_variation", "1/2 Σ|p−q|, missing cells as one more category"
            value = total_variation(first, second)
        else:
            metric, source = "kolmogorov_smirnov", "sup|F−G| over the cells that are not missing"
            value = kolmogorov_smirnov(first, second)
        figures.append(
            Evidence(
                metric,
                value,
                "rate_0_1",
                "synthetic against training cells",
                source,
                "input",
                len(made),
                (column.name,),
            )
        )
    return figures


def total_variation(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """Total variation distance of two coded columns, missing cells counted as a category; 0..1."""
    _, codes = np.unique(np.concatenate([first, second]), return_inverse=True, equal_nan=True)
    size = int(codes.max()) + 1
    p = np.bincount(codes[: len(first)], minlength=size) / len(first)
    q = np.bincount(codes[len(first) :], minlength=size) / len(second)
    return float(np.abs(p - q).sum() / 2)


def kolmogorov_smirnov(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float | None:
    """Two-sample Kolmogorov-Smirnov statistic of the cells that are not missing; None where a side has none."""
    a, b = np.sort(first[~np.isnan(first)]), np.sort(second[~np.isnan(second)])
    if not len(a) or not len(b):
        return None
    points = np.concatenate([a, b])
    gaps = np.searchsorted(a, points, side="right") / len(a) - np.searchsorted(b, points, side="right") / len(b)
    return float(np.abs(gaps).max())


def _copies(frame: pd.DataFrame, n_training: int, seed: int) -> list[Evidence]:
    rows = frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup().to_numpy()
    real, made = rows[:n_training], rows[n_training:]
    generator = seeded(seed, "synth/copy-baseline")
    half = n_training // 2
    shares = []
    for _ in range(SPLITS):
        order = generator.permutation(n_training)
        shares.append(copy_rate(real[order[:half]], real[order[half:]]))
    attacker = "holds the training table and looks for equal rows in all learned columns"
    return [
        Evidence(
            "exact_copy_rate", copy_rate(made, real), "rate_0_1", "share of synthetic rows equal to a training row",
            _GUIDE, "input", len(made), attacker=attacker,
        ),
        Evidence(
            "exact_copy_rate_baseline", float(np.mean(shares)), "rate_0_1",
            "share of one half of the training rows equal to a row of the other half, mean over random halvings",
            _GUIDE_BASELINE, "input", half, params={"splits": SPLITS}, seed=seed, attacker=attacker,
        ),
    ]  # fmt: skip


def copy_rate(rows: np.ndarray[Any, Any], others: np.ndarray[Any, Any]) -> float:
    """Share (0..1) of row codes that also stand among the others."""
    return float(np.isin(rows, others).mean())
