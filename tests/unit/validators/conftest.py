from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pseudo.model import (
    Anonymity,
    Check,
    ColumnPlan,
    ColumnType,
    NullRule,
    Plan,
    Purpose,
    ReleaseClass,
    Role,
    Text,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NO_TEXT = Text("", "")


def _column(name: str, kind: str = "text", date_format: str | None = None, accepts: tuple[str, ...] = ()) -> ColumnPlan:
    return ColumnPlan(
        name,
        name,
        Role.OTHER,
        ColumnType(kind),
        "keep",
        NullRule.KEEP,
        NO_TEXT,
        date_format=date_format,
        accepts=accepts,
    )


@pytest.fixture
def plan() -> Callable[..., Plan]:
    """``plan(*checks, types={"age": "integer"}, ...)``: a plan of kept columns with these checks."""

    def make(
        *checks: Check,
        types: dict[str, str] | None = None,
        formats: dict[str, str] | None = None,
        accepts: dict[str, tuple[str, ...]] | None = None,
        subject: str | None = None,
        anonymity: tuple[int, str, tuple[str, ...]] | None = None,
    ) -> Plan:
        columns = tuple(
            _column(name, kind, (formats or {}).get(name), (accepts or {}).get(name, ()))
            for name, kind in (types or {}).items()
        )
        wanted = Anonymity(anonymity[0], Unit(anonymity[1]), anonymity[2], 1.0) if anonymity else None
        recipe = ("test", "1", "sha256:0", ReleaseClass.INTERNAL, Purpose.RESEARCH, NO_TEXT, "p", "r")
        return Plan(*recipe, subject, columns, wanted, checks=checks)

    return make


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., Path]:
    """``csv("a,b", "1,2", ...)``: a file with these lines."""

    def write(*lines: str, name: str = "release.csv") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path

    return write


@pytest.fixture
def check() -> Callable[..., Check]:
    """``check("between", "age", min=0)``."""

    def make(kind: str, *columns: str, **params: Any) -> Check:
        return Check(kind, columns, params)

    return make
