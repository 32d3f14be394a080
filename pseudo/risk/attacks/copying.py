"""Copying: real rows that stand alone and are found in the synthetic table as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.risk.attacks.guide import row_ids
from pseudo.risk.attacks.rates import Attack, Rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.risk.attacks.records import Records

__all__ = ["copying"]


def copying(training: Records, synthetic: Records, control: Records) -> Attack:
    """How many rows that no other real row resembles in all columns but one are copied to the letter.

    A common row is made again by chance; a row alone is not, unless it was learned. Whether a row is alone is judged among training
    and control rows together, so that both kinds are judged alike. It finds real rows hidden among many made ones.

    Parameters
    ----------
    training, synthetic, control : Records

    Returns
    -------
    Attack
        Of the rows that are alone, those whose copy is there. The baseline is 0: nothing is guessed.
    """
    tables = [training, control]
    alone = np.ones(len(training) + len(control), np.bool_)
    for left_out in training.columns:
        others = [name for name in training.columns if name != left_out]
        ids = row_ids([table.only(others) for table in tables]) if others else np.zeros(len(alone), np.int64)
        alone &= np.bincount(ids)[ids] == 1
    ids = row_ids([*tables, synthetic])
    made = np.zeros(int(ids.max(initial=0)) + 1, np.bool_)
    made[ids[len(alone) :]] = True
    copied = made[ids[: len(alone)]]
    n = len(training)
    seen, unseen = _rate(alone[:n], copied[:n]), _rate(alone[n:], copied[n:])
    return Attack("copying", seen, unseen, Rate(0, seen.tries), training.columns)


def _rate(alone: NDArray[np.bool_], copied: NDArray[np.bool_]) -> Rate:
    return Rate(int((alone & copied).sum()), int(alone.sum()))
