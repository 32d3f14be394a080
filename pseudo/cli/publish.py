"""``pseudo publish``: a package for the open-data portal."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t

__all__ = ["command"]


@click.command(
    "publish",
    help=t(
        "공개할 수 있는 릴리스(통계, 심의를 거친 합성데이터)로 공공데이터포털용 묶음을 만듭니다.",
        "A package for the open-data portal from a RELEASE that may be opened: statistics, or synthetic rows that were decided on.",
    ),
)
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("publication", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help=t("묶음을 둘 새 폴더.", "A new folder for it.")
)
@click.option(
    "--decision",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t("적정성 검토 결정서(`pseudo case attest`).", "The review's signed decision (`pseudo case attest`)."),
)
@click.option("--decision-key", help=t("결정에 서명한 키의 공개키(16진수).", "The public key of who signs decisions."))
@json_option
def command(
    release: Path, publication: Path, out: Path, decision: Path | None, decision_key: str | None, as_json: bool
) -> None:
    """Write a package."""
    from pseudo.cli.console import note, print_json
    from pseudo.model import to_json
    from pseudo.workflow import publish

    made = publish(release, publication, out, decision=decision, decision_key=decision_key)
    if as_json:
        print_json({"schema_version": 1, "data": made.data, "score": made.score, "diagnoses": to_json(made.diagnoses)})
        return
    for one in made.diagnoses:
        checked = (
            f"{one.errors:,} / {one.checked:,} ({one.rate:.4%})" if one.checked else t("진단 규칙 없음", "no rule")
        )
        click.echo(f"{t(one.name.ko, one.name.en)}: {checked}")
    note(
        f"품질 점수 {made.score}점. 묶음을 만들었습니다: {made.path}",
        f"{made.score} points of quality. Written: {made.path}",
    )
