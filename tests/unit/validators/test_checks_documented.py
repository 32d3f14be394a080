"""docs/checks.md names every kind with its Korean title and every parameter."""

from __future__ import annotations

from pathlib import Path

from pseudo.validators import check_kinds, check_params_schema

PAGE = Path(__file__).resolve().parents[3] / "docs" / "checks.md"


def test_every_kind_and_parameter_is_documented() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    for name, title in check_kinds().items():
        (row,) = [row for row in rows if row.startswith(f"| `{name}` |")]
        assert title.ko in row
        assert all(f"`{parameter}`" in row for parameter in check_params_schema(name)["properties"])
