"""The figures of a release that anyone can recompute from its files: what ``pseudo verify`` compares."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pseudo import risk
from pseudo.model import Evidence, Outcome, Unit
from pseudo.table import dense_codes
from pseudo.validators.gate import run_gate
from pseudo.validators.sheets import CHUNK_ROWS, reopen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from pseudo.model import CheckResult, Plan
    from pseudo.table import Codes
    from pseudo.table.source import Source

__all__ = ["measure_release"]

BASIS = "release"


def measure_release(data: Path | Source, plan: Plan, results: Sequence[CheckResult] | None = None) -> list[Evidence]:
    """Measure a release's table from its file: size, missing cells, equivalence classes, and the gate's verdicts.

    Parameters
    ----------
    data : Path or Source
        The file, or what :func:`reopen` made of it.
    plan : Plan
        Names the quasi-identifiers and the checks.
    results : sequence of CheckResult, optional
        :func:`run_gate`'s for the same file and plan, where the caller has just run it; otherwise the gate is run.

    Returns
    -------
    list of Evidence
        Basis "release", in a fixed order: the same file and plan give the same list.

    Raises
    ------
    BadInput
        As :func:`run_gate`.
    """
    source = reopen(data)
    checked = run_gate(source, plan) if results is None else results
    return [*_figures(source, plan), *_verdicts(checked)]


def _figures(source: Source, plan: Plan) -> list[Evidence]:
    """Measure the size and, where the plan asks for them and the file has their columns, the equivalence classes; in one pass."""
    names = source.schema.names
    missing = dict.fromkeys(names, 0)
    rows = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal rows
        for batch in source.batches(None, CHUNK_ROWS):
            rows += batch.num_rows
            for name in names:
                missing[name] += batch.column(name).null_count
            yield batch

    codes = dense_codes(counted(), _class_columns(names, plan))
    method, origin = "counted in the written file", "pseudokit docs/checks.md"
    return [
        Evidence("rows", rows, "rows", method, origin, BASIS, rows),
        Evidence("columns", len(names), "columns", method, origin, BASIS, rows),
        *(Evidence("missing_cells", missing[name], "cells", method, origin, BASIS, rows, (name,)) for name in names),
        *_classes(codes, plan),
    ]


def _class_columns(names: Sequence[str], plan: Plan) -> list[str]:
    """Name the quasi-identifiers and, last, the subject where it is counted; none where they are not asked for or not there."""
    if plan.anonymity is None:
        return []
    columns = list(plan.anonymity.quasi_identifiers)
    if plan.anonymity.unit is Unit.SUBJECT:
        columns.append(str(plan.subject))
    return columns if set(columns) <= set(names) else []


def _classes(codes: Codes, plan: Plan) -> list[Evidence]:
    if plan.anonymity is None or not codes.columns:
        return []
    if plan.anonymity.unit is not Unit.SUBJECT:
        return list(risk.measure(codes, plan.anonymity.unit))
    quasi = dataclasses.replace(codes, columns=codes.columns[:-1], codes=codes.codes[:, :-1], sizes=codes.sizes[:-1])
    return list(risk.measure(quasi, plan.anonymity.unit, codes.codes[:, -1]))


def _verdicts(results: Sequence[CheckResult]) -> list[Evidence]:
    method = "Great Expectations on the written file"
    counts = {outcome: sum(result.outcome is outcome for result in results) for outcome in Outcome}
    return [
        Evidence(f"checks_{outcome.value}", count, "checks", method, "pseudokit docs/checks.md", BASIS, len(results))
        for outcome, count in counts.items()
    ]
