"""Linear-chain conditional random field over hashed features: scores, the best labelling, probabilities.

A position is described by ``views`` (whole numbers, one row a view). A template names up to four views at offsets; it and their values
are hashed to a row of the weights. Lafferty, McCallum, Pereira (2001), "Conditional random fields"; Weinberger et al. (2009),
"Feature hashing for large scale multitask learning".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit

__all__ = ["TOP", "best", "feature", "scores", "span_probabilities"]

MASK = 0xFFFFFFFF
MIX = 0x45D9F3B
TOP = 24
"""Bits of a feature's hash below its mark."""
OUTSIDE = 0x7FFFFFFF
"""What a view says beyond the ends of the text."""

BLOCK = 2048
"""Positions that are worked on together: what is in hand then stays in the processor's cache."""

Views = NDArray[np.int32]
Hashes = NDArray[np.uint32]
Templates = NDArray[np.int32]
Floats = NDArray[np.float32]


@jit
def feature(views: Views, templates: Templates, template: int, place: int) -> int:
    """The hash of a template's views at a place: 32 bits, the low ones a row of the weights, the top ones its mark."""
    value = (template + 1) * MIX & MASK
    for part in range(0, templates.shape[1], 2):
        view = templates[template, part]
        if view < 0:
            break
        where = place + templates[template, part + 1]
        seen = int(views[view, where]) if 0 <= where < views.shape[1] else OUTSIDE
        value = ((value ^ seen) * MIX) & MASK
        value ^= value >> 15
    return value


@jit
def _mix(hashes: Hashes, start: int, stop: int, row: NDArray[np.int32], shift: int) -> None:
    """Mix ``row[place + shift]`` into the hashes of the places of a block that begins at ``start``."""
    low, high = min(max(start, -shift), stop), max(min(stop, row.shape[0] - shift), start)
    for place in range(start, low):
        hashes[place - start] = ((int(hashes[place - start]) ^ OUTSIDE) * MIX) & MASK
    for place in range(low, high):
        hashes[place - start] = ((int(hashes[place - start]) ^ int(row[place + shift])) * MIX) & MASK
    for place in range(max(low, high), stop):
        hashes[place - start] = ((int(hashes[place - start]) ^ OUTSIDE) * MIX) & MASK
    for place in range(stop - start):
        hashes[place] ^= hashes[place] >> 15


@jit
def _hash(views: Views, templates: Templates, template: int, start: int, stop: int, hashes: Hashes) -> None:
    """:func:`feature` of one template at the places of a block."""
    hashes[:] = ((int(template) + 1) * MIX) & MASK
    for part in range(0, templates.shape[1], 2):
        view = templates[template, part]
        if view >= 0:
            _mix(hashes, start, stop, views[view], templates[template, part + 1])


@jit
def _add(hashes: Hashes, marks: NDArray[np.uint8], weights: NDArray[np.int8], totals: NDArray[np.int32]) -> None:
    last, tags = weights.shape[0] - 1, weights.shape[1]
    for place in range(totals.shape[0]):
        value = int(hashes[place])
        row = value & last
        if marks[row] == value >> TOP:
            for tag in range(tags):
                totals[place, tag] += weights[row, tag]


@jit
def _scores(
    views: Views, templates: Templates, marks: NDArray[np.uint8], weights: NDArray[np.int8], scale: float, out: Floats
) -> None:
    hashes = np.zeros(BLOCK, np.uint32)
    totals = np.zeros((BLOCK, weights.shape[1]), np.int32)
    for start in range(0, views.shape[1], BLOCK):
        stop = min(start + BLOCK, views.shape[1])
        totals[:] = 0
        for template in range(templates.shape[0]):
            _hash(views, templates, template, start, stop, hashes)
            _add(hashes, marks, weights, totals[: stop - start])
        for place in range(start, stop):
            for tag in range(weights.shape[1]):
                out[place, tag] = totals[place - start, tag] * scale


@jit
def _best(emissions: Floats, moves: Floats, out: NDArray[np.int8]) -> None:
    count, tags = emissions.shape
    back = np.zeros((count, tags), np.int8)
    score = emissions[0].astype(np.float64)
    fresh = np.zeros(tags)
    for place in range(1, count):
        for tag in range(tags):
            came, most = 0, score[0] + moves[0, tag]
            for before in range(1, tags):
                value = score[before] + moves[before, tag]
                if value > most:
                    came, most = before, value
            back[place, tag] = came
            fresh[tag] = most + emissions[place, tag]
        score[:] = fresh
    tag = 0
    for other in range(1, tags):
        if score[other] > score[tag]:
            tag = other
    for place in range(count - 1, -1, -1):
        out[place] = tag
        tag = back[place, tag]


