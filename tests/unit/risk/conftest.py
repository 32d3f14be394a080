"""Adult with ARX's hierarchies, as ladders."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from pseudo.risk.lattice import ladder

SHARED = Path(__file__).resolve().parents[4] / "shared"
ADULT = SHARED / "data/microdata/arx_adult"
SENSITIVE = "occupation"


def numbered(values):
    """Codes in order of first appearance."""
    known = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int32)


@pytest.fixture(scope="session")
def adult():
    """Ladders of Adult's nine columns with ARX's hierarchies, and the sensitive column's codes."""
    if not ADULT.exists() or not (SHARED / "reference").exists():
        pytest.skip("shared data is not here")
    with (ADULT / "adult.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    ladders = []
    for column in rows[0]:
        with (ADULT / f"adult_hierarchy_{column}.csv").open() as file:
            lines = list(csv.reader(file, delimiter=";"))
        known = {line[0]: place for place, line in enumerate(lines)}
        codes = np.array([known[row[column]] for row in rows], np.int32)
        ladders.append(ladder(column, codes, [numbered(level) for level in list(zip(*lines, strict=True))[1:]]))
    values = numbered([row[SENSITIVE] for row in rows])
    return ladders, {SENSITIVE: (values, int(values.max()) + 1)}
