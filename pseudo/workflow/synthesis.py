"""Synthesize: an engine is fitted to the table, and what it makes goes through a gate of its own before it is a release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.dp import Budget
from pseudo.errors import PolicyRefused
from pseudo.model import Check, ColumnPlan, ColumnType, Evidence, NullRule, Plan, Recipe, Role, Text
from pseudo.workflow.applying import bench, data_path, lineage, write_table
from pseudo.workflow.evaluating import evaluate
from pseudo.workflow.holdout import hold_back
from pseudo.workflow.prepare import as_source, make_plan, quiet
from pseudo.workflow.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from pseudo.synth import ColumnSpec, Learning, SynthTask
    from pseudo.table.source import Source

__all__ = ["synthesis_plan", "synthesize"]

AUTO = "auto"
MODELLED = Text("합성: 원본의 분포를 학습하여 생성", "synthesised: sampled from a model of the original's distribution")
FICTITIOUS = Text("합성: 실재하지 않음이 드러나는 가상의 값", "synthesised: visibly fictitious values")


def synthesize(
    what: Any,
    recipe: str | Path | Recipe,
    out: str | Path,
    *,
    rows: int,
    seed: int,
    engine: str = "gaussian_copula",
    epsilon: str | None = None,
    delta: str = "0",
    max_rows_per_subject: int = 1,
    learning: Learning | None = None,
    holdout: float | None = None,
    project: str = "default",
    recipient: str = "internal",
    keys: Path | None = None,
    force: bool = False,
    format: str | None = None,  # noqa: A002  (the word users know)
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> Release:
    """Fit a synthesizer to a table and release synthetic rows that pass the gate.

    Parameters
    ----------
    what : path, "-", frame or Source
        The real table.
    recipe : str, path or Recipe
        With a ``synth`` part.
    out : path
        The release's folder.
    rows, seed : int
        How many rows; the seed stands in the manifest. The noise of a private engine has none.
    engine : str
        A name of :func:`pseudo.synth.engines`: "dp_marginals" is differentially private, the others have no formal guarantee.
        "auto" is "dp_marginals" where ``epsilon`` is given and "gaussian_copula" elsewhere; the reason stands in the evidence.
    epsilon, delta : str
        What a private engine spends of the budget of ``project/subject``: exact decimals.
    max_rows_per_subject : int
        Most rows of a person that a private engine learns from.
    learning : Learning, optional
        How a network is trained; its ``progress`` is told of the batches.
    holdout : float, optional
        Probability with which a person (a row, where the recipe names no subject) is kept back, to attack the synthetic rows with:
        the figures of :func:`pseudo.evaluate` are in the evidence, and an engine without a guarantee is refused where a leak is shown.

    Returns
    -------
    Release
        Of kind "synthetic".

    Raises
    ------
    GateFailed, BadInput, PolicyRefused, MissingExtra
        Before anything is released; ``workflow.synth-leaks`` where an attack succeeds, ``workflow.holdout-rows``.

    Notes
    -----
    SDV's engines give no formal privacy guarantee; that of "dp_marginals" is of the rows, not of the exact figures in the
    release's evidence, which is for the institution. Whether the output may be opened is for the committee to decide.
    """
    from pseudo import synth
    from pseudo.recipes import load_recipe

    chosen = []
    if engine == AUTO:
        engine, reason = synth.choose(epsilon)
        chosen.append(Evidence("engine_chosen", engine, "", reason.en, "pseudo.synth", "input", rows))
    source, out = as_source(what, **reading), Path(out)
    policy = recipe if isinstance(recipe, Recipe) else load_recipe(recipe)
    treated = make_plan(source, policy, project=project, recipient=recipient, progress=progress)
    task = synth.build_task(source.schema.names, policy, treated)
    plan = synthesis_plan(treated, task, rows)
    privacy = None
    if epsilon is not None:
        privacy = synth.Privacy(epsilon, delta, lineage(treated), Budget(), max_rows_per_subject)
        if holdout is not None and task.subject is None:
            raise PolicyRefused("workflow.holdout-rows")
        privacy.budget.check(privacy.lineage, [(epsilon, delta)])
    learned, held = (source, None) if holdout is None else hold_back(source, treated.subject, holdout, seed)
    with bench(out, plan, keys=keys, force=force) as work:
        progress("fit", 0)
        made = synth.synthesize(
            learned, policy, plan=treated, rows=rows, seed=seed, engine=engine, privacy=privacy, learning=learning
        )
        write_table(data_path(work.folder, plan, format or source.facts.format), made.table)
        work.ledger.append("synthesised", rows=rows, seed=seed, engine=engine)
        work.evidence += [*chosen, *made.evidence]
        if held is not None:
            work.evidence += _attacked(learned, held, made.table, plan, seed, refuse=privacy is None)
        work.gate(progress)
        work.close(work.mac_of(source), kind="synthetic", seed=seed)
    return Release(out)


def _attacked(learned: Source, held: Source, made: pa.Table, plan: Plan, seed: int, *, refuse: bool) -> list[Evidence]:
    """What attacks on the synthetic rows showed; identifiers that are made up are not looked at."""
    made_up = [entry.column for entry in plan.columns if entry.technique == "fictitious"]
    modelled = {entry.column for entry in plan.columns} - set(made_up)
    secrets = [e.column for e in plan.columns if e.role is Role.SENSITIVE and e.column in modelled]
    known = [e.column for e in plan.columns if e.role is Role.QUASI_IDENTIFIER and e.column in modelled]
    found = evaluate(learned, made, holdout=held, secrets=secrets, known=known, without=made_up, seed=seed)
    if found.leaks and refuse:
        raise PolicyRefused("workflow.synth-leaks", leaks=", ".join(found.leaks))
    rows = found.rows["holdout"]
    counted = Evidence("holdout_rows", rows, "rows", "rows kept back from the engine", "pseudo.synth", "input", rows)
    return [counted, *found.evidence]


def synthesis_plan(treated: Plan, task: SynthTask, rows: int) -> Plan:
    """The plan that a synthetic release is checked by: its columns, and the recipe's checks that are about raw columns.

    Checks on a column that the table's plan rewrites (an age band, a cut code) are about the rewritten cells; synthesis
    learns the column as it stands, so they do not apply and are left out.
    """
    names = {c.name for c in task.columns}
    modelled = [c for c in task.columns if c.provider is None]
    raw = {e.column for e in treated.columns if e.technique == "keep"} & {c.name for c in modelled}
    kept = [
        replace(c, table="") for c in treated.checks if c.because == "recipe" and c.columns and set(c.columns) <= raw
    ]
    return replace(
        treated,
        columns=tuple(_entry(column) for column in task.columns),
        subject=treated.subject if treated.subject in names else None,
        anonymity=None,
        steps=(),
        rare_values=None,
        rare_findings=None,
        collisions=(),
        statistics=(),
        checks=(*kept, *_own_checks(task, modelled, rows)),
    ).sealed()


def _entry(column: ColumnSpec) -> ColumnPlan:
    return ColumnPlan(
        column=column.name,
        rule=column.rule,
        role=column.role,
        type=column.type,
        technique="synthesis" if column.provider is None else "fictitious",
        nulls=NullRule.KEEP,
        reason=MODELLED if column.provider is None else FICTITIOUS,
        params={} if column.provider is None else {"provider": column.provider},
        date_format=column.date_format,
    )


def _own_checks(task: SynthTask, modelled: list[ColumnSpec], rows: int) -> list[Check]:
    checks = [Check("row_count", (), {"min": rows}, "synthesis")]
    checks.append(Check("columns", (), {"names": [column.name for column in task.columns]}, "synthesis"))
    checks += [Check("absent", (name,), {}, "synthesis") for name in task.dropped]
    for column in modelled:
        if column.type is not ColumnType.TEXT:
            params = {"type": column.type.value, "date_format": column.date_format}
            checks.append(Check("type", (column.name,), {k: v for k, v in params.items() if v}, "synthesis"))
        else:
            checks.append(Check("no_identifier", (column.name,), {}, "synthesis"))
    checks += [Check("a_le_b", c.columns, {}, "recipe") for c in task.constraints if c.kind == "inequality"]
    return checks
