"""Korean particles behind a word that was replaced."""

from __future__ import annotations

import pytest

from pseudo.techniques.particles import agreed

PAIRS = [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와")]


@pytest.mark.parametrize(("closed", "open_"), PAIRS)
@pytest.mark.parametrize("end", ["", " 왔다", ".", ", ", "\n", " "])
def test_the_four_pairs(closed, open_, end):
    for written in (closed, open_):
        assert agreed("김가상", written + end) == closed + end
        assert agreed("김예시", written + end) == open_ + end


@pytest.mark.parametrize(
    ("word", "form"),
    [("김가상", "으로"), ("김예시", "로"), ("서울", "로"), ("부산", "으로"), ("[전화번호]", "로"), ("[성명]", "으로")],
)
@pytest.mark.parametrize("end", ["", " 감", "부터", "서의", "써", "는"])
def test_ro_follows_a_vowel_and_rieul(word, form, end):
    if end == "서의":  # no form that is known here: left alone
        assert agreed(word, "로서의") == "로서의"
        return
    assert agreed(word, "로" + end) == agreed(word, "으로" + end) == form + end


@pytest.mark.parametrize(
    ("word", "form"),
    [
        *zip((f"010-0000-123{d}" for d in range(10)), "은은는은는는은은은는", strict=True),
        *zip("abLMNRz", "는는은은은은는", strict=True),
        ("김민준(가상)", "은"), ("김서아(가상)", "는"), ("[성명 K3QV5ZJ7MXA2C]", "는"), ('"홍길동"', "은"), ("(주)", "는"),
    ],
)  # fmt: skip
def test_digits_letters_and_what_stands_in_brackets(word, form):
    assert agreed(word, "은 왔다") == agreed(word, "는 왔다") == form + " 왔다"


@pytest.mark.parametrize(
    "after", ["", " 은", "은행에서", "이번 달", "가족", "를레", "과장님", "로비", "님은", "에게", "도", "의"]
)
def test_what_is_no_particle_stays(after):
    assert agreed("김가상", after) == after
    assert agreed("김예시", after) == after


@pytest.mark.parametrize("word", ["", "***", "…", "漢", "ㄱ", "e\u0301"])
def test_an_unknown_last_sound_changes_nothing(word):
    for closed, open_ in PAIRS:
        assert agreed(word, closed) + agreed(word, open_) == closed + open_
