"""The trained model: names in many texts at once, with probabilities and reasons."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.detect.names.features import APART, TAGS, codes_of, kinds, templates
from pseudo.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Model", "Name", "Tables", "decoded", "load", "read_tables"]

WEIGHTS = "weights.npz"
CARD = "weights.json"
TOGETHER = 1 << 16
"""Characters that are looked at in one piece; longer texts are parted at a line end, else at a space."""
LETTERS = re.compile("[A-Za-z가-힣一-鿿]")
"""A stretch without any holds no name."""
NEVER = -1e4
"""Score of a tag that cannot stand."""


@dataclass(frozen=True)
class Name:
    """A name in a text: its place, the model's probability of exactly this span, and what speaks for it."""

    start: int
    end: int
    probability: float
    why: str


@dataclass(frozen=True)
class Tables:
    """What training leaves: the hashed weights and the word knowledge. All arrays; see ``pseudo.kernels.words`` and ``crf``."""

    keys: NDArray[np.uint32]
    classes: NDArray[np.uint8]
    surnames: NDArray[np.uint8]
    syllables: NDArray[np.uint8]
    marks: NDArray[np.uint8]
    weights: NDArray[np.int8]
    scale: float
    moves: NDArray[np.float32]


class Model:
    """Finds names. Stateless, so that threads may share it."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._moves = legal(tables.moves)

    def find(self, texts: Sequence[str]) -> list[list[Name]]:
        """The names of each text, in its order, whatever their probability; texts do not influence one another."""
        found: list[list[Name]] = [[] for _ in texts]
        for codes, places in _pieces(texts):
            for start, end, probability, why in self._read(codes):
                which = int(np.searchsorted(places[:, 0], start, "right")) - 1
                first, text, offset = places[which]
                found[text].append(
                    Name(start - int(first) + int(offset), end - int(first) + int(offset), probability, why)
                )
        return found

    def whole(self, cells: Sequence[str]) -> NDArray[np.float64]:
        """For each cell the probability that the whole of it, white space aside, is one name; shape (len(cells),)."""
        trimmed = [cell.strip() for cell in cells]
        chances = np.zeros(len(cells))
        for place, (cell, names) in enumerate(zip(trimmed, self.find(trimmed), strict=True)):
            if len(names) == 1 and (names[0].start, names[0].end) == (0, len(cell)):
                chances[place] = names[0].probability
        return chances

    def emissions(self, codes: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """What is seen at each character, and the score of each tag there."""
        from pseudo.kernels.crf import scores
        from pseudo.kernels.words import views

        table = self.tables
        kind = kinds()[codes]
        seen = views(codes, kind, table.surnames, table.syllables, table.keys, table.classes)
        scored = scores(seen, templates(), table.marks, table.weights, table.scale)
        scored[kind == 0, 1:] = NEVER
        return seen, scored

    def _read(self, codes: NDArray[np.int32]) -> Iterator[tuple[int, int, float, str]]:
        from pseudo.detect.names.reasons import reasons
        from pseudo.kernels.crf import best, span_probabilities

        seen, scored = self.emissions(codes)
        tagged = best(scored, self._moves)
        spans = decoded(tagged)
        if len(spans):
            chances = span_probabilities(scored, self._moves, tagged, spans)
            for (start, end), chance in zip(spans.tolist(), chances.tolist(), strict=True):
                yield start, end, chance, reasons(seen, start, end)


def decoded(tagged: NDArray[np.int8]) -> NDArray[np.int64]:
    """Start and end of each name that a legal labelling marks, shape (names, 2)."""
    single = TAGS.index("S")
    starts = np.flatnonzero((tagged == TAGS.index("B")) | (tagged == single))
    ends = np.flatnonzero((tagged == TAGS.index("E")) | (tagged == single)) + 1
    return np.stack([starts, ends], axis=1).astype(np.int64)


def legal(moves: NDArray[np.float32]) -> NDArray[np.float32]:
    """The scores of tag after tag, with those that would leave a name open or close none set to ``NEVER``."""
    inside = {"B", "I"}
    out = moves.copy()
    for row, before in enumerate(TAGS):
        for column, after in enumerate(TAGS):
            if (before in inside) != (after in {"I", "E"}):
                out[row, column] = NEVER
    return out


def _pieces(texts: Sequence[str]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64]]]:
    """Texts joined by gaps, up to ``TOGETHER`` characters, and where each part of a text begins there: place, text, offset in it."""
    parts: list[str] = []
    places: list[tuple[int, int, int]] = []
    size = len(APART)
    for which, text in enumerate(texts):
        offset = 0
        for part in _parted(text):
            if not LETTERS.search(part):
                offset += len(part)
                continue
            if size + len(part) > TOGETHER and parts:
                yield _joined(parts), np.array(places, np.int64)
                parts, places, size = [], [], len(APART)
            places.append((size, which, offset))
            parts.append(part)
            size += len(part) + len(APART)
            offset += len(part)
    if parts:
        yield _joined(parts), np.array(places, np.int64)


def _joined(parts: Sequence[str]) -> NDArray[np.int32]:
    return codes_of(APART + APART.join(parts) + APART)


def _parted(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > TOGETHER:
        stop = start + TOGETHER
        cut = max(text.rfind("\n", start, stop), start) or start
        if cut <= start + TOGETHER // 2:
            cut = text.rfind(" ", start, stop)
        cut = cut + 1 if cut > start else stop
        yield text[start:cut]
        start = cut
    if start < len(text):
        yield text[start:]


def read_tables(data: bytes) -> Tables:
    """The tables of a weights file (``numpy`` arrays, nothing that runs)."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        arrays: dict[str, Any] = {name: file[name] for name in file.files}
    arrays["scale"] = float(arrays["scale"])
    return Tables(**arrays)


@cache
def card() -> dict[str, Any]:
    """What is known of the weights: digest, licence, how they were trained, how they fared."""
    read: dict[str, Any] = json.loads(resources.files("pseudo.detect.names").joinpath(CARD).read_text("utf-8"))
    return read


@cache
def load() -> Model:
    """The model that ships.

    Raises
    ------
    InternalError
        ``detect.weights`` where the file is not the one that was recorded.
    """
    data = resources.files("pseudo.detect.names").joinpath(WEIGHTS).read_bytes()
    if hashlib.sha256(data).hexdigest() != card()["sha256"]:
        raise InternalError("detect.weights", file=WEIGHTS)
    return Model(read_tables(data))
