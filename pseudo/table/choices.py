"""The refusal of a word that is not among the choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["unknown_choice"]


def unknown_choice(english: str, korean: str, name: str, choices: Iterable[str]) -> UsageError:
    """``general.unknown-choice`` for ``name``, to be raised."""
    return UsageError("general.unknown-choice", what_en=english, what_ko=korean, name=name, choices=", ".join(choices))
