"""The outcomes that ARX's own tests expect on Adult, where this project has the same model and quality.

Vectors are told by their line in ``arx_vectors.csv``. Where the levels alone are compared, ARX's score is another one: its
"monotonic" scores leave out suppressed rows, and its entropies take frequencies from the rows that stay.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pseudo.risk.lattice import Lattice, search
from pseudo.risk.lattice.models import (
    BetaLikeness,
    EntropyDiversity,
    KAnonymity,
    RecursiveDiversity,
    TCloseness,
)
from pseudo.risk.lattice.quality import Discernibility, Entropy, Loss

VECTORS = Path(__file__).resolve().parents[4] / "shared/reference/arx_vectors.csv"
SENSITIVE = "occupation"
NUMBER = r"([\d.]+)"
MODELS = [
    (rf"KAnonymity\({NUMBER}\)", lambda k: KAnonymity(int(k))),
    (rf"BasicBLikeness\(occupation, {NUMBER}\)", lambda beta: BetaLikeness(SENSITIVE, float(beta))),
    (
        rf"EntropyLDiversity\(occupation, {NUMBER}(?:, EntropyEstimator.SHANNON)?\)",
        lambda least: EntropyDiversity(SENSITIVE, float(least)),
    ),
    (
        rf"RecursiveCLDiversity\(occupation, {NUMBER}, {NUMBER}\)",
        lambda c, least: RecursiveDiversity(SENSITIVE, float(c), int(least)),
    ),
    (rf"EqualDistanceTCloseness\(occupation, {NUMBER}d\)", lambda t: TCloseness(SENSITIVE, float(t))),
    (
        rf"OrderedDistanceTCloseness\(occupation, {NUMBER}d\)",
        lambda t: TCloseness(SENSITIVE, float(t), ordered=True),
    ),
]
QUALITIES = {
    "LossMetric": Loss("geometric"),
    "PrecomputedEntropyMetric": Entropy(),
    "DiscernabilityMetric": Discernibility(),
}


def model(text):
    """The model that ARX's words name."""
    for pattern, make in MODELS:
        if found := re.fullmatch(pattern, text):
            return make(*found.groups())
    raise AssertionError(f"no model {text}")


def vector(adult, line):
    """Lattice, limit, expected levels (None where ARX finds none) and score."""
    with VECTORS.open() as file:
        row = list(csv.reader(file))[line - 1]
    _, limit, quality, _, models, sensitive, score, levels = row
    ladders, codes = adult
    kept = [one for one in ladders if one.column != sensitive]
    lattice = Lattice(kept, [model(part) for part in models.split(" + ")], QUALITIES[quality], codes)
    expected = None if levels == "NONE" else tuple(map(int, levels.split(",")))
    return lattice, float(limit), expected, float(score)


SCORED = [2, 3, 4, 38, 40, 43, 45, 47, 57, 68]
LEVELS_ONLY = [9, 14, 37, 46, 54, 55, 56, 66]


@pytest.mark.parametrize("line", SCORED)
def test_levels_and_score_of_arxs_own_tests(adult, line):
    lattice, limit, levels, score = vector(adult, line)
    best = search(lattice, limit).best
    assert best.levels == levels
    rows = lattice.n if isinstance(lattice.quality, Entropy) else 1
    assert best.score * rows == pytest.approx(score, rel=1e-8)


@pytest.mark.parametrize("line", LEVELS_ONLY)
def test_levels_of_arxs_own_tests(adult, line):
    lattice, limit, levels, _ = vector(adult, line)
    found = search(lattice, limit)
    assert (found.best and found.best.levels) == levels
