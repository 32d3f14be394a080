"""A private model: fitted once for one amount of a budget, drawn from as often as wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.dp import Budget
from pseudo.errors import UsageError, Where
from pseudo.model import Recipe
from pseudo.workflow.applying import bench, data_path, lineage, write_table
from pseudo.workflow.prepare import as_source, make_plan, quiet
from pseudo.workflow.release import Release
from pseudo.workflow.synthesis import synthesis_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.dp.marginals import Measured
    from pseudo.model import Plan
    from pseudo.synth import Privacy, StoredModel
    from pseudo.table.source import Source

__all__ = ["fit_model", "sample_model"]

ENGINE = "dp_marginals"
"""The one engine whose model may be kept."""


def fit_model(
    what: Any,
    recipe: str | Path | Recipe,
    out: str | Path,
    *,
    epsilon: str,
    delta: str,
    max_rows_per_subject: int = 1,
    project: str = "default",
    recipient: str = "internal",
    keys: Path | None = None,
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> StoredModel:
    """Learn noisy marginals of a table, spend their budget, and write them as a signed model.

    Parameters
    ----------
    what : path, "-", frame or Source
        The real table.
    recipe : str, path or Recipe
        With a ``synth`` part whose ranges and categories are public.
    out : path
        A new JSON file.
    epsilon, delta : str
        Exact decimals, spent of the budget of ``project/subject``.
    max_rows_per_subject : int
        Most rows of a person that are learned from.

    Raises
    ------
    UsageError
        ``procedure.exists``: something stands at ``out``.
    PolicyRefused
        ``dp.no-budget``, ``dp.overspent``, ``synth.not-public``, ...
    """
    from pseudo import synth
    from pseudo.keys import KeyStore
    from pseudo.recipes import load_recipe

    target = Path(out)
    if target.exists():
        raise UsageError("procedure.exists", Where(file=target.name))
    source = as_source(what, **reading)
    policy = recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    plan = make_plan(source, policy, project=project, recipient=recipient, progress=progress)
    key = KeyStore(keys).open(project)
    privacy = synth.Privacy(epsilon, delta, lineage(plan), Budget(), max_rows_per_subject)
    privacy.budget.check(privacy.lineage, [(epsilon, delta)])
    progress("fit", 0)
    fitted, _ = synth.fit_private(source, policy, plan, privacy, ENGINE)
    model = _kept(source, policy, plan, privacy, fitted.measured, source.mac(key.input_key())).signed(key)
    model.write(target)
    return model


def _kept(
    source: Source, policy: Recipe, plan: Plan, privacy: Privacy, learned: Measured, input_mac: str
) -> StoredModel:
    """The model as data."""
    from pseudo.synth import StoredModel

    schema = source.schema
    return StoredModel(
        engine=ENGINE,
        recipe=policy,
        plan=plan,
        names=tuple(schema.names),
        texts=tuple(field.name for field in schema if str(field.type) == "string"),
        format=source.facts.format,
        epsilon=privacy.epsilon,
        delta=privacy.delta,
        lineage=privacy.lineage,
        max_rows_per_subject=privacy.max_rows_per_subject,
        ones=tuple(tuple(one.tolist()) for one in learned.ones),
        pairs={f"{i},{j}": tuple(counts.ravel().tolist()) for (i, j), counts in learned.pairs.items()},
        groups=tuple(tuple(group.tolist()) for group in learned.groups),
        scale=learned.scale,
        pair_scales={f"{i},{j}": scale for (i, j), scale in learned.pair_scales.items()},
        input_mac=input_mac,
        created=clock.now(),
    )


def sample_model(
    path: str | Path,
    out: str | Path,
    *,
    rows: int,
    seed: int,
    project: str = "default",
    keys: Path | None = None,
    force: bool = False,
    format: str | None = None,  # noqa: A002  (the word users know)
    progress: Callable[[str, int], None] = quiet,
) -> Release:
    """Draw rows from a stored model and release them through the gate; nothing is spent, no real table is read.

    Parameters
    ----------
    path : path
        What :func:`fit_model` wrote.
    out : path
        The release's folder.
    rows, seed : int
        How many; the same seed gives the same rows.
    project : str
        Whose key signed the model, and signs the release.

    Raises
    ------
    BadInput
        ``synth.model-unreadable``, ``synth.model-signature``.
    GateFailed
        Nothing is released.
    """
    from pseudo import synth
    from pseudo.keys import KeyStore

    model = synth.read_model(Path(path), KeyStore(keys).open(project).verifying_key)
    task = synth.build_task(list(model.names), model.recipe, model.plan)
    plan = synthesis_plan(model.plan, task, rows)
    privacy = synth.Privacy(model.epsilon, model.delta, model.lineage, Budget(), model.max_rows_per_subject)
    with bench(Path(out), plan, keys=keys, force=force) as work:
        made = synth.sample_stored(model, privacy, rows=rows, seed=seed)
        progress("sample", rows)
        write_table(data_path(work.folder, plan, format or model.format), made.table)
        work.ledger.append("sampled", rows=rows, seed=seed, engine=model.engine)
        work.evidence += made.evidence
        work.gate(progress)
        work.close(model.input_mac, kind="synthetic", seed=seed)
    return Release(out)
