"""The verb: a source and a recipe in, a synthetic table and its evidence out. Reading and casting happen here only.

What may not come in: writing, the gate. The identifiers that are replaced are not even read, the subject's column
excepted, which is read to count persons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from pseudo.errors import PolicyRefused, UsageError
from pseudo.model import ColumnType, Evidence, digest
from pseudo.synth.contract import create
from pseudo.synth.measure import measure
from pseudo.synth.task import build_task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pseudo.model import Plan, Recipe
    from pseudo.synth.contract import Learning, Privacy, Synthesizer
    from pseudo.synth.dp_marginals import DpMarginals
    from pseudo.synth.sdv.sealed import SealedModel
    from pseudo.synth.stored import StoredModel
    from pseudo.synth.task import ColumnSpec, SynthTask
    from pseudo.table.source import Source

__all__ = ["Synthesis", "fit_engine", "read_training", "sample_sealed", "sample_stored", "synthesize"]


@dataclass(frozen=True)
class Synthesis:
    """A synthetic table and what was measured on it.

    Attributes
    ----------
    table : pyarrow.Table
        Columns of the source in its order, without the dropped ones. Dates that were text stand in their date format.
    evidence : list of Evidence
        For the institution's own eyes where the basis is "input".
    task : SynthTask
        What was done with each column.
    """

    table: pa.Table = field(repr=False)
    evidence: list[Evidence]
    task: SynthTask


def synthesize(
    source: Source,
    recipe: Recipe,
    *,
    plan: Plan | None = None,
    rows: int,
    seed: int,
    engine: str = "gaussian_copula",
    privacy: Privacy | None = None,
    learning: Learning | None = None,
) -> Synthesis:
    """Fit an engine to a table and sample from it.

    Parameters
    ----------
    source : Source
        The real table.
    recipe : Recipe
        With its ``synth`` part.
    plan : Plan, optional
        The table's plan; needed where the recipe does not know every column by name.
    rows : int
        Rows to generate, at least 1.
    seed : int
        The same seed gives the same table, from one fit. It is recorded in the evidence; the noise of a private engine has none.
    engine : str
        A name of :func:`pseudo.synth.engines`.
    privacy : Privacy, optional
        What a private engine may spend.
    learning : Learning, optional
        How a network is trained.

    Raises
    ------
    UsageError
        ``synth.no-rows``, ``general.unknown-choice``, ``synth.privacy-missing``, ``synth.privacy-unused``, ``synth.learning-unused``.
    BadInput, PolicyRefused, MissingExtra
        As :func:`build_task`, the engine and the table's casts say.

    Notes
    -----
    SDV's engines give no formal privacy guarantee. Of "dp_marginals" the rows alone are private: the evidence's other figures
    are exact. A row stands for a person: what ties a person's rows together is not learned.
    """
    _hold(rows)
    task, synthesizer, training = _fitted(source, recipe, plan, engine, seed, privacy, learning)
    made = synthesizer.sample(rows, seed)
    evidence = [
        *_stated(synthesizer, rows, seed),
        _figure("training_rows", training.num_rows, "rows", "rows given to the engine", training.num_rows, None),
        *_counted(synthesizer, rows, seed),
        *measure(training, made, task, seed),
    ]
    return Synthesis(_as_read(made, source.schema, task), evidence, task)


def fit_engine(
    source: Source,
    recipe: Recipe,
    plan: Plan,
    engine: str,
    *,
    seed: int = 0,
    privacy: Privacy | None = None,
    learning: Learning | None = None,
) -> Synthesizer:
    """Fit an engine whose model is to be kept.

    Raises
    ------
    As :func:`synthesize`.
    """
    return _fitted(source, recipe, plan, engine, seed, privacy, learning)[1]


def sample_sealed(model: SealedModel, *, rows: int, seed: int, where: Mapping[str, str] | None = None) -> Synthesis:
    """Draw rows from a model that was read; no real table is read, so nothing is measured against one.

    Raises
    ------
    UsageError
        ``synth.no-rows``; ``synth.where-column``, ``synth.where-value``.
    """
    _hold(rows)
    about, synthesizer = model.description, model.synthesizer
    task = build_task(list(about.names), about.recipe, about.plan)
    made = synthesizer.sample_where(rows, seed, where) if where else synthesizer.sample(rows, seed)
    chosen, learned = ", ".join(where or {}), about.training_rows
    evidence = [
        *_stated(synthesizer, rows, seed),
        *([_figure("conditioned_on", chosen, "", "columns whose category was asked for", rows, seed)] if where else []),
        _figure("training_rows", learned, "rows", "rows given to the engine", learned, about.seed),
        _drawn_from(model.digest, rows, seed),
        *_counted(synthesizer, rows, seed),
    ]
    return Synthesis(_as_read(made, about.schema, task), evidence, task)


def sample_stored(model: StoredModel, privacy: Privacy, *, rows: int, seed: int) -> Synthesis:
    """Draw rows from a stored model; nothing is spent, and no real table is read.

    Parameters
    ----------
    model : StoredModel
        Its signature was checked.
    privacy : Privacy
        What the fit spent: it is stated, not spent again.
    rows, seed : int
        How many; the same seed gives the same rows.
    """
    _hold(rows)
    task = build_task(list(model.names), model.recipe, model.plan)
    synthesizer = cast("DpMarginals", create(model.engine, privacy))
    synthesizer.restore(task, model.measured)
    made = synthesizer.sample(rows, seed)
    evidence = [*_stated(synthesizer, rows, seed), _drawn_from(digest(model), rows, seed)]
    return Synthesis(_as_read(made, model.schema, task), evidence, task)


def _hold(rows: int) -> None:
    if rows < 1:
        raise UsageError("synth.no-rows", rows=rows)


def _fitted(
    source: Source,
    recipe: Recipe,
    plan: Plan | None,
    engine: str,
    seed: int,
    privacy: Privacy | None,
    learning: Learning | None,
) -> tuple[SynthTask, Synthesizer, pa.Table]:
    """The task, the fitted engine, and what it learned from."""
    task = build_task(source.schema.names, recipe, plan)
    synthesizer = create(engine, privacy, learning)
    if synthesizer.private and task.subject is None and recipe.subject is not None:
        raise PolicyRefused("synth.person-uncounted", subject=recipe.subject)
    training = read_training(source, task)
    synthesizer.fit(training, task, seed)
    return task, synthesizer, training


def _stated(synthesizer: Synthesizer, rows: int, seed: int) -> list[Evidence]:
    """How many rows, with which guarantee, and what it rests on."""
    return [
        _figure("rows", rows, "rows", "rows generated", rows, seed),
        _figure("formal_guarantee", synthesizer.guarantee, "", f"engine {synthesizer.name}", rows, seed),
        *synthesizer.claims(),
    ]


def _counted(synthesizer: Synthesizer, rows: int, seed: int) -> list[Evidence]:
    return [
        _figure(name, count, "", "counted while fitting and sampling", rows, seed)
        for name, count in synthesizer.facts().items()
    ]


def _drawn_from(sha256: str, rows: int, seed: int) -> Evidence:
    return _figure("stored_model", sha256, "", "SHA-256 of the kept model that the rows were drawn from", rows, seed)


def read_training(source: Source, task: SynthTask) -> pa.Table:
    """Read the needed columns, text cast to the task's types."""
    schema = pa.schema([source.schema.field(name) for name in task.read])
    table = pa.Table.from_batches(source.batches(columns=task.read), schema=schema)
    for i, column in enumerate(task.learned):
        if column.type is not ColumnType.TEXT and pa.types.is_string(schema.field(column.name).type):
            table = table.set_column(i, column.name, _cast(table.column(column.name), column.type, column))
    return table


def _as_read(made: pa.Table, schema: pa.Schema, task: SynthTask) -> pa.Table:
    """Write the table as its source does: dates that were text become text again."""
    for i, column in enumerate(task.columns):
        if column.date_format and column.provider is None and pa.types.is_string(schema.field(column.name).type):
            made = made.set_column(i, column.name, _cast(made.column(column.name), ColumnType.TEXT, column))
    return made


def _cast(cells: pa.ChunkedArray[Any], to: ColumnType, column: ColumnSpec) -> pa.Array[Any]:
    from pseudo.table import cast

    return cast(cells.combine_chunks(), to, column=column.name, first_row=0, date_format=column.date_format)


def _figure(metric: str, value: int | str, unit: str, method: str, n: int, seed: int | None) -> Evidence:
    return Evidence(metric, value, unit, method, "pseudo.synth", "input", n, seed=seed)
