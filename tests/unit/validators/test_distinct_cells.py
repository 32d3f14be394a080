"""Checks of single cells asked of distinct values: the same verdicts and counts as of all rows, on smaller frames."""

from __future__ import annotations

import pytest

from pseudo.model import Outcome
from pseudo.validators import run_gate, sheets
from pseudo.validators.runner import Runner

ROWS = 9_000
ALLOWED = [f"v{i}" for i in range(20)]


def lines(odd: dict[int, str]) -> list[str]:
    """Rows of few values; ``odd`` ones differ in the second column."""
    text = ["id,kind,amount,day,empty"]
    for i in range(ROWS):
        amount = "" if i % 7 == 0 else str(i % 50)
        text.append(f"{i:06d},{odd.get(i, ALLOWED[i % 20])},{amount},2024-01-{i % 28 + 1:02d},{'x' if i % 3 else ''}")
    return text


@pytest.fixture
def suite(plan, check):
    return plan(
        check("matches", "id", regex="[0-9]{6}"),
        check("not_null", "kind", "empty"),
        check("in_set", "kind", values=ALLOWED),
        check("matches", "kind", regex="v[0-9]+"),
        check("type", "amount", type="integer"),
        check("between", "amount", min=0, max=49),
        check("between", "day", min="2024-01-01", max="2024-01-28"),
        check("no_identifier"),
        types={"amount": "integer", "day": "date"},
    )


@pytest.fixture
def sizes(monkeypatch) -> list[int]:
    """Rows of every frame that Great Expectations was given."""
    seen: list[int] = []
    plain = Runner.validate

    def watched(self, frame, expectations, answers):
        seen.append(len(frame) * len(expectations))
        plain(self, frame, expectations, answers)

    monkeypatch.setattr(Runner, "validate", watched)
    return seen


@pytest.mark.parametrize(
    "odd", [{}, {17: "w", 4_444: "w", 8_999: ""}, {5: "010-1234-5678"}], ids=["right", "wrong", "identifier"]
)
def test_verdicts_and_counts_are_those_of_all_rows(odd, csv, suite, sizes, monkeypatch) -> None:
    table = csv(*lines(odd))
    found = run_gate(table, suite)
    few = sum(sizes)
    sizes.clear()
    monkeypatch.setattr(sheets, "WORTHWHILE", 10 * ROWS)
    assert run_gate(table, suite) == found
    assert few < sum(sizes) / (2 if odd else 4)
    wrong = {result.check.columns for result in found if result.outcome is not Outcome.PASS}
    assert wrong == {("empty",), *([("kind",)] if odd else [])}
