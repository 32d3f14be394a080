"""Great Expectations, run quietly: in memory, off the network, nothing written, nothing of a result kept but counts."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pseudo.validators.loading import load_gx

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from great_expectations.expectations.expectation import Expectation

__all__ = ["Answer", "Runner", "quiet"]

RESULT_FORMAT = {"result_format": "BASIC", "exclude_unexpected_values": True}
"""Counts only. GX's default format lists the failing cells."""


@contextmanager
def quiet() -> Iterator[None]:
    """Keep GX's and pandas' words to themselves: both put cells into messages. pandas copies on write meanwhile."""
    import pandas as pd

    log = logging.getLogger("great_expectations")
    propagate, handlers = log.propagate, log.handlers[:]
    log.propagate, log.handlers = False, [logging.NullHandler()]
    try:
        with warnings.catch_warnings(), pd.option_context("mode.copy_on_write", True):
            warnings.simplefilter("ignore")
            yield
    finally:
        log.propagate, log.handlers = propagate, handlers


@dataclass
class Answer:
    """Counts of one expectation, summed over the chunks it saw.

    Attributes
    ----------
    figures : tuple of str
        Numbers of a result that are kept beside the counts.
    given : int
        Chunks that were answered.
    rows, missing, unexpected : int
        Rows seen, rows passed over for a missing cell, rows that break the rule.
    unreadable : int
        Cells that cannot be read as the type the check compares.
    found : dict
        The kept numbers.
    refused : bool
        GX said no, whatever the counts are.
    raised : int
        Chunks on which the expectation ended in an exception. Its words are dropped: they quote cells.
    """

    figures: tuple[str, ...] = ()
    given: int = 0
    rows: int = 0
    missing: int = 0
    unexpected: int = 0
    unreadable: int = 0
    found: dict[str, int | float] = field(default_factory=dict)
    refused: bool = False
    raised: int = 0

    def add(self, result: Any) -> None:
        """Take up one validation result."""
        if _raised(result.exception_info):
            self.raised += 1
            return
        counts = result.result
        self.given += 1
        self.refused |= not result.success
        self.rows += int(counts.get("element_count", 0))
        self.missing += int(counts.get("missing_count", 0))
        self.unexpected += int(counts.get("unexpected_count", 0))
        self.found |= {name: counts[name] for name in self.figures if isinstance(counts[name], (int, float))}

    @property
    def passed(self) -> bool:
        """Whether everything that was asked was answered, and nothing was against it."""
        return bool(self.given) and not (self.refused or self.raised or self.unexpected)

    def take(self, trial: Answer, rows: int, missing: int) -> None:
        """Take up that so many rows pass, because the distinct cells among them do."""
        self.given += trial.given
        self.rows += rows
        self.missing += missing if trial.missing else 0
        self.found |= trial.found


def _raised(info: dict[str, Any]) -> bool:
    """GX has two shapes: one flag, or one entry for each metric that failed."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(entry.get("raised_exception") for entry in info.values() if isinstance(entry, dict))


class Runner:
    """One in-memory GX context; each frame replaces the one before it.

    Expectations carry their index as ``meta={"check": index, ...}``, by which their answers are told apart.
    """

    def __init__(self) -> None:
        gx = load_gx()
        from great_expectations.data_context.types.base import ProgressBarsConfig
        from great_expectations.validator.v1_validator import Validator

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        asset = context.data_sources.add_pandas("release").add_dataframe_asset("sheet")
        self._batches = asset.add_batch_definition_whole_dataframe("chunk")
        self._suite = gx.ExpectationSuite
        self._validator = Validator  # what Batch.validate uses; that one would load, and hash, each frame twice

    def validate(self, frame: pd.DataFrame, expectations: dict[int, Expectation], answers: dict[int, Answer]) -> None:
        """Run the expectations on a frame as one suite and add to their answers."""
        waiting = set(expectations)
        try:
            validator = self._validator(self._batches, RESULT_FORMAT, {"dataframe": frame})
            suite = self._suite(name="sheet", expectations=list(expectations.values()))
            results: list[Any] = validator.validate_expectation_suite(suite).results
            for result in results:
                index = result.expectation_config.meta["check"]
                answers[index].add(result)
                waiting.discard(index)
        except Exception:  # noqa: BLE001, S110  (not answered, whatever it was; its words may hold cells)
            pass
        for index in waiting:
            answers[index].raised += 1
