"""The gate over every table of a release: the table itself, and the second ones that a step of the plan made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pseudo.validators.across import check_across, split
from pseudo.validators.gate import run_gate
from pseudo.validators.measure import measure_release
from pseudo.validators.sheets import reopen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pseudo.model import CheckResult, Evidence, Plan
    from pseudo.table.source import Source

__all__ = ["gate_tables", "measure_tables", "reopen_tables"]


def reopen_tables(tables: Mapping[str, Path]) -> dict[str, Source]:
    """Open each file once, for the gate and for the figures: a CSV is looked at as a whole whenever it is opened."""
    return {name: reopen(path) for name, path in tables.items()}


def gate_tables(
    tables: Mapping[str, Path | Source], plan: Plan, progress: Callable[[int], None] | None = None
) -> list[CheckResult]:
    """Run the plan's checks on each file, as :func:`run_gate` does on one.

    Parameters
    ----------
    tables : mapping of str to Path or Source
        File by table, opened or not; the table itself under the empty name, first.

    Returns
    -------
    list of CheckResult
        Table after table; ``check.table`` tells them apart.
    """
    found, opened = [], {name: reopen(path) for name, path in tables.items()}
    for name, source in opened.items():
        within, across = split(plan.of_table(name))
        found += run_gate(source, within, progress)
        found += [check_across(check, opened, plan) for check in across]
    return found


def measure_tables(tables: Mapping[str, Path | Source], plan: Plan, results: Sequence[CheckResult]) -> list[Evidence]:
    """Measure each file, as :func:`measure_release` does one; ``results`` are :func:`gate_tables`'."""
    return [
        replace(figure, table=name)
        for name, path in tables.items()
        for figure in measure_release(path, plan.of_table(name), [r for r in results if r.check.table == name])
    ]
