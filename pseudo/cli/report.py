"""``pseudo report``: a release's report for people."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.words import t
from pseudo.errors import UsageError, language

__all__ = ["command"]


@click.command(
    "report",
    help=t(
        "릴리스의 보고서를 만듭니다. 한 파일이며, 네트워크를 쓰지 않습니다.",
        "A report of RELEASE: one file, no network.",
    ),
)
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["html", "json"]),
    default="html",
    show_default=True,
    help=t("보고서 형식.", "Report format."),
)
@click.option(
    "--lang",
    type=click.Choice(["ko", "en"]),
    default=None,
    help=t("보고서의 언어(기본: 환경의 언어).", "Language (the environment's by default)."),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help=t("보고서 파일(기본: 표준출력).", "Report file (stdout by default)."),
)
@click.option("--force", is_flag=True, help=t("이미 있는 보고서 파일을 덮어씁니다.", "Overwrite the report file."))
def command(release: Path, kind: str, lang: str | None, output: Path | None, force: bool) -> None:
    """Write a report."""
    from pseudo.cli.console import note
    from pseudo.report import render_report

    if output and output.exists() and not force:
        raise UsageError("report.exists", file=output.name)
    text = render_report(release, format=kind, lang=lang or language())
    if output is None:
        click.echo(text)
        return
    output.write_text(text, "utf-8")
    note(f"보고서를 썼습니다: {output}", f"Report written: {output}")
