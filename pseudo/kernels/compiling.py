"""Whom to tell that kernels are going to be compiled: the first run on a machine does that, and takes some seconds more for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["listeners", "tell"]

listeners: list[Callable[[], None]] = []
"""Called once a process, from whichever thread comes first; the command line says a line."""


def tell() -> None:
    """Call every listener."""
    for listener in listeners:
        listener()
