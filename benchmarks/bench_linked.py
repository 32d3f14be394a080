"""Linked tables: how near drawn records are to Synthea's, in CPU seconds; and 100,000 / 400,000 / 2,000,000 linked rows.

    python benchmarks/bench_linked.py [--check] [--draws 3] [--scale]

Synthea's sample (``../shared/data/synthea``): 1,171 patients, 8,376 conditions, 3,801 payers' spans, drawn at the same size. Codes: the 40
most frequent and the others together. Bars, of conditions, the worst of the draws: cardinality / code / transition TVD ≤ .03 / .09 / .25,
read + learn + draw ≤ 4 CPU-seconds, no rule broken. ``--scale`` draws the example's first two tables and a third below them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pseudo.entropy import seeded
from pseudo.model import ColumnType, Purpose, Role, Text
from pseudo.synth.linked import ColumnKind, LinkedColumn, LinkedSpec, LinkedTable, load_linked
from pseudo.synth.linked.coherence import violations
from pseudo.synth.linked.generate import generate
from pseudo.synth.linked.model import learn
from pseudo.synth.linked.reading import read_tables
from pseudo.table import open_source

if TYPE_CHECKING:
    from pseudo.synth.linked.reading import Rows

HERE = Path(__file__).resolve().parent
SYNTHEA = HERE.parents[1] / "shared/data/synthea"
BARS = {"cardinality": 0.03, "code": 0.09, "transition": 0.25, "CPU s": 4.0, "broken": 0}
TOP = 40


def distance(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> float:
    """Total variation distance of two columns of codes."""
    size = int(max(first.max(), second.max())) + 1
    p, q = (np.bincount(codes, minlength=size) / codes.size for codes in (first, second))
    return float(np.abs(p - q).sum() / 2)


def figures(real: dict[str, Rows], made: dict[str, Rows]) -> dict[str, float]:
    """The three distances of conditions."""
    values = real["conditions"].cells["CODE"]
    top = np.argsort(-np.bincount(values[values >= 0].astype(int)))[:TOP]
    place = np.full(len(real["conditions"].words["CODE"]) + 1, TOP)
    place[top] = np.arange(TOP)
    counts, codes, moves = [], [], []
    for rows in (real, made):
        there = rows["conditions"]
        code = place[np.nan_to_num(there.cells["CODE"], nan=-1).astype(int)]
        counts.append(np.bincount(there.parent, minlength=rows["patients"].count))
        codes.append(code)
        moves.append((code[:-1] * (TOP + 1) + code[1:])[np.diff(there.parent) == 0])
    return dict(zip(("cardinality", "code", "transition"), (distance(*p) for p in (counts, codes, moves)), strict=True))


def synthea(draws: int) -> dict[str, float]:
    """The worst figures of some draws."""
    spec, worst = load_linked(HERE / "linked_synthea.yaml"), {}
    for seed in range(draws):
        start = time.process_time()
        real = read_tables(spec, {name: open_source(SYNTHEA / table.file) for name, table in spec.tables.items()})
        slots = learn(spec, real)
        made = generate(
            spec, slots, {n: r.words for n, r in real.items()}, real[spec.root].count, seeded(seed, "bench")
        )
        found = figures(real, made) | {"CPU s": time.process_time() - start}
        found["broken"] = sum(violations(spec, name, made) for name in spec.tables)
        worst = {name: max(value, worst.get(name, 0.0)) for name, value in found.items()}
    return worst


def scale() -> None:
    """Learn 10,000 persons, draw 100,000, and count what hangs on nothing."""
    rng = seeded(0, "bench/scale")
    visits = np.repeat(np.arange(10_000), rng.poisson(4, 10_000))
    items = np.repeat(np.arange(visits.size), rng.poisson(5, visits.size))
    sources = {
        "persons": pd.DataFrame({"id": np.arange(10_000).astype(str), "sex": rng.choice(["F", "M"], 10_000)}),
        "visits": pd.DataFrame(
            {
                "id": np.arange(visits.size).astype(str),
                "of": visits.astype(str),
                "code": rng.choice(list("ABCDEFGH"), visits.size),
            }
        ),
        "items": pd.DataFrame({"of": items.astype(str), "price": rng.integers(1, 1000, items.size)}),
    }
    text = LinkedColumn(ColumnKind.EVENT, Role.OTHER)
    number = LinkedColumn(ColumnKind.EVENT, Role.OTHER, ColumnType.INTEGER)
    tables = {
        "persons": LinkedTable("", {"sex": text}, "id"),
        "visits": LinkedTable("", {"code": text}, "id", "persons", "of"),
        "items": LinkedTable("", {"price": number}, None, "visits", "of"),
    }
    why = Text("성능 측정", "benchmark")
    from pseudo.synth.linked import synthesize

    start = time.process_time()
    spec = LinkedSpec("scale", "1", Purpose.RESEARCH, why, 5, tables)
    made = synthesize(spec, {n: open_source(f) for n, f in sources.items()}, rows=100_000, seed=0).tables
    taken = time.process_time() - start
    orphans = sum(
        int((~made[n]["of"].to_pandas().isin(made[up]["id"].to_pandas())).sum())
        for n, up in (("visits", "persons"), ("items", "visits"))
    )
    rows = " / ".join(f"{table.num_rows:,}" for table in made.values())
    print(f"scale: {rows} rows, {orphans} orphan keys, {taken:.1f} CPU s")


def main() -> None:
    """Measure, print, and with ``--check`` hold the bars."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--draws", type=int, default=3)
    words.add_argument("--check", action="store_true")
    words.add_argument("--scale", action="store_true")
    given = words.parse_args()
    found = synthea(given.draws)
    for name, value in found.items():
        print(f"{name:12} {value:.3f}  (bar {BARS[name]})")
    if given.scale:
        scale()
    if given.check and any(value > BARS[name] for name, value in found.items()):
        sys.exit("a bar is not held")


if __name__ == "__main__":
    main()
