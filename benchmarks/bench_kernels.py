"""Kernels against what one would use otherwise, in rows per CPU-second, as ratios.

Every contender works on the same rows in the same run, in turn, several times; the median counts. CPU time of the whole
process (all threads) is what is counted, so a busy machine disturbs little and no contender gains from a second core.
Each result is compared with ours before anything is timed.

    python benchmarks/bench_kernels.py [--rows 1000000] [--repeats 5]
"""

from __future__ import annotations

import argparse
import hmac
import importlib
import statistics
import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pseudo.entropy import seeded
from pseudo.kernels.arrow import fixed_hex_array, string_layout
from pseudo.kernels.sha256 import hmac_sha256_hex_rows

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = "benchmark-key-of-32-characters-."

CHECKED = 4096  # more than the kernels' plain path for few rows takes

# Name, function, share of the rows it is given (slow contenders get fewer).
Contender = tuple[str, "Callable[[Any], Any]", float]


def peer(name: str) -> Any:
    """Import the module; None, said on screen, where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"{name} is not installed: skipped")
        return None


def compare(title: str, rows: Any, contenders: list[Contender], repeats: int) -> None:
    """Check all contenders on a few thousand rows against the first, then time them in turn and print the table."""
    expected = np.asarray(contenders[0][1](rows[:CHECKED]))
    for name, run, _ in contenders[1:]:
        if not np.array_equal(np.asarray(run(rows[:CHECKED])), expected, equal_nan=expected.dtype.kind == "f"):
            raise SystemExit(f"{name} gives another result")
    rates: dict[str, list[float]] = {name: [] for name, _, _ in contenders}
    for _ in range(repeats):
        for name, run, share in contenders:
            given = rows[: max(CHECKED, int(len(rows) * share))]
            start = time.process_time()
            run(given)
            rates[name].append(len(given) / (time.process_time() - start))
    ours = statistics.median(rates[contenders[0][0]])
    print(f"\n{title}\n{'':46}{'M rows/CPU-s':>14}{'kernel is':>11}")
    for name, found in rates.items():
        median = statistics.median(found)
        print(f"{name:46}{median / 1e6:>14.3f}{ours / median:>10.2f}x")


def hmac_contenders() -> list[Contender]:
    key = KEY.encode()

    def ours(column: pa.StringArray) -> pa.StringArray:
        offsets, data, valid = string_layout(column)
        return fixed_hex_array(hmac_sha256_hex_rows(offsets, data, valid, key, 16), valid)

    def loop(column: pa.StringArray) -> pa.StringArray:
        return pa.array([hmac.digest(key, text.encode(), "sha256").hex()[:32] for text in column.to_pylist()])

    contenders: list[Contender] = [("kernel", ours, 1), ("loop over hmac.digest", loop, 0.2)]
    if plh := peer("polars_hash"):
        polars = importlib.import_module("polars")

        def polars_hash(column: pa.StringArray) -> pa.Array[Any]:
            frame = polars.DataFrame({"x": polars.from_arrow(column)})
            digest = plh.col("x").chash.hmac_sha256(key=KEY)
            return frame.select(digest.str.slice(0, 32)).to_series().to_arrow()

        contenders.append(("polars-hash hmac_sha256", polars_hash, 1))
    return contenders


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=5)
    chosen = options.parse_args()
    random = seeded(1, "benchmarks/kernels")
    serial = np.char.zfill(random.permutation(10**7)[: chosen.rows].astype(str), 7)
    texts = pa.array(np.char.add("900101-", serial).tolist())
    compare("HMAC-SHA-256, 128 bits in hexadecimal, distinct 14-byte text", texts, hmac_contenders(), chosen.repeats)


if __name__ == "__main__":
    main()
