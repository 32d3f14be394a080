"""``pseudo report``: a release's report for people; a case's for auditors; a year's for who evaluates it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pseudo.cli.case_options import cases_option
from pseudo.cli.first_word import THING, FirstWord
from pseudo.cli.words import t
from pseudo.errors import UsageError, language

if TYPE_CHECKING:
    from pseudo.procedure import Case
    from pseudo.procedure.performance import Year

__all__ = ["command"]

F = TypeVar("F", bound=Callable[..., Any])


def report_options(function: F) -> F:
    """``--format`` (html, json), ``--lang``, ``-o`` and ``--force``."""
    return _format_option("html", "json")(_common_options(function))


def _format_option(*kinds: str) -> Callable[[F], F]:
    return click.option(
        "--format",
        "kind",
        type=click.Choice(kinds),
        default="html",
        show_default=True,
        help=t("보고서 형식.", "Report format."),
    )


def _common_options(function: F) -> F:
    for option in (
        click.option(
            "--force", is_flag=True, help=t("이미 있는 보고서 파일을 덮어씁니다.", "Overwrite the report file.")
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path, dir_okay=False),
            help=t("보고서 파일(기본: 표준출력).", "Report file (stdout by default)."),
        ),
        click.option(
            "--lang",
            type=click.Choice(["ko", "en"]),
            default=None,
            help=t("보고서의 언어(기본: 환경의 언어).", "Language (the environment's by default)."),
        ),
    ):
        function = option(function)
    return function


@click.group(
    "report",
    cls=FirstWord,
    help=t(
        "릴리스(pseudo report RELEASE), 사안(audit), 한 해의 실적(performance) 보고서를 만듭니다. 한 파일이며 네트워크를 쓰지 않습니다.",
        "Reports: of a release (pseudo report RELEASE), of a case (audit), of a year (performance). One file, no network.",
    ),
)
def command() -> None:
    """The reports."""


@command.command(THING, help=t("릴리스(RELEASE)의 보고서.", "A report of RELEASE."))
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@report_options
def release_report(release: Path, kind: str, lang: str | None, output: Path | None, force: bool) -> None:
    """Write a release's report."""
    from pseudo.report import render_report

    _refuse_existing(output, force=force)
    _write(render_report(release, format=kind, lang=lang or language()), output)


@command.command("audit", help=t("사안(ID)의 감사 보고서.", "The audit report of case ID."))
@click.argument("case_id", metavar="ID")
@cases_option
@_format_option("html", "pdf", "json")
@_common_options
def audit_report(
    case_id: str, cases: Path | None, kind: str, lang: str | None, output: Path | None, force: bool
) -> None:
    """Write a case's audit report."""
    from pseudo.report import audit_view, render_audit
    from pseudo.workflow import case_store, dossier_of_case

    _refuse_existing(output, force=force)
    store = case_store(cases)
    facts = store.case(case_id), dossier_of_case(case_id, cases=cases), store.entries(case_id), lang or language()
    if kind == "pdf":
        from pseudo.forms.audit import render_audit_pdf

        _write(render_audit_pdf(audit_view(*facts)), output)
        return
    _write(render_audit(*facts) if kind == "html" else _as_json(audit_view(*facts)), output)


@command.command(
    "performance", help=t("한 해(--year)의 가명정보·합성데이터 실적 보고서.", "The performance report of a year.")
)
@click.option("--year", required=True, help=t("평가 연도: 2025, ...", "The evaluation's year: 2025, ..."))
@click.option(
    "--bundle",
    type=click.Path(path_type=Path, file_okay=False),
    help=t(
        "인정되는 사안마다 증빙 PDF(이름을 가림)를 이 폴더에 만듭니다.",
        "Write a PDF of each counted case's exhibits, names masked.",
    ),
)
@cases_option
@report_options
def performance_report(
    year: str,
    bundle: Path | None,
    cases: Path | None,
    kind: str,
    lang: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """Write a year's performance report."""
    from pseudo.procedure.performance import year_profile
    from pseudo.report import performance_view, render_performance
    from pseudo.workflow import all_cases

    _refuse_existing(output, force=force)
    facts = all_cases(cases), year_profile(year), lang or language()
    if bundle is not None:
        _write_bundles(bundle, cases, facts[0], facts[1], force=force)
    _write(render_performance(*facts) if kind == "html" else _as_json(performance_view(*facts)), output)


def _write_bundles(folder: Path, cases: Path | None, every: list[Case], year: Year, *, force: bool) -> None:
    """One PDF a counted case and evaluation: ``open_data-2026-0001.pdf``; all of them, or none where one is there already."""
    from pseudo.forms.evaluation_bundle import bundle
    from pseudo.forms.pdf import render
    from pseudo.procedure.performance import evaluate_year
    from pseudo.workflow import dossier_of_case

    exhibits = {(case.id, one.evaluation): one for case in every for one in case.exhibits}
    files = {}
    for found in evaluate_year(every, year):
        for judged in (one for one in found.cases if one.counts):
            paper = exhibits[judged.case, found.evaluation.name]
            sheet = bundle(dossier_of_case(judged.case, cases=cases), paper, found.evaluation.title.ko)
            files[folder / f"{found.evaluation.name}-{judged.case}.pdf"] = render(sheet)
    for path in files:
        _refuse_existing(path, force=force)
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)


def _as_json(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False, indent=1)


def _refuse_existing(output: Path | None, *, force: bool) -> None:
    if output and output.exists() and not force:
        raise UsageError("report.exists", file=output.name)


def _write(made: str | bytes, output: Path | None) -> None:
    from pseudo.cli.console import note

    if output is None:
        click.echo(made, nl=isinstance(made, str))
        return
    output.write_bytes(made.encode() if isinstance(made, str) else made)
    note(f"보고서를 썼습니다: {output}", f"Report written: {output}")
