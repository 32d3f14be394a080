"""What is seen around a character, against plain string work on the same words."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.detect.names.features import LABEL, TITLE, codes_of, kinds
from pseudo.kernels.words import (
    AFTER_CLASS,
    BEFORE_CLASS,
    BEGINS,
    FROM_START,
    GIVEN,
    PAIR,
    PAIRED,
    PARTICLE,
    SURNAME,
    TAIL_CLASS,
    TO_END,
    fingerprint,
    look_up,
    pack,
    views,
)

KNOWN = {
    "환자": LABEL,
    "성명": LABEL,
    "씨": TITLE,
    "교수": TITLE,
    "가": PARTICLE,
    "에게": PARTICLE,
    "나무": 4,
    "나무꾼": 4,
}
TABLE = {fingerprint(word): kind for word, kind in KNOWN.items()} | {
    fingerprint("철수", GIVEN): 2,
    fingerprint("남궁", PAIRED): 1,
}
KEYS, CLASSES = pack(TABLE, 64)
SURNAMES = np.zeros(65_536, np.uint8)
SURNAMES[[ord("김"), ord("나")]] = 3
NONE = np.zeros(65_536, np.uint8)

texts = st.text(alphabet="환자성명씨교수가에게나무꾼철수남궁김 :\nab1", max_size=30)


def seen(text):
    codes = codes_of(text)
    return views(codes, kinds()[codes], SURNAMES, NONE, KEYS, CLASSES)


def tail_class(tail):
    """A known word and nothing else, or one with a particle behind; the longest."""
    if tail in KNOWN:
        return KNOWN[tail] * 2
    for length in range(len(tail) - 1, 0, -1):
        if tail[:length] in KNOWN and KNOWN.get(tail[length:]) == PARTICLE:
            return KNOWN[tail[:length]] * 2 + 1
    return 0


@settings(max_examples=150, deadline=None)
@given(texts)
def test_known_words_and_places_in_the_word(text):
    got = seen(text)
    for word in re.finditer(r"[가-힣]+", text):
        for place in range(word.start(), word.end()):
            tail = text[place : word.end()]
            longest = max((n for n in range(1, len(tail) + 1) if tail[:n] in KNOWN), default=0)
            assert got[BEGINS, place] == (KNOWN[tail[:longest]] * 8 + longest if longest else 0)
            assert got[TAIL_CLASS, place] == tail_class(tail)
            assert got[FROM_START, place] == min(place - word.start(), 7)
            assert got[TO_END, place] == min(len(tail), 7)
            assert bool(got[PAIR, place]) == tail.startswith("철수")
            double = text.startswith("남궁", place)
            assert got[SURNAME, place] == (PAIRED if double else 3 if text[place] in "김나" else 0)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_the_words_beside(text):
    got = seen(text)
    words = list(re.finditer(r"[가-힣]+|[A-Za-z]+", text))
    for place in range(len(text)):
        before = [w for w in words if w.end() <= place and not (w.start() <= place < w.end())]
        after = [w for w in words if w.start() > place]
        assert got[BEFORE_CLASS, place] == (tail_class(before[-1].group()) if before else 0)
        assert got[AFTER_CLASS, place] == (tail_class(after[0].group()) if after else 0)


def test_a_gap_hides_what_is_beyond():
    got = seen("환자\0김철수\0씨")
    assert got[BEFORE_CLASS, 3] == 0
    assert got[AFTER_CLASS, 5] == 0


def test_the_table_holds_what_was_packed():
    assert all(look_up(KEYS, CLASSES, key) == kind for key, kind in TABLE.items())
    assert look_up(KEYS, CLASSES, fingerprint("없는말")) == 0
