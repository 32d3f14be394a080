"""A marker stands in every cell the gate reads, and everything goes wrong: the marker is in nothing that is said or written."""

from __future__ import annotations

import json
import logging
import warnings
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from pseudo.errors import PseudoError
from pseudo.model import (
    Anonymity,
    Check,
    ColumnPlan,
    ColumnType,
    NullRule,
    Outcome,
    Plan,
    Purpose,
    ReleaseClass,
    Role,
    Text,
    Unit,
    to_json,
)
from pseudo.validators import measure_release, require_pass, run_gate, suite_json

if TYPE_CHECKING:
    from pathlib import Path

MARKER = "CANARY7f3a"
TYPES = {"id": "text", "n": "integer", "when": "date", "a": "number", "b": "number", "c": "number", "memo": "text"}
NO_TEXT = Text("", "")

CHECKS = (
    Check("not_null", ("id", "memo")),
    Check("in_set", ("id",), {"values": ["x"]}),
    Check("in_set", ("n",), {"values": [1]}),
    Check("between", ("n",), {"min": 0, "max": 1}),
    Check("between", ("when",), {"min": "2000-01-01"}),
    Check("matches", ("id",), {"regex": "x"}),
    Check("unique", ("id",)),
    Check("unique", ("id", "memo")),
    Check("a_le_b", ("a", "b")),
    Check("sum_equals", ("a", "b", "c"), {"tolerance": 0}),
    Check("no_identifier"),
    Check("k_anonymity", ("id", "memo"), {"k": 5, "unit": "row"}),
    Check("type", ("n",), {"type": "integer"}),
    Check("type", ("when",), {"type": "date"}),
    Check("row_count", (), {"min": 10}),
)


@pytest.fixture
def plan() -> Plan:
    columns = tuple(
        ColumnPlan(name, name, Role.OTHER, ColumnType(kind), "keep", NullRule.KEEP, NO_TEXT)
        for name, kind in TYPES.items()
    )
    head = ("r", "1", "d", ReleaseClass.INTERNAL, Purpose.RESEARCH, NO_TEXT, "p", "r", None)
    return Plan(*head, columns, Anonymity(5, Unit.ROW, ("id", "memo"), 0.0), checks=CHECKS)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Markers where text, numbers and dates belong, a telephone number behind one, and a duplicate."""
    path = tmp_path / "release.csv"
    row = ",".join([MARKER] * 6)
    lines = [",".join(TYPES), f"{row},{MARKER} 010-1234-5678", f"{row},{MARKER}", f"{row},{MARKER}"]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def said(results, plan: Plan) -> str:
    """Everything the gate says of a file."""
    parts = [json.dumps(to_json(results), ensure_ascii=False), repr(results), json.dumps(suite_json(plan))]
    with pytest.raises(PseudoError) as refused:
        require_pass(results)
    parts += [repr(refused.value), refused.value.message("ko"), json.dumps(refused.value.to_json(), ensure_ascii=False)]
    return "\n".join(parts)


@pytest.fixture(autouse=True)
def _nothing_of_it_is_seen(caplog, capfd, tmp_path, monkeypatch):
    """No log line, no word on a stream, no file but the data holds the marker."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        yield
    streams = capfd.readouterr()
    assert MARKER not in caplog.text + streams.out + streams.err
    assert MARKER not in "".join(str(warning.message) for warning in warned)
    holding = [path.name for path in tmp_path.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]
    assert set(holding) <= {"release.csv"}


def test_every_check_fails_without_a_word_of_the_cells(plan, data) -> None:
    results = run_gate(data, plan)
    failing = {result.check.kind for result in results if result.outcome is Outcome.FAIL}
    assert failing == {check.kind for check in CHECKS} - {"not_null"}
    assert MARKER not in said(results, plan)
    assert MARKER not in json.dumps(to_json(measure_release(data, plan)))


def exploding(*_: object, **__: object) -> None:
    raise RuntimeError(f"cannot work with {MARKER}")


@pytest.mark.parametrize(
    "place",
    [
        "pseudo.validators.expectations.identifiers.column_hits",
        "pseudo.kernels.classes.class_ids",
        "pseudo.validators.expectations.readable.cast",
        "great_expectations.validator.validator.Validator.graph_validate",
        "great_expectations.execution_engine.pandas_execution_engine.hash_pandas_dataframe",
    ],
)
def test_an_exception_that_quotes_a_cell_is_no_pass_and_is_not_passed_on(place, plan, data, monkeypatch) -> None:
    import pseudo.validators.expectations  # noqa: F401  (so that the place is there)

    monkeypatch.setattr(place, exploding)
    results = run_gate(data, plan)
    assert Outcome.INCONCLUSIVE in {result.outcome for result in results}
    assert MARKER not in said(results, plan)


def test_a_frame_that_cannot_be_made_is_no_pass_either(plan, data, monkeypatch) -> None:
    """What pyarrow and pandas say when cells will not fit is not passed on."""
    from pseudo.validators import sheets

    def quoting(array: pa.Array, *_: object, **__: object) -> pa.Array:
        raise pa.ArrowInvalid(f"Could not convert {array[0]}")

    monkeypatch.setattr(sheets, "cast", quoting)
    results = run_gate(data, plan)
    assert Outcome.PASS not in {result.outcome for result in results if result.check.kind in {"not_null", "between"}}
    assert MARKER not in said(results, plan)
