"""What a column's name says: Korean names, administrative abbreviations and English ones, with qualifiers in front."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from pseudo.detect.recognizers import rules
from pseudo.detect.rule import EntityInfo
from pseudo.model import Role, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FREE_TEXT", "OTHER", "Header", "Kind", "entities", "kinds", "read_header"]

FREE_TEXT = "free_text"
OTHER = "other"
"""Pseudo-entities of names that speak of free text, or of what is no person's: codes, times, amounts, places of business."""
PLAIN_STRENGTH = 0.05


@dataclass(frozen=True)
class Kind:
    """An entity as columns know it.

    Attributes
    ----------
    info : EntityInfo
        Names, role.
    aliases : tuple of str
        Column names, as written in ``headers.yaml``.
    values : re.Pattern or None
        The form of a whole cell, where no rule judges it; None where the rule does, or the name alone speaks.
    strength : float
        How much that form proves by itself, 0..1.
    code : bool
        Whether such a column keeps the verdict "code".
    identifies : bool
        Whether it must tell rows apart to be what its name says.
    dates : bool
        Whether its cells are dates.
    """

    info: EntityInfo
    aliases: tuple[str, ...]
    values: re.Pattern[str] | None = None
    strength: float = PLAIN_STRENGTH
    code: bool = False
    identifies: bool = False
    dates: bool = False


@dataclass(frozen=True)
class Header:
    """What a name says: an entity (or ``FREE_TEXT``, ``OTHER``; None: nothing), how surely (0..1), by which alias."""

    entity: str | None
    score: float
    alias: str = ""


@cache
def _data() -> dict[str, dict[str, Any]]:
    text = resources.files("pseudo.detect").joinpath("headers.yaml").read_text("utf-8")
    data: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return data


@cache
def kinds() -> Mapping[str, Kind]:
    """Every entity that a column can be, by name: those with a rule first."""
    by_rule = {rule.info.entity: rule.info for rule in rules()}
    found: dict[str, Kind] = {name: Kind(info, ()) for name, info in by_rule.items()}
    for name, entry in _data().items():
        if name in (FREE_TEXT, OTHER):
            continue
        info = by_rule.get(name) or EntityInfo(name, Text(**entry["title"]), Role(entry["role"]))
        found[name] = Kind(
            info,
            tuple(str(a) for a in entry["aliases"]),
            re.compile(entry["values"]) if "values" in entry else None,
            entry.get("strength", PLAIN_STRENGTH),
            entry.get("verdict") == "code",
            entry.get("identifies", False),
            entry.get("dates", False) or name == "KR_BIRTH_DATE",
        )
    return found


def entities() -> Mapping[str, EntityInfo]:
    """Every entity that this room names, with Korean and English title, proposed role and whether it is 고유식별정보."""
    return {name: kind.info for name, kind in kinds().items()}


@cache
def _aliases() -> dict[str, tuple[str, str]]:
    """Squeezed alias → entity and alias as written."""
    table: dict[str, tuple[str, str]] = {}
    for name, entry in _data().items():
        for alias in entry["aliases"]:
            table.setdefault(_squeeze(str(alias)), (name, str(alias)))
    return table


def _squeeze(name: str) -> str:
    return re.sub(r"[\s_\-./:·*#]", "", unicodedata.normalize("NFKC", name)).lower()


def read_header(name: str) -> Header:
    """What a column's name says.

    The whole name counts 1, its end .8 (qualifiers stand in front: 신청인 전화번호), and for Latin names its first words .6
    (``phone_home``). Brackets and trailing numbers are set aside. The longest alias wins.
    """
    plain = unicodedata.normalize("NFKC", name)
    bare = re.sub(r"\([^()]{0,40}\)|\[[^\[\]]{0,40}\]", "", plain)
    for written in (plain, bare, re.sub(r"[\s_]*[0-9]{1,3}$", "", bare)):
        if hit := _aliases().get(_squeeze(written)):
            return Header(hit[0], 1.0, hit[1])
    words = _words(re.sub(r"[0-9]+$", "", bare))
    for start in range(1, len(words)):
        if hit := _aliases().get("".join(words[start:])):
            return Header(hit[0], 0.8, hit[1])
    squeezed = _squeeze(re.sub(r"[0-9]+$", "", bare))
    for start in range(1, len(squeezed)):
        hit = _aliases().get(squeezed[start:])
        if hit and _hangul(squeezed[start:]) and (len(squeezed) - start > 1 or hit[0] == OTHER):
            return Header(hit[0], 0.8, hit[1])
    for end in range(len(words) - 1, 0, -1):
        if hit := _aliases().get("".join(words[:end])):
            return Header(hit[0], 0.6, hit[1])
    return Header(None, 0.0)


def _words(name: str) -> list[str]:
    """The words of a name: split at marks and before capitals (``patientName``)."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    return [w.lower() for w in re.split(r"[\s_\-./:·]+", parted) if w]


def _hangul(text: str) -> bool:
    return any("가" <= c <= "힣" for c in text)
