"""Detection: Korean identifiers in text and columns, by Presidio with our own recognizers.

What may not come in: the network, a model download, and a cell value in anything that is given back (spans hold offsets, findings
hold counts). Text and columns are searched by the same rules, without Presidio; it is imported where its engine is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.detect.cells import column_hits
from pseudo.detect.custom import load_recognizers
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
    "load_recognizers",
    "recognizers_yaml",
    "scan_source",
]


def korean_recognizers(*, quasi_identifiers: bool = False) -> list[EntityRecognizer]:
    """Presidio recognizers for Korean identifiers, to add to any registry of language "ko".

    The entry point ``korean`` of the group ``presidio_analyzer.recognizers`` gives the same list.
    """
    from pseudo.detect import presidio

    return presidio.korean_recognizers(quasi_identifiers=quasi_identifiers)


def recognizers_yaml() -> str:
    """The path of a registry configuration with every recognizer, for Presidio's ``RecognizerRegistryProvider``.

    Examples
    --------
    >>> from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider
    >>> registry = RecognizerRegistryProvider(conf_file=recognizers_yaml()).create_recognizer_registry()
    """
    from pseudo.detect import presidio

    return presidio.recognizers_yaml()


def analyzer() -> AnalyzerEngine:
    """An offline Presidio engine with these recognizers."""
    from pseudo.detect import presidio

    return presidio.analyzer()
