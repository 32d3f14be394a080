"""Recognizers of one's own: a YAML file (pattern, context, check), or a ``Rule`` of another package by entry point.

The environment variable ``PSEUDO_RECOGNIZERS`` names the files, so that scan, apply, gate and every worker process use the same; the
entry-point group is ``pseudokit.recognizers``. A pattern must be bounded and must not nest variable repeats: then it is searched in
linear time.
"""

from __future__ import annotations

import os
import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pseudo.detect import checksums
from pseudo.detect.rule import At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.errors import BadInput
from pseudo.model import Role, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["GROUP", "VARIABLE", "brought", "load_recognizers", "named_files"]

GROUP = "pseudokit.recognizers"
VARIABLE = "PSEUDO_RECOGNIZERS"
WIDEST = 256
"""Characters that a pattern may span."""
CHECKS: dict[str, tuple[Callable[[str], bool], tuple[int, ...]]] = {
    "rrn": (checksums.rrn, (13,)), "frn": (checksums.frn, (13,)), "brn": (checksums.brn, (10,)), "crn": (checksums.crn, (13,)),
    "gtin13": (checksums.gtin13, (13,)), "luhn": (checksums.luhn, tuple(range(2, 40))),
}  # fmt: skip
KEYS = {"entity", "title", "role", "patterns", "labels", "hints", "labels_after", "vetoes", "check", "reach", "rank"}
PATTERN_KEYS = {"name", "regex", "score", "labelled_score", "labelled"}
ENTITY = re.compile(r"[A-Z][A-Z0-9_]{1,40}")


class CustomRule(Rule):
    """A rule from a file: a score by pattern, raised beside a label and by a passing check, lowered by another label."""

    check: Callable[[str], bool] | None = None
    lengths: tuple[int, ...] = ()
    scores: dict[str, tuple[float, float]] = {}  # noqa: RUF012  (each class has its own)

    def judge(self, found: Found) -> Judgement:
        """Score of the pattern; the check is evidence, never a filter."""
        alone, labelled = self.scores[found.form.name]
        check = None
        if type(self).check is not None and len(found.digits) in self.lengths:
            check = type(self).check(found.digits)  # type: ignore[misc]
        if found.labelled:
            return Judgement(labelled, check, "labelled")
        if found.label is Label.OTHER:
            return Judgement(alone / 2, check, "another label")
        if check is None:
            return Judgement(alone)
        return Judgement(min(0.95, alone + 0.2) if check else alone / 2, check)


def named_files() -> tuple[Path, ...]:
    """The files that the environment names."""
    return tuple(Path(name) for name in os.environ.get(VARIABLE, "").split(os.pathsep) if name)


def brought() -> Iterator[type[Rule]]:
    """The rules of other packages; what cannot be loaded or is none is passed over here (``pseudo doctor`` tells)."""
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        try:
            rule = point.load()
        except Exception:  # noqa: BLE001, S112  (another package's import may raise anything)
            continue
        if isinstance(rule, type) and issubclass(rule, Rule) and isinstance(getattr(rule, "info", None), EntityInfo):
            yield rule


def load_recognizers(path: Path) -> tuple[type[Rule], ...]:
    """The rules of a YAML file.

    Parameters
    ----------
    path : Path
        A file with a list ``recognizers``; docs/detection.md shows one.

    Returns
    -------
    tuple of type
        One ``Rule`` class for each entry.

    Raises
    ------
    BadInput
        ``detect.recognizers-file``: it cannot be read or is no such list. ``detect.recognizer``: an entry is wrong, with its
        place and what is wrong.
    """
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError):
        data = None
    entries = data.get("recognizers") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise BadInput("detect.recognizers-file", file=path.name)
    return tuple(_rule(path.name, number, entry) for number, entry in enumerate(entries, 1))


