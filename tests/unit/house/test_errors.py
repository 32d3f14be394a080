"""The error catalogue: complete in both languages, every code used, every used code there, and no value in a message."""

from __future__ import annotations

import re
import string
import subprocess
from pathlib import Path

import pytest

from pseudo.errors import BadInput, PseudoError, Where, catalogue, language

ROOT = Path(__file__).resolve().parents[3]
SOURCES = subprocess.run(
    ["git", "ls-files", "pseudo/*.py", "synth/*.py", "validators/*.py", "recipes/*.py"],
    cwd=ROOT,
    check=True,
    capture_output=True,
    text=True,
).stdout.split()
SOURCE = "\n".join((ROOT / name).read_text("utf-8") for name in SOURCES)
ROOMS = {code.split(".")[0] for code in catalogue()}
USED = set(re.findall(rf'"((?:{"|".join(ROOMS)})\.[a-z0-9-]+)"', SOURCE))


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_texts_are_complete(code):
    text = catalogue()[code]
    for words in (text.what, text.mend):
        assert set(words) == {"en", "ko"}
        assert re.search("[가-힣]", words["ko"])
        fields = [{f for _, f, _, _ in string.Formatter().parse(words[lang]) if f} for lang in ("en", "ko")]
        assert set.union(*fields) == set.intersection(*fields) or all(
            f.endswith(("_ko", "_en")) for f in fields[0] ^ fields[1]
        )


def test_every_code_in_the_catalogue_is_raised_somewhere():
    assert set(catalogue()) - USED == set()


def test_every_raised_code_is_in_the_catalogue():
    assert {code for code in USED if "-" in code or code in catalogue()} - set(catalogue()) == set()


def test_a_message_has_what_where_and_how_to_mend(monkeypatch):
    monkeypatch.setenv("PSEUDO_LANG", "en")
    error = BadInput("engine.other-schema", Where("a.csv", "나이", rows=[3, 9], count=12), missing="x", extra="y")
    what, where, mend = error.message().splitlines()
    assert what.startswith("[engine.other-schema]")
    assert where == "Where: a.csv, column '나이', rows 3, 9 and 10 more"
    assert mend.startswith("To mend: ")


def test_language_follows_the_environment(monkeypatch):
    monkeypatch.delenv("PSEUDO_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert language() == "ko"
    monkeypatch.setenv("PSEUDO_LANG", "en")
    assert language() == "en"


def test_exit_codes_are_the_documented_ones():
    codes = {cls.__name__: cls.exit_code for cls in PseudoError.__subclasses__()}
    assert codes == {
        "InternalError": 1,
        "UsageError": 2,
        "GateFailed": 3,
        "BadInput": 4,
        "PolicyRefused": 5,
        "MissingExtra": 6,
    }
