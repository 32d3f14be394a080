"""Identifiers in text: Presidio finds, one span wins where several overlap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pseudo.detect.recognizers import rules
from pseudo.errors import InternalError, UsageError
from pseudo.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["CERTAIN", "LEAST", "find", "find_spans", "resolve"]

LEAST = 0.4
"""Confidence from which a span is reported."""
CERTAIN = 0.5
"""Confidence from which an identifier counts without a human's look: the release gate's bar."""
SEARCHABLE = re.compile(r"[0-9@]|[^\x00-\x7f\u3130-\u318f\uac00-\ud7a3\s]")
"""Plain Korean text without a digit holds none of the structured identifiers; odd characters may be digits."""


def find(text: str) -> list[Span]:
    """The identifiers of a text, in its order, none overlapping; each slices ``text`` exactly.

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
    if not SEARCHABLE.search(text):
        return []
    from pseudo.detect.presidio import LANGUAGE, analyzer

    try:
        results = analyzer().analyze(text, LANGUAGE, score_threshold=LEAST, return_decision_process=True)
    except Exception as error:  # noqa: BLE001  (whatever it is, its message may hold the text)
        raise InternalError("detect.failed", kind=type(error).__name__) from None
    return resolve(
        Span(r.start, r.end, r.entity_type, round(r.score, 2), r.analysis_explanation.textual_explanation)
        for r in results
    )


def find_spans(texts: Sequence[str]) -> list[list[Span]]:
    """The identifiers of each text; equal texts are searched once."""
    known: dict[str, list[Span]] = {}
    for text in texts:
        if text not in known:
            known[text] = find(text)
    return [known[text] for text in texts]


def resolve(spans: Iterable[Span]) -> list[Span]:
    """The spans that stand: the surer, then the rule that goes first, then the longer; in the text's order."""
    ranks = {rule.info.entity: rule.rank for rule in rules()}
    standing: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (-s.score, ranks.get(s.entity, 9), s.start - s.end, s.start)):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            standing.append(span)
    return sorted(standing, key=lambda s: s.start)
