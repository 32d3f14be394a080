"""What a person sees: a rich console on stderr, progress on a terminal only, JSON on stdout."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pseudo.cli.words import t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["note", "print_json", "progress", "stderr", "stdout"]


def stderr() -> Console:
    """The console for messages."""
    return Console(stderr=True, highlight=False)


def stdout() -> Console:
    """The console for a command's product."""
    return Console(highlight=False)


def note(ko: str, en: str) -> None:
    """A line for the person at the terminal."""
    click.echo(t(ko, en), err=True)


def print_json(data: Any) -> None:
    """A machine's answer on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


STAGES = {
    "scan": ("살펴보기", "Scanning"),
    "rare": ("특이정보 찾기", "Rare values"),
    "collect": ("집계", "Collecting"),
    "apply": ("가명처리", "Applying"),
    "gate": ("검사", "Gate"),
    "measure": ("측정", "Measuring"),
    "fit": ("학습", "Fitting"),
    "train": ("신경망 학습", "Training"),
    "sample": ("생성", "Sampling"),
    "export": ("내보내기", "Exporting"),
    "reveal": ("되돌리기", "Revealing"),
}


@contextmanager
def progress(
    *, total: int | None = None, totals: Mapping[str, int] | None = None
) -> Iterator[Callable[[str, int], None]]:
    """``progress(stage, rows)`` for the workflow: a bar per stage with rate and time left, on a terminal only.

    ``totals`` has the rows of stages that go through other than ``total`` rows.
    """
    console = stderr()
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed:>12,.0f} " + t("행", "rows")),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn(t("남은 시간", "left")),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def finish() -> None:
        for task in tasks.values():
            bar.update(task, total=bar.tasks[task].completed)

    def advance(stage: str, rows: int) -> None:
        if stage not in tasks:
            finish()
            tasks[stage] = bar.add_task(
                t(*STAGES.get(stage, (stage, stage))), total=(totals or {}).get(stage, total), rate=""
            )
        task = tasks[stage]
        bar.advance(task, rows)
        if speed := bar.tasks[task].speed:
            bar.update(task, rate=t(f"초당 {speed:,.0f}행", f"{speed:,.0f} rows/s"))

    with bar:
        yield advance
        finish()
