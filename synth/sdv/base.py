"""What SDV's single-table engines share: treatment, neutral names and codes, metadata written from kinds, rules, drawing again.

SDV sees neutral column names, numbers, and category codes; its metadata is written here from the columns' kinds, never detected from
values. Its progress bars stay silent. A fitted engine keeps what it learned and none of the rows.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pseudo.errors import UsageError, Where
from pseudo.synth.coding import Coded
from pseudo.synth.constraints import is_strict
from pseudo.synth.contract import Synthesizer
from pseudo.synth.sampling import assemble, obeying_rows
from pseudo.synth.sdv.boundary import guarded, import_sdv
from pseudo.synth.sdv.seeding import reseed
from pseudo.synth.training import Training, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pseudo.model import SynthConstraint
    from pseudo.synth.task import SynthTask

__all__ = ["SdvSynthesizer"]

_TABLE = "table"
_TRIES = 10
_MOST_ROWS = 200_000
"""Rows drawn at once to choose from: so many times the rows still wanted, and no more than these."""
_RARELY = 0.1
"""Share of rows that may be rejected for an order, before SDV is asked to keep it."""


class SdvSynthesizer(Synthesizer):
    """Base of SDV's engines.

    Raises
    ------
    MissingExtra
        ``general.extra-missing`` where SDV is not installed.
    BadInput
        ``synth.engine-failed`` with the stage and the kind of SDV's exception, never its text.
    """

    def __init__(self) -> None:
        import_sdv()
        self._task: SynthTask
        self._training: Training
        self._model: Any
        self._names: dict[str, str]
        self._rejected = 0

    def fit(self, table: pa.Table, task: SynthTask, seed: int) -> None:
        """See :meth:`Synthesizer.fit`."""
        self._task = task
        self._training = prepare(table, task)
        modelled = [c.name for c in task.learned if not c.derived]
        self._names = {name: f"x{i}" for i, name in enumerate(modelled)}
        frame = self._sdv_frame(self._training.coded.frame[modelled])
        self._refuse(frame)
        self._model = guarded("fit", lambda: self._fitted(frame, seed))
        self._training = _without_rows(self._training)

    def sample(self, rows: int, seed: int) -> pa.Table:
        """See :meth:`Synthesizer.sample`."""
        guarded("sample", lambda: reseed(self._model, seed))
        frame, self._rejected = obeying_rows(self._draw, self._training, self._task, rows)
        return assemble(frame, self._training, self._task, seed)

    def sample_where(self, rows: int, seed: int, where: Mapping[str, str]) -> pa.Table:
        """See :meth:`Synthesizer.sample_where`: rows are drawn until enough have the categories.

        SDV's own conditions fix one place within a category for all rows of a draw; drawing and choosing has the engine's distribution.
        """
        wanted = self._codes(where)
        guarded("sample", lambda: reseed(self._model, seed))

        def draw(count: int) -> pd.DataFrame:
            frame = self._draw(min(_MOST_ROWS, count * _TRIES))
            return frame[np.logical_and.reduce([frame[name] == code for name, code in wanted.items()])].head(count)

        frame, self._rejected = obeying_rows(draw, self._training, self._task, rows)
        return assemble(frame, self._training, self._task, seed)

    def facts(self) -> dict[str, int]:
        """See :meth:`Synthesizer.facts`."""
        return {**self._training.facts, "rejected_rows": self._rejected}

    @abstractmethod
    def _made(self, metadata: Any) -> Any:
        """SDV's synthesizer, unfitted."""

    @abstractmethod
    def _learn(self, model: Any, tables: dict[str, pd.DataFrame], seed: int) -> None:
        """Fit it."""

    def _refuse(self, frame: pd.DataFrame) -> None:
        """Refuse a table that the engine cannot learn in reasonable memory."""

    def _codes(self, where: Mapping[str, str]) -> dict[str, int]:
        """The codes of learned categories."""
        dictionaries = self._training.coded.dictionaries
        if unknown := [name for name in where if name not in dictionaries]:
            raise UsageError("synth.where-column", columns=", ".join(f"'{name}'" for name in unknown))
        codes = {}
        for name, category in where.items():
            texts = [None if value is None else str(value) for value in dictionaries[name].to_pylist()]
            if category not in texts:
                raise UsageError("synth.where-value", Where(column=name))
            codes[name] = texts.index(category)
        return codes

    def _sdv_frame(self, coded: pd.DataFrame) -> pd.DataFrame:
        """Neutral names; categories as text, so that SDV takes a code for a category and not for a number."""
        frame = coded.rename(columns=self._names)
        for name in self._training.coded.dictionaries:
            codes = coded[name]
            frame[self._names[name]] = (
                codes.map("c{:.0f}".format, na_action="ignore").astype(object).where(codes.notna(), None)
            )
        return frame

    def _fitted(self, frame: pd.DataFrame, seed: int) -> Any:
        from sdv.metadata import Metadata

        metadata = Metadata()
        metadata.add_table(_TABLE)
        for column in self._task.learned:
            if column.name in self._names:
                kind = "categorical" if column.categorical else "numerical"
                metadata.add_column(column_name=self._names[column.name], sdtype=kind, table_name=_TABLE)
        model = self._made(metadata)
        model.add_constraints([c for rule in self._task.constraints if (c := self._sdv_constraint(rule))])
        self._learn(model, {_TABLE: frame}, seed)
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

    def _draw(self, rows: int) -> pd.DataFrame:
        sample = self._model._sample_with_progress_bar  # noqa: SLF001  (the public one prints a progress bar)
        drawn = guarded("sample", lambda: sample(rows, show_progress_bar=False))
        columns = {}
        for name, neutral in self._names.items():
            cells = drawn[neutral]
            columns[name] = (
                cells.str[1:].astype(float) if name in self._training.coded.dictionaries else cells.astype(float)
            )
        return pd.DataFrame(columns)


def _without_rows(training: Training) -> Training:
    """What sampling needs: no row, and no category that was not learned."""
    coded, dictionaries = training.coded, {}
    for name, values in coded.dictionaries.items():
        learned = np.isin(np.arange(len(values)), coded.frame[name].dropna().to_numpy())
        dictionaries[name] = pa.array(
            [value if kept else None for value, kept in zip(values.to_pylist(), learned, strict=True)], values.type
        )
    return replace(training, coded=Coded(coded.frame.iloc[:0].copy(), dictionaries, coded.decimals))
