"""SDV's Gaussian copula (single table). SDV gives no formal privacy guarantee.

SDV sees neutral column names, numbers, and category codes; its metadata is written here from the columns' kinds,
never detected from values. It is imported when the engine is made, without its files in the user's folder; its
loggers, warnings and progress bars stay silent, since they may hold cells, and an exception of it becomes ours.

References
----------
.. [1] N. Patki, R. Wedge, K. Veeramachaneni, The Synthetic Data Vault, IEEE DSAA 2016.
"""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np
import pandas as pd

from pseudo.entropy import seeded
from pseudo.errors import BadInput, MissingExtra
from pseudo.synth.constraints import is_strict
from pseudo.synth.contract import Synthesizer
from pseudo.synth.sampling import assemble, obeying_rows
from pseudo.synth.training import Training, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from pseudo.model import SynthConstraint
    from pseudo.synth.task import SynthTask

__all__ = ["GaussianCopula"]

T = TypeVar("T")
_TABLE = "table"
_LOGGERS = ("sdv", "rdt", "copulas", "SingleTableSynthesizer")
_SEEDS = 2**32
_RARELY = 0.1
"""Share of rows that may be rejected for an order, before SDV is asked to keep it."""


class GaussianCopula(Synthesizer):
    """The engine ``gaussian_copula``.

    Raises
    ------
    MissingExtra
        ``general.extra-missing`` where SDV is not installed.
    BadInput
        ``synth.engine-failed`` with the stage and the kind of SDV's exception, never its text.
    """

    name: ClassVar[str] = "gaussian_copula"

    def __init__(self) -> None:
        _import_sdv()
        self._task: SynthTask
        self._training: Training
        self._model: Any
        self._names: dict[str, str]
        self._rejected = 0

    def fit(self, table: pa.Table, task: SynthTask, seed: int) -> None:
        """See :meth:`Synthesizer.fit`. The copula's fit draws nothing that the seed could change."""
        del seed
        self._task = task
        self._training = prepare(table, task)
        modelled = [c.name for c in task.learned if not c.derived]
        self._names = {name: f"x{i}" for i, name in enumerate(modelled)}
        frame = self._sdv_frame(self._training.coded.frame[modelled])
        self._model = _guarded("fit", lambda: self._fitted(frame))

    def sample(self, rows: int, seed: int) -> pa.Table:
        """See :meth:`Synthesizer.sample`."""
        _guarded("sample", lambda: self._reseed(seed))
        frame, self._rejected = obeying_rows(self._draw, self._training, self._task, rows)
        return assemble(frame, self._training, self._task, seed)

    def facts(self) -> dict[str, int]:
        """See :meth:`Synthesizer.facts`."""
        return {**self._training.facts, "rejected_rows": self._rejected}

    def _sdv_frame(self, coded: pd.DataFrame) -> pd.DataFrame:
        """Neutral names; categories as text, so that SDV takes a code for a category and not for a number."""
        frame = coded.rename(columns=self._names)
        for name in self._training.coded.dictionaries:
            codes = coded[name]
            frame[self._names[name]] = (
                codes.map("c{:.0f}".format, na_action="ignore").astype(object).where(codes.notna(), None)
            )
        return frame

    def _fitted(self, frame: pd.DataFrame) -> Any:
        from sdv.metadata import Metadata
        from sdv.single_table import GaussianCopulaSynthesizer

        metadata = Metadata()
        metadata.add_table(_TABLE)
        for column in self._task.learned:
            if column.name in self._names:
                kind = "categorical" if column.categorical else "numerical"
                metadata.add_column(column_name=self._names[column.name], sdtype=kind, table_name=_TABLE)
        model = GaussianCopulaSynthesizer(metadata)
        model.add_constraints([c for rule in self._task.constraints if (c := self._sdv_constraint(rule))])
        model.fit({_TABLE: frame})
        return model

    def _sdv_constraint(self, rule: SynthConstraint) -> Any:
        """SDV's own constraint, where it has one, every column is modelled and rejection would cost too much.

        SDV keeps an order by modelling the upper column as the lower one plus a difference. That suits admission and
        discharge; for birth and admission it would spread the admissions over a century.
        """
        from sdv.cag import FixedCombinations, Inequality, Range

        if any(name not in self._names for name in rule.columns):
            return None
        if rule.kind in {"inequality", "range"} and self._rarely_broken(rule):
            return None
        columns = [self._names[name] for name in rule.columns]
        if rule.kind == "inequality":
            return Inequality(*columns, strict_boundaries=is_strict(rule), table_name=_TABLE)
        if rule.kind == "range":
            return Range(*columns, strict_boundaries=is_strict(rule), table_name=_TABLE)
        if rule.kind == "fixed_combinations":
            return FixedCombinations(columns, table_name=_TABLE)
        return None

    def _rarely_broken(self, rule: SynthConstraint) -> bool:
        """Whether columns drawn independently of each other would seldom be out of order."""
        cells = [
            column[~np.isnan(column)]
            for name in rule.columns
            for column in [self._training.coded.frame[name].to_numpy()]
        ]
        shares = [
            float(1 - (np.searchsorted(np.sort(low), high, side="right") / len(low)).mean())
            for low, high in pairwise(cells)
        ]
        return max(shares) <= _RARELY

    def _reseed(self, seed: int) -> None:
        """SDV samples from a fixed seed and has no public way to set another: copula and transformers get ours."""
        self._model.reset_sampling()
        self._model._set_random_state(_integer(seed, "synth/sample"))  # noqa: SLF001
        transformers = self._model._data_processor._hyper_transformer.field_transformers  # noqa: SLF001
        for name, transformer in sorted(transformers.items()):
            if transformer is not None:
                state = np.random.RandomState(_integer(seed, f"synth/sample/{name}"))
                transformer.set_random_state(state, "reverse_transform")

    def _draw(self, rows: int) -> pd.DataFrame:
        sample = self._model._sample_with_progress_bar  # noqa: SLF001  (the public one prints a progress bar)
        drawn = _guarded("sample", lambda: sample(rows, show_progress_bar=False))
        columns = {}
        for name, neutral in self._names.items():
            cells = drawn[neutral]
            columns[name] = (
                cells.str[1:].astype(float) if name in self._training.coded.dictionaries else cells.astype(float)
            )
        return pd.DataFrame(columns)


def _integer(seed: int, stream: str) -> int:
    return int(seeded(seed, stream).integers(_SEEDS))


def _import_sdv() -> None:
    """Import SDV without the configuration file that it writes to the user's data folder.

    SDV asks platformdirs for that folder while it is imported; under the null device it cannot be made, and SDV goes on
    with loggers that write nothing.
    """
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = os.devnull
    try:
        with _silence():
            import sdv.single_table  # noqa: F401
    except ImportError:
        missing = True
    else:
        missing = False
    finally:
        if before is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = before
    if missing:
        raise MissingExtra("general.extra-missing", extra="synth")


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """No warning and no log record of SDV: either may hold a cell."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _guarded(stage: str, call: Callable[[], T]) -> T:
    """Call; an exception becomes ours outside the handler, so that not even its context holds a cell."""
    try:
        with _silence():
            return call()
    except Exception as error:  # noqa: BLE001  (SDV raises of every kind, with raw cells in the text)
        kind = type(error).__name__
    raise BadInput("synth.engine-failed", stage=stage, kind=kind)
