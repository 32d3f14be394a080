"""What an engine is: it is fitted to a typed table and gives rows of the same columns. One file per engine.

What may not come in: a file format, a recipe, a release. An engine sees a typed Arrow table and a :class:`SynthTask`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, cast

from pseudo.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from pseudo.dp import Budget
    from pseudo.model import Evidence
    from pseudo.synth.task import SynthTask

__all__ = ["Privacy", "Synthesizer", "create", "engines"]

_ENGINES = {"dp_marginals": "DpMarginals", "gaussian_copula": "GaussianCopula"}
"""Engine name (its file here) → class."""


@dataclass(frozen=True)
class Privacy:
    """What a private engine may spend.

    Attributes
    ----------
    epsilon, delta : str
        Exact decimals.
    lineage : str
        The population whose budget it is.
    budget : Budget
        The institution's budgets.
    max_rows_per_subject : int
        Most rows of a person that are learned from: the first ones. More needs more noise.
    """

    epsilon: str
    delta: str
    lineage: str
    budget: Budget
    max_rows_per_subject: int = 1


class Synthesizer(ABC):
    """Base of every engine.

    A fitted engine holds what it learned from real records. It is not written to disk, unless everything that it learned is private
    (:mod:`pseudo.synth.stored`): SDV's own format is a pickle, which runs code when it is loaded and holds extremes and frequencies.
    """

    name: ClassVar[str]
    private: ClassVar[bool] = False
    """Whether it gives differential privacy: it is made with a :class:`Privacy` then."""

    @property
    def guarantee(self) -> str:
        """The formal guarantee, or "none"."""
        return "none"

    @abstractmethod
    def fit(self, table: pa.Table, task: SynthTask, seed: int) -> None:
        """Learn from ``table``, whose columns are ``task.read``, typed as the task says, and leave it as it is."""

    @abstractmethod
    def sample(self, rows: int, seed: int) -> pa.Table:
        """Give ``rows`` synthetic rows of the task's columns; the same seed gives the same rows, another seed others."""

    @abstractmethod
    def facts(self) -> dict[str, int]:
        """Count what fitting and the last sampling did: "suppressed_cells", "clipped_cells", "rejected_rows", ..."""

    def claims(self) -> list[Evidence]:
        """What a formal guarantee rests on."""
        return []


def engines() -> tuple[str, ...]:
    """Names of the engines."""
    return tuple(sorted(_ENGINES))


def create(name: str, privacy: Privacy | None = None) -> Synthesizer:
    """Make an engine by name.

    Raises
    ------
    UsageError
        ``general.unknown-choice``; ``synth.privacy-missing``, ``synth.privacy-unused``: a private engine needs ``privacy``, another
        does not take it.
    """
    if name not in _ENGINES:
        raise UsageError(
            "general.unknown-choice", what_en="engine", what_ko="합성 엔진", name=name, choices=", ".join(engines())
        )
    engine = cast("type[Synthesizer]", getattr(import_module(f"pseudo.synth.{name}"), _ENGINES[name]))
    if engine.private != (privacy is not None):
        raise UsageError("synth.privacy-missing" if engine.private else "synth.privacy-unused", name=name)
    return engine(privacy) if privacy else engine()  # type: ignore[call-arg]  # a private engine's own
