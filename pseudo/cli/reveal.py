"""``pseudo reveal``: a reversible column of a release, turned back by who holds the key, into a file and never to the screen."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.options import json_option, keys_option
from pseudo.cli.words import t

__all__ = ["command"]


@click.command(
    "reveal",
    help=t(
        "키를 가진 사람이 릴리스의 열 하나를 원래 값으로 되돌려, 소유자만 읽을 수 있는 새 파일에 씁니다. 사유와 함께 "
        "키 저장소의 기록에 남으며, 릴리스는 바뀌지 않습니다.",
        "Turn one column of RELEASE back into a new file that only its owner can read. It is recorded in the key store "
        "with the reason; the release is not changed.",
    ),
)
@click.argument("release", type=click.Path(path_type=Path))
@click.option("--column", required=True, help=t("되돌릴 열.", "The column."))
@click.option("--reason", required=True, help=t("사유(기록에 남습니다).", "Why; it stands in the record."))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=t("새 파일(.csv, .xlsx, .parquet, .arrow).", "New file (.csv, .xlsx, .parquet, .arrow)."),
)
@keys_option
@json_option
def command(release: Path, column: str, reason: str, output: Path, keys: Path | None, as_json: bool) -> None:
    """Reveal."""
    from pseudo.cli.console import note, print_json, progress
    from pseudo.workflow import reveal

    with progress() as advance:
        rows = reveal(release, column, output, reason=reason, keys=keys, progress=advance)
    if as_json:
        print_json({"schema_version": 1, "column": column, "rows": rows, "file": str(output)})
        return
    note(
        f"{rows:,}행을 되돌려 {output}에 썼습니다. 다 쓴 뒤에는 파일을 파기하십시오.",
        f"{rows:,} rows turned back, in {output}. Destroy the file when it has served.",
    )
