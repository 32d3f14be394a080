"""``pseudo verify``: recompute a release's digests and evidence from its files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t

if TYPE_CHECKING:
    from pseudo.workflow import Verification

__all__ = ["command"]


@click.command(
    "verify",
    help=t(
        "릴리스의 지문, 서명, 원장, 증거 수치를 파일에서 다시 계산합니다.",
        "Recompute every digest, signature, ledger line and evidence figure of RELEASE from its files.",
    ),
)
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--trusted-key",
    help=t(
        "서명자의 공개키(`pseudo key show`가 보이는 16진수). 주면 서명자까지 확인합니다.",
        "The signer's public key (hexadecimal, from `pseudo key show`); without it the signer is not pinned.",
    ),
)
@click.option(
    "--decision",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("적정성 검토 결정서(`pseudo case attest`).", "The review's signed decision (`pseudo case attest`)."),
)
@click.option(
    "--decision-key",
    help=t("결정에 서명한 키의 공개키(16진수).", "The public key (hexadecimal) of who signs decisions."),
)
@json_option
def command(
    release: Path, trusted_key: str | None, decision: Path | None, decision_key: str | None, as_json: bool
) -> None:
    """Verify a release; exit code 3 when anything does not match."""
    from pseudo.cli.console import print_json, progress
    from pseudo.workflow import verify

    with progress() as advance:
        result = verify(
            release, trusted_key=trusted_key, decision=decision, decision_key=decision_key, progress=advance
        )
    if as_json:
        print_json(result.to_json())
    else:
        _show(result)
    if not result.ok:
        raise click.exceptions.Exit(3)


def _show(result: Verification) -> None:
    for fault in result.faults:
        click.echo(t("불일치: ", "FAULT: ") + fault.message(), err=True)
    for fault in result.unchecked:
        click.echo(t("확인하지 않음: ", "Not checked: ") + fault.message(), err=True)
    files, figures, checks = result.counts
    click.echo(
        t(
            f"파일 {files}개, 증거 수치 {figures}개, 검사 {checks}개를 다시 계산했습니다: "
            + ("모두 일치합니다." if result.ok else f"{len(result.faults)}건이 맞지 않습니다."),
            f"Recomputed {files} files, {figures} figures, {checks} checks: "
            + ("all match." if result.ok else f"{len(result.faults)} do not match."),
        )
    )
