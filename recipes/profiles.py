"""Risk profiles: limits with the source they come from, to be named by whoever answers for them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pseudo.model import Text

__all__ = ["RiskProfile", "risk_profiles"]


@dataclass(frozen=True)
class RiskProfile:
    """A limit of class-based risk.

    Attributes
    ----------
    name : str
    k : int
        Least units in an equivalence class; a row is at risk above ``1 / k``.
    source : str
        The precedent. No law of Korea names a k.
    audience : Text
        Whom such a limit was used for.
    """

    name: str
    k: int
    source: str
    audience: Text


@cache
def risk_profiles() -> dict[str, RiskProfile]:
    """The profiles by name."""
    found = tomllib.loads(Path(__file__).with_name("risk_profiles.toml").read_text("utf-8"))
    return {
        name: RiskProfile(name, entry["k"], entry["source"], Text(**entry["audience"])) for name, entry in found.items()
    }
