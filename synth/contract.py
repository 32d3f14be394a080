"""What an engine is: it is fitted to a typed table and gives rows of the same columns. One file per family of engines.

What may not come in: a file format, a recipe, a release. An engine sees a typed Arrow table and a :class:`SynthTask`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, cast

from pseudo.errors import UsageError
from pseudo.synth.catalogue import ENGINES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from pseudo.dp import Budget
    from pseudo.model import Evidence
    from pseudo.synth.task import SynthTask

__all__ = ["Learning", "Privacy", "Synthesizer", "create", "engines"]


def _untold(stage: str, rows: int) -> None:
    """Tell nobody."""


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


@dataclass(frozen=True)
class Learning:
    """How a network is trained. The defaults are those of Xu et al. 2019 and of SDV.

    Attributes
    ----------
    epochs : int
        Passes over the table.
    batch_size : int
        Rows of a step; a multiple of 10.
    progress : callable
        Told ("train", rows) after each step.
    """

    epochs: int = 300
    batch_size: int = 500
    progress: Callable[[str, int], None] = field(default=_untold, compare=False, repr=False)


class Synthesizer(ABC):
    """Base of every engine.

    A fitted engine holds what it learned from real records. It is written to disk only as signed data where everything in it is private
    (:mod:`pseudo.synth.stored`), and only encrypted where it is not (:mod:`pseudo.synth.sdv.sealed`).
    """

    name: ClassVar[str]
    private: ClassVar[bool] = False
    """Whether it gives differential privacy: it is made with a :class:`Privacy` then."""
    trained: ClassVar[bool] = False
    """Whether it is a network: it may be made with a :class:`Learning` then."""

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

    def sample_where(self, rows: int, seed: int, where: Mapping[str, str]) -> pa.Table:
        """Give ``rows`` synthetic rows that have the given categories: column → category.

        Raises
        ------
        UsageError
            ``synth.where-unsupported`` where the engine cannot; ``synth.where-column``, ``synth.where-value``.
        """
        del rows, seed, where
        raise UsageError("synth.where-unsupported", name=self.name)

    @abstractmethod
    def facts(self) -> dict[str, int]:
        """Count what fitting and the last sampling did: "suppressed_cells", "clipped_cells", "rejected_rows", ..."""

    def claims(self) -> list[Evidence]:
        """What a formal guarantee rests on."""
        return []


def engines() -> tuple[str, ...]:
    """Names of the engines."""
    return tuple(sorted(ENGINES))


def create(name: str, privacy: Privacy | None = None, learning: Learning | None = None) -> Synthesizer:
    """Make an engine by name.

    Raises
    ------
    UsageError
        ``general.unknown-choice``; ``synth.privacy-missing``, ``synth.privacy-unused``: a private engine needs ``privacy``, another
        does not take it; ``synth.learning-unused``: only a network takes ``learning``.
    """
    if name not in ENGINES:
        raise UsageError(
            "general.unknown-choice", what_en="engine", what_ko="합성 엔진", name=name, choices=", ".join(engines())
        )
    entry = ENGINES[name]
    engine = cast("type[Synthesizer]", getattr(import_module(f"pseudo.synth.{entry.module}"), entry.class_name))
    if engine.private != (privacy is not None):
        raise UsageError("synth.privacy-missing" if engine.private else "synth.privacy-unused", name=name)
    if learning is not None and not engine.trained:
        raise UsageError("synth.learning-unused", name=name)
    given = [part for part in (privacy, learning) if part is not None]
    return engine(*given)
