"""``pseudo case verify`` and ``checkpoint``: the chained record of all cases."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.case_options import cases_option
from pseudo.cli.options import json_option, keys_option
from pseudo.cli.words import t

__all__ = ["attest", "checkpoint", "place", "provenance", "verify"]


@click.command(
    "verify",
    help=t(
        "모든 사안의 기록을 처음부터 다시 계산해 변조를 찾습니다.",
        "Recompute the record of all cases from its first line: hashes, links, checkpoints, and what each case is.",
    ),
)
@click.option(
    "--trusted-key",
    help=t("확인점 서명자의 공개키(16진수).", "The public key (hexadecimal) of who signs checkpoints."),
)
@click.option(
    "--timestamp-authority",
    "authority",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t(
        "시점확인 기관의 인증서(PEM). 확인점의 시점확인을 이것으로 검증합니다(폐지 여부는 보지 않습니다).",
        "Certificates (PEM) of the time stamp authority, to check the checkpoints' stamps against (not whether one was revoked).",
    ),
)
@cases_option
@json_option
def verify(trusted_key: str | None, authority: Path | None, cases: Path | None, as_json: bool) -> None:
    """Verify the record; exit code 3 when anything does not match."""
    from pseudo.cli.console import print_json
    from pseudo.evidence.timestamp import read_authorities
    from pseudo.model import to_json
    from pseudo.workflow import case_store

    report = case_store(cases).verify(trusted_key, read_authorities(authority.read_bytes()) if authority else ())
    if as_json:
        print_json({"schema_version": 1, "ok": report.ok, **to_json(report)})
    else:
        for fault in report.faults:
            click.echo(t("불일치: ", "FAULT: ") + fault.message(), err=True)
        for fault in report.unchecked:
            click.echo(t("확인하지 않음: ", "Not checked: ") + fault.message(), err=True)
        for stamp in report.stamps:
            click.echo(
                t(
                    f"시점확인: {stamp.length}줄까지 {stamp.time}에 있었음",
                    f"Time stamp: {stamp.length} lines were there at {stamp.time}",
                )
            )
        found = (
            t("모두 일치합니다.", "all match.")
            if report.ok
            else t(f"{len(report.faults)}건이 맞지 않습니다.", f"{len(report.faults)} do not match.")
        )
        click.echo(
            t(
                f"기록 {report.lines}줄, 사안 {report.cases}건: {found}",
                f"{report.lines} lines, {report.cases} cases: {found}",
            )
        )
    if not report.ok:
        raise click.exceptions.Exit(3)


@click.command(
    "checkpoint",
    help=t(
        "지금까지의 기록에 과제(PROJECT)의 키로 서명합니다. 출력을 다른 곳에 보관하면 나중에 끝이 잘린 것도 찾습니다.",
        "Sign the record as it is with PROJECT's key; kept elsewhere, the output shows a later cut.",
    ),
)
@click.argument("project")
@click.option(
    "--timestamp",
    metavar="URL",
    envvar="PSEUDO_TIMESTAMP_URL",
    help=t(
        "시점확인 서버(RFC 3161)의 주소. 확인점의 해시만 보냅니다. 없으면 네트워크를 쓰지 않습니다.",
        "A time stamp server (RFC 3161), which gets a digest of the checkpoint. Without it no network is used.",
    ),
)
@keys_option
@cases_option
def checkpoint(project: str, timestamp: str | None, keys: Path | None, cases: Path | None) -> None:
    """Sign a checkpoint."""
    from pseudo.cli.console import print_json
    from pseudo.keys import KeyStore
    from pseudo.model import to_json
    from pseudo.workflow import case_store

    made = case_store(cases).checkpoint(KeyStore(keys).open(project), timestamp or None)
    print_json({"schema_version": 1, **to_json(made)})


@click.command(
    "attest",
    help=t(
        "적정성 검토의 결정에 과제(PROJECT)의 키로 서명합니다(in-toto, DSSE). `pseudo verify --decision`으로 확인합니다.",
        "Sign the review's decision on case ID with PROJECT's key (in-toto, DSSE); `pseudo verify --decision` checks it.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.argument("project")
@keys_option
@cases_option
def attest(case_id: str, project: str, keys: Path | None, cases: Path | None) -> None:
    """Sign a decision."""
    from pseudo.workflow import case_store
    from pseudo.workflow.decision import attest_decision

    click.echo(attest_decision(case_store(cases), case_id, project, keys).decode(), nl=False)


@click.command(
    "place",
    help=t(
        "기록을 SQLite 파일 대신 PostgreSQL(URL)에 둡니다. 첫 사안 전에 한 번만 정하며, URL에 비밀번호를 쓰지 않습니다.",
        "Keep the record in PostgreSQL at URL (without a password) instead of a SQLite file: once, before the first case.",
    ),
)
@click.argument("url")
@cases_option
def place(url: str, cases: Path | None) -> None:
    """Place the record."""
    from pseudo.cli.console import note
    from pseudo.workflow import case_store

    case_store(cases).place(url)
    note("기록은 PostgreSQL에 보관됩니다.", "The record is kept in PostgreSQL.")


@click.command(
    "provenance",
    help=t(
        "사안(ID)의 기록을 W3C PROV 또는 OpenLineage JSON으로 출력합니다. 아무 데도 보내지 않습니다.",
        "Print the record of case ID as W3C PROV or OpenLineage JSON; nothing is sent anywhere.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.option("--format", "kind", type=click.Choice(["prov", "openlineage"]), default="prov", show_default=True)
@click.option(
    "--namespace", default="institution", show_default=True, help=t("기관의 이름공간.", "The institution's namespace.")
)
@cases_option
def provenance(case_id: str, kind: str, namespace: str, cases: Path | None) -> None:
    """Print the provenance."""
    from pseudo.cli.console import print_json
    from pseudo.procedure.provenance import open_lineage, prov
    from pseudo.workflow import case_store

    store = case_store(cases)
    case, entries = store.case(case_id), store.entries(case_id)
    print_json(prov(case, entries) if kind == "prov" else open_lineage(case, entries, namespace))
