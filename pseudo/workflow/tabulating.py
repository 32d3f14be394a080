"""Statistics: public groups are counted and summed with noise, and a table of figures goes through the gate like any release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, Where
from pseudo.model import (
    FIGURES,
    Check,
    ColumnPlan,
    ColumnType,
    Evidence,
    NullRule,
    Plan,
    Role,
    StatisticsSpec,
    Text,
    digest,
)
from pseudo.workflow.applying import bench, data_path, write_table
from pseudo.workflow.prepare import as_source, quiet
from pseudo.workflow.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.dp import Budget
    from pseudo.dp.contributions import Contributions
    from pseudo.dp.records import Reader
    from pseudo.table.source import Source

__all__ = ["statistics", "statistics_plan"]

REASON = Text("차등정보보호 통계", "a statistic with differential privacy")


def statistics(
    what: Any,
    spec: str | Path | StatisticsSpec,
    out: str | Path,
    *,
    project: str = "default",
    recipient: str = "internal",
    keys: Path | None = None,
    force: bool = False,
    format: str = "csv",  # noqa: A002  (the word users know)
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> Release:
    """Release statistics of a table with differential privacy; the unit of privacy is a person.

    Parameters
    ----------
    what : path, "-", frame or Source
        The table; never changed.
    spec : path or StatisticsSpec
        What is asked, over which public groups, for which ε and δ of the budget of ``project/population``.
    out : path
        The release's folder.

    Returns
    -------
    Release
        Of kind "statistics": one table with a row for each figure. There is no seed: noise that can be drawn again protects nothing.

    Raises
    ------
    BadInput, PolicyRefused
        Before a row is read: a fault of the spec, ``dp.no-budget``, ``dp.overspent``, ``dp.no-scale``. Before anything is spent:
        ``dp.subject-missing``, ``table.*``.

    Notes
    -----
    Protected is whether a person is in the table, and with what rows, against whoever sees the release and knows everything else:
    within ε and δ, for all releases of the population's budget together. What holds of the population whoever takes part is not.
    """
    from pseudo.dp import Budget
    from pseudo.dp.statistics import Statistics
    from pseudo.recipes import load_statistics, statistics_problems
    from pseudo.recipes.load import refuse_recipe

    wanted = spec if isinstance(spec, StatisticsSpec) else load_statistics(spec)
    refuse_recipe(statistics_problems(wanted))
    asked, lineage, budget = Statistics(wanted), f"{project}/{wanted.population}", Budget()
    budget.check(lineage, [(wanted.epsilon, wanted.delta)])
    source, out = as_source(what, **reading), Path(out)
    _refuse_missing(asked.reader, source)
    plan = statistics_plan(wanted, list(asked.reader.groups), project=project, recipient=recipient)
    with bench(out, plan, keys=keys, force=force) as work:
        table, evidence = asked.release(_read(asked.reader, source, progress), budget, lineage)
        work.ledger.append("statistics", lineage=lineage, epsilon=wanted.epsilon, delta=wanted.delta)
        write_table(data_path(work.folder, plan, format), table)
        work.evidence += [*evidence, *_balance(budget, lineage)]
        work.gate(progress)
        work.close(work.mac_of(source), kind="statistics")
    return Release(out)


def statistics_plan(spec: StatisticsSpec, groups: list[str], *, project: str, recipient: str) -> Plan:
    """The plan by which the released table is checked and reported; the spec's digest stands where a recipe's does."""
    columns = dict.fromkeys(("statistic", "measure", *groups), ColumnType.TEXT)
    columns |= dict.fromkeys(FIGURES, ColumnType.NUMBER)
    checks = [
        Check("columns", (), {"names": list(columns)}, "statistics"),
        *(Check("not_null", (name,), {}, "statistics") for name in columns if name != "noisy"),
        *(Check("no_identifier", (name,), {}, "statistics") for name in columns if name not in FIGURES),
        *(Check("type", (name,), {"type": "number"}, "statistics") for name in FIGURES),
        Check("a_le_b", ("low_95", "high_95"), {}, "statistics"),
    ]
    return Plan(
        recipe=spec.name,
        recipe_version=spec.version,
        recipe_digest=digest(spec),
        release_class=spec.release_class,
        purpose=spec.purpose,
        purpose_text=spec.purpose_text,
        project=project,
        recipient=recipient,
        subject=None,
        columns=tuple(_entry(name, kind) for name, kind in columns.items()),
        anonymity=None,
        checks=tuple(checks),
    ).sealed()


def _entry(name: str, kind: ColumnType) -> ColumnPlan:
    return ColumnPlan(name, name, Role.OTHER, kind, "private_statistics", NullRule.KEEP, REASON)


def _balance(budget: Budget, lineage: str) -> list[Evidence]:
    """What the population was granted, and what is left once this release is paid: public, and by themselves no figure of anybody."""
    balance = budget.show(lineage)
    amounts = {"epsilon_granted": balance.granted_epsilon, "epsilon_left": balance.left_epsilon}
    return [
        Evidence(
            metric,
            amount,
            "nats",
            "the population's budget",
            "pseudokit docs/statistics.md",
            "input",
            1,
            (),
            {"lineage": lineage},
        )
        for metric, amount in amounts.items()
    ]


def _refuse_missing(reader: Reader, source: Source) -> None:
    """The spec's columns must be there, each once."""
    names = source.schema.names
    missing = [name for name in reader.columns if names.count(name) != 1]
    if missing:
        raise BadInput(
            "workflow.statistics-columns",
            Where(file=source.facts.name),
            columns=", ".join(missing),
            there=", ".join(names),
        )


def _read(reader: Reader, source: Source, progress: Callable[[str, int], None]) -> Contributions:
    """All rows, each person's bounded as they come."""
    found, start = reader.contributions(), 0
    for batch in source.batches(reader.columns):
        found.add(reader.rows(batch, start))
        start += batch.num_rows
        progress("read", start)
    return found
