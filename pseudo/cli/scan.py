"""``pseudo scan``: what is in a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pseudo.cli.options import json_option, reading, reading_options
from pseudo.cli.words import t

if TYPE_CHECKING:
    from pseudo.model import Scan

__all__ = ["command"]

CELLS = 8
"""Character cells of a bar."""
EIGHTHS = " ▏▎▍▌▋▊▉█"
COLOURS = {"typed": "red", "free_text": "yellow", "code": "blue", "clean": "green"}


@click.command(
    "scan",
    help=t(
        "표에 무엇이 있는지 살펴봅니다: 열, 역할, 발견. 값은 보이지 않습니다.",
        "What is in TABLE: columns, roles, findings, never a value.",
    ),
)
@click.argument("table")
@reading_options
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    help=t("결과를 HTML 한 파일로도 씁니다.", "Also write the result as one HTML file."),
)
@click.option("--force", is_flag=True, help=t("이미 있는 HTML 파일을 덮어씁니다.", "Overwrite the HTML file."))
@json_option
def command(table: str, html: Path | None, force: bool, as_json: bool, **values: Any) -> None:
    """Scan a table (a path, or ``-`` for stdin)."""
    from pseudo.cli.console import note, print_json, progress
    from pseudo.errors import UsageError, language
    from pseudo.model import to_json
    from pseudo.workflow import scan

    if html and html.exists() and not force:
        raise UsageError("report.exists", file=html.name)
    with progress() as advance:
        result = scan(table, progress=advance, **reading(values))
    if html:
        from pseudo.report import render_scan

        html.write_text(render_scan(result, lang=language()), "utf-8")
        note(f"보고서를 썼습니다: {html}", f"Report written: {html}")
    if as_json:
        print_json(to_json(result))
    else:
        _show(result)


def _show(result: Scan) -> None:
    from rich.markup import escape
    from rich.table import Table

    from pseudo.cli.console import stderr, stdout
    from pseudo.errors import language
    from pseudo.report import scan_view

    view = scan_view(result, lang=language())
    words = view["words"]
    stderr().print(f"{view['name']}: {view['size']} ({view['read']})", markup=False)
    shown = Table(box=None, pad_edge=False, header_style="dim")
    for key, least in (
        ("column", 8),
        ("verdict", 9),
        ("entity", 8),
        ("role", 8),
        ("share", 13),
        ("score", 4),
        ("why", 20),
    ):
        shown.add_column(words[key], overflow="fold", min_width=least, justify="right" if key == "score" else "left")
    for column in view["columns"]:
        colour = COLOURS[column["verdict"]]
        shown.add_row(
            f"[bold]{escape(column['column'])}[/]",
            f"[{colour}]{column['verdict_title']}[/]",
            column["entity"],
            column["role"],
            "" if column["share"] is None else f"[{colour}]{_bar(column['share'])}[/] {column['share']:4.0%}",
            f"{column['score']:.2f}",
            escape("; ".join(column["why"])),
        )
    stdout().print(shown)


def _bar(share: float) -> str:
    """A share (0..1) as a bar of ``CELLS`` character cells."""
    full, rest = divmod(round(share * CELLS * 8), 8)
    return ("█" * full + EIGHTHS[rest] * bool(rest)).ljust(CELLS)