@jit
def _messages(
    emissions: Floats, moves: NDArray[np.float64], ahead: NDArray[np.float64], scale: NDArray[np.float64]
) -> None:
    """Scaled forward messages: each row sums to one; ``scale`` holds what it was divided by."""
    count, tags = emissions.shape
    for place in range(count):
        top = emissions[place].max()
        total = 0.0
        for tag in range(tags):
            value = 1.0
            if place > 0:
                value = 0.0
                for before in range(tags):
                    value += ahead[place - 1, before] * moves[before, tag]
            value *= np.exp(float(emissions[place, tag] - top))
            ahead[place, tag] = value
            total += value
        for tag in range(tags):
            ahead[place, tag] /= total
        scale[place] = total


@jit
def _backward(
    emissions: Floats, moves: NDArray[np.float64], scale: NDArray[np.float64], behind: NDArray[np.float64]
) -> None:
    """Backward messages on the same scale: ``ahead * behind`` are the marginal probabilities."""
    count, tags = emissions.shape
    behind[count - 1, :] = 1.0
    for place in range(count - 2, -1, -1):
        top = emissions[place + 1].max()
        for tag in range(tags):
            value = 0.0
            for after in range(tags):
                value += moves[tag, after] * np.exp(float(emissions[place + 1, after] - top)) * behind[place + 1, after]
            behind[place, tag] = value / scale[place + 1]


@jit
def _span_probabilities(
    emissions: Floats,
    moves: NDArray[np.float64],
    tagged: NDArray[np.int8],
    spans: NDArray[np.int64],
    out: NDArray[np.float64],
) -> None:
    count, tags = emissions.shape
    ahead = np.zeros((count, tags))
    behind = np.zeros((count, tags))
    scale = np.zeros(count)
    _messages(emissions, moves, ahead, scale)
    _backward(emissions, moves, scale, behind)
    for span in range(spans.shape[0]):
        first, last = spans[span, 0], spans[span, 1] - 1
        value = ahead[first, tagged[first]]
        for place in range(first + 1, last + 1):
            top = emissions[place].max()
            step = moves[tagged[place - 1], tagged[place]] * np.exp(float(emissions[place, tagged[place]] - top))
            value *= step / scale[place]
        out[span] = value * behind[last, tagged[last]]


def scores(
    views: Views, templates: Templates, marks: NDArray[np.uint8], weights: NDArray[np.int8], scale: float
) -> Floats:
    """Emission scores, natural logarithms up to a constant: the weights of a position's features, added up.

    Parameters
    ----------
    views : ndarray of int32, shape (views, n)
        What is seen at each position, none negative.
    templates : ndarray of int32, shape (templates, 2 m)
        Pairs of view and offset; a view of -1 ends a template.
    marks : ndarray of uint8, shape (rows,)
        The top bits of the feature that a row belongs to; other features that fall on it weigh nothing.
    weights : ndarray of int8, shape (rows, tags)
        ``rows`` is a power of two; a row that no feature owns is zero.
    scale : float
        What one step of a weight is worth.

    Returns
    -------
    ndarray of float32, shape (n, tags)
    """
    out = np.empty((views.shape[1], weights.shape[1]), np.float32)
    _scores(views, templates, marks, weights, scale, out)
    return out


def best(emissions: Floats, moves: Floats) -> NDArray[np.int8]:
    """The likeliest labelling (Viterbi), in O(n tags²).

    Parameters
    ----------
    emissions : ndarray of float32, shape (n, tags)
        n is at least 1.
    moves : ndarray of float32, shape (tags, tags)
        Score of a tag (column) after a tag (row).

    Returns
    -------
    ndarray of int8, shape (n,)
    """
    out = np.empty(len(emissions), np.int8)
    _best(emissions, moves, out)
    return out


def span_probabilities(
    emissions: Floats, moves: Floats, tagged: NDArray[np.int8], spans: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Probability, under the model, that each span is labelled as ``tagged`` says (forward-backward, exact).

    Parameters
    ----------
    emissions, moves
        As for :func:`best`.
    tagged : ndarray of int8, shape (n,)
        A labelling.
    spans : ndarray of int64, shape (spans, 2)
        Start and end of each, not empty.

    Returns
    -------
    ndarray of float64, shape (spans,)
        In 0..1.
    """
    out = np.empty(len(spans))
    _span_probabilities(emissions, np.exp(moves.astype(np.float64)), tagged, spans, out)
    return out
