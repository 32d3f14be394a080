"""Local suppression: cells that are lost and CPU milliseconds, with bars.

    python benchmarks/bench_suppression.py [--repeats 5] [--check]

sdcMicro's household survey (4,580 rows, seven keys) and Adult as ARX ships it (30,162 rows, six keys; ``../shared/data/microdata``).
Beside the cells stands a lower bound for any suppression after which each class has k rows and a missing cell matches missing cells
only: a row below k loses a cell; where no single column makes it one of k such rows, it loses two, or brings along rows that were not
below k, each of which at most k - 1 of them share. sdcMicro 5.8.1's cells hold where a missing cell matches anything, which asks for
less.
"""

from __future__ import annotations

import statistics
import sys
import time
from math import ceil
from pathlib import Path

import pandas as pd
import pyarrow as pa
from ratios import options

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Context, Options

MICRODATA = Path(__file__).resolve().parents[2] / "shared/data/microdata"
SURVEY = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]
ADULT = ["sex", "race", "marital-status", "education", "workclass", "occupation"]
CASES = [  # table, separator, keys, k, bar in ms, sdcMicro's cells (the bar, too) and CPU seconds
    ("sdcmicro/testdata.csv", ",", SURVEY, 3, 100, 293, 0.94),
    ("sdcmicro/testdata.csv", ",", SURVEY, 5, 100, 500, 1.6),
    ("arx_adult/adult.csv", ";", ADULT, 3, 2000, 3795, 31.5),
]


def least_cells(frame: pd.DataFrame, k: int) -> int:
    """The lower bound."""
    keys = list(frame)
    below = frame[frame.groupby(keys)[keys[0]].transform("size") < k]
    by_one = pd.Series(data=False, index=below.index)
    for column in keys:
        others = [name for name in keys if name != column]
        by_one |= below.groupby(others)[others[0]].transform("size") >= k
    return ceil(len(below) + int((~by_one).sum()) / (k - 1))


def main() -> None:
    """Suppress, compare, hold to the bars."""
    chosen = options(__doc__, repeats=5)
    over = []
    for path, separator, keys, k, bar, peer_cells, peer_seconds in CASES:
        frame = pd.read_csv(MICRODATA / path, sep=separator, dtype=str)[keys]
        batch = pa.Table.from_pandas(frame, preserve_index=False).combine_chunks().to_batches()[0]
        how = Options("", ColumnType.TEXT, NullRule.KEEP, columns=tuple(keys))
        params = {"k": k, "unit": "row", "max_suppressed_rate": 1.0}
        technique = techniques.create(
            "local_suppression", how, params, Context(secret=lambda _domain, length: bytes(length))
        )
        taken = []
        for _ in range(chosen.repeats + 1):
            start = time.process_time()
            facts = technique.facts(technique.decide(technique.collect(batch)))
            taken.append(1e3 * (time.process_time() - start))
        median = statistics.median(taken[1:])
        print(
            f"{path}, k = {k}: {facts['suppressed_cells']} cells and {facts['dropped_rows']} rows (at least {least_cells(frame, k)}; "
            f"sdcMicro with wildcards {peer_cells}), {median:.1f} ms CPU (bar {bar}; sdcMicro {peer_seconds:g} s)"
        )
        over += [f"time, {path}, k = {k}"] if median > bar else []
        over += [f"cells, {path}, k = {k}"] if facts["suppressed_cells"] > peer_cells else []
    if chosen.check and over:
        sys.exit("over the bar: " + "; ".join(over))


if __name__ == "__main__":
    main()
