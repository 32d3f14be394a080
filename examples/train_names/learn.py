"""Training of the conditional random field: AdaGrad on the log-likelihood, one text at a time, in Numba, one thread, fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy as np

from pseudo.detect.names.features import TAGS
from pseudo.kernels.crf import TOP, feature

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Corpus", "Trained", "compact", "train"]

ROWS = 1 << 22
SEEN_ROWS = 1 << 24
RATE = 0.1
DROPPED = 0.5
"""Share of the templates that a text does without (dropout): no single clue may decide alone."""
IDLE = 5e-3
"""A position whose probabilities are this near to the truth teaches nothing."""
KINDS = len(TAGS)


@dataclass(frozen=True)
class Corpus:
    """Texts side by side: what is seen (views, n), the tag of each character, and where texts begin."""

    views: npt.NDArray[np.int32]
    tags: npt.NDArray[np.int8]
    starts: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Trained:
    """Weights by row of the hashed features, scores of tag after tag, and which features were frequent enough."""

    weights: npt.NDArray[np.float32]
    moves: npt.NDArray[np.float32]
    seen: npt.NDArray[np.bool_]


@numba.njit(cache=True)
def _count(views, templates, seen):
    for place in range(views.shape[1]):
        for template in range(templates.shape[0]):
            row = feature(views, templates, template, place) & (seen.shape[0] - 1)
            if seen[row] < 255:
                seen[row] += 1


@numba.njit(cache=True)
def _rows(views, templates, starts, seen, out):
    """The row of each feature of each position, -1 for a rare one."""
    for text in range(starts.shape[0] - 1):
        part = views[:, starts[text] : starts[text + 1]]
        for place in range(part.shape[1]):
            for template in range(templates.shape[0]):
                value = feature(part, templates, template, place)
                if seen[value & (seen.shape[0] - 1)]:
                    out[starts[text] + place, template] = value & (ROWS - 1)


@numba.njit(cache=True)
def _emit(rows, used, state):
    """Scores of each tag at each position, as if all templates were there."""
    out = np.zeros((rows.shape[0], KINDS))
    for place in range(rows.shape[0]):
        for template in range(rows.shape[1]):
            row = rows[place, template]
            if row >= 0 and used[template]:
                for tag in range(KINDS):
                    out[place, tag] += state[row, tag]
    return out / (1 - DROPPED)


@numba.njit(cache=True)
def _slopes(emit, tags, moves):
    """Slope of the negative log-likelihood of a text: by emission (n, tags), by move (tags, tags); and its value."""
    count = emit.shape[0]
    power, burst = np.exp(moves), np.zeros((count, KINDS))
    ahead, behind, scale = np.zeros((count, KINDS)), np.ones((count, KINDS)), np.zeros(count)
    loss = 0.0
    for place in range(count):
        top = emit[place].max()
        burst[place] = np.exp(emit[place] - top)
        for tag in range(KINDS):
            ahead[place, tag] = burst[place, tag]
            if place > 0:
                ahead[place, tag] *= (ahead[place - 1] * power[:, tag]).sum()
        scale[place] = ahead[place].sum()
        ahead[place] /= scale[place]
        loss += np.log(scale[place]) + top
    for place in range(count - 2, -1, -1):
        for tag in range(KINDS):
            behind[place, tag] = (power[tag] * burst[place + 1] * behind[place + 1]).sum() / scale[place + 1]
    by_move = np.zeros((KINDS, KINDS))
    by_emission = ahead * behind
    for place in range(count):
        by_emission[place, tags[place]] -= 1
        loss -= emit[place, tags[place]]
        if place > 0:
            by_move[tags[place - 1], tags[place]] -= 1
            loss -= moves[tags[place - 1], tags[place]]
            for before in range(KINDS):
                by_move[before] += (
                    ahead[place - 1, before] * power[before] * burst[place] * behind[place] / scale[place]
                )
    return by_emission, by_move, loss


@numba.njit(cache=True)
def _step(rows, used, slopes, state, rate, decay):
    """Move the weights of a text's features; ``state`` holds weights and sums of squares side by side."""
    for place in range(rows.shape[0]):
        if np.abs(slopes[place]).max() < IDLE:
            continue
        for template in range(rows.shape[1]):
            row = rows[place, template]
            if row >= 0 and used[template]:
                for tag in range(KINDS):
                    slope = slopes[place, tag] + decay * state[row, tag]
                    state[row, KINDS + tag] += slope * slope
                    state[row, tag] -= rate * slope / np.sqrt(state[row, KINDS + tag])


