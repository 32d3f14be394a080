"""``pseudo budget``: what may be spent of a population's privacy, what was, and when it ends."""

from __future__ import annotations

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t

__all__ = ["command"]


@click.group("budget", help=t("차등정보보호 예산을 정하고, 봅니다.", "Grant and show privacy budgets."))
def command() -> None:
    """The budget verbs."""


@command.command(
    "grant",
    help=t(
        "모집단(LINEAGE)에 쓸 수 있는 ε(와 δ)을 정합니다. 소수로 적으며 정확히 계산합니다.",
        "Grant ε (and δ) to a subject population LINEAGE; exact decimals.",
    ),
)
@click.argument("lineage")
@click.option("--epsilon", required=True, help="ε: 1, 0.5, ...")
@click.option("--delta", default="0", show_default=True, help="δ: 0, 1e-7, ...")
@click.option(
    "--reason", default="", help=t("이미 정한 총량을 바꾸는 사유.", "Why a total that was fixed before is changed.")
)
def grant(lineage: str, epsilon: str, delta: str, reason: str) -> None:
    """Grant a budget."""
    from pseudo.cli.console import note
    from pseudo.dp import Budget

    Budget().grant(lineage, epsilon, delta, reason)
    note(f"'{lineage}'에 ε={epsilon}, δ={delta}을(를) 배정했습니다.", f"Granted ε={epsilon}, δ={delta} to '{lineage}'.")


@command.command(
    "close",
    help=t(
        "모집단(LINEAGE)의 예산을 완전히 마감합니다. 더 쓰거나 배정할 수 없습니다.",
        "End the budget of LINEAGE for good: nothing more is spent or granted.",
    ),
)
@click.argument("lineage")
@click.option("--reason", required=True, help=t("마감하는 사유. 기록에 남습니다.", "Why; it stays on record."))
def close(lineage: str, reason: str) -> None:
    """Close a budget."""
    from pseudo.cli.console import note
    from pseudo.dp import Budget

    left = Budget().close(lineage, reason)
    note(
        f"'{lineage}'의 예산을 마감했습니다. 지금까지 ε={left.spent_epsilon}, δ={left.spent_delta}을(를) 썼습니다.",
        f"The budget of '{lineage}' is closed; ε={left.spent_epsilon}, δ={left.spent_delta} were spent.",
    )


@command.command("show", help=t("배정한 예산과 쓴 예산을 봅니다.", "What was granted and spent."))
@click.argument("lineage")
@json_option
def show(lineage: str, as_json: bool) -> None:
    """Show a budget."""
    from pseudo.cli.console import print_json
    from pseudo.dp import Budget
    from pseudo.model import to_json

    state = to_json(Budget().show(lineage))
    if as_json:
        print_json({"schema_version": 1, **state})
    else:
        for name, value in state.items():
            click.echo(f"{name}: {value}")


@command.command(
    "place",
    help=t(
        "예산 기록을 파일 대신 PostgreSQL(URL)에 둡니다. 첫 배정 전에 한 번만 정하며, URL에 비밀번호를 쓰지 않습니다.",
        "Keep the budgets in PostgreSQL at URL (without a password) instead of a file: once, before the first grant.",
    ),
)
@click.argument("url")
def place(url: str) -> None:
    """Place the budgets."""
    from pseudo.cli.console import note
    from pseudo.dp import Budget

    Budget().place(url)
    note("예산 기록은 PostgreSQL에 보관됩니다.", "The budgets are kept in PostgreSQL.")
