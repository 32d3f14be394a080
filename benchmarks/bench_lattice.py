"""Generalization levels: CPU milliseconds of the search, of the whole lattice and of local recoding, with bars.

    python benchmarks/bench_lattice.py [--repeats 5] [--check]

Adult with ARX's hierarchies (30,162 rows, nine quasi-identifiers, 12,960 nodes; ``../shared/data/microdata``), k = 5, loss with the
arithmetic mean; and 1,200,000 rows drawn from it of which 40 % have two columns drawn anew. The optima are compared with those that
ARX 3.9.2 found, in ``../shared/reference/arx_reference.json``, whose CPU time (warm, of another machine) stands beside ours.
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from ratios import options

from pseudo.entropy import seeded
from pseudo.risk.lattice import Ladder, Lattice, ladder, search
from pseudo.risk.lattice.models import KAnonymity
from pseudo.risk.lattice.quality import Loss
from pseudo.risk.lattice.whole import whole
from pseudo.risk.recoding import recode

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).resolve().parents[2] / "shared"
ADULT = SHARED / "data/microdata/arx_adult"
REFERENCE = SHARED / "reference/arx_reference.json"
LARGE = 1_200_000
LARGE_LIMITS = (0.0, 0.02, 0.05, 1.0)
BARS = {0.0: 25, 0.02: 150, 0.05: 200, 1.0: 200}
BAR_WHOLE, BAR_LARGE = 1000, 800
BAR_RECODING, ARX_RECODING = 4000, 0.94106
"""Milliseconds, and 1 - loss of ARX's local recoding in 3.9 s; what is aimed at is 0.9462 in the same time."""
ARX_MS = {0.0: 36, 0.02: 837, 0.05: 889, 1.0: 2760}


def numbered(values: list[str]) -> tuple[np.ndarray, dict[str, int]]:
    """Codes in order of first appearance, and the code of each value."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int32), known


def adult() -> tuple[dict[str, np.ndarray], dict[str, list[np.ndarray]]]:
    """Codes and levels of the columns."""
    with (ADULT / "adult.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    codes, levels = {}, {}
    for column in rows[0]:
        with (ADULT / f"adult_hierarchy_{column}.csv").open() as file:
            values, *above = (list(step) for step in zip(*csv.reader(file, delimiter=";"), strict=True))
        known = numbered(values)[1]
        codes[column] = np.array([known[row[column]] for row in rows], np.int32)
        levels[column] = [numbered(step)[0] for step in above]
    return codes, levels


def enlarged(codes: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Rows drawn with replacement, two columns of 40 % of them drawn anew."""
    random = seeded(1, "benchmarks/lattice")
    rows = len(next(iter(codes.values())))
    drawn = random.integers(0, rows, LARGE)
    changed, which = random.random(LARGE) < 0.4, random.integers(0, len(codes), (LARGE, 2))
    large = {}
    for number, (column, values) in enumerate(codes.items()):
        anew = changed & (which == number).any(axis=1)
        large[column] = np.where(anew, values[random.integers(0, rows, LARGE)], values[drawn])
    return large


def median_ms(run: Callable[[], Any], repeats: int) -> tuple[float, Any]:
    """Median CPU milliseconds, after one run that compiles, and what the last run gave."""
    given = run()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        given = run()
        taken.append(1e3 * (time.process_time() - start))
    return statistics.median(taken), given


def against_arx(ladders: list[Ladder], repeats: int) -> list[str]:
    """Search Adult under each limit of the reference; what is over its bar."""
    over = []
    for expected in json.loads(REFERENCE.read_text())["k5_loss_arithmetic_mean_gs0.5"]:
        limit = expected["limit"]
        taken, found = median_ms(lambda: search(Lattice(ladders, [KAnonymity(5)], Loss()), limit), repeats)  # noqa: B023
        best = found.best
        same = [*best.levels] == expected["levels"] and (best.suppressed, best.classes) == (
            expected["suppressed"],
            expected["classes"],
        )
        if not (found.is_optimal and same and abs(best.score - expected["loss"]) < 1e-9):
            raise SystemExit(f"limit {limit}: another optimum than ARX's")
        title = f"search, 30,162 rows, limit {limit:.0%}"
        print(
            f"{title:<45} {taken:8.1f} ms CPU (bar {BARS[limit]}; ARX {ARX_MS[limit]}); {found.looked_at} of {found.nodes} nodes, "
            f"ARX {expected['checked']}"
        )
        over += [title] if taken > BARS[limit] else []
    return over


def main() -> None:
    """Measure, compare, hold to the bars."""
    chosen = options(__doc__, repeats=5)
    codes, levels = adult()
    ladders = [ladder(column, codes[column], levels[column]) for column in codes]
    over = against_arx(ladders, chosen.repeats)
    title = "whole lattice, 30,162 rows, 12,960 nodes"
    taken, _ = median_ms(lambda: whole(Lattice(ladders, [KAnonymity(5)], Loss())), chosen.repeats)
    print(f"{title:<45} {taken:8.1f} ms CPU (bar {BAR_WHOLE})")
    over += [title] if taken > BAR_WHOLE else []
    title = "local recoding, 30,162 rows"
    taken, made = median_ms(lambda: recode(ladders, 5), chosen.repeats)
    kept = 1 - made.loss
    print(
        f"{title:<45} {taken:8.1f} ms CPU (bar {BAR_RECODING}); 1 - loss {kept:.4f} (ARX {ARX_RECODING:.4f}; aimed at 0.9462)"
    )
    over += [title] if taken > BAR_RECODING or kept < ARX_RECODING else []
    large = [ladder(column, values, levels[column]) for column, values in enlarged(codes).items()]
    for limit in LARGE_LIMITS:
        title = f"search, {LARGE:,} rows, limit {limit:.0%}"
        taken, found = median_ms(lambda: search(Lattice(large, [KAnonymity(5)], Loss()), limit), chosen.repeats)  # noqa: B023
        print(f"{title:<45} {taken:8.1f} ms CPU (bar {BAR_LARGE}); {found.looked_at} nodes looked at")
        over += [title] if taken > BAR_LARGE else []
    if chosen.check and over:
        sys.exit("over the bar: " + "; ".join(over))


if __name__ == "__main__":
    main()
