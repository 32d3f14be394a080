"""``pseudo export``: a release that verifies, into a table of a database."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t

__all__ = ["command"]


@click.command(
    "export",
    help=t(
        "릴리스를 검증한 뒤 데이터베이스의 새 표로 넣습니다. 한 트랜잭션이므로 모두 들어가거나 아무것도 들어가지 않습니다. "
        "비밀번호는 주소에 적지 않고 서비스 파일이나 ~/.pgpass에 둡니다.",
        "Verify RELEASE and write it into a new table at ADDRESS, in one transaction: all of it or nothing. Passwords stay "
        "out of the address, in the service file or ~/.pgpass.",
    ),
)
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("address")
@click.option("--table", required=True, help=t("새 표의 이름(스키마.표).", "The new table (schema.table)."))
@click.option(
    "--force", is_flag=True, help=t("이미 있는 표를 통째로 교체합니다.", "Replace the table that is there, as a whole.")
)
@click.option(
    "--trusted-key",
    help=t("서명자의 공개키(`pseudo key show`).", "The signer's public key (from `pseudo key show`)."),
)
@json_option
def command(release: Path, address: str, table: str, force: bool, trusted_key: str | None, as_json: bool) -> None:
    """Export."""
    from pseudo.cli.console import note, print_json, progress
    from pseudo.workflow import export

    with progress() as advance:
        written = export(release, address, table, force=force, trusted_key=trusted_key, progress=advance)
    if as_json:
        print_json({"schema_version": 2, "tables": [{"table": name, "rows": rows} for name, rows in written.items()]})
        return
    for name, rows in written.items():
        note(f"{rows:,}행을 표 {name}에 넣었습니다.", f"{rows:,} rows are in the table {name}.")
