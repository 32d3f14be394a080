"""Privacy models that a class of rows must satisfy to stay; a class that does not is suppressed whole.

To add one, write a class with ``least_rows`` and ``holds``.

Models of a sensitive column compare the class with the whole table, suppressed rows among them, as whoever sees the release does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from pseudo.risk.diversity import Diversity

__all__ = [
    "BetaLikeness",
    "DeltaDisclosure",
    "DistinctDiversity",
    "EntropyDiversity",
    "KAnonymity",
    "Model",
    "RecursiveDiversity",
    "SensitiveModel",
    "TCloseness",
    "least_rows",
]

SLACK = 1e-12
"""Figures are sums of floats: one at a limit is within it."""


class Model:
    """A privacy model."""

    @property
    def least_rows(self) -> int:
        """Rows; no smaller class can satisfy it."""
        return 1


class SensitiveModel(Model, ABC):
    """A model about one sensitive column.

    Attributes
    ----------
    column : str
        The sensitive column's name.
    level : int
        The ``l`` for which recursive diversity's figure is taken.
    """

    column: str
    level: int = 2

    @abstractmethod
    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """Whether each class satisfies it, bool of shape (classes,)."""


def least_rows(models: Sequence[Model]) -> int:
    """The smallest class that could satisfy all models."""
    return max((model.least_rows for model in models), default=1)


def _require(given: Mapping[str, Any], **least: float) -> None:
    for name, low in least.items():
        if not given[name] >= low:
            raise ValueError(f"{name} is at least {low:g}")


@dataclass(frozen=True)
class KAnonymity(Model):
    """At least ``k`` rows in a class (Samarati & Sweeney 1998)."""

    k: int

    def __post_init__(self) -> None:
        """``k`` is 2 or more."""
        _require(vars(self), k=2)

    @property
    def least_rows(self) -> int:
        """As many."""
        return self.k


@dataclass(frozen=True)
class DistinctDiversity(SensitiveModel):
    """At least ``l`` values of the sensitive column in a class (Machanavajjhala et al. 2007)."""

    column: str
    l: int  # noqa: E741  (the model's own letter)

    def __post_init__(self) -> None:
        """``l`` is 2 or more."""
        _require(vars(self), l=2)

    @property
    def least_rows(self) -> int:
        """A row for each value."""
        return self.l

    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """Values counted."""
        return figures.distinct >= self.l


@dataclass(frozen=True)
class EntropyDiversity(SensitiveModel):
    """Entropy of the sensitive values of at least ``ln l``, Shannon's estimate (Machanavajjhala et al. 2007)."""

    column: str
    l: float  # noqa: E741

    def __post_init__(self) -> None:
        """``l`` is above 1."""
        _require(vars(self), l=1)

    @property
    def least_rows(self) -> int:
        """Entropy of n rows is at most ln n."""
        return int(np.ceil(self.l - SLACK))

    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """In nats."""
        return figures.entropy >= log(self.l) - SLACK


@dataclass(frozen=True)
class RecursiveDiversity(SensitiveModel):
    """The most frequent value rarer than ``c`` times the ``l``-th and all after it (Machanavajjhala et al. 2007)."""

    column: str
    c: float
    l: int  # noqa: E741

    def __post_init__(self) -> None:
        """``c`` is above 0 and ``l`` 2 or more."""
        _require(vars(self), c=0, l=2)

    @property
    def least_rows(self) -> int:
        """A row for each of ``l`` values."""
        return self.l

    @property
    def level(self) -> int:  # type: ignore[override]
        """``l``."""
        return self.l

    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """Strictly below."""
        return figures.recursive < self.c


@dataclass(frozen=True)
class TCloseness(SensitiveModel):
    """Earth mover's distance to the whole table of at most ``t`` (Li, Li & Venkatasubramanian 2007).

    With ``ordered``, the codes' order is the values'; else all values are equally far apart.
    """

    column: str
    t: float
    ordered: bool = False

    def __post_init__(self) -> None:
        """``t`` is not negative."""
        _require(vars(self), t=0)

    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """At most t."""
        return (figures.t_ordered if self.ordered else figures.t_equal) <= self.t + SLACK


@dataclass(frozen=True)
class DeltaDisclosure(SensitiveModel):
    """``|ln(share in class / share in table)|`` of at most ``delta`` for the values a class holds (Brickell & Shmatikov 2008).

    ``delta`` is in nats; one in bits (as ARX has it) is ``ln 2`` times as much.
    """

    column: str
    delta: float

    def __post_init__(self) -> None:
        """``delta`` is not negative."""
        _require(vars(self), delta=0)

    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """At most delta."""
        return figures.delta <= self.delta + SLACK


@dataclass(frozen=True)
class BetaLikeness(SensitiveModel):
    """Relative gain of a value's share of at most ``beta``; ``enhanced``, of at most ``-ln`` of its share too (Cao & Karras 2012)."""

    column: str
    beta: float
    enhanced: bool = False

    def __post_init__(self) -> None:
        """``beta`` is not negative."""
        _require(vars(self), beta=0)

    def holds(self, figures: Diversity) -> NDArray[np.bool_]:
        """At most beta."""
        return (figures.enhanced_beta if self.enhanced else figures.beta) <= self.beta + SLACK
