"""Identifiers in text: the rules find, one span wins where several overlap."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pseudo.detect.recognizers import rules
from pseudo.detect.search import Hit, resolve, search_one, search_texts
from pseudo.errors import InternalError, UsageError
from pseudo.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pseudo.detect.rule import Found, Judgement, Rule

__all__ = ["CERTAIN", "LEAST", "chosen", "explain", "find", "find_spans", "ranks", "standing"]

LEAST = 0.4
"""Confidence from which a span is reported."""
CERTAIN = 0.5
"""Confidence from which an identifier counts without a human's look: the release gate's bar."""


def find(text: str, *, quasi_identifiers: bool = False) -> list[Span]:
    """The identifiers of a text, in its order, none overlapping; each slices ``text`` exactly.

    Parameters
    ----------
    text : str
        Any string.
    quasi_identifiers : bool
        Also what identifies only together with other things: age, sex, region, occupation, diagnosis, … (``entities()`` tells
        the role of each).

    Raises
    ------
    UsageError
        ``detect.not-text`` where ``text`` is no string.
    InternalError
        ``detect.failed`` where a recognizer fails; the message holds nothing of the text.

    Examples
    --------
    >>> [(s.entity, s.start, s.end) for s in find("전화는 010-1234-5678이고")]
    [('PHONE_NUMBER', 4, 17)]
    """
    if not isinstance(text, str):
        raise UsageError("detect.not-text", kind=type(text).__name__)
    looking = chosen(quasi_identifiers=quasi_identifiers)
    try:
        return _spans(search_one(text, looking, sure=True))
    except Exception as error:  # noqa: BLE001  (whatever it is, its message may hold the text)
        raise InternalError("detect.failed", kind=type(error).__name__) from None


def find_spans(texts: Sequence[str], *, quasi_identifiers: bool = False) -> list[list[Span]]:
    """The identifiers of each text, as :func:`find` gives them; equal texts are searched once, short ones together."""
    for text in texts:
        if not isinstance(text, str):
            raise UsageError("detect.not-text", kind=type(text).__name__)
    distinct = list(dict.fromkeys(texts))
    looking = chosen(quasi_identifiers=quasi_identifiers)
    try:
        found = search_texts(distinct, looking)
        known = {text: _spans(hits) for text, hits in zip(distinct, found, strict=True)}
    except Exception as error:  # noqa: BLE001  (whatever it is, its message may hold the text)
        raise InternalError("detect.failed", kind=type(error).__name__) from None
    return [known[text] for text in texts]


@cache
def chosen(*, quasi_identifiers: bool) -> tuple[Rule, ...]:
    """The rules that look: all, or those of identifiers."""
    return tuple(rule for rule in rules() if quasi_identifiers or not rule.asked)


@cache
def ranks() -> dict[str, int]:
    """Entity → who goes first where two are equally sure."""
    return {rule.info.entity: rule.rank for rule in rules()}


def standing(hits: Iterable[Hit], least: float = LEAST) -> list[Hit]:
    """The hits that are reported."""
    return resolve([hit for hit in hits if hit.score >= least], ranks())


def _spans(hits: Iterable[Hit]) -> list[Span]:
    return [
        Span(hit.start, hit.end, hit.entity, round(hit.score, 2), explain(hit.found, hit.judgement))
        for hit in standing(hits)
    ]


def explain(found: Found, judgement: Judgement) -> str:
    """Why, in words: form, label, check digit, remark."""
    check = {None: "", True: "; check digit passes", False: "; check digit fails"}[judgement.check]
    label = f"; {found.label.value} label '{found.word}'" if found.word else "; no label" if found.form.regex else ""
    note = f"; {judgement.note}" if judgement.note else ""
    return f"form '{found.form.name}'{label}{check}{note}"
