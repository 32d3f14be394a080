"""The rules as Presidio recognizers, for anybody's ``AnalyzerEngine``, and an engine of ours that needs no model and no network.

Presidio is imported here and nowhere else in this room.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from presidio_analyzer import (
    AnalysisExplanation,
    AnalyzerEngine,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from pseudo.detect.recognizers import rules
from pseudo.detect.search import search_one
from pseudo.detect.spans import chosen, explain

if TYPE_CHECKING:
    from pseudo.detect.rule import Found, Judgement, Rule

__all__ = ["KoreanRecognizer", "analyzer", "korean_recognizers", "recognizers_yaml"]

LANGUAGE = "ko"


class KoreanRecognizer(EntityRecognizer):
    """One rule as a Presidio recognizer.

    It normalises the text, reads the labels by itself (no tokens or lemmas needed) and reports spans of the original text. The
    explanation names form, label and check, never the text.

    Parameters
    ----------
    rule : Rule, optional
        The rule; the subclasses that a registry's YAML names have theirs.
    supported_language : str
        "ko".
    name : str, optional
        Name in results; the rule's by default.
    context : list of str, optional
        Taken because a registry hands it over, and not used: the labels are the rule's.
    """

    COUNTRY_CODE = "kr"
    rule: Rule

    def __init__(
        self,
        rule: Rule | None = None,
        *,
        supported_language: str = LANGUAGE,
        name: str | None = None,
        context: list[str] | None = None,
    ) -> None:
        del context
        if rule is not None:
            self.rule = rule
        name = name or type(self.rule).__name__
        super().__init__([self.rule.info.entity], name=name, supported_language=supported_language, country_code="kr")

    def load(self) -> None:
        """Nothing to load: patterns and labels are code."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Results with a confidence above 0; overlaps between entities are the caller's to resolve."""
        del nlp_artifacts
        if entities and self.rule.info.entity not in entities:
            return []
        return [self._result(h.start, h.end, h.found, h.judgement) for h in search_one(text, (self.rule,))]

    def _result(self, start: int, end: int, found: Found, judgement: Judgement) -> RecognizerResult:
        explanation = AnalysisExplanation(
            recognizer=type(self.rule).__name__,
            original_score=judgement.score,
            pattern_name=found.form.name,
            pattern=found.form.regex,
            validation_result=cast("bool", judgement.check),  # None where there is nothing to check
            textual_explanation=explain(found, judgement),
        )
        if found.labelled:
            explanation.set_supportive_context_word(found.word)
        names = {
            RecognizerResult.RECOGNIZER_NAME_KEY: type(self.rule).__name__,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        return RecognizerResult(self.rule.info.entity, start, end, judgement.score, explanation, names)


def korean_recognizers(*, quasi_identifiers: bool = False) -> list[EntityRecognizer]:
    """A new recognizer for every rule: ``registry.add_recognizer(r)`` for each, language "ko"."""
    return [KoreanRecognizer(rule) for rule in chosen(quasi_identifiers=quasi_identifiers)]


def _classes() -> dict[str, type[KoreanRecognizer]]:
    """A class for each rule, because a registry's YAML names classes: ``PseudoKrRrn``."""
    names = {f"Pseudo{type(rule).__name__}": rule for rule in rules()}
    return {name: type(name, (KoreanRecognizer,), {"rule": rule}) for name, rule in names.items()}


CLASSES = _classes()


def recognizers_yaml() -> str:
    """The path of a registry configuration with every recognizer, for ``RecognizerRegistryProvider(conf_file=…)``.

    Quasi-identifiers are in it and not enabled. Asking for the path makes the classes known that it names.
    """
    return str(resources.files("pseudo.detect").joinpath("recognizers.yaml"))


@cache
def analyzer() -> AnalyzerEngine:
    """An engine with our recognizers only: offline, no model, no public-suffix download."""
    nlp = NoOpNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": ""}])
    nlp.load()
    registry = RecognizerRegistry(recognizers=korean_recognizers(), supported_languages=[LANGUAGE])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=[LANGUAGE])
