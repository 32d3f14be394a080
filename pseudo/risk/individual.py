"""Individual risk of a sample with weights, and of the households that its persons belong to.

A class of f rows stands for F persons of the population, of whom the weights tell the expectation. Given f, F is taken to be negative
binomial with f successes of probability p = f / (sum of the class's weights); the risk of a row is the expectation of 1 / F.

References
----------
.. [1] R. Benedetti, L. Franconi, Statistical and technological solutions for controlled data dissemination, NTTS 1998.
.. [2] L. Franconi, S. Polettini, Individual risk estimation in μ-Argus: a review, PSD 2004, LNCS 3050.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.model import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Real = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["household_risk", "individual_evidence", "individual_risk"]

ATTACKER = "journalist: knows a person's quasi-identifiers, and not whether the person is in the sample"
HOUSEHOLD = ATTACKER + "; finding one member finds the household"
RECURRED = 40
"""Class sizes up to which the recurrence is used: it loses no digit while p is at most 1/2."""
TERMS = 400
"""Terms of the series at the most; it is used where each is less than half of the one before, or the class is large."""
SOURCE = "Benedetti & Franconi 1998; Franconi & Polettini 2004"


def individual_risk(rows: Ints, weights: Real) -> Real:
    """Risk of each class's rows: the expectation of 1 / F.

    Parameters
    ----------
    rows : int64 array, shape (classes,)
        Rows of each class, each at least 1.
    weights : float64 array, shape (classes,)
        Sum of the sampling weights of each class's rows, at least the number of rows.

    Returns
    -------
    float64 array, shape (classes,)
        In (0, 1]. To some eleven digits: p/f · ₂F₁(1, 1; f + 1; 1 - p), which for one row is p / (1 - p) · ln(1/p). sdcMicro has an
        approximation for three rows and more, p / (f - 1 + p), which is a little larger.

    Raises
    ------
    ValueError
        Where a class's weights are less than its rows.

    Notes
    -----
    With ``y = (1 - p) / p`` it is the integral of ``u^(f - 1) / (1 + y u)`` over 0..1. SciPy's ``hyp2f1`` loses digits where p is small,
    and gives NaN for classes of hundreds.

    Examples
    --------
    >>> individual_risk(np.array([1, 5]), np.array([100.0, 5.0])).round(4).tolist()
    [0.0465, 0.2]
    """
    if few := int(np.sum(~(weights >= rows))):
        raise ValueError(f"{few} classes weigh less than their rows")
    p = rows / weights
    recurred = (p <= 0.5) & (rows <= RECURRED)
    risk = np.empty(len(p))
    risk[recurred] = _recurred(rows[recurred], p[recurred])
    risk[~recurred] = _summed(rows[~recurred], p[~recurred])
    return risk


def _recurred(rows: Ints, p: Real) -> Real:
    """From ``ln(1 + y) / y`` for one row by ``r(f + 1) = (1 / f - r(f)) / y``, for ``y >= 1``."""
    y = (1 - p) / p
    now = np.log1p(y) / y
    found = now.copy()
    for size in range(1, int(rows.max(initial=1))):
        now = (1 / size - now) / y
        found[rows == size + 1] = now[rows == size + 1]
    return found


def _summed(rows: Ints, p: Real) -> Real:
    """By the series of ₂F₁(1, 1; f + 1; 1 - p)."""
    f, q = rows.astype(np.float64), 1 - p
    term, total = np.ones(len(f)), np.ones(len(f))
    for n in range(TERMS):
        term = term * q * (n + 1) / (f + 1 + n)
        total += term
        if not np.any(term > 1e-17 * total):
            break
    found: Real = p / f * total
    return found


def household_risk(risk: Real, household: Ints) -> Real:
    """Risk of each row that somebody of its household is found: 1 - Π (1 - risk) over the household.

    Parameters
    ----------
    risk : float64 array, shape (n,)
        Risk of each row.
    household : int64 array, shape (n,)
        Code of each row's household, from 0; -1 for a row without, which is one by itself.

    Returns
    -------
    float64 array, shape (n,)
    """
    alone = household < 0
    codes = np.where(alone, 0, household)
    with np.errstate(divide="ignore"):
        safe = np.bincount(codes[~alone], np.log1p(-risk[~alone]), int(codes.max(initial=0)) + 1)
    found: Real = np.where(alone, risk, -np.expm1(safe[codes]))
    return found


def individual_evidence(
    risk: Real, of_household: Real | None, limit: tuple[int, str] | None, columns: tuple[str, ...]
) -> list[Evidence]:
    """Mean, highest and expected re-identifications of rows, and rows above 1 / k; the mean of households.

    Parameters
    ----------
    risk : float64 array, shape (n,)
    of_household : float64 array, shape (n,), optional
    limit : (k, source), optional
        A policy's.
    """
    n = len(risk)
    how = "expectation of 1 / F under a negative binomial distribution, from the sampling weights"
    figures: list[tuple[str, float | None, str, str, str]] = [
        ("individual_risk_mean_0_1", float(risk.mean()) if n else None, "rate_0_1", "mean " + how, ATTACKER),
        ("individual_risk_maximum_0_1", float(risk.max()) if n else None, "rate_0_1", "highest " + how, ATTACKER),
        ("individual_reidentifications", float(risk.sum()), "rows", "sum of the rows' " + how, ATTACKER),
    ]
    if of_household is not None:
        mean = float(of_household.mean()) if n else None
        method = "mean over rows of 1 - product of (1 - individual risk) over the household"
        figures.append(("household_risk_mean_0_1", mean, "rate_0_1", method, HOUSEHOLD))
    made = [
        Evidence(metric, value, unit, method, SOURCE, "input", n, columns, attacker=attacker)
        for metric, value, unit, method, attacker in figures
    ]
    if limit is not None:
        k, source = limit
        value = float((risk > 1 / k).mean()) if n else None
        method = "share of rows whose individual risk exceeds 1 / k"
        metric = "individual_rows_at_risk_0_1"
        made.append(
            Evidence(metric, value, "rate_0_1", method, source, "input", n, columns, {"k": k}, attacker=ATTACKER)
        )
    return made
