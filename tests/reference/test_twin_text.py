"""Masking against Python's own strings."""

from __future__ import annotations

import re
import unicodedata

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels import text
from pseudo.kernels.arrow import string_array
from pseudo.kernels.text import char_lengths, is_plainly_nfc, keep_words, mask_rows
from pseudo.techniques.masking import WHITE_SPACE


@pytest.fixture(autouse=True, scope="module", params=["few rows", "many rows"])
def _way(request):
    """Both ways: of few rows, and compiled."""
    usual = text.FEW_ROWS
    text.FEW_ROWS = usual if request.param == "few rows" else 0
    yield
    text.FEW_ROWS = usual


# A kernel compiles within its first example.
LAW = settings(deadline=None, max_examples=15 if numba.config.DISABLE_JIT else 150)

# Hangul, conjoining jamo, combining marks, emoji with modifier and joiner, separators, and any other character.
CHARACTERS = st.sampled_from("홍길동각가\u1100\u1161\u11a8e\u0301😀👍🏽\u200d-・ 0a") | st.characters(codec="utf-8")
TEXTS = st.lists(st.none() | st.text(CHARACTERS, max_size=14), max_size=10)


def mask_text(text: str, first: int, last: int, mask: str, preserve: str) -> str:
    places = [at for at, character in enumerate(text) if character not in preserve]
    kept = {*places[:first], *places[len(places) - last :]} if len(places) > first + last else set()
    return "".join(mask if at in places and at not in kept else character for at, character in enumerate(text))


@LAW
@given(
    rows=TEXTS,
    ahead=st.integers(0, 3),
    first=st.integers(0, 5),
    last=st.integers(0, 5),
    mask=st.sampled_from("*○●X😀"),
    preserve=st.text(st.sampled_from("-・ 가😀"), max_size=3),
)
def test_masking(layout_of, rows, ahead, first, last, mask, preserve):
    layout = layout_of(rows, ahead)
    array = string_array(*mask_rows(*layout, first, last, mask, preserve), layout[2])
    array.validate(full=True)
    assert array.to_pylist() == [None if row is None else mask_text(row, first, last, mask, preserve) for row in rows]
    assert char_lengths(*layout).tolist() == [0 if row is None else len(row) for row in rows]


@LAW
@given(
    rows=st.lists(st.none() | st.text(CHARACTERS | st.sampled_from(WHITE_SPACE), max_size=14), max_size=10),
    ahead=st.integers(0, 3),
    count=st.integers(1, 4),
    separator=st.sampled_from(" -・😀가"),
)
def test_first_words(layout_of, rows, ahead, count, separator):
    between = WHITE_SPACE if separator == " " else separator
    layout = layout_of(rows, ahead)
    array = string_array(*keep_words(*layout, count, between, separator), layout[2])
    array.validate(full=True)
    words = [None if row is None else [w for w in re.split(f"[{re.escape(between)}]", row) if w] for row in rows]
    assert array.to_pylist() == [None if row is None else separator.join(row[:count]) for row in words]


@LAW
@given(rows=TEXTS, plain=st.text(st.sampled_from("홍길동 a0-é漢ʯ"), max_size=9), ahead=st.integers(0, 3))
def test_what_is_plainly_nfc_is_nfc(layout_of, rows, plain, ahead):
    if is_plainly_nfc(*layout_of(rows, ahead)):
        assert all(row is None or unicodedata.is_normalized("NFC", row) for row in rows)
        assert unicodedata.is_normalized("NFC", "".join(row or "" for row in rows))
    assert is_plainly_nfc(*layout_of([plain, plain], ahead)) is (text.FEW_ROWS == 0)  # few rows are not looked at


@LAW
@given(junk=st.lists(st.binary(max_size=9), max_size=6), first=st.integers(0, 3), last=st.integers(0, 3))
def test_bytes_that_are_no_utf8_never_reach_into_the_next_row(layout_of, junk, first, last):
    rows = [piece for row in junk for piece in (row, b"end")]
    ends, data = mask_rows(*layout_of(rows, 1), first, last)
    assert (np.diff(ends) <= [len(row) for row in rows]).all()
    whole = b"***" if first + last >= 3 else b"end"[:first] + b"*" * (3 - first - last) + b"end"[3 - last :]
    assert all(data[ends[at] : ends[at + 1]].tobytes() == whole for at in range(1, len(rows), 2))
