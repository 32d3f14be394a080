"""The inspection's arithmetic (서식 ➏, 본권 p.69-71): how many to look at, what may be said then, when to look again.

What is said holds for a random sample, under the assumption that whoever looks sees every fault. Of a part that was chosen, nothing
can be said about the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import exp, fsum, lgamma

from pseudo.procedure.terms import Sampling

__all__ = ["Claim", "claim", "sample_size"]

ROUNDING = 1e-6
"""More than what rounding in log-gamma does to a probability for up to 10^8 files; it is added on the side of more faults."""


@dataclass(frozen=True)
class Claim:
    """What an inspection lets one say.

    Attributes
    ----------
    rate : float
        Faults over files looked at (0..1).
    upper : float or None
        Largest share (0..1) of faulty files among all that the sample does not contradict, one-sided at the confidence; None where the
        files were chosen, not drawn.
    most : int or None
        As many files.
    repeat : bool
        Faults were found in a sample: the method is to be changed or the sample enlarged, and looked at again (본권 p.70).
    """

    rate: float
    upper: float | None
    most: int | None
    repeat: bool


def claim(sampling: Sampling, total: int, checked: int, faults: int, confidence: float = 0.95) -> Claim:
    """Say what may be said.

    Parameters
    ----------
    sampling : Sampling
        A statistical sample is drawn at random without replacement; of the whole, what was found is all there is.
    total, checked, faults : int
        Files made, looked at, found faulty: ``0 <= faults <= checked <= total``, ``checked > 0``.
    confidence : float
        0..1, one-sided. The bound is exact: the largest number of faulty files under which so few faults are found with a probability of
        at least 1 - confidence (hypergeometric).

    Examples
    --------
    >>> claim(Sampling.STATISTICAL, 30_000, 300, 0).most
    296
    """
    if not 0 <= faults <= checked <= total or not checked:
        raise ValueError("0 <= faults <= checked <= total, checked > 0")
    rate = faults / checked
    if checked == total:
        return Claim(rate, rate, faults, repeat=False)
    if sampling is not Sampling.STATISTICAL:
        return Claim(rate, None, None, repeat=faults > 0)
    most = _most(total, checked, faults, confidence)
    return Claim(rate, most / total, most, repeat=faults > 0)


def sample_size(total: int, rate: float, confidence: float = 0.95) -> int:
    """Give the least number of files to draw so that none found faulty lets one say: at most ``rate`` (0..1) of all are.

    Examples
    --------
    >>> sample_size(30_000, 0.001)
    2763
    """
    if not (total > 0 and 0 < rate < 1 and 0 < confidence < 1):
        raise ValueError("total > 0, 0 < rate < 1, 0 < confidence < 1")
    too_many = int(Fraction(str(rate)) * total) + 1
    low, high = 1, total
    while low < high:
        middle = (low + high) // 2
        if _at_most(total, too_many, middle, 0, confidence):
            low = middle + 1
        else:
            high = middle
    return low


def _most(total: int, checked: int, faults: int, confidence: float) -> int:
    """The largest number of faulty files that is not contradicted, by bisection: the probability falls as the number grows."""
    low, high = faults, total - (checked - faults)
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(total, middle, checked, faults, confidence):
            low = middle
        else:
            high = middle - 1
    return low


def _at_most(total: int, faulty: int, checked: int, faults: int, confidence: float) -> bool:
    """Whether at most ``faults`` are found with a probability of at least 1 - confidence; where rounding leaves it open, yes."""
    whole = _log_choose(total, checked)
    found = range(max(0, checked - (total - faulty)), min(faults, faulty, checked) + 1)
    chance = fsum(exp(_log_choose(faulty, n) + _log_choose(total - faulty, checked - n) - whole) for n in found)
    return chance >= (1 - confidence) * (1 - ROUNDING)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
