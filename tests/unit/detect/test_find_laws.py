"""Laws of the search: exact slices for any text, many texts as one by one, nothing crashes it."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pseudo.detect import column_hits, find, find_spans
from pseudo.detect.normalize import normalize
from pseudo.errors import UsageError

PIECES = (
    "주민등록번호",
    "연락처: ",
    "계좌번호는 ",
    "여권",
    "주소 ",
    "960121-1021413",
    "010-1234-5678",
    "０１０－１２３４－５６７８",
    "M123A4567",
    "a.b@c.kr",
    "124-81-00998",
    "서울특별시 강남구 테헤란로 12",
    "12가3456",
    "110-487-153649",
    "1990. 1. 1.",
    "10.20.30.40",
    "37.56653, 126.97796",
    "| ",
    "\t",
    "\n",
    "\u200b",
    "\x00",
    "\ud800",
    "İ",
    "㎡",
    "①",
    "\u3164",
    "ﬁ",
    "(",
    ")",
    ", ",
    "은 ",
    "으로",
    "4242-4242-4242-4242",
    "우편번호 06234",
)
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join)


@given(TEXTS)
@example("İ연락처 010-1234-5678")
@example("\ud800주민번호 960121\u200b-1021413\udfff")
@settings(max_examples=150, deadline=None)
def test_spans_slice_the_original(text):
    spans = find(text, quasi_identifiers=True)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert 0 < span.score <= 1
        surface = text[span.start : span.end]
        assert (
            normalize(surface).text == normalize(surface).text.strip()
        )  # neither blanks nor invisible characters at its ends
        assert surface[0] not in "\u200b\u00ad"
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.lists(TEXTS, max_size=8))
@settings(max_examples=80, deadline=None)
def test_many_texts_are_found_as_one_by_one(texts):
    assert find_spans(texts) == [find(text) for text in texts]


@pytest.mark.parametrize(
    "text", [bytes(range(256)).decode("latin-1") * 20, "\ud800\udc00" * 50, "\x00" * 1000, "", " " * 100, "𝟙𝟚𝟛" * 50]
)
def test_odd_texts_finish(text):
    assert isinstance(find(text), list)


@pytest.mark.parametrize("wrong", [None, 5, b"010-1234-5678", ["x"]])
def test_what_is_no_text_is_refused(wrong):
    with pytest.raises(UsageError, match=r"detect\.not-text"):
        find(wrong)
    with pytest.raises(UsageError, match=r"detect\.not-text"):
        find_spans([wrong])


def test_no_label_reaches_into_the_next_text():
    first, second = find_spans(["여권번호", "12345678"])
    assert (first, second) == ([], [])
    assert column_hits(pa.array(["계좌번호", "110-487-153649"])) == {}


def test_a_column_of_a_table_is_headed_by_its_label():
    text = "| 성명 | 면허번호 | 송장번호 |\n|---|---|---|\n| 김하늘 | 111234567890 | 11-12-345678-90 |"
    found = [(s.entity, text[s.start : s.end]) for s in find(text)]
    assert found == [("PERSON", "김하늘"), ("KR_DRIVER_LICENSE", "111234567890")]
