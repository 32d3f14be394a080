"""From schema alone: a field model's table through the gate to a release, with no real record anywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo import entropy
from pseudo.model import Evidence
from pseudo.workflow.applying import bench, data_path, write_table
from pseudo.workflow.prepare import as_source, make_plan, quiet
from pseudo.workflow.release import Release
from pseudo.workflow.synthesis import synthesis_plan

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["demonstrate"]

METHOD = "from schema alone: no real record was read"


def demonstrate(
    name: str,
    out: str | Path,
    *,
    rows: int,
    seed: int,
    project: str = "default",
    keys: Path | None = None,
    force: bool = False,
    format: str = "csv",  # noqa: A002  (the word users know)
    progress: Callable[[str, int], None] = quiet,
) -> Release:
    """Release a field model's table, checked by the recipe of the same name and the model's own rules.

    Parameters
    ----------
    name : str
        A field model's: "healthcare/visits".
    out : path
        The release's folder.
    rows, seed : int
        How many rows; the same seed gives the same ones.

    Returns
    -------
    Release
        Of kind "synthetic". Nobody's records were read, so nothing is claimed about anybody's protection.

    Raises
    ------
    UsageError
        ``general.unknown-choice``: no such model.
    GateFailed
        Nothing is released.
    """
    from pseudo import synth
    from pseudo.recipes import load_recipe
    from pseudo.synth.fields import field_model

    model = field_model(name)
    table = model.generate(rows, entropy.seeded(seed, f"fields/{name}"))
    progress("sample", rows)
    recipe, source = load_recipe(name), as_source(table)
    treated = make_plan(source, recipe, project=project, recipient="internal", progress=progress)
    plan = synthesis_plan(treated, synth.build_task(table.column_names, recipe, treated), rows)
    plan = replace(plan, checks=(*plan.checks, *model.rules)).sealed()
    with bench(Path(out), plan, keys=keys, force=force) as work:
        write_table(data_path(work.folder, plan, format), table)
        work.ledger.append("generated", rows=rows, seed=seed, model=name)
        work.evidence.append(Evidence("real_records_read", 0, "rows", METHOD, "pseudo.synth.fields", "input", 0))
        work.gate(progress)
        work.close(work.mac_of(source), kind="synthetic", seed=seed)
    return Release(Path(out))
