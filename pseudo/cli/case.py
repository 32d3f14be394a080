"""``pseudo case``: the institution's procedure, from the request to the destruction."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pseudo.cli.case_combine import combine
from pseudo.cli.case_compare import compare
from pseudo.cli.case_forms import forms, lint, sample
from pseudo.cli.case_options import by_option, cases_option
from pseudo.cli.case_record import attest, checkpoint, place, provenance, verify
from pseudo.cli.options import json_option, keys_option
from pseudo.cli.words import t

if TYPE_CHECKING:
    from pseudo.procedure import Case

__all__ = ["command"]


@click.group(
    "case",
    help=t(
        "가명정보 처리 절차를 사안별로 진행하고 기록합니다: 신청, 위험성 검토, 가명처리, 적정성 검토, 제공, 파기.",
        "Run and record the procedure, case by case: application, risk review, treatment, adequacy review, provision, destruction.",
    ),
)
def command() -> None:
    """The case verbs."""


PAPER = click.Path(path_type=Path, exists=True, dir_okay=False)


@command.command(
    "new", help=t("신청서(PAPER, ➊)를 접수해 사안을 엽니다.", "Open a case by its application PAPER (form 1).")
)
@click.argument("paper", type=PAPER)
@by_option
@cases_option
@json_option
def new(paper: Path, by: str, cases: Path | None, as_json: bool) -> None:
    """Open a case."""
    from pseudo.procedure.reading import load_paper
    from pseudo.procedure.steps import STEPS
    from pseudo.workflow import case_store

    case = case_store(cases).register(load_paper(paper, STEPS["application"].paper), by)
    _say(case, as_json=as_json)


@command.command(
    "do",
    help=t(
        "사안(ID)의 단계(STEP)를 문서(PAPER)로 진행합니다. 문서의 틀은 `pseudo case template STEP`으로 봅니다.",
        "Do a STEP of case ID with its PAPER; `pseudo case template STEP` prints an empty one.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.argument("step")
@click.argument("paper", type=PAPER)
@by_option
@cases_option
@json_option
def do(case_id: str, step: str, paper: Path, by: str, cases: Path | None, as_json: bool) -> None:
    """Do a step."""
    from pseudo.procedure.reading import load_paper
    from pseudo.workflow import case_store

    case = case_store(cases).record(case_id, step, load_paper(paper, _paper(step, by_itself=("destruction",))), by)
    _say(case, as_json=as_json)


@command.command(
    "template",
    help=t("단계(STEP)의 빈 문서를 항목 설명과 함께 출력합니다.", "Print an empty paper of a STEP, explained."),
)
@click.argument("step")
def template(step: str) -> None:
    """Print an empty paper."""
    from pseudo.procedure.reading import template as empty

    click.echo(empty(_paper(step)), nl=False)


@command.command(
    "treat",
    help=t(
        "가명처리한 릴리스(RELEASE)를 검증해 사안에 봉인합니다. 릴리스 폴더는 사안 안으로 옮겨져 암호화됩니다.",
        "Verify a RELEASE and lock it in case ID: the folder is moved into the case, encrypted.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.argument("release", type=click.Path(path_type=Path, exists=True, file_okay=False))
@by_option
@click.option("--organization", required=True, help=t("처리한 사람의 소속.", "Where who treated belongs to."))
@click.option("--position", default="", help=t("직위.", "Position."))
@keys_option
@cases_option
@json_option
def treat(
    case_id: str,
    release: Path,
    by: str,
    organization: str,
    position: str,
    keys: Path | None,
    cases: Path | None,
    as_json: bool,
) -> None:
    """Lock a release in a case."""
    from pseudo.procedure.papers import Person
    from pseudo.workflow import take_in

    _say(take_in(case_id, release, Person(by, organization, position), cases=cases, keys=keys), as_json=as_json)


@command.command(
    "provide", help=t("승인된 결과물의 봉인을 풀어 제공합니다.", "Unlock the approved output and hand it over.")
)
@click.argument("case_id", metavar="ID")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help=t("결과물을 둘 새 폴더.", "A new folder for it.")
)
@by_option
@keys_option
@cases_option
@json_option
def provide(case_id: str, out: Path, by: str, keys: Path | None, cases: Path | None, as_json: bool) -> None:
    """Hand over."""
    from pseudo.workflow import hand_over

    _say(hand_over(case_id, out, by, cases=cases, keys=keys), as_json=as_json)


@command.command(
    "destroy",
    help=t(
        "봉인된 결과물과 과제의 키(추가정보)를 파기하고 기록합니다. 되돌릴 수 없습니다.",
        "Destroy the sealed output and the project's key, and record it. There is no way back.",
    ),
)
@click.argument("case_id", metavar="ID")
@click.argument("paper", type=PAPER)
@click.option("--yes", is_flag=True, help=t("묻지 않고 진행합니다.", "Do not ask."))
@by_option
@keys_option
@cases_option
@json_option
def destroy(
    case_id: str, paper: Path, yes: bool, by: str, keys: Path | None, cases: Path | None, as_json: bool
) -> None:
    """Destroy."""
    from pseudo.procedure.papers import Destruction
    from pseudo.procedure.reading import load_paper
    from pseudo.workflow import destroy_case

    read = load_paper(paper, Destruction)
    if not yes:
        question = t(f"'{case_id}'의 결과물과 키를 파기합니다. 계속할까요?", f"Destroy output and key of '{case_id}'?")
        click.confirm(question, abort=True, err=True)
    _say(destroy_case(case_id, read, by, cases=cases, keys=keys), as_json=as_json)


@command.command("list", help=t("사안 목록을 봅니다.", "List the cases."))
@click.option(
    "--stage", help=t("이 단계의 사안만(preparation, risk_review, ...).", "Those at a stage (preparation, ...).")
)
@cases_option
@json_option
def list_cases(stage: str | None, cases: Path | None, as_json: bool) -> None:
    """List cases."""
    from pseudo.cli.console import print_json
    from pseudo.errors import UsageError
    from pseudo.model import to_json
    from pseudo.procedure import RiskClass, Stage
    from pseudo.workflow import case_store

    if stage is not None and stage not in list(Stage):
        raise UsageError("procedure.no-stage", stages=", ".join(Stage))
    found = case_store(cases).cases(Stage(stage) if stage else None)
    if as_json:
        print_json({"schema_version": 1, "cases": to_json(found)})
        return
    for entry in found:
        risk = t(RiskClass(entry.risk).ko, entry.risk) if entry.risk else "-"
        click.echo(f"{entry.id}  {t(entry.stage.ko, entry.stage.value)}  {risk}  {entry.ends}  {entry.title}")


@command.command("show", help=t("사안(ID)의 상태와 문서를 봅니다.", "Where case ID stands, and its papers."))
@click.argument("case_id", metavar="ID")
@cases_option
@json_option
def show(case_id: str, cases: Path | None, as_json: bool) -> None:
    """Show a case."""
    from pseudo.workflow import case_store

    _say(case_store(cases).case(case_id), as_json=as_json)


@command.command(
    "next",
    help=t("사안(ID)에서 다음에 할 일과 모자란 것을 봅니다.", "What comes next in case ID, and what is missing."),
)
@click.argument("case_id", metavar="ID")
@cases_option
@json_option
def next_step(case_id: str, cases: Path | None, as_json: bool) -> None:
    """Say what comes next."""
    from pseudo.cli.console import print_json
    from pseudo.procedure import STEPS, next_steps
    from pseudo.workflow import case_store

    case = case_store(cases).case(case_id)
    coming = next_steps(case)
    if as_json:
        steps = [{"step": name, "missing": [problem.code for problem in missing]} for name, missing in coming]
        print_json({"schema_version": 1, "case": case.id, "stage": case.stage.value, "steps": steps})
        return
    for name, missing in coming:
        step = STEPS[name]
        click.echo(t(f"{step.title.ko} — {step.who.ko}", f"{step.title.en} — {step.who.en}"))
        click.echo(f"  {_how(case, name)}")
        for problem in missing:
            click.echo(t("  모자란 것: ", "  missing: ") + problem.text(t("ko", "en")))
    if not coming:
        click.echo(t("더 할 일이 없습니다.", "Nothing is left to do."))


@command.command("due", help=t("기한이 지났거나 다가온 일을 봅니다.", "What is late or due soon, over all cases."))
@click.option("--days", default=30, show_default=True, help=t("앞으로 며칠까지.", "Days ahead."))
@cases_option
@json_option
def due_cases(days: int, cases: Path | None, as_json: bool) -> None:
    """Say what is due."""
    from pseudo import clock
    from pseudo.cli.console import print_json
    from pseudo.model import to_json
    from pseudo.procedure.due import due
    from pseudo.workflow import case_store

    found = due(case_store(cases).every(), clock.today(), days)
    if as_json:
        print_json({"schema_version": 1, "due": to_json(found)})
        return
    for entry in found:
        when = (
            t(f"{-entry.days}일 지남", f"{-entry.days} days late")
            if entry.days < 0
            else t(f"{entry.days}일 남음", f"in {entry.days} days")
        )
        click.echo(f"{entry.case}  {entry.day}  {when}  {t(entry.text.ko, entry.text.en)}")
    if not found:
        click.echo(t("기한이 다가온 일이 없습니다.", "Nothing is due."))


for verb in (combine, compare, forms, lint, sample, verify, checkpoint, attest, place, provenance):
    command.add_command(verb)


def _paper(step: str, by_itself: tuple[str, ...] = ()) -> type:
    """The paper of a step that is written as YAML; ``by_itself`` are steps with a verb of their own."""
    from pseudo.errors import UsageError
    from pseudo.procedure import STEPS

    written = [name for name in STEPS if name not in ("treatment", "provision", "combination", *by_itself)]
    if step not in written:
        raise UsageError("procedure.no-step", steps=", ".join(written))
    return STEPS[step].paper


def _how(case: Case, step: str) -> str:
    """The command that does a step."""
    return {
        "treatment": f"pseudo case treat {case.id} RELEASE --by NAME --organization NAME",
        "provision": f"pseudo case provide {case.id} --out FOLDER --by NAME",
        "combination": f"pseudo case combine {case.id} --out FOLDER --by NAME",
        "destruction": f"pseudo case destroy {case.id} destruction.yaml --by NAME",
    }.get(step, f"pseudo case template {step} > {step}.yaml ; pseudo case do {case.id} {step} {step}.yaml --by NAME")


def _say(case: Case, *, as_json: bool) -> None:
    from pseudo.cli.console import print_json
    from pseudo.model import to_json

    if as_json:
        print_json({"schema_version": 1, **to_json(case)})
        return
    click.echo(f"{case.id}  {case.title}")
    click.echo(t(f"단계: {case.stage.ko}", f"stage: {case.stage.value}"))
    if case.risk:
        mode = case.rules.review[case.risk].mode
        click.echo(t(f"위험도: {case.risk.ko} — {mode.ko}", f"risk: {case.risk.value} — {mode.en}"))
    for need in case.forms():
        why = t(need.why.ko, need.why.en) if need.why else ""
        click.echo(f"  {need.form.symbol} {need.form.ko}  {t(need.need.ko, need.need.value)}  {why}".rstrip())
    if case.treatment_result:
        click.echo(t(f"결과물: {case.treatment_result.output}", f"output: {case.treatment_result.output}"))
    if case.keep_until:
        click.echo(t(f"기록 보관: {case.keep_until}까지", f"records are kept until {case.keep_until}"))
    click.echo(t(f"다음: pseudo case next {case.id}", f"next: pseudo case next {case.id}"), err=True)
