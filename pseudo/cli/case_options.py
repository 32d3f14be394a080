"""Options of the case verbs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pseudo.cli.words import t

__all__ = ["by_option", "cases_option"]

F = TypeVar("F", bound=Callable[..., Any])


def by_option(function: F) -> F:
    """``--by``: who does it."""
    return click.option("--by", required=True, help=t("이 일을 하는 사람의 이름.", "The name of who does it."))(
        function
    )


def cases_option(function: F) -> F:
    """``--cases``: the folder of cases."""
    return click.option(
        "--cases",
        type=click.Path(path_type=Path, file_okay=False),
        help=t(
            "사안 폴더(기본: PSEUDO_CASES 또는 사용자 폴더).",
            "The folder of cases (PSEUDO_CASES or the user's by default).",
        ),
    )(function)
