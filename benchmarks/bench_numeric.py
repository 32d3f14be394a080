"""Clipping and rounding, ranges, and microaggregation against NumPy, as ratios with bars.

    python benchmarks/bench_numeric.py [--rows 10000000] [--points 10000] [--repeats 7] [--check]

The kernel and NumPy each make their output anew; the row "into a given array" is about both working without.
"""

from __future__ import annotations

import numpy as np
from ratios import Contender, compare, finish, options, processor

from pseudo.entropy import seeded
from pseudo.kernels.mdav import mdav
from pseudo.kernels.numeric import clip_round, range_index

EDGES = np.array([0, 20, 40, 60, 80, 100.0])


def rounded(values: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(values, 0, 100) / 5) * 5


def rounded_into(values: np.ndarray, out: np.ndarray) -> np.ndarray:
    np.clip(values, 0, 100, out=out)
    np.divide(out, 5, out=out)
    np.rint(out, out=out)
    return np.multiply(out, 5, out=out)


def whole_rounded(values: np.ndarray) -> np.ndarray:
    """Ties to the even multiple, in integers."""
    clipped = np.clip(values, 0, 100_000)
    quotient = clipped // 1000
    rest = clipped - quotient * 1000
    return (quotient + ((rest > 500) | ((rest == 500) & (quotient % 2 == 1)))) * 1000


def numpy_mdav(points: np.ndarray, k: int) -> np.ndarray:
    """MDAV as one writes it with NumPy: distances to all points left, and a partition for the nearest k."""
    left = np.arange(len(points))
    groups = np.empty(len(points), np.int64)
    group = 0

    def distances(centre: np.ndarray) -> np.ndarray:
        gap = points[left] - centre
        return np.einsum("ij,ij->i", gap, gap)

    def gather(seed: np.ndarray) -> None:
        nonlocal left, group
        nearest = np.argpartition(distances(seed), k - 1)[:k]
        groups[left[nearest]] = group
        left, group = np.delete(left, nearest), group + 1

    while len(left) >= 2 * k:
        seed = points[left[np.argmax(distances(points[left].mean(axis=0)))]]
        if len(left) >= 3 * k:
            other_at = seed.copy()
            gather(seed)
            seed = points[left[np.argmax(distances(other_at))]]
        gather(seed)
    groups[left] = group
    return groups


def same(name: str, ours: np.ndarray, theirs: np.ndarray) -> None:
    if not np.array_equal(ours, theirs):
        raise SystemExit(f"{name}: another result")


def rounding(rows: int, repeats: int) -> list[str]:
    values = seeded(1, "benchmarks/numeric").normal(50, 40, rows)
    whole = (values * 1000).astype(np.int64)
    out = np.empty_like(values)
    same("round", clip_round(values, 0, 100, 5), rounded(values) + 0.0)
    same("round whole", clip_round(whole, 0, 100_000, 1000), whole_rounded(whole))
    same("range", range_index(values, EDGES), np.searchsorted(EDGES, values, side="right"))
    floats = [
        Contender("kernel", lambda: clip_round(values, 0, 100, 5), rows),
        Contender("NumPy: clip, divide, rint, multiply", lambda: rounded(values), rows, 4),
        Contender("kernel, into a given array", lambda: clip_round(values, 0, 100, 5, out=out), rows),
        Contender("NumPy, into a given array", lambda: rounded_into(values, out), rows),
        Contender("a copy", values.copy, rows),
    ]
    integers = [
        Contender("kernel", lambda: clip_round(whole, 0, 100_000, 1000), rows),
        Contender("NumPy", lambda: whole_rounded(whole), rows),
    ]
    ranges = [
        Contender("kernel", lambda: range_index(values, EDGES), rows),
        Contender("NumPy: searchsorted", lambda: np.searchsorted(EDGES, values, side="right"), rows),
    ]
    return [
        *compare("Clip to 0..100 and round to 5, float64", floats, repeats),
        *compare("Clip and round to 1000, ties to even, int64", integers, repeats),
        *compare("Six edges, float64", ranges, repeats),
    ]


def grouping(points: int, repeats: int) -> list[str]:
    table = seeded(2, "benchmarks/mdav").normal(0, 1, (points, 5))
    ones = np.ones(points, np.int64)
    same("MDAV", mdav(table, ones, 5)[0], numpy_mdav(table, 5))
    contenders = [
        Contender("kernel", lambda: mdav(table, ones, 5), points),
        Contender("NumPy", lambda: numpy_mdav(table, 5), points, 10),
    ]
    return compare(f"MDAV, {points:,} x 5, k = 5", contenders, repeats)


def main() -> None:
    chosen = options(__doc__, rows=10_000_000, points=10_000, repeats=7)
    print(processor())
    finish(
        [*rounding(chosen.rows, chosen.repeats), *grouping(chosen.points, min(chosen.repeats, 5))], check=chosen.check
    )


if __name__ == "__main__":
    main()
