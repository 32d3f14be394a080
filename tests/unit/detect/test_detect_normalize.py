"""Normalisation: one writing, and the way back."""

from __future__ import annotations

import pytest

from pseudo.detect.normalize import normalize


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("９００１０１－１２３４５６７", "900101-1234567"),
        ("010‐1234–5678", "010-1234-5678"),
        ("010ㅡ1234ｰ5678", "010-1234-5678"),
        ("010\u200b-1234\u00ad-56\ufeff78", "010-1234-5678"),
        ("010\u00a01234\u30005678", "010 1234 5678"),
        ("㈜한국", "(주)한국"),
        ("①010-1234-5678", " 010-1234-5678"),
        ("010-1234-5678²", "010-1234-5678 "),
        ("𝟎𝟏𝟎-1234", "010-1234"),
        ("가나다 abc", "가나다 abc"),
    ],
)
def test_one_writing(written, plain):
    assert normalize(written).text == plain


def test_spans_slice_the_original():
    text = "번호\u200b：９００１０１–１２３４５６７입니다"
    normal = normalize(text)
    start = normal.text.index("900101-1234567")
    left, right = normal.span(start, start + 14)
    assert text[left:right] == "９００１０１–１２３４５６７"


def test_plain_text_needs_no_map():
    assert normalize("전화 010-1234-5678").origin is None


def test_a_lone_surrogate_is_kept():
    assert normalize("a\ud800b１").text == "a\ud800b1"
