"""``pseudo scan``: what is in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.options import json_option, reading, reading_options
from pseudo.cli.words import t

if TYPE_CHECKING:
    from pseudo.model import ColumnFinding, Scan

__all__ = ["command"]


@click.command(
    "scan",
    help=t(
        "표에 무엇이 있는지 살펴봅니다: 열, 역할, 발견. 값은 보이지 않습니다.",
        "What is in TABLE: columns, roles, findings, never a value.",
    ),
)
@click.argument("table")
@reading_options
@json_option
def command(table: str, as_json: bool, **values: Any) -> None:
    """Scan a table (a path, or ``-`` for stdin)."""
    from pseudo.cli.console import print_json, progress
    from pseudo.model import to_json
    from pseudo.workflow import scan

    with progress() as advance:
        result = scan(table, progress=advance, **reading(values))
    if as_json:
        print_json(to_json(result))
    else:
        _show(result)


def _show(result: Scan) -> None:
    from rich.table import Table

    from pseudo.cli.console import stderr, stdout

    facts = result.table
    delimiter = {"\t": "tab"}.get(facts.delimiter or "", facts.delimiter)
    how = " ".join(str(x) for x in (facts.format, facts.encoding, delimiter, facts.newline) if x)
    if facts.detected:
        how += t("; 판별: ", "; detected: ") + ", ".join(facts.detected)
    stderr().print(
        t(
            f"{facts.name}: {facts.rows:,}행 × {len(facts.columns)}열 ({how})",
            f"{facts.name}: {facts.rows:,} rows × {len(facts.columns)} columns ({how})",
        )
    )
    view = Table(box=None, pad_edge=False)
    for ko, en in (
        ("열", "column"),
        ("판정", "verdict"),
        ("종류", "entity"),
        ("역할 제안", "proposed role"),
        ("확신", "score"),
        ("근거", "why"),
    ):
        view.add_column(t(ko, en), overflow="fold")
    for finding in result.columns:
        view.add_row(*_row(finding))
    stdout().print(view)


def _row(finding: ColumnFinding) -> tuple[str, ...]:
    verdicts = {"typed": "식별 유형", "free_text": "자유서식", "code": "코드·수치", "clean": "발견 없음"}
    reasons = list(finding.reasons) + [
        t(f"섞인 {hit.entity} {hit.count}건", f"{hit.count} stray {hit.entity}") for hit in finding.stray
    ]
    return (
        finding.column,
        t(verdicts[finding.verdict.value], finding.verdict.value),
        finding.entity or "",
        t(finding.role.ko, finding.role.value),
        f"{finding.score:.2f}",
        "; ".join(reasons),
    )
