"""``pseudo doctor``: whether this installation is fit for work."""

from __future__ import annotations

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t

__all__ = ["command"]


@click.command("doctor", help=t("설치와 환경을 점검합니다.", "Check the installation and its surroundings."))
@json_option
def command(as_json: bool) -> None:
    """Diagnose; exit code 1 when there is a fault."""
    from pseudo.cli.console import print_json
    from pseudo.model import to_json
    from pseudo.workflow.doctor import doctor

    found = doctor()
    if as_json:
        print_json({"schema_version": 1, "findings": to_json(found)})
    else:
        marks = {"ok": "✓", "note": "·", "fault": "✗"}
        for diagnosis in found:
            click.echo(f"{marks[diagnosis.level]} {t(diagnosis.about.ko, diagnosis.about.en)}: {diagnosis.detail}")
    if any(d.level == "fault" for d in found):
        raise click.exceptions.Exit(1)
