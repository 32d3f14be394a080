"""The three safety indicators of the Korean guide to synthetic data (합성데이터 생성·활용 안내서 2024-12, 부록 2 and 4).

Each has a limit from the training rows themselves: they are split in halves again and again, one half standing for the synthetic rows,
and 95 % of the halves are at or below the limit. None of them is an attack; a table can pass all three and leak members.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.risk.attacks.records import Records

__all__ = ["Indicator", "inference_risk", "linkage_risk", "row_ids", "single_out_risk"]

SPLITS = 100
"""Halvings, the fewest that the guide asks for."""
QUANTILE = 0.95
LINKED = 0.7
"""A row of which so large a share of the matching synthetic rows has its target value counts as linked; the user's to set."""
LOOKED_AT = 400
"""Rows of which neighbours are looked for, in the synthetic table and in each half."""


@dataclass(frozen=True)
class Indicator:
    """A figure and the limit that halves of the training rows set.

    Attributes
    ----------
    value, limit : float
        Shares, 0..1.
    n : int
        Rows that it rests on.
    """

    value: float
    limit: float
    n: int

    @property
    def is_within(self) -> bool:
        """Whether the value is no larger than the limit."""
        return self.value <= self.limit


def single_out_risk(
    training: Records, synthetic: Records, random: np.random.Generator, *, splits: int = SPLITS, weighted: bool = False
) -> Indicator:
    """구별위험도: the share of synthetic rows that are identical to a training row.

    Parameters
    ----------
    weighted : bool
        Count such a row as one over the training rows that it is identical to (the guide's second formula).

    Notes
    -----
    A half has half of the rows to meet, so the limit ``p`` of halves is corrected to ``1 - (1 - p)**2``.
    """
    ids = row_ids([training, synthetic])
    first, second = ids[: len(training)], ids[len(training) :]
    size = int(ids.max(initial=-1)) + 1

    def share(originals: NDArray[np.int64], made: NDArray[np.int64]) -> float:
        held = np.bincount(originals, minlength=size)[made]
        return float((held > 0).mean()) if not weighted else float((1 / held[held > 0]).sum() / len(made))

    halves = [share(first[a], first[b]) for a, b in _halves(len(training), splits, random)]
    limit = float(np.quantile(halves, QUANTILE))
    return Indicator(share(first, second), 1 - (1 - limit) ** 2, len(synthetic))


def linkage_risk(
    training: Records,
    synthetic: Records,
    keys: Sequence[str],
    target: str,
    random: np.random.Generator,
    *,
    splits: int = SPLITS,
    threshold: float = LINKED,
) -> Indicator:
    """연결위험도 (CAP): the share of training rows whose target value most synthetic rows with the same keys have.

    Of each row, the synthetic rows with the same keys and target, divided by those with the same keys, is compared with ``threshold``; a
    row whose keys no synthetic row has is not linked. Target and keys compare exactly.
    """
    named = [*keys, target]
    both = row_ids([training.only(named), synthetic.only(named)])
    of_keys = row_ids([training.only(keys), synthetic.only(keys)])
    n = len(training)

    def share(rows: NDArray[np.int64], made: NDArray[np.int64]) -> float:
        alike = np.bincount(of_keys[made], minlength=int(of_keys.max()) + 1)[of_keys[rows]]
        same = np.bincount(both[made], minlength=int(both.max()) + 1)[both[rows]]
        return float((same > threshold * np.maximum(alike, 1)).mean())

    halves = [share(a, b) for a, b in _halves(n, splits, random)]
    value = share(np.arange(n), np.arange(n, n + len(synthetic)))
    return Indicator(value, float(np.quantile(halves, QUANTILE)), n)


def inference_risk(
    training: Records,
    synthetic: Records,
    random: np.random.Generator,
    *,
    splits: int = SPLITS,
    looked_at: int = LOOKED_AT,
) -> Indicator:
    """추론위험도: the share of synthetic rows nearer to their nearest training row than that is to any other.

    Gower distance; ties are left out; about 0.5 for rows of the same population. Of both the table and each half, ``looked_at`` rows
    drawn at random are looked at.
    """

    def share(originals: Records, made: Records) -> tuple[float, int]:
        rows = made.drawn(random, looked_at)
        which, near = rows.nearest(originals)
        _, own = originals.rows(which).nearest(originals, skip=which)
        told = near != own
        return (float((near < own)[told].mean()) if told.any() else 0.5), int(told.sum())

    value, n = share(training, synthetic)
    halves = [share(training.rows(a), training.rows(b))[0] for a, b in _halves(len(training), splits, random)]
    return Indicator(value, float(np.quantile(halves, QUANTILE)), n)


def _halves(n: int, splits: int, random: np.random.Generator) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    orders = [random.permutation(n) for _ in range(splits)]
    return [(order[: n // 2], order[n // 2 :]) for order in orders]


def row_ids(tables: Sequence[Records]) -> NDArray[np.int64]:
    """A number for each row of the tables, the same for rows that are identical."""
    from pseudo.kernels.classes import class_ids

    cells = np.concatenate([table.cells for table in tables])
    codes = [np.unique(column, return_inverse=True, equal_nan=True)[1] for column in cells.T]
    sizes = [int(code.max(initial=0)) + 1 for code in codes]
    return class_ids(np.asfortranarray(np.column_stack(codes).astype(np.int64)), sizes)[0]
