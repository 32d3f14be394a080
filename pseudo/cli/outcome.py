"""What a person or a machine is told of a run that ends in a release, or at its gate."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pseudo.cli.words import t
from pseudo.errors import GateFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pseudo.model import CheckResult
    from pseudo.workflow import Release

__all__ = ["gated", "say_release"]


@contextmanager
def gated(*, as_json: bool) -> Iterator[None]:
    """Say the verdicts of a gate that does not open, and let its error pass."""
    from pseudo.cli.console import print_json
    from pseudo.model import to_json

    try:
        yield
    except GateFailed as failed:
        if as_json:
            print_json({"schema_version": 1, "released": False, "verdicts": to_json(failed.results)})
        else:
            _show_results(failed.results)
        raise


def say_release(release: Release, *, as_json: bool) -> None:
    """The manifest for machines; for people the gate's summary, the place, and what to do next."""
    from pseudo.cli.console import note, print_json
    from pseudo.model import to_json

    if as_json:
        print_json(to_json(release.manifest))
        return
    _show_results(release.results)
    following = f"pseudo verify {release.path} ; pseudo report {release.path} -o report.html"
    note(f"릴리스를 만들었습니다: {release.path}\n다음: {following}", f"Released: {release.path}\nNext: {following}")


def _show_results(results: Sequence[CheckResult]) -> None:
    """The gate's verdicts on stderr: how many passed, and each that did not. The report lists them all."""
    from rich.table import Table

    from pseudo.cli.console import note, stderr

    shut = [result for result in results if result.outcome.value != "pass"]
    passed = len(results) - len(shut)
    note(f"검사 {len(results)}개 가운데 {passed}개를 통과했습니다.", f"{passed} of {len(results)} checks pass.")
    if not shut:
        return
    words = {"fail": "실패", "inconclusive": "판정 불가", "not_applicable": "해당 없음"}
    view = Table(box=None, pad_edge=False)
    for ko, en in (
        ("결과", "verdict"),
        ("검사", "check"),
        ("열", "columns"),
        ("근거", "asked by"),
        ("관측", "observed"),
    ):
        view.add_column(t(ko, en), overflow="fold")
    for result in shut:
        seen = ", ".join(f"{k}={v}" for k, v in result.observed.items())
        verdict = f"[red]{t(words[result.outcome.value], result.outcome.value)}[/]"
        view.add_row(verdict, result.check.kind, ", ".join(result.check.columns), result.check.because, seen)
    stderr().print(view)
