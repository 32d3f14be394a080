"""Documents in other wording than anything that detection was built on: the benchmark's generator, fewer of them."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from pseudo.detect import find_spans

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
UNIQUE = {"KR_RRN", "KR_FRN", "KR_PASSPORT", "KR_DRIVER_LICENSE"}
SAME = {"KR_FRN": "KR_RRN"}


@pytest.fixture(scope="module")
def counted():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        from detect_documents import documents
    finally:
        sys.path.remove(str(BENCHMARKS))
    made = list(documents(700, seed=7))
    counts = Counter()
    for document, spans in zip(made, find_spans([d.text for d in made]), strict=True):
        hit = set()
        for kind, start, end in document.labels:
            over = {
                i
                for i, s in enumerate(spans)
                if SAME.get(s.entity, s.entity) == SAME.get(kind, kind) and s.start < end and start < s.end
            }
            hit |= over
            counts["found" if over else "missed", kind in UNIQUE] += 1
        for index, span in enumerate(spans):
            counts["wrong", span.entity in UNIQUE] += (
                index not in hit and span.entity != "PERSON"
            )  # names are not marked
    return counts


@pytest.mark.parametrize(("unique", "precision", "recall"), [(True, 0.98, 0.995), (False, 0.97, 0.97)])
def test_held_out_documents(counted, unique, precision, recall):
    found, missed, wrong = (counted[name, unique] for name in ("found", "missed", "wrong"))
    assert found > 300
    assert found / (found + wrong) >= precision
    assert found / (found + missed) >= recall
