"""``pseudo auditor``: the verifying program as one file."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.words import t
from pseudo.errors import UsageError, Where

__all__ = ["command"]


@click.command(
    "auditor",
    help=t(
        "감사자용 검증 프로그램을 파일 하나(OUT, .pyz)로 만듭니다. 파이썬 3.11과 cryptography만 있으면 실행됩니다: python OUT RELEASE",
        "Write the auditor's program as one file OUT (.pyz); it runs with Python 3.11 and cryptography alone: python OUT RELEASE",
    ),
)
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def command(out: Path) -> None:
    """Write the program."""
    from pseudo.cli.console import note
    from pseudo.evidence.auditor import program

    if out.exists():
        raise UsageError("procedure.exists", Where(file=out.name))
    out.write_bytes(program())
    note(f"만들었습니다: python {out} RELEASE", f"Written: python {out} RELEASE")
