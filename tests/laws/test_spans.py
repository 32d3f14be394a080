"""Laws of spans: exact slices of the original, no overlap, no crash, for any Unicode."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.detect import find, find_spans
from pseudo.detect.normalize import normalize

ANY = st.text(st.characters(exclude_categories=()))  # lone surrogates too
PIECES = st.sampled_from(
    [
        "010-1234-5678", "０１０－１２３４－５６７８", "960121-1021413", "96\u200b0121–1021413", "124-81-00998",
        "a@b.co.kr", "4242 4242 4242 4242", "계좌 ", "주민등록번호", "㈜", "①", "²", "\u00ad", "\u3000", "이며", "\ud800",
        "🇰🇷", "\n", "여권번호 M12345678", "전화", "생년월일 1990-01-01",
    ]
)  # fmt: skip
MIXED = st.lists(PIECES | ANY, max_size=8).map("".join)


@given(ANY | MIXED)
@settings(max_examples=400)
def test_the_offset_map_slices_the_original(text):
    normal = normalize(text)
    assert normal.origin is None or len(normal.origin) == len(normal.text)
    for at in range(0, len(normal.text), 3):
        start, end = normal.span(at, at + 1)
        assert normal.text[at] in normalize(text[start:end]).text
    if normal.text:
        start, end = normal.span(0, len(normal.text))
        assert normalize(text[start:end]).text == normal.text


@given(MIXED)
@settings(max_examples=300, deadline=None)
def test_spans_slice_and_do_not_overlap(text):
    spans = find(text)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert 0.4 <= span.score <= 1
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(MIXED, MIXED)
@settings(max_examples=200, deadline=None)
def test_a_marked_identifier_is_sliced_to_the_character(before, after):
    number = "０１０–１２３４\u200b–５６７８"
    text = f"{before}\n\n연락처 {number}\n\n{after}"
    start = len(before) + len("\n\n연락처 ")
    assert (start, start + len(number), "PHONE_NUMBER") in [(s.start, s.end, s.entity) for s in find(text)]


@given(st.lists(MIXED, max_size=6))
@settings(max_examples=50, deadline=None)
def test_many_texts_as_one_by_one(texts):
    assert find_spans(texts) == [find(t) for t in texts]
