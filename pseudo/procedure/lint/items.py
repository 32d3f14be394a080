"""What was asked for, what is planned, and what the purpose needs."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.recipes.policy import is_rrn_name
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["RULES"]

DELETED = re.compile(r"삭제|제외|미제공")
TREATS = re.compile(r"가명처리(?:를|한|하)|비식별 ?조치(?:를|한|하)")


@cache
def _words() -> dict[str, dict[str, list[str]] | list[str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))


def other_items(dossier: Dossier) -> Iterator[Problem]:
    """The columns asked for are those planned: none more, none less."""
    if dossier.application is None or dossier.treatment_plan is None:
        return
    asked = {_plain(column) for data in dossier.application.data for column in data.columns}
    planned = {_plain(entry.column) for entry in dossier.treatment_plan.columns if entry.kind != "기타"}
    kept = {_plain(entry.column) for entry in dossier.treatment_plan.columns if not DELETED.match(entry.treatment)}
    if missing := asked - planned:
        yield Problem("lint.items-missing", ("treatment_plan", "columns"), {"count": len(missing)})
    if extra := (planned & kept) - asked:
        yield Problem("lint.items-extra", ("treatment_plan", "columns"), {"count": len(extra)})


def identifier_asked_for(dossier: Dossier) -> Iterator[Problem]:
    """Names, numbers and contacts are not needed for statistics and research; resident numbers need a statute."""
    if dossier.application is None:
        return
    names = {_plain(name) for name in _words()["identifiers"]}
    for n, data in enumerate(dossier.application.data):
        found = [c for c in data.columns if _plain(c) in names or is_rrn_name(c)]
        if found:
            yield Problem("lint.identifier", ("application", "data", n), {"count": len(found)})


def purpose_without_items(dossier: Dossier) -> Iterator[Problem]:
    """What the purpose compares by is among the columns: a regional analysis needs a region."""
    if dossier.application is None:
        return
    columns = " ".join(column for data in dossier.application.data for column in data.columns)
    needs = _words()["purpose"]
    assert isinstance(needs, dict)  # noqa: S101  (a table of words.toml)
    for word, wanted in needs.items():
        if re.search(word, dossier.application.purpose_text) and not any(
            re.search(w, columns, re.IGNORECASE) for w in wanted
        ):
            yield Problem("lint.purpose-items", ("application", "data"), {"word": word.split("|")[0]})


def other_years(dossier: Dossier) -> Iterator[Problem]:
    """The years of the data are the same in application and usage plan."""
    if dossier.application is None or dossier.usage_plan is None:
        return
    asked = _years(" ".join(data.name for data in dossier.application.data))
    planned = _years(dossier.usage_plan.data)
    if asked and planned and asked != planned:
        yield Problem("lint.years", ("usage_plan", "data"))


def user_treats(dossier: Dossier) -> Iterator[Problem]:
    """The provider pseudonymises, not the user."""
    if dossier.usage_plan and TREATS.search(dossier.usage_plan.method):
        yield Problem("lint.user-treats", ("usage_plan", "method"))


def other_number_of_persons(dossier: Dossier) -> Iterator[Problem]:
    """The persons of usage plan and application are one number."""
    if dossier.application is None or dossier.usage_plan is None or dossier.usage_plan.subjects is None:
        return
    asked = [data.subjects for data in dossier.application.data if data.subjects is not None]
    if asked and dossier.usage_plan.subjects not in (max(asked), sum(asked)):
        yield Problem("lint.subjects", ("usage_plan", "subjects"))


def unstructured_unsaid(dossier: Dossier) -> Iterator[Problem]:
    """A plan with images, voices or texts belongs to a case with unstructured data."""
    if dossier.application is None or dossier.treatment_plan is None:
        return
    kinds = {"이미지", "영상", "음성", "텍스트", "CT", "MRI"}
    kept = [c for c in dossier.treatment_plan.columns if c.kind in kinds and not DELETED.match(c.treatment)]
    if kept and not dossier.application.unstructured:
        yield Problem("lint.unstructured", ("application", "unstructured"), {"count": len(kept)})


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-·()]+", "", name).casefold()


def _years(text: str) -> frozenset[str]:
    """The years a text names; ``2019~2021`` names the one between, too."""
    spans = re.findall(r"((?:19|20)\d{2})\s*년?\s*[~–-]\s*((?:19|20)\d{2})", text)
    between = {str(year) for start, end in spans for year in range(int(start), int(end) + 1)}
    return frozenset(between | set(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)))


RULES = (
    other_items,
    identifier_asked_for,
    purpose_without_items,
    other_years,
    user_treats,
    other_number_of_persons,
    unstructured_unsaid,
)
