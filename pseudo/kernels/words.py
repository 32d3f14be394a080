"""What surrounds each character of a Korean text: its word, the words beside, and which known words begin there.

Words are runs of Hangul or of Latin letters. Known words lie in a hash table of fingerprints (:func:`pack`); each has a small class.
The table holds no text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LONGEST", "VIEWS", "fingerprint", "look_up", "pack", "views"]

LONGEST = 6
"""Syllables of the longest known word."""
MASK = 0xFFFFFFFF
MIX = 0x45D9F3B
START = 0x1E35A7BD

HANGUL, LATIN, DIGIT, SPACE, LINE, GAP = 1, 2, 4, 5, 6, 0
"""Kinds of characters; LATIN + 1 is a small letter. GAP parts one text from the next."""
PARTICLE, STEM, ENDING, VERBAL, INFLECTION = 1, 9, 13, 14, 15
"""Classes that this module asks for by itself: particles; stems of verbs, endings that follow nouns and those that follow stems; and
the class it gives to a word with such an ending."""
GIVEN, PAIRED = 30, 9
"""Salts of the lists of given names and of surnames of two syllables; the latter are also a class of surnames."""

(
    CODE, KIND, SURNAME, SYLLABLE, PAIR, BEGINS, COVERED, TAIL_CLASS, FROM_START, TO_END, TAIL, HEAD, WORD, BEFORE, BEFORE_CLASS,
    LEFT_MARK, AFTER, AFTER_CLASS, RIGHT_MARK,
) = range(19)  # fmt: skip
VIEWS = 19

Codes = NDArray[np.int32]
Table = NDArray[np.uint32]
Small = NDArray[np.uint8]
Views = NDArray[np.int32]
Whole = NDArray[np.int64]


@jit
def _step(value: int, code: int) -> int:
    mixed = ((int(value) ^ int(code)) * MIX) & MASK
    return mixed ^ (mixed >> 13)


@jit
def _find(keys: Table, classes: Small, key: int) -> int:
    slot = key & (keys.shape[0] - 1)
    while keys[slot] != 0:
        if keys[slot] == key:
            return int(classes[slot])
        slot = (slot + 1) & (keys.shape[0] - 1)
    return 0


@jit
def _insert(keys: Table, classes: Small, key: int, kind: int) -> None:
    slot = key & (keys.shape[0] - 1)
    while keys[slot] != 0 and keys[slot] != key:
        slot = (slot + 1) & (keys.shape[0] - 1)
    if keys[slot] == 0:
        keys[slot], classes[slot] = key, kind


@jit
def _runs(codes: Codes, kinds: Small, first: Whole, end: Whole) -> None:
    """Start and end of the run of one script that each character belongs to."""
    count = codes.shape[0]
    for place in range(count):
        kind = kinds[place]
        same = place > 0 and (kind == kinds[place - 1] or (kind == LATIN + 1 and kinds[place - 1] == LATIN))
        first[place] = first[place - 1] if same and kind <= DIGIT and kind > GAP else place
    for place in range(count - 1, -1, -1):
        joined = place + 1 < count and first[place + 1] == first[place]
        end[place] = end[place + 1] if joined else place + 1


@jit
def _inflects(word: int, behind: int) -> bool:
    return behind == ENDING or (word == STEM and behind == INFLECTION)


@jit
def _known(codes: Codes, kinds: Small, end: Whole, keys: Table, classes: Small, out: Views) -> None:
    """The longest known word that begins at each character, the class of what is left of its run, a given name there."""
    for place in range(codes.shape[0] - 1, -1, -1):
        out[BEGINS, place], out[TAIL_CLASS, place], out[PAIR, place] = 0, 0, 0
        left = end[place] - place
        if kinds[place] != HANGUL:
            continue
        value = START
        longest, whole, ended = 0, 0, 0
        for length in range(1, min(left, LONGEST) + 1):
            value = _step(value, codes[place + length - 1])
            found = _find(keys, classes, max(value, 1))
            if length == 2:
                out[PAIR, place] = _find(keys, classes, max(_step(value, GIVEN), 1))
            if found == 0:
                continue
            longest = found * 8 + length
            if length == left:
                whole = found * 2
            elif out[TAIL_CLASS, place + length] == PARTICLE * 2:
                ended = found * 2 + 1
            elif length > 1 and _inflects(found, out[TAIL_CLASS, place + length] // 2):
                ended = VERBAL * 2
        out[BEGINS, place] = longest
        out[TAIL_CLASS, place] = whole or ended


@jit
def _covered(out: Views) -> None:
    """The longest known word that began earlier and still covers a character: its class and how far in."""
    start, length, kind = 0, 0, 0
    for place in range(out.shape[1]):
        inside = place - start
        out[COVERED, place] = kind * 8 + inside if inside < length else 0
        fresh = out[BEGINS, place] % 8
        if fresh >= 2 and place + fresh > start + length:
            start, length, kind = place, fresh, out[BEGINS, place] // 8


@jit
def _hash(codes: Codes, start: int, end: int) -> int:
    value = START
    for place in range(start, end):
        value = _step(value, codes[place])
    return value >> 1


@jit
def _own_word(codes: Codes, first: Whole, end: Whole, out: Views) -> None:
    for place in range(codes.shape[0]):
        before, behind = place - first[place], end[place] - place
        out[FROM_START, place] = min(before, LONGEST + 1)
        out[TO_END, place] = min(behind, LONGEST + 1)
        out[TAIL, place] = _hash(codes, place, end[place]) if behind <= 5 else 1
        out[HEAD, place] = _hash(codes, first[place], place) if before <= 5 else 1
        if before == 0:
            out[WORD, place] = _hash(codes, place, end[place]) if behind <= 8 else 1
        else:
            out[WORD, place] = out[WORD, place - 1]


@jit
def _is_word(kind: int) -> bool:
    return GAP < kind <= LATIN + 1


@jit
def _mark(kind: int, mark: int) -> int:
    """What stands between two words, after one more character: the mark nearest to the second, else a space."""
    return kind if kind != SPACE else (mark or SPACE)


@jit
def _words_before(kinds: Small, first: Whole, out: Views) -> None:
    """The word before, its class, and the mark between. A gap hides what lies beyond it."""
    word, class_, mark = 0, 0, 0
    for place in range(kinds.shape[0]):
        last = place - 1
        if last >= 0 and first[place] == place:
            if kinds[last] == GAP:
                word, class_, mark = 0, 0, 0
            elif _is_word(kinds[last]):
                word, class_, mark = out[WORD, last], out[TAIL_CLASS, first[last]], 0
            else:
                mark = _mark(kinds[last], mark)
        out[BEFORE, place], out[BEFORE_CLASS, place], out[LEFT_MARK, place] = word, class_, mark


@jit
def _words_after(kinds: Small, first: Whole, end: Whole, out: Views) -> None:
    """The same behind."""
    word, class_, mark = 0, 0, 0
    for place in range(kinds.shape[0] - 1, -1, -1):
        after = place + 1
        if after < kinds.shape[0] and end[place] == after:
            if kinds[after] == GAP:
                word, class_, mark = 0, 0, 0
            elif _is_word(kinds[after]):
                word, class_, mark = out[WORD, after], out[TAIL_CLASS, first[after]], 0
            else:
                mark = _mark(kinds[after], mark)
        out[AFTER, place], out[AFTER_CLASS, place], out[RIGHT_MARK, place] = word, class_, mark


@jit
def _views(
    codes: Codes, kinds: Small, surnames: Small, syllables: Small, keys: Table, classes: Small, out: Views
) -> None:
    count = codes.shape[0]
    first, end = np.zeros(count, np.int64), np.zeros(count, np.int64)
    _runs(codes, kinds, first, end)
    for place in range(count):
        code = codes[place]
        out[CODE, place] = 48 if kinds[place] == DIGIT else code
        out[KIND, place] = kinds[place]
        out[SURNAME, place] = surnames[code]
        out[SYLLABLE, place] = syllables[code]
    _known(codes, kinds, end, keys, classes, out)
    _covered(out)
    _own_word(codes, first, end, out)
    _words_before(kinds, first, out)
    _words_after(kinds, first, end, out)


@jit
def _surname_pairs(codes: Codes, keys: Table, classes: Small, surname: int, out: Views) -> None:
    """Mark where a surname of two syllables begins."""
    for place in range(codes.shape[0] - 1):
        value = _step(_step(_step(START, codes[place]), codes[place + 1]), surname)
        if _find(keys, classes, max(value, 1)):
            out[SURNAME, place] = surname


def fingerprint(word: str, salt: int = 0) -> int:
    """The table's key of a word: 32 bits, never 0. ``salt`` keeps lists apart (given names, surnames of two syllables)."""
    value = START
    for char in word:
        value = _step(value, ord(char))
    return max(_step(value, salt) if salt else value, 1)


