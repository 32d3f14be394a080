"""The finders that ``bench_detect.py`` compares, each as a function from a text to ``(entity, start, end)`` under our names."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["finders", "presidio_engine"]

Found = list[tuple[str, int, int]]
KO_PII = {
    "RRN": "KR_RRN", "FRN": "KR_FRN", "BUSINESS_REG": "KR_BRN", "CORP_REG": "KR_CRN", "DRIVER_LICENSE": "KR_DRIVER_LICENSE",
    "CARD": "CREDIT_CARD", "MEDICAL_INSURANCE": "KR_HEALTH_INSURANCE", "FAX": "PHONE_NUMBER", "ACCOUNT": "KR_BANK_ACCOUNT",
    "EMPLOYEE_ID": "STUDENT_OR_EMPLOYEE_ID", "PASSPORT": "KR_PASSPORT", "PHONE": "PHONE_NUMBER", "EMAIL": "EMAIL_ADDRESS",
    "IP": "IP_ADDRESS", "POSTAL_CODE": "KR_POSTAL_CODE", "VEHICLE": "KR_VEHICLE", "ADDRESS": "KR_ADDRESS", "DT_BIRTH": "KR_BIRTH_DATE",
}  # fmt: skip
MASKINGTAPE = {
    "rrn": "KR_RRN", "passport": "KR_PASSPORT", "driver_license": "KR_DRIVER_LICENSE", "phone": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS", "address": "KR_ADDRESS", "card": "CREDIT_CARD", "account": "KR_BANK_ACCOUNT", "biz_reg": "KR_BRN",
    "birth_date": "KR_BIRTH_DATE",
}  # fmt: skip


def finders() -> dict[str, Callable[[str], Found]]:
    """Ours first, then the peers that are installed. Presidio stands once for each threshold; the best of them counts."""
    found: dict[str, Callable[[str], Found]] = {"pseudokit": _ours}
    if importlib.util.find_spec("ko_pii"):
        found["ko-pii"] = _ko_pii
    if importlib.util.find_spec("maskingtape"):
        found["maskingtape"] = _maskingtape()
    for threshold in (0.0, 0.3, 0.5):
        found[f"Presidio ≥ {threshold}"] = _presidio(threshold)
    return found


def _ours(text: str) -> Found:
    from pseudo import find

    return [(s.entity, s.start, s.end) for s in find(text)]


def _ko_pii(text: str) -> Found:
    import ko_pii

    return [(KO_PII[d.label], d.start, d.end) for d in ko_pii.detect_all(text) if d.label in KO_PII]


def _maskingtape() -> Callable[[str], Found]:
    import maskingtape

    pipeline = maskingtape.Pipeline()
    return lambda text: [(MASKINGTAPE[d.kind], d.start, d.end) for d in pipeline.scan(text) if d.kind in MASKINGTAPE]


def _presidio(threshold: float) -> Callable[[str], Found]:
    def run(text: str) -> Found:
        results = presidio_engine(context=True).analyze(text, language="ko", score_threshold=threshold)
        return [(r.entity_type, r.start, r.end) for r in results]

    return run


@cache
def presidio_engine(*, context: bool) -> Any:
    """Presidio's engine with every recognizer of its own that knows Korean numbers; ``context``: with tokens, so that words count."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
    from presidio_analyzer.nlp_engine import NoOpNlpEngine, SlimSpacyNlpEngine
    from presidio_analyzer.predefined_recognizers.generic import email_recognizer

    names = ("KrRrn", "KrFrn", "KrBrn", "KrDriverLicense", "KrPassport", "Email", "CreditCard", "Ip")
    recognizers = [getattr(predefined_recognizers, f"{name}Recognizer")(supported_language="ko") for name in names]
    recognizers.append(predefined_recognizers.PhoneRecognizer(supported_language="ko", supported_regions=("KR",)))
    email_recognizer.tldextract.extract = tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None
    )  # it would ask the network
    if context:
        nlp = SlimSpacyNlpEngine(supported_languages=["ko"], generic_tokenizer="blank", auto_download=False)
    else:
        nlp = NoOpNlpEngine(models=[{"lang_code": "ko", "model_name": ""}])
    nlp.load()
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["ko"])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["ko"])
