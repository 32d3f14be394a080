"""Korean particles that agree with the word before them (은/는, 이/가, 을/를, 과/와, 으로/로), for words that were replaced."""

from __future__ import annotations

import re

__all__ = ["agreed"]

HANGUL_FIRST, HANGUL_LAST = 0xAC00, 0xD7A3
FINALS = 28
RIEUL = 8
"""Place of ㄹ among the 28 finals of a syllable (Unicode 3.12: Hangul syllable composition)."""
DIGITS = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))
LETTERS = {"L": "엘", "M": "엠", "N": "엔", "R": "알"}
"""Letters whose Korean name ends in a consonant; all others end in a vowel."""
# A particle ends its word, or is followed by another particle that it takes.
PARTICLE = re.compile(
    r"(?:(?P<eun>[은는])|(?P<i>[이가])|(?P<eul>[을를]))(?![가-힣])"
    r"|(?P<gwa>[과와])(?=(?:의|는|도|만)?(?![가-힣]))"
    r"|(?P<euro>으로|로)(?=(?:부터|서|써|의|는|도|만)?(?![가-힣]))"
)
FORMS = {"eun": ("은", "는"), "i": ("이", "가"), "eul": ("을", "를"), "gwa": ("과", "와"), "euro": ("으로", "로")}
"""Form behind a final consonant, and behind none."""
ASIDE = re.compile(r"(?<=.)\([^()]*\)$")
CLOSING = "]})>\"'’”」』"


def agreed(word: str, after: str) -> str:
    """The text behind a word, its particle in the form that agrees with the word.

    A word in parentheses at the end is passed over, digits and Latin letters count as they are read. Where the last sound is
    unknown, or no particle stands there, the text is given back as it is.

    >>> agreed("김예시", "은 왔다"), agreed("[전화번호]", "으로 걸었다"), agreed("김민준(가상)", "가 왔다")
    ('는 왔다', '로 걸었다', '이 왔다')
    """
    final = _final(word)
    found = PARTICLE.match(after)
    if final is None or found is None:
        return after
    name = str(found.lastgroup)
    open_ = final == 0 or (name == "euro" and final == RIEUL)
    return FORMS[name][open_] + after[found.end() :]


def _final(word: str) -> int | None:
    """Place of the last sound's final consonant among the 28 (0: none); None where it is not known."""
    last = ASIDE.sub("", word).rstrip(CLOSING)[-1:]
    if last.isascii() and last.isalpha():
        last = LETTERS.get(last.upper(), "아")
    last = DIGITS.get(last, last)
    if not last or not HANGUL_FIRST <= ord(last) <= HANGUL_LAST:
        return None
    return (ord(last) - HANGUL_FIRST) % FINALS
