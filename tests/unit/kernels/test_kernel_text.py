"""Masking: the guideline's kinds of text, and what may not slip through."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from pseudo.kernels import text
from pseudo.kernels.text import char_lengths, gather_rows, is_plainly_nfc, keep_words, mask_rows


@pytest.fixture(autouse=True, scope="module", params=["few rows", "many rows"])
def _way(request):
    """Both ways: of few rows, and compiled."""
    usual = text.FEW_ROWS
    text.FEW_ROWS = usual if request.param == "few rows" else 0
    yield
    text.FEW_ROWS = usual


def masked(layout, text: str | None, first: int, last: int, **options: str) -> str:
    ends, data = mask_rows(*layout([None if text is None else text.encode()]), first, last, **options)
    assert ends[0] == 0
    assert ends[-1] == data.size
    return data.tobytes().decode()


@pytest.mark.parametrize(
    ("text", "first", "last", "options", "expected"),
    [
        ("홍길동", 1, 1, {}, "홍*동"),
        ("남궁길동", 1, 0, {"mask": "○"}, "남○○○"),
        ("010-1234-5678", 3, 4, {"preserve": "-"}, "010-****-5678"),
        ("01012345678", 3, 4, {"preserve": "-"}, "010****5678"),
        ("900101-1234567", 7, 0, {"preserve": "-"}, "900101-1******"),
        ("900101-1234567", 7, 0, {}, "900101-*******"),
        ("a・b-c", 1, 0, {"preserve": "-・"}, "a・*-*"),
        ("😀👍🏽é", 1, 1, {"mask": "●"}, "😀●●é"),
        ("abc", 0, 0, {}, "***"),
        ("", 1, 1, {}, ""),
        ("--", 0, 0, {"preserve": "-"}, "--"),
    ],
)
def test_masking(layout, text, first, last, options, expected):
    assert masked(layout, text, first, last, **options) == expected


@pytest.mark.parametrize("text", ["김철", "김", "a-b"])
def test_a_row_too_short_to_be_masked_in_part_is_masked_whole(layout, text):
    assert set(masked(layout, text, 1, 1, preserve="-")) <= {"*", "-"}


def test_a_combining_mark_is_a_character(layout):
    decomposed = unicodedata.normalize("NFD", "각é")
    assert masked(layout, decomposed, 1, 1) == decomposed[0] + "***" + decomposed[-1]


def test_null_is_empty_and_bytes_behind_it_are_gone(layout):
    ends, data = mask_rows(*layout(["가나다".encode(), None, b"xyz"]), 1, 0)
    assert ends.tolist() == [0, 5, 5, 8]
    assert data.tobytes() == "가**x**".encode()


def test_character_lengths(layout):
    rows = ["", "abc", "홍길동", "😀", unicodedata.normalize("NFD", "각")]
    assert char_lengths(*layout([*(row.encode() for row in rows), None])).tolist() == [*map(len, rows), 0]


def test_no_row(layout):
    ends, data = mask_rows(*layout([]), 1, 1)
    assert (ends.tolist(), data.size) == ([0], 0)


@pytest.mark.parametrize("options", [{"mask": ""}, {"mask": "**"}, {"keep_first": -1}, {"keep_last": -1}])
def test_options_that_mean_nothing_are_refused(layout, options):
    with pytest.raises(ValueError, match=r"mask|kept"):
        mask_rows(*layout([b"abc"]), **{"keep_first": 0, "keep_last": 0, **options})


def test_gathering_rows_of_one_width(layout):
    offsets, data, _ = layout([b"123", b"4", b"567", None])
    assert gather_rows(offsets, data, np.array([2, 0]), 3).tobytes() == b"567123"
    assert gather_rows(offsets, data, np.empty(0, np.int64), 3).shape == (0, 3)
    with pytest.raises(ValueError, match="1 rows do not have 3 bytes"):
        gather_rows(offsets, data, np.array([0, 1]), 3)


def test_every_character_that_is_plainly_nfc_stays_and_combines_with_none():
    if text.FEW_ROWS:
        pytest.skip("few rows are not looked at")
    plain = []
    for code in [*range(0xD800), *range(0xE000, 0x10000), 0x11000, 0x1F600]:
        data = np.frombuffer(chr(code).encode(), np.uint8)
        if is_plainly_nfc(np.array([0, data.size], np.int32), data, np.ones(1, np.bool_)):
            plain.append(chr(code))
    assert len(plain) == 0x300 + (0xA000 - 0x4E00) + (0xD7A4 - 0xAC00)
    assert all(unicodedata.combining(character) == 0 for character in plain)
    both_ways = "".join(plain) + "".join(reversed(plain))
    assert unicodedata.normalize("NFC", both_ways) == both_ways


def test_bytes_behind_a_null_are_not_plain():
    data = np.frombuffer(b"ab", np.uint8)
    assert not is_plainly_nfc(np.array([0, 1, 2], np.int32), data, np.array([True, False]))


@pytest.mark.parametrize(("count", "joint"), [(0, " "), (1, "-"), (1, ""), (1, "  ")])
def test_words_that_mean_nothing_are_refused(count, joint):
    with pytest.raises(ValueError, match="word"):
        keep_words(np.zeros(1, np.int32), np.empty(0, np.uint8), np.empty(0, np.bool_), count, " ", joint)
