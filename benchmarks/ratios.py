"""How kernels are compared: contenders in turn in one run, rows per CPU-second, medians, and the ratios' bars.

CPU time of the whole process (all threads) is what is counted, so a busy machine disturbs little and no contender gains
from a second core. What a contender gives is compared with the kernel's before anything is timed, which also compiles.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN_FEATURES = ("aes", "vaes", "sha", "avx2", "avx512f")


@dataclass(frozen=True)
class Contender:
    """One way to do the task.

    Attributes
    ----------
    name : str
    run : callable
        Does the whole task once.
    rows : int
        Rows that it treats (a slow one gets fewer).
    bar : float
        Least ratio of the kernel's rate to its own; 0 where there is none.
    """

    name: str
    run: Callable[[], Any]
    rows: int
    bar: float = 0


def options(description: str | None, **defaults: int) -> argparse.Namespace:
    """``--rows``, ``--repeats`` and ``--check`` from the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--check", action="store_true", help="end with status 1 below a bar")
    return parser.parse_args()


def processor() -> str:
    """The processor's features that kernels choose by."""
    features = llvm.get_host_cpu_features()
    return " ".join(f"{'+' if features.get(name) else '-'}{name}" for name in SHOWN_FEATURES)


def compare(title: str, contenders: list[Contender], repeats: int) -> list[str]:
    """Time the contenders in turn, the kernel being the first, and print the table; what is below its bar."""
    for contender in contenders:
        contender.run()
    rates: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for _ in range(repeats):
        for contender in contenders:
            start = time.process_time()
            contender.run()
            rates[contender.name].append(contender.rows / (time.process_time() - start))
    ours = statistics.median(rates[contenders[0].name])
    print(f"\n{title}\n{'':48}{'M rows/CPU-s':>14}{'kernel is':>11}{'bar':>8}")
    below = []
    for contender in contenders:
        median = statistics.median(rates[contender.name])
        ratio = ours / median
        bar = f"{contender.bar:g}x" if contender.bar else ""
        print(f"{contender.name:48}{median / 1e6:>14.3f}{ratio:>10.1f}x{bar:>8}")
        if ratio < contender.bar:
            below.append(f"{title}, {contender.name}: {ratio:.2f}x, the bar is {contender.bar:g}x")
    return below


def finish(below: list[str], *, check: bool) -> None:
    """Say what is below its bar, and with ``--check`` end with status 1."""
    print(*below, sep="\n")
    if below and check:
        sys.exit(1)
