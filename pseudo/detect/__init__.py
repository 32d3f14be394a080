"""Detection: Korean identifiers in text and columns, by Presidio with our own recognizers.

What may not come in: the network, a model download, and a cell value in anything that is given back (spans hold offsets, findings
hold counts). Presidio is imported at the first :func:`find`; column verdicts work on the same rules without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.detect.cells import column_hits
from pseudo.detect.headers import entities
from pseudo.detect.rule import EntityInfo
from pseudo.detect.scan import scan_source
from pseudo.detect.spans import find, find_spans

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer

__all__ = [
    "EntityInfo",
    "analyzer",
    "column_hits",
    "entities",
    "find",
    "find_spans",
    "korean_recognizers",
    "scan_source",
]


def korean_recognizers() -> list[EntityRecognizer]:
    """Presidio recognizers for Korean identifiers, to add to any registry of language "ko"."""
    from pseudo.detect import presidio

    return presidio.korean_recognizers()


def analyzer() -> AnalyzerEngine:
    """An offline Presidio engine with these recognizers."""
    from pseudo.detect import presidio

    return presidio.analyzer()
