"""The command line: one file per verb, loaded when it is called, so that ``pseudo --help`` imports nothing heavy.

Data goes to stdout, everything else to stderr. Exit codes: 0 ok, 1 internal error, 2 usage, 3 gate or verification failed,
4 bad input, 5 refused by policy, 6 extra missing, 130 interrupted.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn, cast

import click

from pseudo.cli.click_korean import speak_korean
from pseudo.cli.words import t
from pseudo.errors import InternalError, PseudoError, language
from pseudo.kernels import compiling
from pseudo.validators.loading import own_process

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["COMMANDS", "cli", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    "scan": (
        "표에 무엇이 있는지 살펴봅니다(값은 보이지 않습니다).",
        "What is in a table: columns, roles, findings, never a value.",
    ),
    "assess": (
        "표의 재식별·속성 노출 위험을 측정합니다(값은 보이지 않습니다).",
        "Measure a table's disclosure risk: figures with method and source, never a value.",
    ),
    "plan": ("레시피로 이 표의 처리 계획을 세웁니다.", "What a recipe will do to this table, for review."),
    "apply": (
        "계획대로 가명처리하고, 검사를 통과한 릴리스를 만듭니다.",
        "Pseudonymize by a plan or recipe; release what the gate passes.",
    ),
    "verify": (
        "릴리스의 지문과 증거 수치를 파일에서 다시 계산합니다.",
        "Recompute a release's digests and evidence from its files.",
    ),
    "auditor": (
        "감사자용 검증 프로그램을 파일 하나로 만듭니다.",
        "The verifying program as one file, for auditors without pseudokit.",
    ),
    "report": ("릴리스의 보고서를 만듭니다.", "A report of a release."),
    "export": (
        "검증된 릴리스를 데이터베이스의 표로 넣습니다.",
        "Write a release that verifies into a table of a database.",
    ),
    "reveal": (
        "키를 가진 사람이 릴리스의 열을 원래 값으로 되돌립니다(기록이 남습니다).",
        "Turn a reversible column back, by who holds the key; it is recorded.",
    ),
    "synth": ("레시피의 제약을 지키는 합성데이터를 만듭니다.", "Synthetic rows that keep the recipe's rules."),
    "stats": (
        "차등정보보호를 적용한 통계를 만듭니다(사람 단위로 보호).",
        "Release counts, sums, means and quantiles with differential privacy; the unit is a person.",
    ),
    "evaluate": (
        "합성데이터가 학습에 쓴 행을 드러내는지 공격해 봅니다(값은 보이지 않습니다).",
        "Attack a synthetic table: what it gives away about the rows it was learned from, never a value.",
    ),
    "case": (
        "가명정보 처리 절차를 사안별로 진행하고 기록합니다: 신청부터 파기까지, 서식 열 가지와 함께.",
        "The institution's procedure, case by case: application to destruction, with the ten forms.",
    ),
    "publish": (
        "공개할 수 있는 릴리스로 공공데이터포털용 묶음을 만듭니다.",
        "A package for the open-data portal: file, metadata, dictionary, quality diagnoses.",
    ),
    "key": ("키(추가정보)를 만들고, 보고, 파기합니다.", "Create, show and destroy keys (additional information)."),
    "recipe": ("레시피를 보고, 점검합니다.", "List, show and lint recipes; print their JSON Schema."),
    "technique": ("가명처리 기술의 목록과 설명을 봅니다.", "The catalogue of techniques."),
    "budget": ("차등정보보호 예산을 정하고, 봅니다.", "Grant and show privacy budgets."),
    "explain": ("오류 코드의 뜻과 조치 방법을 봅니다.", "What an error code means and how to mend it."),
    "doctor": ("설치와 환경을 점검합니다.", "Check the installation and its surroundings."),
}


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, imported when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a module, by name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", importlib.import_module(f"pseudo.cli.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        del ctx
        with formatter.section(t("명령", "Commands")):
            formatter.write_dl([(name, t(ko, en)) for name, (ko, en) in COMMANDS.items()])


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"pseudokit {version('pseudokit')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=t(
        "기관 데이터를 사람이 드러나지 않게 엽니다: 살펴보고, 계획하고, 처리하고, 증명합니다.",
        "Open institutional data without exposing people: scan, plan, apply, verify.",
    ),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help=t("판을 보입니다.", "Show the version."),
)
def cli() -> None:
    """The root command."""


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM.

    Not KeyboardInterrupt: CPython remembers one that passed through an ``exec`` (every dataclass of a module being imported is
    one) and kills the process at its end, although it was caught and cleaned up after.
    """


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Interrupted


def _say_compiling() -> None:
    """The first run on a machine takes longer; whoever waits is told why."""
    click.echo(
        t(
            "이 컴퓨터에서 처음 실행하므로 계산 커널(가명·암호·날짜·마스킹)을 컴파일합니다. 한 번만 하며 수십 초 걸릴 수 있습니다.",
            "First run on this machine: compiling the kernels (pseudonyms, ciphers, dates, masking), once; it may take tens of seconds.",
        ),
        err=True,
    )


def _report(error: PseudoError, argv: list[str]) -> int:
    if "--json" in argv:
        click.echo(json.dumps(error.to_json(), ensure_ascii=False), err=True)
    else:
        click.echo(error.message(), err=True)
    return error.exit_code


def _internal(error: BaseException, argv: list[str]) -> int:
    """An unforeseen error: its kind and, on request, the frames. Its message stays unsaid: it may hold a cell."""
    if os.environ.get("PSEUDO_DEBUG"):
        click.echo("".join(traceback.format_tb(error.__traceback__)), err=True)
    return _report(InternalError("general.internal", kind=type(error).__name__), argv)


def main(argv: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its code."""
    words = sys.argv[1:] if argv is None else argv
    own_process()
    if language() == "ko":
        speak_korean()
    compiling.listeners.append(_say_compiling)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        code = cli.main(args=words, prog_name="pseudo", standalone_mode=False) or 0
    except PseudoError as error:
        code = _report(error, words)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except (Interrupted, click.Abort):
        code = 130
        click.echo(t("중단했습니다. 반출된 것은 없습니다.", "Interrupted; nothing was released."), err=True)
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except Exception as error:  # noqa: BLE001  (the last door: nothing of a cell may leave through it)
        code = _internal(error, words)
    sys.exit(code if isinstance(code, int) else 0)
