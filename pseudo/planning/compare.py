"""What differs between two plans, for the reviewer who has seen the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.model import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.model import Plan

__all__ = ["Change", "diff_plans", "render_diff"]

_NAMED = {"columns": "column", "statistics": "name", "rare_findings": "column", "collisions": "domain"}
"""Lists whose entries have a name of their own; the others are compared by content."""
_ORDERED = frozenset({"steps"})
"""Lists of objects whose order speaks."""


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes
    ----------
    path : str
        ``columns[나이].technique``.
    kind : str
        "added", "removed", "changed" or, for the order of columns and steps, "reordered".
    before, after : any
        Plain data; None where it was not or is not there.
    """

    path: str
    kind: str
    before: Any = None
    after: Any = None


def diff_plans(before: Plan, after: Plan) -> list[Change]:
    """The differences in content; the digests themselves are not compared, as any change changes them."""
    first, second = to_json(before), to_json(after)
    for side in (first, second):
        side.pop("digest")
    return list(_compare(first, second, ""))


def _compare(before: Any, after: Any, path: str) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(k for k in after if k not in before)]:
            yield from _compare_field(before, after, key, f"{path}.{key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_list(before, after, path)
        common = [entry for entry in before if entry in after]
        if path in _ORDERED and common != [entry for entry in after if entry in before]:
            yield Change(path, "reordered", common, [entry for entry in after if entry in before])
    elif before != after:
        yield Change(path, "changed", before, after)


def _compare_field(before: dict[str, Any], after: dict[str, Any], key: str, path: str) -> Iterator[Change]:
    if key not in after:
        yield Change(path, "removed", before=before[key])
    elif key not in before:
        yield Change(path, "added", after=after[key])
    elif key in _NAMED and all(isinstance(e, dict) for side in (before, after) for e in side[key] or ()):
        yield from _compare_named(before[key], after[key], _NAMED[key], path)
    else:
        yield from _compare(before[key], after[key], path)


def _compare_named(before: list[Any] | None, after: list[Any] | None, name: str, path: str) -> Iterator[Change]:
    first, second = ({entry[name]: entry for entry in side or ()} for side in (before, after))
    for key in [*first, *(k for k in second if k not in first)]:
        if key not in second:
            yield Change(f"{path}[{key}]", "removed", before=first[key])
        elif key not in first:
            yield Change(f"{path}[{key}]", "added", after=second[key])
        else:
            yield from _compare(first[key], second[key], f"{path}[{key}]")
    common = [k for k in first if k in second]
    if common != [k for k in second if k in first]:
        yield Change(path, "reordered", common, [k for k in second if k in first])


def _compare_list(before: list[Any], after: list[Any], path: str) -> Iterator[Change]:
    """Lists of objects by membership; lists of plain values, where order speaks, as a whole."""
    if not any(isinstance(entry, dict) for entry in [*before, *after]):
        if before != after:
            yield Change(path, "changed", before, after)
        return
    yield from (Change(path, "removed", before=entry) for entry in before if entry not in after)
    yield from (Change(path, "added", after=entry) for entry in after if entry not in before)


_MARKS = {"added": "+", "removed": "-", "changed": "~", "reordered": "↕"}


def render_diff(changes: list[Change], lang: str = "en") -> str:
    """The differences as text, one a line; a sentence where there are none.

    Examples
    --------
    >>> render_diff([Change("columns[나이].technique", "changed", "keep", "delete")])
    "~ columns[나이].technique: 'keep' → 'delete'"
    """
    if not changes:
        return "두 계획의 내용이 같습니다." if lang == "ko" else "The two plans say the same."
    return "\n".join(_line(change, lang) for change in changes)


def _line(change: Change, lang: str) -> str:
    mark = _MARKS[change.kind]
    if change.kind == "changed":
        return f"{mark} {change.path}: {change.before!r} → {change.after!r}"
    if change.kind == "reordered":
        return f"{mark} {change.path}: {'열 순서가 바뀜' if lang == 'ko' else 'in another order'}"
    entry = change.before if change.kind == "removed" else change.after
    return f"{mark} {change.path}: {_summary(entry)}"


def _summary(entry: Any) -> str:
    if not isinstance(entry, dict):
        return repr(entry)
    shown = {k: entry[k] for k in ("kind", "columns", "role", "technique", "params") if entry.get(k)}
    return ", ".join(f"{k}={v!r}" for k, v in (shown or entry).items())
