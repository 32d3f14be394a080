"""No pattern backtracks without bound: four times the text costs about four times the work, for every pattern and its worst lines."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path

import pytest

from pseudo.detect import find
from pseudo.detect.recognizers import rules

GROWTH = 4
ALLOWED = 3.0
"""How much more than in proportion the time may grow; a quadratic pattern would take four times that at least."""
LEAST_SECONDS = 0.004
"""What is quicker than this is not compared."""
WORST = {
    "digits": "0",
    "hyphens": "1-",
    "spaced digits": "1 ",
    "dotted local parts": "a.",
    "domains": "a@a.a.",
    "masks": "4111-****",
    "labels": "주민등록번호",
    "brackets": "(",
    "zero width": "1\u200b",
    "years": "1990.",
    "nothing but identifiers": "010-1234-5678 ",
    "passports": "M1",
    "letters": "a",
    "places": "서울",
    "districts": "가나시 ",
    "roads": "가나로 1",
    "houses": "서울 강남구 아파트 ",
    "colons": "a:1:",
    "cells": "|1",
    "lines": "1\n",
    "base64": "aB3+",
}
CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))


def _seconds(work, repeats=3):
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _grows_linearly(work, size):
    """Whether the work on a text GROWTH times as long takes at most ALLOWED times its share."""
    small = _seconds(lambda: work(size))
    large = _seconds(lambda: work(size * GROWTH))
    return large < LEAST_SECONDS or large <= GROWTH * ALLOWED * max(small, LEAST_SECONDS / GROWTH)


def test_a_pattern_that_is_not_linear_would_be_noticed():
    pattern = re.compile("(?:a*)(?:a*)b")  # cubic: far from linear on any machine
    assert not _grows_linearly(lambda size: pattern.search("a" * size), 300)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.info.entity)
def test_every_pattern(rule):
    """Its own examples cut short and repeated are the texts that come nearest to matching it."""
    surfaces = [re.search("⟦(.*)⟧", text, re.DOTALL).group(1) for text in CASES[rule.info.entity]["found"]]
    lines = [*WORST.values(), *(s[:-1] for s in surfaces), *(s[: len(s) // 2] for s in surfaces)]
    for form in rule.forms:
        pattern = re.compile(form.regex)
        for line in lines:
            text = (line * (8_000 // len(line) + 1)) if line else ""
            assert _grows_linearly(lambda size, p=pattern, t=text: sum(1 for _ in p.finditer(t[:size])), 2_000), line


@pytest.mark.parametrize("line", WORST.values(), ids=WORST)
def test_the_whole_search(line):
    assert _grows_linearly(lambda size: find((line * size)[:size]), 3_000)


@pytest.mark.slow
@pytest.mark.parametrize("line", WORST.values(), ids=WORST)
def test_a_megabyte_of_the_worst(line):
    find((line * 1_000_000)[:1_000_000])
