"""Shadow models: a synthesizer is run many times with and without one person, and an attacker learns to tell the two.

The strongest attacker that differential privacy speaks of: one who knows everybody else's rows and the synthesizer, and asks of one
output whether the person was there. So it bounds ε from below, and what it finds on an engine without a guarantee can be compared.

References
----------
.. [1] T. Stadler, B. Oprisanu, C. Troncoso, Synthetic Data: Anonymisation Groundhog Day, USENIX Security 2022.
.. [2] M. Jagielski, J. Ullman, A. Oprea, Auditing Differentially Private Machine Learning, NeurIPS 2020.
.. [3] F. Houssiau et al., TAPAS: a Toolbox for Adversarial Privacy Auditing of Synthetic Data, 2022.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.risk.attacks.membership import Membership, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["FEWEST_RUNS", "Shadow", "clopper_pearson", "shadow", "signs"]

ERROR = 0.05
"""The floor of ε is exceeded by the true one but for this chance."""
FEWEST_RUNS = 8


@dataclass(frozen=True)
class Shadow:
    """How well outputs with a person are told from outputs without.

    Attributes
    ----------
    membership : Membership
        Of the outputs that the attacker did not learn from.
    epsilon_floor : float
        Lower 95 % confidence bound of ε, given δ; 0 where nothing is shown. More runs can show more.
    most : float
        What it could have been at most with so many runs: that of an attacker who is always right.
    runs : int
        Fits with the person, and as many without. Half of them were learned from.
    """

    membership: Membership
    epsilon_floor: float
    most: float
    runs: int


def shadow(
    make: Callable[[bool, int], NDArray[np.float64]],
    runs: int,
    *,
    delta: float = 0.0,
    progress: Callable[[], None] = lambda: None,
) -> Shadow:
    """Run a synthesizer with and without a person, and tell its outputs apart.

    Parameters
    ----------
    make : callable
        ``make(there, run)`` fits with or without the person, draws an output, and gives its :func:`signs`. Every run has randomness of
        its own.
    runs : int
        Fits on each side, at least 8, an even number.
    delta : float
        The δ of the claim.
    progress : callable
        Called after each fit.

    Returns
    -------
    Shadow

    Notes
    -----
    A linear score is learned on half of the outputs, and so is its threshold; the bound is of the other half, by Clopper and Pearson's
    intervals of both rates of error, in both directions [2]_. It holds whatever the attacker learned.
    """
    if runs < FEWEST_RUNS or runs % 2:
        raise ValueError("an even number of runs, at least 8")
    found: dict[bool, list[NDArray[np.float64]]] = {True: [], False: []}
    for run in range(runs):
        for there in (True, False):
            found[there].append(make(there, run))
            progress()
    members, others = np.array(found[True]), np.array(found[False])
    half = runs // 2
    weights = _learned(members[:half], others[:half])
    scores = [part @ weights for part in (members, others)]
    threshold = _threshold(scores[0][:half], scores[1][:half], delta)
    seen, unseen = scores[0][half:], scores[1][half:]
    floor = _floor(int((seen > threshold).sum()), int((unseen > threshold).sum()), half, delta)
    return Shadow(told(seen, unseen), floor, _floor(half, 0, half, delta), runs)


def signs(alike: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What an attacker looks at in an output: how often it has the person's values.

    Parameters
    ----------
    alike : bool array, shape (n, d)
        Which cells of an output are the person's.

    Returns
    -------
    float64 array, shape (d * (d + 1) / 2 + d,)
        Share of rows that have the person's values in each pair of columns, in each column, and in at least d to 1 columns.
    """
    matches = alike.astype(np.float64)
    n, d = matches.shape
    together = (matches.T @ matches) / max(n, 1)
    counts = np.bincount(alike.sum(axis=1), minlength=d + 1) / max(n, 1)
    return np.concatenate([together[np.triu_indices(d)], counts[::-1].cumsum()[:d]])


def clopper_pearson(successes: int, tries: int, error: float) -> tuple[float, float]:
    """The exact two-sided interval of a rate (Clopper and Pearson 1934), each side wrong with ``error / 2``."""
    from scipy.special import betaincinv  # the quantile of a beta distribution

    low = float(betaincinv(successes, tries - successes + 1, error / 2)) if successes else 0.0
    high = float(betaincinv(successes + 1, tries - successes, 1 - error / 2)) if successes < tries else 1.0
    return low, high


def _learned(members: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of a linear score: difference of the means over the variance within (diagonal discriminant analysis)."""
    within = (members.var(axis=0) + others.var(axis=0)) / 2
    floor = max(float(np.median(within)), 1e-12)
    weights: NDArray[np.float64] = (members.mean(axis=0) - others.mean(axis=0)) / (within + 0.1 * floor)
    return weights


def _threshold(members: NDArray[np.float64], others: NDArray[np.float64], delta: float) -> float:
    """The score at which the outputs learned from show most."""
    every = np.unique(np.concatenate([members, others]))
    between = (every[1:] + every[:-1]) / 2 if len(every) > 1 else every
    n = len(members)
    shown = [_floor(int((members > cut).sum()), int((others > cut).sum()), n, delta) for cut in between]
    accuracy = [float((members > cut).mean() - (others > cut).mean()) for cut in between]
    best = max(range(len(between)), key=lambda i: (shown[i], accuracy[i]))
    return float(between[best])


def _floor(found: int, wrong: int, tries: int, delta: float) -> float:
    """The larger of both directions' bounds; both hold where neither rate is beyond its side of its interval."""
    low, _ = clopper_pearson(found, tries, ERROR)
    _, high = clopper_pearson(wrong, tries, ERROR)
    there, absent = (low - delta) / high, (1 - high - delta) / (1 - low)
    return max(0.0, *(math.log(ratio) for ratio in (there, absent) if ratio > 0))
