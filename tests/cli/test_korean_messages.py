"""What Click says by itself comes in Korean where Korean is asked for: errors of use and the help's headings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from pseudo.cli.click_korean import KOREAN

NOT_SEEN = (
    "DeprecationWarning", "deprecated", "Name '{name}'", "Boolean option", "Could not determine", "No options", "Arguments take",
    "Value must", "Invalid start", "UUID", "Repeat", "Error: The two", "editor", "{text}", "%(prog)s", "Show the version",
    "Do you want", "{name} {version}", "Press any key", "Shell completion", "Couldn't detect", "is not supported", "Confirm the action",
    "Unknown standard stream", "Unknown color", "Windows error",
)  # fmt: skip
"""Of developers' mistakes, and of what the program has none of."""


def looked_up():
    """Every text that Click looks up."""
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
                yield from (
                    word.value
                    for word in node.args[:2]
                    if isinstance(word, ast.Constant) and isinstance(word.value, str)
                )


def test_every_text_of_click_that_staff_can_see_is_translated():
    texts = set(looked_up())
    assert len(texts) > 40
    missing = {text for text in texts - KOREAN.keys() - {"d"} if not any(word in text for word in NOT_SEEN)}
    assert missing == set()


def test_translations_keep_the_places():
    for english, korean in KOREAN.items():
        assert set(re.findall(r"{[^}]*}", korean)) <= set(re.findall(r"{[^}]*}", english)), english
        assert re.search("[가-힣]", korean), english


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("case", "do", "2026-0001", "review", "/none.yaml", "--by", "x"), "파일 '/none.yaml'이(가) 없습니다."),
        (("case", "nwe"), "'nwe' 명령은 없습니다."),
        (("case", "list", "--stagee", "x"), "'--stagee' 옵션은 없습니다."),
        (("scan",), "빠진 인수:"),
        (("case", "sample", "--total", "0"), "범위"),
        (("report", "audit", "x", "--format", "doc"), "다음 가운데 하나가 아닙니다"),
    ],
)
def test_errors_of_use_in_korean(pseudo, words, said):
    told = pseudo(*words, code=2, env={"PSEUDO_LANG": "ko"}).stderr
    assert said in told
    assert not re.search(r"Error|Invalid|Missing|No such|Usage", told)
    assert re.search(r"Error|Invalid|Missing|No such|Usage", pseudo(*words, code=2).stderr)


def test_the_help_has_korean_headings(pseudo):
    told = pseudo("case", "do", "--help", env={"PSEUDO_LANG": "ko"}).stdout
    assert all(text in told for text in ("사용법:", "옵션:", "이 도움말을 보입니다."))
