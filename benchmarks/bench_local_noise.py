"""Exact draws of local differential privacy: cells per CPU second beside OpenDP's own vector mechanisms.

    python benchmarks/bench_local_noise.py [--rows 2000000] [--repeats 5] [--check]

Discrete Laplace noise beside ``make_laplace`` on a vector of integers, randomized response beside ``make_randomized_response``, one
call a cell. OpenDP gets a hundredth of the rows.
"""

from __future__ import annotations

import math

import numpy as np
import opendp.prelude as dp
from ratios import Contender, compare, finish, options

from pseudo import entropy
from pseudo.kernels.draws import laplace_rows, response_rows

BAR = 50
SMALL = 100


def laplace(rows: int, t: int, s: int) -> list[Contender]:
    """Noise of the scale t / s."""
    key, out = np.frombuffer(entropy.dp(32), np.uint32), np.empty(rows, np.int64)
    theirs = dp.m.make_laplace(dp.vector_domain(dp.atom_domain(T="i64")), dp.l1_distance(T="i64"), scale=t / s)
    zeros = np.zeros(rows // SMALL, np.int64)
    return [
        Contender("kernel", lambda: laplace_rows(key, 0, 0, t, s, out), rows),
        Contender("OpenDP make_laplace", lambda: theirs(zeros), rows // SMALL, BAR),
    ]


def response(rows: int, k: int, epsilon: tuple[int, int]) -> list[Contender]:
    """Randomized response of k categories."""
    key, cells = np.frombuffer(entropy.dp(32), np.uint32), np.zeros(rows, np.int32)
    e = math.exp(epsilon[0] / epsilon[1])
    theirs = dp.m.make_randomized_response([str(code) for code in range(k)], prob=e / (e + k - 1))
    return [
        Contender("kernel", lambda: response_rows(key, 0, 0, k, *epsilon, cells), rows),
        Contender(
            "OpenDP make_randomized_response", lambda: [theirs("0") for _ in range(rows // SMALL)], rows // SMALL, BAR
        ),
    ]


def main() -> None:
    """Draw, compare, hold to the bars."""
    dp.enable_features("contrib")
    chosen = options(__doc__, rows=2_000_000, repeats=5)
    below = []
    for t, s in ((2, 1), (100, 1), (100_000, 3)):
        below += compare(f"discrete Laplace, scale {t}/{s}", laplace(chosen.rows, t, s), chosen.repeats)
    for k, epsilon in ((2, (1, 1)), (6, (1, 2)), (17, (3, 1))):
        below += compare(
            f"randomized response, {k} categories, epsilon {epsilon[0]}/{epsilon[1]}",
            response(chosen.rows, k, epsilon),
            chosen.repeats,
        )
    finish(below, check=chosen.check)


if __name__ == "__main__":
    main()
