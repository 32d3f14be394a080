"""Releases that must not leave: each breaks one promise of the same plan, and the gate names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from pseudo.errors import GateFailed
from pseudo.model import (
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
)
from pseudo.validators import require_pass, run_gate

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "visit,pid,sex,birth_year,admitted,discharged,days,memo"
K = 5
SUBJECTS = 10
NO_TEXT = Text("", "")


def column(name: str, kind: ColumnType = ColumnType.TEXT, date_format: str | None = None) -> ColumnPlan:
    entry = (name, name, Role.OTHER, kind, "keep", NullRule.KEEP, NO_TEXT)
    return ColumnPlan(*entry, date_format=date_format)


PLAN = Plan(
    "healthcare/visits",
    "1",
    "sha256:0",
    ReleaseClass.PROVISION,
    Purpose.RESEARCH,
    NO_TEXT,
    "project",
    "recipient",
    "pid",
    (
        column("visit"),
        column("name"),
        column("pid"),
        column("sex"),
        column("birth_year"),
        column("admitted", ColumnType.DATE, "%Y-%m-%d"),
        column("discharged", ColumnType.DATE, "%Y-%m-%d"),
        column("days", ColumnType.INTEGER),
        column("memo"),
    ),
    None,
    checks=(
        Check("unique", ("visit",)),
        Check("not_null", ("visit", "pid")),
        Check("in_set", ("sex",), {"values": ["남", "여"]}),
        Check("type", ("days",), {"type": "integer"}),
        Check("between", ("admitted",), {"min": "1990-01-01", "max": "2099-12-31"}),
        Check("a_le_b", ("admitted", "discharged")),
        Check("k_anonymity", ("sex", "birth_year"), {"k": K, "unit": "subject"}),
        Check("no_identifier"),
        Check("absent", ("name",)),
        Check("row_count", (), {"min": 1}),
    ),
)


def rows() -> list[dict[str, str]]:
    """Ten subjects with two visits each: two classes of five subjects."""
    return [
        {
            "visit": f"v{subject:02}{visit}",
            "pid": f"p{subject:02}",
            "sex": "남" if subject < K else "여",
            "birth_year": "1980" if subject < K else "1990",
            "admitted": f"2024-0{visit + 1}-01",
            "discharged": f"2024-0{visit + 1}-0{1 + subject % 9}",
            "days": str(subject % 9),
            "memo": "특이 사항 없음" if subject % 2 else "",
        }
        for subject in range(SUBJECTS)
        for visit in range(2)
    ]


def written(folder: Path, table: list[dict[str, str]], header: str = HEADER) -> Path:
    path = folder / "data.csv"
    lines = [header, *(",".join(row[name] for name in header.split(",")) for row in table)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@dataclass(frozen=True)
class Bad:
    """A release with one cell changed, and the checks that must say so."""

    name: str
    row: int
    column: str
    cell: str
    shut: tuple[str, ...]


ONE_CELL = [
    Bad("a resident number in a kept column", 3, "memo", "900101-1234568", ("no_identifier(memo)",)),
    Bad("a resident number in full width", 3, "memo", "９００１０１－１２３４５６８", ("no_identifier(memo)",)),
    Bad(
        "a resident number inside a sentence",
        3,
        "memo",
        "환자 주민번호는 900101-1234568 입니다",
        ("no_identifier(memo)",),
    ),
    Bad("a telephone number in the memo", 7, "memo", "보호자 010-1234-5678", ("no_identifier(memo)",)),
    Bad("an e-mail address in the memo", 7, "memo", "gildong@example.com", ("no_identifier(memo)",)),
    Bad("k broken by one row", 0, "birth_year", "1981", ("k_anonymity(sex, birth_year)",)),
    Bad("k broken by one suppressed cell", 0, "birth_year", "", ("k_anonymity(sex, birth_year)",)),
    Bad("a value out of its domain", 2, "sex", "M", ("in_set(sex)", "k_anonymity(sex, birth_year)")),
    Bad("a discharge before the admission", 4, "discharged", "2023-12-31", ("a_le_b(admitted, discharged)",)),
    Bad(
        "a day that is in no calendar",
        4,
        "admitted",
        "2024-02-30",
        ("between(admitted)", "a_le_b(admitted, discharged)"),
    ),
    Bad("a date before the registry", 4, "admitted", "1899-12-31", ("between(admitted)",)),
    Bad("a missing pseudonym", 5, "pid", "", ("not_null(pid)",)),
    Bad("a number that a spreadsheet mangled", 6, "days", "9.00101e+12", ("type(days)",)),
    Bad("a visit twice", 1, "visit", "v000", ("unique(visit)",)),
]


def shut(path: Path) -> set[str]:
    results = run_gate(path, PLAN)
    return {
        f"{result.check.kind}({', '.join(result.check.columns)})"
        for result in results
        if result.outcome is not Outcome.PASS
    }


def test_the_good_release_passes(tmp_path) -> None:
    results = run_gate(written(tmp_path, rows()), PLAN)
    assert [r for r in results if r.outcome is not Outcome.PASS] == []
    require_pass(results)


@pytest.mark.parametrize("bad", ONE_CELL, ids=lambda bad: bad.name)
def test_one_bad_cell_shuts_the_gate_by_name(bad: Bad, tmp_path) -> None:
    table = rows()
    assert table[bad.row][bad.column] != bad.cell
    table[bad.row][bad.column] = bad.cell
    path = written(tmp_path, table)
    assert shut(path) == set(bad.shut)
    with pytest.raises(GateFailed) as refused:
        require_pass(run_gate(path, PLAN))
    assert all(name in str(refused.value) for name in bad.shut)
    assert not bad.cell or bad.cell not in str(refused.value)


def test_one_person_five_times_is_not_a_class_of_five(tmp_path) -> None:
    table = rows()
    table += [{**table[0], "visit": f"extra{i}", "sex": "남", "birth_year": "2001"} for i in range(K)]
    assert shut(written(tmp_path, table)) == {"k_anonymity(sex, birth_year)"}


def test_a_deleted_column_that_is_still_there(tmp_path) -> None:
    table = [{**row, "name": "가"} for row in rows()]
    assert shut(written(tmp_path, table, f"{HEADER},name")) == {"absent(name)"}


def test_a_promised_column_that_is_gone(tmp_path) -> None:
    assert shut(written(tmp_path, rows(), HEADER.replace(",sex", ""))) == {
        "in_set(sex)",
        "k_anonymity(sex, birth_year)",
    }


def test_a_file_with_nothing_but_a_header(tmp_path) -> None:
    found = shut(written(tmp_path, []))
    assert {"row_count()", "unique(visit)", "k_anonymity(sex, birth_year)", "no_identifier(memo)"} <= found
    assert "absent(name)" not in found


def test_the_last_row_of_many_is_looked_at(tmp_path, monkeypatch) -> None:
    from pseudo.validators import gate

    monkeypatch.setattr(gate, "CHUNK_ROWS", 7)
    table = rows()
    table[-1]["memo"] = "900101-1234568"
    assert shut(written(tmp_path, table)) == {"no_identifier(memo)"}
