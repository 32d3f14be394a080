"""Membership: whether a row was among those that the synthesizer learned from, told by how near the synthetic rows come to it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from pseudo.risk.attacks.rates import Z

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.risk.attacks.records import Records

__all__ = ["Membership", "by_density_ratio", "by_distance", "nearer_to_training", "told"]

LOW = 0.01
"""False positives at which true ones are counted: an attacker who is sure of few is worse than one who is unsure of many."""
TINY = 1e-9


@dataclass(frozen=True)
class Membership:
    """How well members are told from others.

    Attributes
    ----------
    auc : float
        Chance that a member scores higher than another row; 0.5 is guessing.
    error : float
        Its standard error (Hanley & McNeil 1982).
    sure : float
        Share of members found while at most 1 % of the others are taken for one (Carlini et al. 2022).
    n : int
        Members, and as many others.
    """

    auc: float
    error: float
    sure: float
    n: int

    def interval(self, z: float = Z) -> tuple[float, float]:
        """Interval of :attr:`auc`, 95 % by default."""
        return max(0.0, self.auc - z * self.error), min(1.0, self.auc + z * self.error)


def by_distance(
    training: Records, synthetic: Records, control: Records, random: np.random.Generator, *, attempts: int = 2000
) -> Membership:
    """A row is the likelier a member the nearer its nearest synthetic row is."""
    members, others = _pair(training, control, random, attempts)
    return told(-members.nearest(synthetic)[1], -others.nearest(synthetic)[1])


def by_density_ratio(
    training: Records, synthetic: Records, control: Records, random: np.random.Generator, *, attempts: int = 2000
) -> Membership:
    """The same against a reference: half of the control rows, which say how near rows of the population are anyway.

    The score is ``log(distance to the reference) - log(distance to the synthetic rows)``, a nearest-neighbour estimate of the ratio of
    the two densities up to a factor (van Breugel et al. 2023, DOMIAS).
    """
    shuffled = control.drawn(random, len(control))
    half = len(control) // 2
    reference, rest = shuffled.rows(np.arange(half)), shuffled.rows(np.arange(half, len(control)))
    members, others = _pair(training, rest, random, attempts)
    made = synthetic.drawn(random, half)

    def score(rows: Records) -> NDArray[np.float64]:
        ratio: NDArray[np.float64] = np.log(rows.nearest(reference)[1] + TINY) - np.log(rows.nearest(made)[1] + TINY)
        return ratio

    return told(score(members), score(others))


def nearer_to_training(
    training: Records, synthetic: Records, control: Records, random: np.random.Generator, *, attempts: int = 2000
) -> tuple[float, int]:
    """Share of synthetic rows nearer to the training rows than to as many control rows, ties by halves; and how many were tried.

    0.5 where the synthesizer knows its training rows no better than others. A diagnostic: sets that pass it can leak members all the same
    (Yao et al. 2025, The DCR Delusion).
    """
    size = min(len(training), len(control))
    rows = synthetic.drawn(random, attempts)
    first = rows.nearest(training.drawn(random, size))[1]
    second = rows.nearest(control.drawn(random, size))[1]
    return float(((first < second) + 0.5 * (first == second)).mean()), len(rows)


def _pair(training: Records, control: Records, random: np.random.Generator, attempts: int) -> tuple[Records, Records]:
    size = min(attempts, len(training), len(control))
    return training.drawn(random, size), control.drawn(random, size)


def told(members: NDArray[np.float64], others: NDArray[np.float64]) -> Membership:
    """How well scores tell as many members from others."""
    n = len(members)
    rising = np.sort(others)
    below, upto = np.searchsorted(rising, members, "left"), np.searchsorted(rising, members, "right")
    auc = float((below + upto).mean() / (2 * n))
    by_members, by_others = auc / (2 - auc), 2 * auc * auc / (1 + auc)
    spread = auc * (1 - auc) + (n - 1) * (by_members - auc * auc) + (n - 1) * (by_others - auc * auc)
    error = sqrt(max(spread, 0.0)) / n
    allowed = int(LOW * n)
    threshold = rising[n - 1 - allowed]
    return Membership(auc, error, float((members > threshold).mean()), n)
