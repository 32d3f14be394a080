"""Recognizers of one's own: by YAML file and by entry point."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from pseudo.detect import load_recognizers
from pseudo.detect.reading import Reading
from pseudo.errors import BadInput

FILE = """
recognizers:
  - entity: LIBRARY_CARD
    title: {ko: 도서관 회원번호, en: library card}
    role: direct_identifier
    labels: [회원카드, 도서관카드]
    vetoes: [도서번호]
    check: luhn
    patterns:
      - {name: card, regex: "LC-[0-9]{8}", score: 0.6}
      - {name: bare, regex: "[0-9]{8}", score: 0.1, labelled: true}
"""


def _judged(path, text):
    (rule,) = load_recognizers(path)
    return [(text[f.start : f.end], f.form.name, j) for f, j in rule().search(Reading(text))]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(FILE, "utf-8")
    return path


def test_pattern_context_and_check(file):
    ((surface, form, judgement),) = _judged(file, "대출자 LC-12345674 확인")
    assert (surface, form, judgement.check) == ("LC-12345674", "card", True)
    assert judgement.score == pytest.approx(0.8)
    failing = _judged(file, "대출자 LC-12345678 확인")[0][2]
    assert (failing.check, failing.score) == (False, 0.3)


def test_an_environment_with_a_file_finds_it_everywhere(file):
    code = (
        "import json, pyarrow as pa; from pseudo.detect import find, column_hits, entities, korean_recognizers\n"
        "spans = find('회원카드 12345674.\\n도서번호 LC-12345674')\n"
        "print(json.dumps([[s.entity, s.start, s.end, s.score] for s in spans]))\n"
        "assert entities()['LIBRARY_CARD'].title.en == 'library card'\n"
        "assert column_hits(pa.array(['x', 'LC-12345674'])) == {'LIBRARY_CARD': [1]}\n"
        "assert any('LIBRARY_CARD' in r.supported_entities for r in korean_recognizers())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PSEUDO_RECOGNIZERS": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == [["LIBRARY_CARD", 5, 13, 0.9]]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("LIBRARY_CARD", "library card"), "entity"),
        (("luhn", "magic"), "check"),
        (("score: 0.6", "score: 6"), "score"),
        (("LC-[0-9]{8}", "(a+)+"), "span"),
        (("LC-[0-9]{8}", "(?:[a-z]{1,9}){1,9}"), "repeat"),
        (("LC-[0-9]{8}", "x|"), "span"),
        (("LC-[0-9]{8}", "(["), "regular expression"),
        (("role: direct_identifier", "role: secret"), "role"),
        (("labels:", "label:"), "keys"),
        (("name: card, ", ""), "pattern"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(file, change, why):
    file.write_text(FILE.replace(*change, 1), "utf-8")
    with pytest.raises(BadInput, match=why) as caught:
        load_recognizers(file)
    assert "mine.yaml" in str(caught.value)


@pytest.mark.parametrize("content", ["", "[1, 2]", "recognizers: []", "a: [", "\x00"])
def test_what_is_no_file_of_recognizers_is_refused(tmp_path, content):
    path = tmp_path / "mine.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(BadInput, match=r"detect\.recognizers-file"):
        load_recognizers(path)


def test_a_rule_of_another_package(tmp_path):
    package = tmp_path / "plug"
    (package / "plug-1.dist-info").mkdir(parents=True)
    (package / "plug.py").write_text(
        "from pseudo.detect.rule import EntityInfo, Form, Judgement, Rule\n"
        "from pseudo.model import Role, Text\n"
        "class Badge(Rule):\n"
        "    info = EntityInfo('BADGE', Text('출입증', 'badge'), Role.DIRECT_IDENTIFIER)\n"
        "    forms = (Form('badge', r'77-[0-9]{4}-77', least=8),)\n"
        "    def judge(self, found):\n"
        "        return Judgement(0.9)\n",
        "utf-8",
    )
    (package / "plug-1.dist-info" / "METADATA").write_text("Name: plug\nVersion: 1\n", "utf-8")
    (package / "plug-1.dist-info" / "entry_points.txt").write_text(
        "[pseudokit.recognizers]\nbadge = plug:Badge\nbroken = plug:Nothing\n", "utf-8"
    )
    code = "from pseudo.detect import find; print([s.entity for s in find('출입 77-1234-77')])"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == "['BADGE']", run.stderr
