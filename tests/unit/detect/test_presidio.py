"""Presidio's side: anybody's engine can load the recognizers, ours needs no network."""

from __future__ import annotations

import subprocess
import sys

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from pseudo.detect import analyzer, entities, korean_recognizers

OFFLINE = """
import sys
def deny(event, args):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request")):
        sys.stderr.write("network: " + event + "\\n")
        raise OSError("closed")
sys.addaudithook(deny)
from pseudo.detect import analyzer, find, korean_recognizers
assert find("메일 a@b.co.kr, 전화 010-1234-5678")
assert analyzer().analyze("주민번호 960121-1021413", language="ko")
assert len(korean_recognizers()) >= 11
"""


def test_no_network_attempt():
    run = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    assert "network:" not in run.stderr


def test_the_closed_network_would_be_noticed():
    attempt = (
        OFFLINE.split("from pseudo", maxsplit=1)[0] + "import socket\nsocket.create_connection(('127.0.0.1', 9))\n"
    )
    run = subprocess.run([sys.executable, "-c", attempt], capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode != 0
    assert "network:" in run.stderr


def test_anybodys_engine_loads_them():
    nlp = NoOpNlpEngine(models=[{"lang_code": "ko", "model_name": ""}])
    registry = RecognizerRegistry(supported_languages=["ko"])
    for recognizer in korean_recognizers():
        assert isinstance(recognizer, EntityRecognizer)
        registry.add_recognizer(recognizer)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["ko"])
    results = engine.analyze("연락처는 010-1234-5678이고", language="ko", return_decision_process=True)
    phone = next(r for r in results if r.entity_type == "PHONE_NUMBER")
    assert (phone.start, phone.end) == (5, 18)
    explanation = phone.analysis_explanation
    assert explanation.pattern_name == "mobile"
    assert explanation.supportive_context_word == "연락처"
    assert "010-1234-5678" not in str(explanation.to_dict())


def test_entities_can_be_chosen():
    found = analyzer().analyze("010-1234-5678, a@b.kr", language="ko", entities=["EMAIL_ADDRESS"])
    assert {r.entity_type for r in found} == {"EMAIL_ADDRESS"}


def test_every_recognized_entity_is_described():
    names = {e for r in korean_recognizers() for e in r.supported_entities}
    assert names <= set(entities())
    unique = {name for name, info in entities().items() if info.unique_identifier}
    assert unique == {"KR_RRN", "KR_FRN", "KR_PASSPORT", "KR_DRIVER_LICENSE"}  # 시행령 제19조
