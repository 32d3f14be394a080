"""Risk figures: CPU milliseconds of all class models in one call, and of special uniques, with bars.

    python benchmarks/bench_risk.py [--repeats 5] [--check]

Adult as ARX ships it (30,162 rows; ``../shared/data/microdata``), and a million rows drawn from it with replacement. The class models
are k, the classes, and the nine models of one sensitive column. pycanon, where it is installed, does its nine on the first
4,000 rows: the values that mean the same are compared, and the CPU time of each is shown for a row.
"""

from __future__ import annotations

import importlib.util
import statistics
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from ratios import options

from pseudo.entropy import seeded
from pseudo.risk import class_sizes
from pseudo.risk.diversity import diversity
from pseudo.risk.subsets import special_uniques
from pseudo.table import Codes

if TYPE_CHECKING:
    from collections.abc import Callable

ADULT = Path(__file__).resolve().parents[2] / "shared/data/microdata/arx_adult/adult.csv"
SENSITIVE = "occupation"
PEER_ROWS = 4000
PEER = [
    "l_diversity",
    "entropy_l_diversity",
    "alpha_k_anonymity",
    "t_closeness",
    "basic_beta_likeness",
    "delta_disclosure",
]


def coded(frame: pd.DataFrame) -> Codes:
    """Codes of a frame's columns, in the order of the values."""
    found = [pd.factorize(frame[name], sort=True) for name in frame]
    codes = np.asfortranarray(np.column_stack([part[0] for part in found]).astype(np.int32))
    return Codes(tuple(frame), codes, tuple(len(part[1]) for part in found))


def median_ms(run: Callable[[], Any], repeats: int) -> float:
    """Median CPU milliseconds, after one run that compiles."""
    run()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        taken.append(1e3 * (time.process_time() - start))
    return statistics.median(taken)


def models(keys: Codes, values: np.ndarray, size: int) -> dict[str, float]:
    """All class models: the worst class of each."""
    classes = class_sizes(keys)
    found = diversity(classes, values, size)
    return {
        "k_anonymity": int(classes.units.min()),
        "l_diversity": found.distinct.min(),
        "entropy_l_diversity": int(np.exp(found.entropy.min()) + 1e-9),
        "alpha_k_anonymity": found.share.max(),
        "t_closeness": found.t_equal.max(),
        "basic_beta_likeness": found.beta.max(),
        "delta_disclosure": found.delta.max(),
    }


def against_pycanon(frame: pd.DataFrame, keys: list[str]) -> None:
    """Compare values, and show CPU time for a row."""
    from pycanon import anonymity

    frame = frame.head(PEER_ROWS)
    held = coded(frame[keys]), coded(frame[[SENSITIVE]])
    ours = models(held[0], held[1].codes[:, 0], held[1].sizes[0])
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = {name: getattr(anonymity, name)(frame, keys, [SENSITIVE]) for name in PEER}
    taken = time.process_time() - start
    for name, value in theirs.items():
        figure = value[0] if isinstance(value, tuple) else value
        if not np.isclose(float(figure), float(ours[name]), rtol=1e-9):
            raise SystemExit(f"{name}: {ours[name]} here, {figure} in pycanon")
    mine = median_ms(lambda: models(held[0], held[1].codes[:, 0], held[1].sizes[0]), 5) / 1e3
    print(f"{PEER_ROWS:,} rows: the same values as pycanon in {len(PEER)} models; 1 : {taken / mine:,.0f} CPU time")


def main() -> None:
    """Measure, compare, hold to the bars."""
    chosen = options(__doc__, repeats=5)
    frame = pd.read_csv(ADULT, sep=";", dtype=str)
    keys = [name for name in frame if name not in {SENSITIVE, "salary-class"}]
    quasi, sensitive = coded(frame[keys]), coded(frame[[SENSITIVE]])
    drawn = seeded(1, "benchmarks/risk").integers(0, len(frame), 1_000_000)
    large = Codes(quasi.columns, np.asfortranarray(quasi.codes[drawn]), quasi.sizes)
    eight = coded(frame.drop(columns="salary-class"))
    values, size = sensitive.codes[:, 0], sensitive.sizes[0]
    drawn_values = values[drawn]
    below = []
    for title, run, bar in (
        ("all class models, 30,162 rows x 7", lambda: models(quasi, values, size), 10),
        ("all class models, 1,000,000 rows x 7", lambda: models(large, drawn_values, size), 100),
        ("special uniques, 30,162 rows x 8, all sets", lambda: special_uniques(eight), 250),
    ):
        taken = median_ms(run, chosen.repeats)
        print(f"{title:<45} {taken:8.1f} ms CPU (bar {bar})")
        below += [title] if taken > bar else []
    if importlib.util.find_spec("pycanon"):
        against_pycanon(frame, keys)
    else:
        print("pycanon is not installed: not compared")
    if chosen.check and below:
        sys.exit("over the bar: " + "; ".join(below))


if __name__ == "__main__":
    main()
