"""The random field against the definition: every labelling of a short text, scored one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels.crf import TOP, best, feature, scores, span_probabilities

TAGS = 3


def total(emissions, moves, tags):
    value = sum(float(emissions[i, t]) for i, t in enumerate(tags))
    return value + sum(float(moves[a, b]) for a, b in pairwise(tags))


@st.composite
def fields(draw):
    count = draw(st.integers(1, 5))
    numbers = st.floats(-4, 4, width=32)
    emissions = draw(st.lists(numbers, min_size=count * TAGS, max_size=count * TAGS))
    moves = draw(st.lists(numbers, min_size=TAGS * TAGS, max_size=TAGS * TAGS))
    return np.array(emissions, np.float32).reshape(count, TAGS), np.array(moves, np.float32).reshape(TAGS, TAGS)


@settings(max_examples=40, deadline=None)
@given(fields())
def test_best_is_the_likeliest_of_all_labellings(field):
    emissions, moves = field
    likeliest = max(total(emissions, moves, tags) for tags in product(range(TAGS), repeat=len(emissions)))
    assert np.isclose(total(emissions, moves, best(emissions, moves).tolist()), likeliest, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(fields(), st.data())
def test_span_probability_is_the_share_of_the_labellings_that_agree(field, data):
    emissions, moves = field
    count = len(emissions)
    start = data.draw(st.integers(0, count - 1))
    end = data.draw(st.integers(start + 1, count))
    tagged = best(emissions, moves)
    weights = {tags: np.exp(total(emissions, moves, tags)) for tags in product(range(TAGS), repeat=count)}
    agreeing = sum(w for tags, w in weights.items() if list(tags[start:end]) == tagged[start:end].tolist())
    got = span_probabilities(emissions, moves, tagged, np.array([[start, end]], np.int64))
    assert np.isclose(got[0], agreeing / sum(weights.values()), rtol=1e-5)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_scores_add_the_rows_of_the_features_that_own_them(seed):
    random = np.random.default_rng(seed)
    views = random.integers(0, 50, (3, 9)).astype(np.int32)
    templates = np.array([[0, 0, -1, -1], [0, -1, 1, 1], [2, 5, -1, -1]], np.int32)
    weights = random.integers(-127, 128, (64, TAGS)).astype(np.int8)
    marks = random.integers(0, 4, 64).astype(np.uint8) * 85
    expected = np.zeros((9, TAGS))
    owned = 0
    for place, template in product(range(9), range(3)):
        value = feature(views, templates, template, place)
        marks[value % 64] = value >> TOP if random.random() < 0.5 else marks[value % 64]
    for place, template in product(range(9), range(3)):
        value = feature(views, templates, template, place)
        if marks[value % 64] == value >> TOP:
            owned += 1
            expected[place] += weights[value % 64]
    assert owned
    assert np.allclose(scores(views, templates, marks, weights, 0.25), expected * 0.25, rtol=1e-5)
