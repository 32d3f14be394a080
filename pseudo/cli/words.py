"""Korean and English side by side: ``t(ko, en)`` gives the one the environment asks for."""

from __future__ import annotations

from pseudo.errors import language

__all__ = ["t"]


def t(ko: str, en: str) -> str:
    """The Korean or the English words (see :func:`pseudo.errors.language`)."""
    return ko if language() == "ko" else en
