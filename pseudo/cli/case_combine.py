"""``pseudo case combine``: the two files that a combination (결합) by an expert body takes."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.case_options import by_option, cases_option
from pseudo.cli.options import json_option, keys_option
from pseudo.cli.words import t

__all__ = ["combine"]


@click.command(
    "combine",
    help=t(
        "승인된 결과물을 결합용 두 파일로 나누어 제공합니다: 결합키+일련번호(결합키관리기관), 일련번호+처리 데이터(결합전문기관). "
        "솔트(키)는 어느 파일에도 없으며, 여기서는 결합하지 않습니다.",
        "Hand the approved output of case ID over as two files: matching keys with serial numbers for who manages the keys, serial "
        "numbers with the data for the expert body. The salt is in neither, and nothing is joined here.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help=t("두 파일을 둘 새 폴더.", "A new folder for them.")
)
@by_option
@keys_option
@cases_option
@json_option
def combine(case_id: str, out: Path, by: str, keys: Path | None, cases: Path | None, as_json: bool) -> None:
    """Write the two files."""
    from pseudo.cli.console import print_json
    from pseudo.model import to_json
    from pseudo.workflow import combine as combined

    made = combined(case_id, out, by, cases=cases, keys=keys)
    if as_json:
        print_json({"schema_version": 1, **to_json(made)})
        return
    click.echo(t(f"{made.rows:,}행을 나누어 썼습니다.", f"{made.rows:,} rows written in two files."))
    click.echo(t(f"결합키관리기관: {out}/matching_keys", f"for who manages the keys: {out}/matching_keys"))
    click.echo(t(f"{made.body}: {out}/data", f"for {made.body}: {out}/data"))
