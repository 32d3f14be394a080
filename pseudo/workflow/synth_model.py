"""A model that is kept. A private one: fitted once for a budget, drawn from as often as wanted. One of SDV's: sealed, and for inside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pseudo import clock
from pseudo.dp import Budget
from pseudo.errors import UsageError, Where
from pseudo.model import Recipe
from pseudo.workflow.applying import bench, data_path, lineage, write_table
from pseudo.workflow.prepare import as_source, make_plan, quiet
from pseudo.workflow.release import Release
from pseudo.workflow.synthesis import synthesis_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pseudo.keys import Key
    from pseudo.model import Plan
    from pseudo.synth import Learning, StoredModel, Synthesis
    from pseudo.synth.dp_marginals import DpMarginals
    from pseudo.synth.sdv.base import SdvSynthesizer
    from pseudo.synth.sdv.sealed import Description
    from pseudo.table.source import Source

__all__ = ["fit_model", "fit_sealed_model", "sample_model"]

ENGINE = "dp_marginals"
"""The one engine whose model holds nothing of a person."""


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

    target, source, policy, plan, key = _begun(what, recipe, out, project, recipient, keys, progress, reading)
    privacy = synth.Privacy(epsilon, delta, lineage(plan), Budget(), max_rows_per_subject)
    privacy.budget.check(privacy.lineage, [(epsilon, delta)])
    progress("fit", 0)
    fitted = cast("DpMarginals", synth.fit_engine(source, policy, plan, ENGINE, privacy=privacy))
    learned = fitted.measured
    model = synth.StoredModel(
        **_about(ENGINE, source, policy, plan, key),
        epsilon=epsilon,
        delta=delta,
        lineage=privacy.lineage,
        max_rows_per_subject=max_rows_per_subject,
        ones=tuple(tuple(one.tolist()) for one in learned.ones),
        groups=tuple(tuple(group.tolist()) for group in learned.groups),
        pairs={f"{i},{j}": tuple(counts.ravel().tolist()) for (i, j), counts in learned.pairs.items()},
        scale=learned.scale,
        pair_scales={f"{i},{j}": scale for (i, j), scale in learned.pair_scales.items()},
    ).signed(key)
    model.write(target)
    return model


def fit_sealed_model(
    what: Any,
    recipe: str | Path | Recipe,
    out: str | Path,
    *,
    engine: str,
    seed: int = 0,
    learning: Learning | None = None,
    project: str = "default",
    recipient: str = "internal",
    keys: Path | None = None,
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> str:
    """Fit one of SDV's engines and keep it encrypted under the project's key: personal data, for the institution only.

    Parameters
    ----------
    what, recipe, project, recipient, keys, progress
        As :func:`fit_model`.
    out : path
        A new file of mode 0600, outside every release and outside the key store.
    engine : str
        A name of :func:`pseudo.synth.engines` without a guarantee.
    seed : int
        Of a network's training.
    learning : Learning, optional
        How a network is trained.

    Returns
    -------
    str
        SHA-256 of the file.

    Raises
    ------
    UsageError
        ``procedure.exists``, ``synth.privacy-missing``, ``synth.learning-unused``.
    PolicyRefused
        ``synth.model-in-release``, ``keys.shared-tree``, ``synth.no-threshold``, ...
    """
    from pseudo import synth
    from pseudo.keys import KeyStore, refuse_shared_tree
    from pseudo.synth.sdv.sealed import Description

    refuse_shared_tree(KeyStore(keys).path, Path(out))
    target, source, policy, plan, key = _begun(what, recipe, out, project, recipient, keys, progress, reading)
    progress("fit", 0)
    fitted = cast("SdvSynthesizer", synth.fit_engine(source, policy, plan, engine, seed=seed, learning=learning))
    about = Description(**_about(engine, source, policy, plan, key), training_rows=source.facts.rows or 0, seed=seed)
    return synth.write_sealed(target, about, fitted, key)


def _begun(
    what: Any,
    recipe: str | Path | Recipe,
    out: str | Path,
    project: str,
    recipient: str,
    keys: Path | None,
    progress: Callable[[str, int], None],
    reading: dict[str, Any],
) -> tuple[Path, Source, Recipe, Plan, Key]:
    """Where the model goes, what is learned from by which policy and plan, and the project's key."""
    from pseudo.keys import KeyStore
    from pseudo.recipes import load_recipe

    target = Path(out)
    if target.exists():
        raise UsageError("procedure.exists", Where(file=target.name))
    source = as_source(what, **reading)
    policy = recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    plan = make_plan(source, policy, project=project, recipient=recipient, progress=progress)
    return target, source, policy, plan, KeyStore(keys).open(project)


def _about(engine: str, source: Source, policy: Recipe, plan: Plan, key: Key) -> dict[str, Any]:
    """What stands with a model of either kind (:class:`pseudo.synth.kept.Kept`)."""
    return {
        "engine": engine,
        "recipe": policy,
        "plan": plan,
        "names": tuple(source.schema.names),
        "texts": tuple(field.name for field in source.schema if str(field.type) == "string"),
        "format": source.facts.format,
        "input_mac": source.mac(key.input_key()),
        "created": clock.now(),
    }


def sample_model(
    path: str | Path,
    out: str | Path,
    *,
    rows: int,
    seed: int,
    where: Mapping[str, str] | None = None,
    project: str = "default",
    keys: Path | None = None,
    force: bool = False,
    format: str | None = None,  # noqa: A002  (the word users know)
    progress: Callable[[str, int], None] = quiet,
) -> Release:
    """Draw rows from a kept model and release them through the gate; nothing is spent, no real table is read.

    Parameters
    ----------
    path : path
        What :func:`fit_model` or :func:`fit_sealed_model` wrote.
    out : path
        The release's folder.
    rows, seed : int
        How many; the same seed gives the same rows.
    where : dict, optional
        Column → category that every row is to have; of a model of SDV's.
    project : str
        Whose key signed the model, and signs the release.

    Raises
    ------
    UsageError
        ``synth.where-unsupported``, ``synth.where-column``, ``synth.where-value``.
    BadInput
        ``synth.model-unreadable``, ``synth.model-signature``; ``synth.model-sealed``, ``synth.model-versions``.
    GateFailed
        Nothing is released.
    """
    from pseudo import synth
    from pseudo.keys import KeyStore

    key = KeyStore(keys).open(project)
    if synth.is_sealed(Path(path)):
        sealed = synth.read_sealed(Path(path), key)
        about: Description | StoredModel = sealed.description

        def draw() -> Synthesis:
            return synth.sample_sealed(sealed, rows=rows, seed=seed, where=where)
    else:
        if where:
            raise UsageError("synth.where-unsupported", name=ENGINE)
        stored = about = synth.read_model(Path(path), key.verifying_key)
        privacy = synth.Privacy(stored.epsilon, stored.delta, stored.lineage, Budget(), stored.max_rows_per_subject)

        def draw() -> Synthesis:
            return synth.sample_stored(stored, privacy, rows=rows, seed=seed)

    plan = synthesis_plan(about.plan, synth.build_task(list(about.names), about.recipe, about.plan), rows)
    with bench(Path(out), plan, keys=keys, force=force) as work:
        made = draw()
        progress("sample", rows)
        write_table(data_path(work.folder, plan, format or about.format), made.table)
        work.ledger.append("sampled", rows=rows, seed=seed, engine=about.engine)
        work.evidence += made.evidence
        work.gate(progress)
        work.close(about.input_mac, kind="synthetic", seed=seed)
    return Release(out)
