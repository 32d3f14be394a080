"""Cells of a column that hold an identifier, by value alone: a pass of RE2 over the Arrow buffer, then the rules on what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

from pseudo.detect.normalize import normalize
from pseudo.detect.recognizers import rules
from pseudo.detect.search import search
from pseudo.detect.spans import CERTAIN, LEAST, resolve
from pseudo.errors import InternalError
from pseudo.model import Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

__all__ = ["CellHit", "column_hits", "hits_of", "suspects"]

pc: Any = compute  # its functions are made at import, which type checkers cannot see

BARE = r"(?:01[0-9]{9}|0[57][0-9]{9,10}|[0-9]{2}[01][0-9][0-3][0-9]{8}|[2-69][0-9]{13,15})"
ODD = (
    r"[\x{ff10}-\x{ff19}\x{ff20}\x{1d7ce}-\x{1d7ff}\x{ad}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}"
    r"\x{fe00}-\x{fe0f}]"
)
SUSPECT = (
    r"[0-9A-Za-z._%+*-]@[0-9A-Za-z가-힣]"
    r"|[0-9*)][^0-9A-Za-z가-힣.*]{1,3}[0-9*xX●○]{4}"  # a group of four or more behind a separator
    r"|[0-9]\.[0-9]{3,4}\.[0-9]{4}"
    r"|(?:\+|00)82[^A-Za-z가-힣]{0,3}[0-9]"
    rf"|(?:^|[^0-9A-Za-z.]){BARE}(?:[^0-9A-Za-z]|$)"
    r"|(?:^|[^0-9A-Za-z])[MSRGDmsrgd] ?[0-9]{3}[A-Za-z][0-9]{4}(?:[^0-9A-Za-z]|$)"
    r"|[가-힣][^0-9]{0,30}[0-9A-Z]{1,2}[0-9]{6,15}|[0-9]{9,16} ?[가-힣]"  # a label and digits
    r"|(?i:rrn|frn|passport|account|licen[cs]e|card|tel|phone|mobile|fax|hp)[^0-9]{0,20}[0-9A-Z]{1,2}[0-9]{5}"
    rf"|[가-힣][^0-9]{{0,30}}[0-9]{{6}} ?[./] ?[0-9]{{7}}|{ODD}"
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
    mask = pc.fill_null(pc.match_substring_regex(array, SUSPECT), False)
    return np.flatnonzero(mask.to_numpy(zero_copy_only=False))


def hits_of(cell: str) -> list[CellHit]:
    """The identifiers of one cell; bare digits below ``LEAST`` that might have passed a check too, to know the pass rate."""
    normal = normalize(cell)
    judged = {}
    for rule in rules():
        for found, judgement in search(rule, normal.text):
            chance = rule.chance if found.form.bare and not found.labelled else None
            if judgement.score >= LEAST or chance:
                span = Span(found.start, found.end, rule.info.entity, judgement.score)
                judged[span] = CellHit(rule.info.entity, judgement.score, chance, judgement.check, found.masked)
    return [judged[span] for span in resolve(judged)]


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
    except Exception as error:  # noqa: BLE001  (whatever it is, its message may hold a cell)
        raise InternalError("detect.failed", kind=type(error).__name__) from None


def _direct(array: pa.StringArray) -> dict[str, list[int]]:
    direct = {r.info.entity for r in rules() if r.info.role is Role.DIRECT_IDENTIFIER}
    return {entity: rows for entity, rows in by_entity(array, masked=False).items() if entity in direct}


def by_entity(array: pa.StringArray, *, masked: bool) -> dict[str, list[int]]:
    """As :func:`column_hits`, for every entity that the rules know, with or without masked ones."""
    places = suspects(array)
    coded = pc.dictionary_encode(pc.take(array, pa.array(places)))
    per_value = [hits_of(value) for value in coded.dictionary.to_pylist()]
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
