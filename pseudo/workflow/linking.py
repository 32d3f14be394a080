"""Synthesize linked tables: a spec's tables are learned together, and what is drawn passes a gate on every file and across them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.model import Check, ColumnPlan, ColumnType, NullRule, Plan, Role, Text, digest
from pseudo.planning.suite import missing_checks
from pseudo.workflow.applying import bench, data_path, write_table
from pseudo.workflow.prepare import quiet
from pseudo.workflow.release import Release
from pseudo.workflow.synthesis import FICTITIOUS, MODELLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pseudo.synth.linked import LinkedSpec

__all__ = ["linked_plan", "synthesize_tables"]

COMPUTED = Text("합성: 다른 합성 열에서 계산", "synthesised: computed from other synthetic columns")
BECAUSE = "synthesis"


def synthesize_tables(
    spec: str | Path,
    out: str | Path,
    *,
    rows: int,
    seed: int,
    project: str = "default",
    recipient: str = "internal",
    keys: Path | None = None,
    force: bool = False,
    format: str = "csv",  # noqa: A002  (the word users know)
    progress: Callable[[str, int], None] = quiet,
) -> Release:
    """Learn the tables that a spec names and release synthetic ones that pass the gate.

    Parameters
    ----------
    spec : path
        The YAML spec; its files stand beside it.
    out : path
        The release's folder, with a data file for each table.
    rows : int
        Persons: rows of the root table.
    seed : int
        Stands in the manifest.

    Returns
    -------
    Release
        Of kind "synthetic".

    Raises
    ------
    GateFailed, BadInput, PolicyRefused
        Before anything is released.

    Notes
    -----
    No formal privacy guarantee (:mod:`pseudo.synth.linked`). Whether the output may be opened is for the committee to decide.
    """
    from pseudo.synth.linked import load_linked
    from pseudo.synth.linked import synthesize as draw
    from pseudo.table import open_source

    wanted, out = load_linked(spec), Path(out)
    beside = Path(spec).parent
    sources = {name: open_source(beside / table.file) for name, table in wanted.tables.items()}
    plan = linked_plan(wanted, rows, project=project, recipient=recipient)
    with bench(out, plan, keys=keys, force=force) as work:
        progress("fit", 0)
        made = draw(wanted, sources, rows=rows, seed=seed)
        main = data_path(work.folder, plan, format)
        for name, table in made.tables.items():
            write_table(main.with_name(f"{name}{main.suffix}"), table)
        work.ledger.append("synthesised", rows=rows, seed=seed, engine="linked")
        work.evidence += made.evidence
        work.gate(progress)
        macs = "\n".join(work.mac_of(source) for source in sources.values())
        work.close(hashlib.sha256(macs.encode()).hexdigest(), kind="synthetic", seed=seed)
    return Release(out)


def linked_plan(spec: LinkedSpec, rows: int, *, project: str, recipient: str) -> Plan:
    """The plan by which the tables are checked; the spec's digest stands where a recipe's does, the root is the main table."""
    columns: dict[str, ColumnPlan] = {}
    checks: list[Check] = []
    for name in spec.top_down():
        label = "" if name == spec.root else name
        for entry in _entries(spec, name):
            there = columns.get(entry.column, entry)
            tables = [*there.params.get("tables", ()), label]
            columns[entry.column] = replace(there, params={**there.params, "tables": tables})
        checks += _checks(spec, name, rows)
    plan = Plan(
        recipe=f"{spec.name}/{spec.root}",
        recipe_version=spec.version,
        recipe_digest=digest(spec),
        release_class=spec.release_class,
        purpose=spec.purpose,
        purpose_text=spec.purpose_text,
        project=project,
        recipient=recipient,
        subject=spec.tables[spec.root].key,
        columns=tuple(columns.values()),
        anonymity=None,
        checks=tuple(checks),
    )
    return replace(plan, checks=(*plan.checks, *missing_checks(plan))).sealed()


def _entries(spec: LinkedSpec, name: str) -> Iterator[ColumnPlan]:
    """Keys and columns of one table."""
    for key in spec.tables[name].keys:
        role = Role.DIRECT_IDENTIFIER if name == spec.root else Role.OTHER
        yield ColumnPlan(
            key, key, role, ColumnType.TEXT, "fictitious", NullRule.KEEP, FICTITIOUS, {"provider": "patient_id"}
        )
    for column, what in spec.tables[name].columns.items():
        technique, reason, params = "synthesis", MODELLED if what.modelled else COMPUTED, {}
        if what.provider is not None:
            technique, reason, params = "fictitious", FICTITIOUS, {"provider": what.provider}
        form = None if what.yearly else what.date_format
        yield ColumnPlan(
            column, column, what.role, what.written, technique, NullRule.KEEP, reason, params, date_format=form
        )


def _checks(spec: LinkedSpec, name: str, rows: int) -> list[Check]:
    """The suite of one table."""
    table, label = spec.tables[name], "" if name == spec.root else name

    def check(kind: str, columns: tuple[str, ...], because: str = BECAUSE, **params: Any) -> Check:
        return Check(kind, columns, params, because, label)

    found = [check("row_count", (), min=rows if name == spec.root else 1)]
    found += [check("absent", (gone,)) for gone in table.drop]
    found += [check(kind, (key,)) for key in table.keys for kind in ("not_null", "no_identifier")]
    if table.key is not None:
        found.append(check("unique", (table.key,)))
    for column, what in table.columns.items():
        if what.written is ColumnType.TEXT:
            if what.provider is not None:
                found.append(check("no_identifier", (column,)))
        else:
            form = {} if what.yearly or what.date_format is None else {"date_format": what.date_format}
            found.append(check("type", (column,), type=what.written.value, **form))
        ends = {end: value for end, value in (("min", what.min), ("max", what.max)) if value is not None}
        if ends:
            found.append(check("between", (column,), "recipe", **ends))
    if table.parent is not None:
        found.append(check("references", (str(table.foreign_key),), link=_link(spec, name, table.parent)))
    return [*found, *(Check(k, c, p, "recipe", label) for k, c, p in _rules(spec, name))]


def _rules(spec: LinkedSpec, name: str) -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """Orders and exclusions, within the table and against those above."""
    table = spec.tables[name]
    for column, what in table.columns.items():
        orders = [(what.since, True)] if what.since and what.since != "previous" else []
        for reference, low in [*orders, *((u, False) for u in what.until)]:
            up, other = spec.resolve(name, str(reference))
            if up == name:
                yield "a_le_b", (other, column) if low else (column, other), {}
                continue
            params: dict[str, Any] = {"link": _link(spec, name, up), "column": other}
            if what.yearly or spec.tables[up].columns[other].yearly:
                params["by"] = "year"
            yield "not_before_above" if low else "not_after_above", (column,), params
    for rule in table.rules:
        up, when = spec.resolve(name, rule.when)
        link = _link(spec, name, up)
        constants = {"equals": list(rule.equals), "excludes": list(rule.excludes)}
        yield "excluded_above", (rule.column,), {"link": link, "column": when, **constants}


def _link(spec: LinkedSpec, name: str, above: str) -> list[list[str]]:
    """Steps from a table to one above it, as the checks across tables take them; to itself by its own key."""
    if name == above:
        key = str(spec.tables[name].key)
        return [[key, "" if name == spec.root else name, key]]
    link = []
    while name != above:
        up = str(spec.tables[name].parent)
        link.append([str(spec.tables[name].foreign_key), "" if up == spec.root else up, str(spec.tables[up].key)])
        name = up
    return link
