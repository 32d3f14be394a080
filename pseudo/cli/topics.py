"""What ``pseudo explain`` tells of beside error codes, from ``topics.toml``: things that are easily taken for one another."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

__all__ = ["topics"]


@cache
def topics() -> dict[str, tuple[str, str]]:
    """Name → Korean and English text."""
    texts = tomllib.loads(resources.files("pseudo.cli").joinpath("topics.toml").read_text("utf-8"))
    return {name: (text["ko"].strip(), text["en"].strip()) for name, text in texts.items()}
