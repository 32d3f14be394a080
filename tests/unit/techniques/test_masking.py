"""Masking and cutting, with examples of the guideline's wording."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pseudo.errors import BadInput
from pseudo.techniques.masking import WHITE_SPACE


@pytest.mark.parametrize(
    ("cell", "params", "expected"),
    [
        ("홍길동", {"keep_first": 1}, "홍**"),
        (unicodedata.normalize("NFD", "홍길동"), {"keep_first": 1, "mask_character": "○"}, "홍○○"),
        ("010-1234-5678", {"keep_first": 3, "keep_last": 4, "keep_separators": True}, "010-****-5678"),
        ("010-1234-5678", {"keep_first": 3, "keep_last": 4}, "010******5678"),
        ("홍", {"keep_first": 1}, "*"),
        ("홍길", {"keep_first": 1, "keep_last": 1}, "**"),
        ("", {"keep_first": 1}, ""),
        ("가나", {}, "**"),
    ],
)
def test_mask(setup, cell, params, expected):
    assert setup.treat([cell], "mask", params) == [expected]


@pytest.mark.parametrize(
    ("cell", "params", "expected"),
    [
        ("서울특별시 종로구 한글길 12", {"keep_words": 2}, "서울특별시 종로구"),
        ("  서울특별시\u00a0\u3000종로구\t한글길 12", {"keep_words": 2}, "서울특별시 종로구"),
        ("세종특별자치시", {"keep_words": 2}, "세종특별자치시"),
        ("J-20-1", {"keep_words": 1, "separator": "-"}, "J"),
        ("a..b.c", {"keep_words": 2, "separator": "."}, "a.b"),
        ("J20.1", {"keep_characters": 3}, "J20"),
        (unicodedata.normalize("NFD", "종로구"), {"keep_characters": 2}, "종로"),
        ("", {"keep_words": 2}, ""),
    ],
)
def test_truncate(setup, cell, params, expected):
    assert setup.treat([cell, None], "truncate", params) == [expected, None]


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("truncate", {}),
        ("truncate", {"keep_characters": 2, "keep_words": 2}),
        ("truncate", {"keep_characters": 0}),
        ("truncate", {"keep_words": 1, "separator": ", "}),
        ("mask", {"keep_first": -1}),
        ("mask", {"mask_character": ""}),
        ("mask", {"mask_character": "**"}),
    ],
)
def test_contradictions_are_refused(setup, name, params):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make(name, params)


def test_white_space_is_unicode_s():
    every = pa.array([chr(code) for code in [*range(0xD800), *range(0xE000, 0x20000)]])
    assert "".join(every.filter(pc.match_substring_regex(every, r"[\s\p{Z}]")).to_pylist()) == WHITE_SPACE