@numba.njit(cache=True)
def _epoch(rows, tags, starts, order, used, state, moves, move_squares, rate, decay):
    loss = 0.0
    for text in order:
        begin, end = starts[text], starts[text + 1]
        part = rows[begin:end]
        by_emission, by_move, lost = _slopes(_emit(part, used[text], state), tags[begin:end], moves)
        _step(part, used[text], by_emission, state, rate, decay)
        move_squares += by_move * by_move
        moves -= rate * by_move / np.sqrt(move_squares)
        loss += lost
    return loss


def train(
    corpus: Corpus, templates: npt.NDArray[np.int32], *, epochs: int, seed: int, least: int, decay: float = 1e-4
) -> Trained:
    """Fit the weights.

    Parameters
    ----------
    corpus : Corpus
        What to learn from.
    templates : ndarray of int32
        The feature templates.
    epochs : int
        Passes over it.
    seed : int
        Of the order of texts and of the dropout.
    least : int
        A feature seen at fewer places is left out.
    decay : float
        Pull of a weight towards 0 at each step (L2).
    """
    seen = np.zeros(SEEN_ROWS, np.uint8)
    _count(corpus.views, templates, seen)
    frequent = seen >= least
    rows = np.full((corpus.views.shape[1], len(templates)), -1, np.int32)
    _rows(corpus.views, templates, corpus.starts, frequent, rows)
    state = np.zeros((ROWS, 2 * KINDS), np.float32)
    state[:, KINDS:] = 0.1
    moves, move_squares = np.zeros((KINDS, KINDS)), np.ones((KINDS, KINDS))
    random = np.random.default_rng(seed)
    for epoch in range(epochs):
        order = random.permutation(len(corpus.starts) - 1)
        used = random.random((len(order), len(templates))) >= DROPPED
        rate = RATE / (1 + 0.3 * epoch)
        loss = _epoch(rows, corpus.tags, corpus.starts, order, used, state, moves, move_squares, rate, decay)
        print(f"  pass {epoch + 1}: loss {loss / len(rows):.5f} per character", flush=True)
    return Trained(np.ascontiguousarray(state[:, :KINDS]), moves.astype(np.float32), frequent)


@numba.njit(cache=True)
def _place(views, templates, seen, weights, marks, best, owner):
    """Give each compact row to the heaviest of the features that fall on it."""
    for place in range(views.shape[1]):
        for template in range(templates.shape[0]):
            value = feature(views, templates, template, place)
            if not seen[value & (seen.shape[0] - 1)]:
                continue
            source, row = value & (ROWS - 1), value & (best.shape[0] - 1)
            heavy = np.abs(weights[source]).max()
            if heavy > best[row]:
                best[row], marks[row], owner[row] = heavy, value >> TOP, source


def compact(
    corpus: Corpus, trained: Trained, templates: npt.NDArray[np.int32], *, rows: int, keep: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int8], float]:
    """The weights as they ship: the heaviest ``keep`` features in ``rows`` rows, in 8 bits, each with its mark; and the scale."""
    marks, best, owner = np.zeros(rows, np.uint8), np.zeros(rows, np.float32), np.zeros(rows, np.int64)
    _place(corpus.views, templates, trained.seen, trained.weights, marks, best, owner)
    order = np.argsort(-best, kind="stable")[:keep]
    order = order[best[order] > 0]
    scale = float(np.quantile(best[order], 0.999)) / 127
    small = np.zeros((rows, KINDS), np.int8)
    small[order] = np.clip(np.rint(trained.weights[owner[order]] / scale), -127, 127).astype(np.int8)
    kept = np.zeros(rows, bool)
    kept[order] = True
    marks[~kept] = 0
    return marks, small, scale
