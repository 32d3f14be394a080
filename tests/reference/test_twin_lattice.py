"""The search of generalization levels against every node of the lattice, each written from the definitions."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.risk.lattice import Lattice, ladder, search
from pseudo.risk.lattice.models import (
    BetaLikeness,
    DeltaDisclosure,
    DistinctDiversity,
    EntropyDiversity,
    KAnonymity,
    RecursiveDiversity,
    TCloseness,
)
from pseudo.risk.lattice.quality import AverageClass, Discernibility, Entropy, Height, Loss, Precision

VALUES = 4
LEVELS = {  # of each column by value: every level nests in the next; the last column has more than two words' worth of values
    "a": [[0, 0, 1, 1], [0, 0, 0, 0]],
    "b": [[0, 1, 1, 2], [0, 0, 0, 1], [0, 0, 0, 0]],
    "c": [[0, 0, 0, 0]],
}
SENSITIVE = "s"
ROWS = st.lists(st.tuples(*[st.integers(-1, VALUES - 1)] * 3, st.integers(0, 2)), min_size=1, max_size=30)
MODELS = [
    [KAnonymity(2)],
    [KAnonymity(3)],
    [DistinctDiversity(SENSITIVE, 2)],
    [EntropyDiversity(SENSITIVE, 1.7)],
    [KAnonymity(2), RecursiveDiversity(SENSITIVE, 2.0, 2)],
    [TCloseness(SENSITIVE, 0.3), KAnonymity(2)],
    [TCloseness(SENSITIVE, 0.25, ordered=True)],
    [DeltaDisclosure(SENSITIVE, 0.6)],
    [BetaLikeness(SENSITIVE, 0.5), KAnonymity(2)],
    [BetaLikeness(SENSITIVE, 1.0, enhanced=True)],
]
QUALITIES = [
    Loss(),
    Loss("geometric", weights={"a": 3.0}),
    Loss(balance=0.1),
    Loss(balance=0.8),
    Precision(),
    Height(),
    Entropy(),
    Discernibility(),
    AverageClass(),
]


def ladders_of(rows):
    columns = np.array(rows, np.int32).reshape(-1, 4)
    return [
        ladder(name, columns[:, j].copy(), [np.array(level, np.int32) for level in levels])
        for j, (name, levels) in enumerate(LEVELS.items())
    ]


def above(column, value, level):
    """A value's category; a missing one (-1) is missing at every level."""
    return value if level == 0 or value == -1 else LEVELS[column][level - 1][value]


def holds(model, members, table):
    """Whether a class satisfies a model, from the sensitive values of the class and of the whole table."""
    counts = Counter(members)
    p = {value: counts[value] / len(members) for value in range(3)}
    q = {value: table.count(value) / len(table) for value in range(3)}
    falling = sorted(counts.values(), reverse=True)
    match model:
        case KAnonymity():
            held = len(members) >= model.k
        case DistinctDiversity():
            held = len(counts) >= model.l
        case EntropyDiversity():
            held = -sum(p[v] * math.log(p[v]) for v in counts) >= math.log(model.l) - 1e-12
        case RecursiveDiversity():
            held = len(falling) >= model.l and falling[0] < model.c * sum(falling[model.l - 1 :])
        case TCloseness(ordered=True):
            last = max(table)
            moved = sum(abs(sum(p[v] - q[v] for v in range(upto + 1))) for upto in range(last))
            held = (moved / last if last else 0.0) <= model.t + 1e-12
        case TCloseness():
            held = sum(abs(p[v] - q[v]) for v in range(3)) / 2 <= model.t + 1e-12
        case DeltaDisclosure():
            held = all(abs(math.log(p[v] / q[v])) <= model.delta + 1e-12 for v in counts)
        case BetaLikeness():
            gains = {value: p[value] / q[value] - 1 for value in counts}
            within = all(gains[v] <= -math.log(q[v]) for v in counts) or not model.enhanced
            held = max(gains.values()) <= model.beta + 1e-12 and within
    return held


def slow_node(rows, levels, models, quality):
    """Score, suppressed rows, classes that stay and the smallest of them."""
    table = [row[3] for row in rows]
    classes = defaultdict(list)
    keys = [tuple(above(c, v, level) for c, v, level in zip(LEVELS, row, levels, strict=False)) for row in rows]
    for key, row in zip(keys, rows, strict=True):
        classes[key].append(row[3])
    kept = {key: len(members) for key, members in classes.items() if all(holds(m, members, table) for m in models)}
    suppressed = len(rows) - sum(kept.values())
    score = slow_score(rows, keys, levels, kept, suppressed, quality)
    return score, suppressed, len(kept), min(kept.values(), default=0)


