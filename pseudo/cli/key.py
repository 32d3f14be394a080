"""``pseudo key``: create, show and destroy keys. No key material is ever printed or taken as an argument."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pseudo.cli.options import json_option, keys_option
from pseudo.cli.words import t

if TYPE_CHECKING:
    from pseudo.keys import KeyInfo

__all__ = ["command"]


@click.group(
    "key", help=t("키(추가정보)를 만들고, 보고, 파기합니다.", "Create, show and destroy keys (additional information).")
)
def command() -> None:
    """The key verbs."""


@command.command(
    "new",
    help=t(
        "과제의 키를 만듭니다(0600 권한, 출력 폴더와 분리).",
        "Create the key of PROJECT (mode 0600, apart from any output).",
    ),
)
@click.argument("project")
@keys_option
@json_option
def new(project: str, keys: Path | None, as_json: bool) -> None:
    """Create a key."""
    from pseudo.keys import KeyStore

    _say([KeyStore(keys).new(project)], as_json=as_json)


@command.command(
    "show",
    help=t(
        "키의 번호, 공개키, 상태를 봅니다. 비밀은 보이지 않습니다.",
        "Ids, public keys and status of keys; never the secret.",
    ),
)
@click.argument("project", required=False)
@keys_option
@json_option
def show(project: str | None, keys: Path | None, as_json: bool) -> None:
    """Show one key or all."""
    from pseudo.keys import KeyStore

    store = KeyStore(keys)
    _say([store.info(project)] if project else store.list(), as_json=as_json)


@command.command(
    "vault",
    help=t(
        "과제의 토큰을 SQLite 파일 대신 PostgreSQL에 보관하도록 정합니다. 첫 실행 전에 한 번만 정할 수 있습니다. "
        "URL에는 비밀번호를 쓰지 않습니다(서비스 파일, PGPASSFILE, PGPASSWORD 사용). 예: postgresql://?service=vault",
        "Keep the tokens of PROJECT in PostgreSQL instead of its SQLite file: once, before the first run. URL without a "
        "password (service file, PGPASSFILE, PGPASSWORD), such as postgresql://?service=vault",
    ),
)
@click.argument("project")
@click.argument("url")
@keys_option
def vault(project: str, url: str, keys: Path | None) -> None:
    """Place a vault."""
    from pseudo.keys import KeyStore

    KeyStore(keys).place_vault(project, url)
    click.echo(
        t(f"'{project}'의 토큰은 PostgreSQL에 보관됩니다.", f"Tokens of '{project}' are kept in PostgreSQL."), err=True
    )


@command.command(
    "destroy",
    help=t(
        "과제의 키를 파기하고 기록을 남깁니다. 되돌릴 수 없습니다.",
        "Destroy the key of PROJECT and keep a record. There is no way back.",
    ),
)
@click.argument("project")
@click.option("--reason", required=True, help=t("파기 사유(기록에 남습니다).", "Why; it stands in the record."))
@click.option("--yes", is_flag=True, help=t("묻지 않고 진행합니다.", "Do not ask."))
@keys_option
@json_option
def destroy(project: str, reason: str, yes: bool, keys: Path | None, as_json: bool) -> None:
    """Destroy a key."""
    from pseudo.keys import KeyStore

    if not yes:
        click.confirm(
            t(
                f"'{project}'의 키를 파기하면 되돌릴 수 없습니다. 계속할까요?",
                f"Destroy the key of '{project}'? There is no way back.",
            ),
            abort=True,
            err=True,
        )
    _say([KeyStore(keys).destroy(project, reason)], as_json=as_json)


def _say(infos: list[KeyInfo], *, as_json: bool) -> None:
    from pseudo.cli.console import print_json
    from pseudo.model import to_json

    if as_json:
        print_json({"schema_version": 1, "keys": [to_json(info) for info in infos]})
        return
    for info in infos:
        for name, value in to_json(info).items():
            if value is not None:
                click.echo(f"{name}: {value}")
        click.echo()
