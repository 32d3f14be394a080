"""Cells of a column that hold an identifier, by value alone: a pass of RE2 over the Arrow buffer, then the rules on what is left."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from pseudo.detect.recognizers import rules
from pseudo.detect.search import Hit, resolve, search_texts
from pseudo.detect.spans import CERTAIN, LEAST, chosen, ranks
from pseudo.errors import InternalError, PseudoError
from pseudo.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

__all__ = ["CellHit", "column_hits", "hits_of", "suspects"]

pc: Any = compute  # its functions are made at import, which type checkers cannot see

BARE = r"(?:01[0-9]{9}|0[57][0-9]{9,10}|[0-9]{2}[01][0-9][0-3][0-9]{8}|[2-69][0-9]{13,15})"
ODD = (
    r"[\x{ff10}-\x{ff19}\x{ff20}\x{1d7ce}-\x{1d7ff}\x{ad}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}"
    r"\x{fe00}-\x{fe0f}]"
)
SHAPES = (
    r"[0-9A-Za-z가-힣._%+*-]@[0-9A-Za-z가-힣]",
    r"[0-9*)][^0-9A-Za-z가-힣.*]{1,3}[0-9*xX●○]{4}",  # a group of four or more behind a separator
    r"[0-9]\.[0-9]{3,4}\.[0-9]{4}",
    r"(?:\+|00)82[^A-Za-z가-힣]{0,3}[0-9]",
    rf"(?:^|[^0-9A-Za-z.]){BARE}(?:[^0-9A-Za-z]|$)",
    r"(?:^|[^0-9A-Za-z])(?:[MSRGDmsrgd][ -]?[0-9]{3}[A-Za-z][0-9]{4}|[Pp][ -]?[0-9]{12})(?:[^0-9A-Za-z]|$)",
    r"[가-힣][^0-9]{0,30}[0-9A-Z]{1,2}[0-9]{6,15}|[0-9]{8,16} ?[가-힣]",  # a label and digits
    r"[가-힣][^0-9]{0,30}[0-9]{6} ?[./] ?[0-9]{7}",
    r"[0-9] ?[가-힣] ?[0-9*]{4}",  # plates
    r"[로길동리가읍면] ?(?:지하|산)? ?[0-9]|동 ?[0-9층 ]{1,9}호|[가-힣] ?[0-9]{1,4} ?[호층]",  # addresses
    r"(?:외교|영사|준외|준영|국기|협정|대표) ?[0-9]{3}-[0-9]{3}",
    r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9A-Fa-f]::|:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:",
    r"[0-9A-Za-z+/]{64}",
    ODD,
)
"""What a cell must look like to hold an identifier at ``CERTAIN``: wider than the rules, never narrower."""
FEW = 5


@dataclass(frozen=True)
class CellHit:
    """An identifier in a cell. ``chance`` is set where bare digits and a check digit are all the evidence."""

    entity: str
    score: float
    chance: float | None
    check: bool | None
    masked: bool


def suspects(array: pa.StringArray) -> npt.NDArray[np.int64]:
    """Indexes of the cells worth the rules' look."""
    mask = pc.is_valid(array) if _foreign() else pc.fill_null(pc.match_substring_regex(array, _suspect()), False)
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


@cache
def _foreign() -> bool:
    """Whether there are rules of which nobody knows here what their cells look like: every cell is worth a look then."""
    return any(not type(rule).__module__.startswith("pseudo.detect.recognizers.") for rule in rules())


@cache
def _suspect() -> str:
    """The shapes, and every label of the rules before a number."""
    words = "|".join(
        sorted({re.escape(word) for rule in rules() if not rule.asked for word in rule.labels + rule.hints})
    )
    return "|".join((*SHAPES, rf"(?i:{words})[^0-9]{{0,30}}[0-9]{{1,4}}[^가-힣]?[0-9]{{2}}"))


def hits_of(cells: Sequence[str]) -> Iterator[list[CellHit]]:
    """The identifiers of each cell; also bare digits below ``LEAST`` that might have passed a check, to know the pass rate."""
    counting = tuple(rule for rule in chosen(quasi_identifiers=False) if rule.by_value)
    for hits in search_texts(cells, counting):
        counted = [hit for hit in hits if hit.score >= LEAST or _chance(hit)]
        yield [
            CellHit(hit.entity, hit.score, _chance(hit), hit.judgement.check, hit.found.masked)
            for hit in resolve(counted, ranks())
        ]


def _chance(hit: Hit) -> float | None:
    """The rate at which its check passes by chance, where bare digits and the check are all the evidence."""
    return hit.rule.chance if hit.found.form.bare and not hit.found.labelled else None


def column_hits(array: pa.StringArray) -> dict[str, list[int]]:
    """Direct identifiers that cells of a column hold by value alone.

    Parameters
    ----------
    array : pa.StringArray
        The column, or a batch of it.

    Returns
    -------
    dict
        Entity → indexes (0-based, ascending) of the cells that hold one at confidence .5 or above.

    Raises
    ------
    InternalError
        ``detect.failed``, without a cell.

    Notes
    -----
    Bare digits whose only evidence is a check digit count only where more of them pass than chance lets pass. Masked ones
    (010-****-5678) do not count: what identifies is gone. Names, and identifiers that need a label, are not found by value.
    """
    try:
        return _direct(array)
    except PseudoError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, its message may hold a cell)
        raise InternalError("detect.failed", kind=type(error).__name__) from None


def _direct(array: pa.StringArray) -> dict[str, list[int]]:
    direct = {r.info.entity for r in rules() if r.info.role is Role.DIRECT_IDENTIFIER}
    return {entity: rows for entity, rows in by_entity(array, masked=False).items() if entity in direct}


def by_entity(array: pa.StringArray, *, masked: bool) -> dict[str, list[int]]:
    """As :func:`column_hits`, for every entity that the rules know, with or without masked ones."""
    places = suspects(array)
    coded = pc.dictionary_encode(pc.take(array, pa.array(places)))
    per_value = list(hits_of(coded.dictionary.to_pylist()))
    counting = _beyond_chance(per_value)
    rows: dict[str, list[int]] = defaultdict(list)
    codes = coded.indices.to_numpy()
    for code, hits in enumerate(per_value):
        sure = (h for h in hits if h.score >= CERTAIN and (masked or not h.masked))
        for entity in {h.entity for h in sure if h.chance is None or h.entity in counting}:
            rows[entity].append(code)
    return {e: [int(p) for p in places[np.isin(codes, of_entity)]] for e, of_entity in sorted(rows.items())}


def _beyond_chance(per_value: Iterable[list[CellHit]]) -> set[str]:
    """Entities whose bare digits pass their check more often than chance; a few numbers get the benefit of the doubt."""
    asked: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    chances: dict[str, float] = {}
    for hit in (h for hits in per_value for h in hits if h.chance is not None):
        chances[hit.entity] = hit.chance or 0.0
        asked[hit.entity][0] += 1
        asked[hit.entity][1] += bool(hit.check)
    return {e for e, (n, passed) in asked.items() if n < FEW or passed > min(0.5, 4 * chances[e]) * n}
