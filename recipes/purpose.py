"""Whether a purpose says what is studied.

Words like 연구, 통계, AI 학습, 공익 활용 alone are improper (가이드라인 본권 p.24-26). This catches the empty
phrase; it does not judge the purpose. People do that in the adequacy review.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pseudo.model import Text

__all__ = ["LEAST_WORDS", "is_vague", "is_vague_ko"]

LEAST_WORDS = 3
"""Concrete words a purpose must have."""


def is_vague(text: Text) -> bool:
    """Whether the Korean or the English text holds fewer than ``LEAST_WORDS`` concrete words."""
    return is_vague_ko(text.ko) or len(_concrete_en(text.en)) < LEAST_WORDS


def is_vague_ko(text: str) -> bool:
    """Whether a Korean text holds fewer than ``LEAST_WORDS`` concrete words."""
    return len(_concrete_ko(text)) < LEAST_WORDS


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("vague_words.toml").read_text("utf-8"))


@cache
def _abstract_ko() -> re.Pattern[str]:
    """An abstract word, alone or with a verb's ending: 연구, 연구하기."""
    words, endings = _words()["ko"], _words()["ko_endings"]
    return re.compile(f"(?:{'|'.join(words)})(?:(?:{'|'.join(endings)}).{{0,4}})?")


@cache
def _particle_ko() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(_words()['ko_particles'])})$")


def _concrete_ko(text: str) -> set[str]:
    words = re.findall(r"[가-힣a-z0-9]+", text.casefold())
    stems = {_particle_ko().sub("", word) for word in words if not _abstract_ko().fullmatch(word)}
    return {stem for stem in stems if len(stem) > 1 and not _abstract_ko().fullmatch(stem)}


def _concrete_en(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9]{2,}", text.casefold()) if word not in _words()["en"]}