def _rule(file: str, number: int, entry: Any) -> type[Rule]:
    def wrong(why: str) -> BadInput:
        return BadInput("detect.recognizer", file=file, number=number, why=why)

    if not isinstance(entry, dict) or not {"entity", "patterns"} <= set(entry) <= KEYS:
        raise wrong(f"keys: entity, patterns and of {', '.join(sorted(KEYS))}")
    if not ENTITY.fullmatch(str(entry["entity"])):
        raise wrong("entity: capitals, digits and _")
    check = entry.get("check")
    if check is not None and check not in CHECKS:
        raise wrong(f"check: one of {', '.join(CHECKS)}")
    patterns = entry["patterns"]
    if not isinstance(patterns, list) or not patterns:
        raise wrong("patterns: a list")
    forms, scores = [], {}
    for pattern in patterns:
        form, both = _form(pattern, wrong)
        forms.append(form)
        scores[form.name] = both
    title: Any = entry.get("title") or {}
    try:
        info = EntityInfo(
            entry["entity"],
            Text(ko=title.get("ko", entry["entity"]), en=title.get("en", entry["entity"])),
            Role(entry.get("role", Role.DIRECT_IDENTIFIER.value)),
        )
        words = {
            key: tuple(str(w).lower() for w in entry.get(key, ()))
            for key in ("labels", "hints", "labels_after", "vetoes")
        }
        numbers = {"reach": int(entry.get("reach", 30)), "rank": int(entry.get("rank", 5))}
    except (AttributeError, TypeError, ValueError):
        raise wrong("title {ko, en}, role, lists of words, or numbers") from None
    function, lengths = CHECKS[check] if check else (None, ())
    checked = {"check": staticmethod(function) if function else None, "lengths": lengths}
    return type(
        f"Custom{entry['entity']}",
        (CustomRule,),
        {"info": info, "forms": tuple(forms), "scores": scores, **checked, **words, **numbers},
    )


def _form(pattern: Any, wrong: Callable[[str], BadInput]) -> tuple[Form, tuple[float, float]]:
    if not isinstance(pattern, dict) or not {"name", "regex"} <= set(pattern) <= PATTERN_KEYS:
        raise wrong(f"pattern: name, regex and of {', '.join(sorted(PATTERN_KEYS))}")
    fault = _fault(str(pattern["regex"]))
    if fault:
        raise wrong(f"regex of '{pattern['name']}': {fault}")
    try:
        alone = float(pattern.get("score", 0.5))
        labelled = float(pattern.get("labelled_score", max(alone, 0.9)))
    except (TypeError, ValueError):
        raise wrong("score: a number in 0..1") from None
    if not (0 <= alone <= 1 and 0 <= labelled <= 1):
        raise wrong("score: a number in 0..1")
    regex = f"(?<![0-9A-Za-z])(?:{pattern['regex']})(?![0-9A-Za-z])"
    return Form(str(pattern["name"]), regex, labelled=bool(pattern.get("labelled", False)), at=At.ANYWHERE), (
        alone,
        labelled,
    )


def _fault(regex: str) -> str:
    """Why a pattern is not taken; empty where it is."""
    from re import _parser  # type: ignore[attr-defined]  # the standard library's own parser: a second one would disagree

    try:
        tree = _parser.parse(regex)
    except re.error:
        return "no regular expression"
    least, most = tree.getwidth()
    if least == 0 or most > WIDEST:
        return f"must span 1 to {WIDEST} characters"
    return "a variable repeat inside another" if _nested(tree, inside=False) else ""


def _nested(tree: Any, *, inside: bool) -> bool:
    """Whether a variable repeat of more than one character stands inside another repeat."""
    for operation, value in tree:
        name = str(operation)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            low, high, below = value
            if (inside and low != high) or _nested(below, inside=inside or high > 1):
                return True
        else:
            parts = value if isinstance(value, (list, tuple)) else [value]
            for part in parts:
                trees = part if isinstance(part, list) else [part]
                if any(_nested(t, inside=inside) for t in trees if hasattr(t, "getwidth")):
                    return True
    return False
