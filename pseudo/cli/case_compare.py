"""``pseudo case compare``: what a repeated or similar case changes, for a review of that alone."""

from __future__ import annotations

from pathlib import Path

import click

from pseudo.cli.case_options import cases_option
from pseudo.cli.options import json_option
from pseudo.cli.words import t

__all__ = ["compare"]


@click.command(
    "compare",
    help=t(
        "반복·유사 활용 사안(ID)이 이전 사안(EARLIER, 기본: 신청서의 earlier)과 달라진 점만 보입니다: "
        "목적, 항목, 제공받는 자, 활용 방법, 환경, 기간, 가명처리, 수치.",
        "Show what case ID changes against an EARLIER one (the application's by default), and nothing else: purpose, items, recipient, "
        "method, setting, period, treatment, figures.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.argument("earlier", required=False)
@cases_option
@json_option
def compare(case_id: str, earlier: str | None, cases: Path | None, as_json: bool) -> None:
    """Compare two cases."""
    from pseudo.cli.console import print_json
    from pseudo.errors import UsageError
    from pseudo.model import to_json
    from pseudo.procedure.comparison import TOPICS, changed, differences
    from pseudo.workflow import case_store

    store = case_store(cases)
    case = store.case(case_id)
    former = earlier or (case.application.earlier if case.application else "")
    if not former:
        raise UsageError("procedure.no-earlier")
    before = store.case(former)
    found = differences(case, before)
    treated = case.treatment_plan is not None and before.treatment_plan is not None
    if as_json:
        facts = {"case": case.id, "earlier": before.id, "changed": changed(found), "treatment_compared": treated}
        print_json({"schema_version": 1, **facts, "differences": to_json(found)})
        return
    for one in found:
        title = TOPICS[one.topic]
        what = f" [{one.what}]" if one.what else ""
        click.echo(f"{t(title.ko, title.en)}{what}: {one.before or '–'} → {one.now or '–'}")
    click.echo(f"changed: [{', '.join(changed(found))}]")
    if not treated:
        click.echo(
            t(
                "가명처리 방법은 두 사안이 모두 가명처리된 뒤에 비교합니다.",
                "Treatments are compared once both cases were treated.",
            ),
            err=True,
        )
