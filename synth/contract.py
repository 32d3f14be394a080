"""What an engine is: it is fitted to a typed table and gives rows of the same columns. One file per engine.

What may not come in: a file format, a recipe, a release. An engine sees a typed Arrow table and a :class:`SynthTask`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, cast

from pseudo.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from pseudo.synth.task import SynthTask

__all__ = ["Synthesizer", "create", "engines"]

_ENGINES = {"gaussian_copula": "GaussianCopula"}
"""Engine name (its file here) → class."""


class Synthesizer(ABC):
    """Base of every engine.

    A fitted engine holds what it learned from real records. It is never written to disk: SDV's own format is a pickle,
    which runs code when it is loaded and holds learned extremes and frequencies.
    """

    name: ClassVar[str]
    guarantee: ClassVar[str]
    """The formal guarantee, or "none"."""

    @abstractmethod
    def fit(self, table: pa.Table, task: SynthTask, seed: int) -> None:
        """Learn from ``table``, whose columns are ``task.read``, typed as the task says, and leave it as it is."""

    @abstractmethod
    def sample(self, rows: int, seed: int) -> pa.Table:
        """Give ``rows`` synthetic rows of the task's columns; the same seed gives the same rows, another seed others."""

    @abstractmethod
    def facts(self) -> dict[str, int]:
        """Count what fitting and the last sampling did: "suppressed_cells", "clipped_cells", "rejected_rows", ..."""


def engines() -> tuple[str, ...]:
    """Names of the engines."""
    return tuple(sorted(_ENGINES))


def create(name: str) -> Synthesizer:
    """Make an engine by name.

    Raises
    ------
    UsageError
        ``general.unknown-choice``.
    """
    if name not in _ENGINES:
        raise UsageError(
            "general.unknown-choice", what_en="engine", what_ko="합성 엔진", name=name, choices=", ".join(engines())
        )
    module = import_module(f"pseudo.synth.{name}")
    return cast("Synthesizer", getattr(module, _ENGINES[name])())
