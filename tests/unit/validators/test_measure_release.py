"""The figures that anyone can recompute from a release's file."""

from __future__ import annotations

import pytest

from pseudo.model import to_json
from pseudo.validators import measure, measure_release, run_gate

LINES = ("id,sex,zip", "a,F,1", "a,F,1", "b,F,", "c,M,1", "c,,1")


@pytest.fixture
def measured(plan, check):
    return plan(
        check("not_null", "id"),
        check("not_null", "sex"),
        check("row_count", min=1),
        types={"id": "text", "sex": "text", "zip": "text"},
        subject="id",
        anonymity=(2, "subject", ("sex",)),
    )


def figures(evidence) -> dict:
    return {(e.metric, e.columns): e.value for e in evidence}


def test_the_figures_are_those_of_the_file(measured, csv) -> None:
    evidence = measure_release(csv(*LINES), measured)
    found = figures(evidence)
    assert found[("rows", ())] == 5
    assert found[("columns", ())] == 3
    assert [found[("missing_cells", (name,))] for name in ("id", "sex", "zip")] == [0, 1, 1]
    assert found[("minimum_class_size", ("sex",))] == 1
    assert found[("equivalence_classes", ("sex",))] == 3
    assert found[("checks_pass", ())] == 2
    assert found[("checks_fail", ())] == 1
    assert found[("checks_inconclusive", ())] == found[("checks_not_applicable", ())] == 0
    assert {e.basis for e in evidence} == {"release"}
    assert all(e.method and e.source for e in evidence)


def test_rows_are_counted_where_the_plan_counts_rows(plan, csv) -> None:
    by_row = plan(types={"sex": "text"}, anonymity=(2, "row", ("sex",)))
    found = figures(measure_release(csv(*LINES[:4]), by_row))
    assert found[("minimum_class_size", ("sex",))] == 3


def test_the_same_file_gives_the_same_figures(measured, csv, monkeypatch) -> None:
    data = csv(*LINES)
    once = to_json(measure_release(data, measured))
    monkeypatch.setattr(measure, "CHUNK_ROWS", 2)
    assert to_json(measure_release(data, measured)) == once
    assert to_json(measure_release(data, measured, run_gate(data, measured))) == once


def test_a_changed_file_gives_other_figures(measured, csv) -> None:
    before = to_json(measure_release(csv(*LINES), measured))
    assert to_json(measure_release(csv(*LINES[:-1], "c,M,1"), measured)) != before


def test_classes_are_not_measured_over_columns_that_are_not_there(measured, csv) -> None:
    metrics = {e.metric for e in measure_release(csv("id,zip", "a,1"), measured)}
    assert "rows" in metrics
    assert "minimum_class_size" not in metrics


def test_verdicts_that_are_given_are_not_computed_again(measured, csv, monkeypatch) -> None:
    data = csv(*LINES)
    results = run_gate(data, measured)
    monkeypatch.setattr(measure, "run_gate", lambda *_: pytest.fail("the gate ran again"))
    assert figures(measure_release(data, measured, results))[("checks_fail", ())] == 1
