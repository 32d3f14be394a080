"""Presidio's side: anybody's engine can load the recognizers, ours needs no network."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import yaml
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

from pseudo.detect import analyzer, entities, find, korean_recognizers, recognizers_yaml
from pseudo.detect.recognizers import rules

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


def _engine(registry):
    nlp = NoOpNlpEngine(models=[{"lang_code": "ko", "model_name": ""}])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["ko"])


def test_one_line_of_yaml_loads_them_all():
    registry = RecognizerRegistryProvider(conf_file=recognizers_yaml()).create_recognizer_registry()
    loaded = {e for r in registry.recognizers for e in r.supported_entities}
    assert loaded == {rule.info.entity for rule in rules() if not rule.asked}
    results = _engine(registry).analyze("외국인등록번호는 850126-6401473이며", language="ko", score_threshold=0.5)
    assert [(r.entity_type, r.start, r.end) for r in results] == [("KR_FRN", 9, 23)]


def test_the_yaml_names_every_rule():
    entries = yaml.safe_load(Path(recognizers_yaml()).read_text("utf-8"))["recognizers"]
    enabled = {entry["name"]: entry.get("enabled", True) for entry in entries}
    assert enabled == {f"Pseudo{type(rule).__name__}": not rule.asked for rule in rules()}


def test_the_entry_point_gives_the_recognizers():
    point = next(iter(metadata.entry_points(group="presidio_analyzer.recognizers", name="korean")))
    registry = RecognizerRegistry(recognizers=point.load()(), supported_languages=["ko"])
    assert _engine(registry).analyze("12가3456", language="ko", score_threshold=0.5)[0].entity_type == "KR_VEHICLE"


def test_find_gives_what_the_engine_gives():
    text = "법인등록번호 110111-1129497, 계좌 110-487-153649, ０１０-1234-5678로 연락. 주소: 서울특별시 강남구 테헤란로 12 (06234)"
    engine = analyzer().analyze(text, language="ko", score_threshold=0.4)
    spans = find(text)
    assert spans
    assert {(s.entity, s.start, s.end, s.score) for s in spans} <= {
        (r.entity_type, r.start, r.end, round(r.score, 2)) for r in engine
    }


def test_entities_can_be_chosen():
    found = analyzer().analyze("010-1234-5678, a@b.kr", language="ko", entities=["EMAIL_ADDRESS"])
    assert {r.entity_type for r in found} == {"EMAIL_ADDRESS"}


def test_every_recognized_entity_is_described():
    names = {e for r in korean_recognizers(quasi_identifiers=True) for e in r.supported_entities}
    assert names <= set(entities())
    unique = {name for name, info in entities().items() if info.unique_identifier}
    assert unique == {"KR_RRN", "KR_FRN", "KR_PASSPORT", "KR_DRIVER_LICENSE"}  # 시행령 제19조
