"""Success of an attack against that of a baseline, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["SURE", "Attack", "Rate", "Z"]

Z = 1.959963984540054
"""Two-sided 95 % quantile of the normal distribution."""
SURE = 2.807
"""Standard errors of a lower bound that shows a leak: 0.25 % on one side, so that twenty figures together stay at 5 %."""


@dataclass(frozen=True)
class Rate:
    """Successes of a number of tries."""

    successes: int
    tries: int

    def wilson(self, z: float = Z) -> tuple[float, float]:
        """Centre and half the width of Wilson's interval of ``z`` standard errors (Wilson 1927)."""
        n, share = self.tries, self.successes / max(self.tries, 1)
        width = z * sqrt(n * share * (1 - share) + z * z / 4) / (n + z * z)
        return (self.successes + z * z / 2) / (n + z * z), width


@dataclass(frozen=True)
class Attack:
    """An attack on training rows, on rows that the synthesizer has not seen, and guesses without the synthetic rows.

    Attributes
    ----------
    name : str
        "singling_out", "linkability" or "inference".
    on_training, on_control, baseline : Rate
        The same tries on the rows that were learned from, on rows that were not, and by chance.
    columns : tuple of str
        What it was about.
    """

    name: str
    on_training: Rate
    on_control: Rate
    baseline: Rate
    columns: tuple[str, ...] = ()

    @property
    def risk(self) -> float:
        """``(training - control) / (1 - control)``, not below 0: what the synthetic rows add about those that were learned from.

        Source: Giomi et al. 2023 (A unified framework for quantifying privacy risk in synthetic data).
        """
        return max(0.0, self._middle(Z)[0])

    def interval(self, z: float = Z) -> tuple[float, float]:
        """Interval of :attr:`risk`, 95 % by default, cut to 0..1; the errors of both rates propagated as if they were independent."""
        middle, error = self._middle(z)
        return max(0.0, middle - error), min(1.0, max(0.0, middle + error))

    def _middle(self, z: float) -> tuple[float, float]:
        (attack, of_attack), (control, of_control) = self.on_training.wilson(z), self.on_control.wilson(z)
        left = 1.0 - control
        return (attack - control) / left, sqrt((of_attack / left) ** 2 + ((attack - 1.0) / left**2 * of_control) ** 2)

    @property
    def is_weak(self) -> bool:
        """Whether the attack did no better than guesses, where there are any, so that a low risk says nothing."""
        return self.name != "copying" and self.on_training.successes <= self.baseline.successes