def slow_score(rows, keys, levels, kept, suppressed, quality):
    n = len(rows)
    if isinstance(quality, Discernibility):
        return sum(size * size for size in kept.values()) + n * suppressed
    if isinstance(quality, AverageClass):
        return n / max(len(kept) + (suppressed > 0), 1)
    columns = []
    for j, (name, steps) in enumerate(LEVELS.items()):
        total = 0.0
        frequency = Counter(row[j] for row in rows)
        held = Counter(key[j] for key in keys)
        for row, key in zip(rows, keys, strict=True):
            stays = key in kept
            if isinstance(quality, Loss):
                under = 1 if row[j] == -1 else sum(above(name, v, levels[j]) == key[j] for v in range(VALUES))
                share = (under - 1) / (VALUES - 1)
                weight = quality.weights.get(name, 1.0)
                cost = min(1, 2 * (1 - quality.balance)) * share if stays else min(1, 2 * quality.balance)
                total += weight * cost
            elif isinstance(quality, Precision):
                total += levels[j] / len(steps) if stays else 1.0
            elif isinstance(quality, Height):
                total += levels[j]
            else:
                alike = [above(name, v, levels[j]) for v in frequency]
                inside = [v for v, key_of in zip(frequency, alike, strict=True) if key_of == key[j]]
                known = sum(frequency[v] / held[key[j]] * math.log2(held[key[j]] / frequency[v]) for v in inside)
                total += known if stays else known + math.log2(n / held[key[j]])
        columns.append(total / n)
    if isinstance(quality, Loss) and quality.mean == "geometric":
        return math.prod(c + 1 for c in columns) ** (1 / len(columns)) - 1
    return sum(columns) if isinstance(quality, Height | Entropy) else sum(columns) / len(columns)


def slow_lattice(rows, models, quality):
    heights = [len(levels) + 1 for levels in LEVELS.values()]
    return {levels: slow_node(rows, levels, models, quality) for levels in product(*map(range, heights))}


@pytest.mark.parametrize("models", MODELS, ids=lambda models: "+".join(type(m).__name__ for m in models))
@settings(max_examples=25, deadline=None)
@given(rows=ROWS, quality=st.sampled_from(QUALITIES), limit=st.sampled_from([0.0, 0.1, 0.4, 1.0]))
def test_nodes_and_optimum_are_those_of_the_definitions(rows, models, quality, limit):
    sensitive = {SENSITIVE: (np.array([row[3] for row in rows], np.int32), max(row[3] for row in rows) + 1)}
    lattice = Lattice(ladders_of(rows), models, quality, sensitive)
    slow = slow_lattice(rows, models, quality)
    for node in lattice.nodes():
        score, suppressed, classes, smallest = slow[node.levels]
        assert (node.suppressed, node.classes, node.smallest) == (suppressed, classes, smallest)
        assert node.score == pytest.approx(score, abs=1e-9)
        assert lattice.node(node.levels) == node
    found = search(lattice, limit)
    within = [score for score, suppressed, *_ in slow.values() if suppressed <= int(limit * len(rows))]
    if within:
        assert found.is_optimal
        assert found.best.score == pytest.approx(min(within), abs=1e-9)
        assert found.best.suppressed <= found.most
    else:
        assert found.best is None
        assert found.floor == math.inf


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=60), k=st.integers(2, 4))
def test_keys_of_two_words_make_the_same_classes(rows, k):
    """Twelve columns of 6 bits and more do not fit one word; the extra ones hold what the first three hold."""
    columns = np.array(rows + [(value, value, value) for value in range(41)], np.int32)
    steps = [np.arange(41, dtype=np.int32) // 7, np.arange(41, dtype=np.int32) // 21, np.zeros(41, np.int32)]
    three = [ladder(f"c{j}", columns[:, j].copy(), steps) for j in range(3)]
    twelve = three + [ladder(f"c{j}", columns[:, j % 3].copy(), []) for j in range(3, 15)]
    narrow = Lattice(three, [KAnonymity(k)], Loss())
    wide = Lattice(twelve, [KAnonymity(k)], Loss())
    assert wide.packed.shifts.max() >= 64 > narrow.packed.shifts.max()
    bottom = narrow.node([0, 0, 0])
    copied = wide.node([0] * 15)
    assert (copied.suppressed, copied.classes, copied.smallest) == (bottom.suppressed, bottom.classes, bottom.smallest)
    tops = [ladder(f"t{j}", columns[:, j % 3].copy(), [np.zeros(41, np.int32)]) for j in range(12)]
    lifted = Lattice(three + tops, [KAnonymity(k)], Loss())
    for levels in ([1, 0, 2], [1, 1, 1], [3, 3, 3]):
        low, high = narrow.node(levels), lifted.node(levels + [1] * 12)
        assert (low.suppressed, low.classes, low.smallest) == (high.suppressed, high.classes, high.smallest)