def pack(words: Mapping[int, int], size: int) -> tuple[Table, Small]:
    """A hash table of fingerprints and classes, the first word of a fingerprint counting; ``size`` is a power of two, not full."""
    keys, classes = np.zeros(size, np.uint32), np.zeros(size, np.uint8)
    if len(words) >= size:
        raise ValueError(f"{len(words)} words do not fit a table of {size}")
    for key, kind in words.items():
        _insert(keys, classes, key, kind)
    return keys, classes


def look_up(keys: Table, classes: Small, key: int) -> int:
    """The class of a fingerprint, 0 where the table does not hold it."""
    return int(_find(keys, classes, key))


def views(codes: Codes, kinds: Small, surnames: Small, syllables: Small, keys: Table, classes: Small) -> Views:
    """What is seen at each character.

    Parameters
    ----------
    codes : ndarray of int32, shape (n,)
        Code points, all below 65,536.
    kinds : ndarray of uint8, shape (n,)
        Kind of each: ``HANGUL``, ``LATIN`` and so on.
    surnames, syllables : ndarray of uint8, shape (65536,)
        Class of a syllable as a surname and in given names.
    keys, classes
        Known words, from :func:`pack`.

    Returns
    -------
    ndarray of int32, shape (``VIEWS``, n)
        None negative.
    """
    out = np.zeros((VIEWS, len(codes)), np.int32)
    _views(codes, kinds, surnames, syllables, keys, classes, out)
    _surname_pairs(codes, keys, classes, PAIRED, out)
    return out
