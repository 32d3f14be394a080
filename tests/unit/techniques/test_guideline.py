"""The guideline's 29 techniques: each is implemented, stands for another part of pseudokit, or is said to be absent."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from pseudo.cli.technique import FAMILIES, command
from pseudo.techniques import catalogue
from pseudo.techniques.guideline import ENTRIES

ROOT = Path(__file__).resolve().parents[3]
NAMES = [
    "삭제", "부분삭제", "행 항목 삭제", "로컬 삭제", "마스킹", "총계처리",
    "부분총계", "일반 라운딩", "랜덤 라운딩", "제어 라운딩", "상하단코딩", "로컬 일반화",
    "범위 방법", "문자데이터 범주화", "양방향 암호화", "일방향 암호화(암호학적 해시함수)", "순서보존 암호화", "형태보존 암호화",
    "동형 암호화", "다형성 암호화", "잡음 추가", "순열(치환)", "토큰화", "(의사)난수생성기",
    "표본추출", "해부화", "합성데이터", "동형비밀분산", "차분 프라이버시",
]  # fmt: skip


def test_all_29_are_there_in_the_guidelines_order_and_groups():
    assert [entry.title.ko for entry in ENTRIES] == NAMES
    assert len(NAMES) == 29
    assert list(Counter(entry.family for entry in ENTRIES).values()) == [5, 2, 7, 6, 4, 5]
    assert list(dict.fromkeys(entry.family for entry in ENTRIES)) == list(FAMILIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.title.en)
def test_each_has_something_that_stands_for_it_or_a_reason(entry):
    assert set(entry.by) <= set(catalogue())
    assert bool(entry.by or entry.elsewhere) != bool(entry.absent)


def test_every_technique_stands_for_an_entry_or_is_an_addition_said_here():
    named = {name for entry in ENTRIES for name in entry.by}
    assert set(catalogue()) - named <= {"keep", "serial"}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_list_shows_each_entry_with_what_stands_for_it(monkeypatch, language):
    monkeypatch.setenv("PSEUDO_LANG", language)
    shown = CliRunner().invoke(command, ["list"]).output.splitlines()
    for entry in ENTRIES:
        line = next(x for x in shown if x.startswith(f"  {getattr(entry.title, language)}: "))
        for text in (entry.elsewhere, entry.absent):
            assert text is None or getattr(text, language) in line
        assert ", ".join(entry.by) in line
    found = json.loads(CliRunner().invoke(command, ["list", "--json"]).output)
    assert len(found["guideline"]) == 29
    assert {t["name"] for t in found["techniques"]} == set(catalogue())


def test_the_page_of_documentation_names_every_technique_and_entry():
    page = (ROOT / "docs/techniques.md").read_text("utf-8")
    assert [entry.title.ko for entry in ENTRIES if entry.title.ko not in page] == []
    assert [name for name in catalogue() if f"`{name}`" not in page] == []
