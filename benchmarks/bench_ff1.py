"""FF1 of 13 digits, AES-128, against what one would use otherwise, in rows per CPU-second, as ratios with bars.

Every contender works on the same rows in the same run, in turn; the median counts. CPU time of the whole process (all
threads) is what is counted. Each gives the kernel's bytes on a thousand rows before anything is timed, which compiles.

    python benchmarks/bench_ff1.py [--rows 1000000] [--repeats 7] [--check]

With ``--check`` it ends with status 1 where a ratio is below its bar, or where a contender with a bar is not installed.
``NUMBA_CPU_FEATURES=+sse4.2,+aes`` shows what a processor without VAES does.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from pseudo.entropy import seeded
from pseudo.kernels.aes import register_words
from pseudo.kernels.ff1 import FF1
from pseudo.kernels.ff1_batched import permute_batched, round_states
from pseudo.kernels.ff1_exact import halves, permute_exactly

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = b"benchmark-key-16"
SHAPE = halves(10, 13, b"")

# Name, function, share of the rows it is given (slow contenders get fewer), least ratio.
Contender = tuple[str, "Callable[[np.ndarray], np.ndarray]", float, float]


def openssl_and_numpy(rows: np.ndarray) -> np.ndarray:
    """Ten rounds on all rows at once, as one would write them for this one case."""
    encryptor = Cipher(AES(KEY), ECB()).encryptor()  # noqa: S305 (the standard's bare block cipher)
    start = np.frombuffer(encryptor.update(SHAPE.head[:16]), ">u8").astype(np.uint64)
    moduli = [np.uint64(10**SHAPE.u), np.uint64(10**SHAPE.v)]
    left, right = (part @ 10 ** np.arange(part.shape[1])[::-1].astype(np.uint64) for part in (rows[:, :6], rows[:, 6:]))
    for number in range(10):
        blocks = np.empty((len(rows), 2), ">u8")
        blocks[:, 0] = start[0]
        blocks[:, 1] = start[1] ^ (np.uint64(number << 8 * SHAPE.b) | right)
        value = np.frombuffer(encryptor.update(blocks.tobytes()), ">u8")[::2].astype(np.uint64)
        left, right = right, (left + value % moduli[number % 2]) % moduli[number % 2]
    digits = [half[:, None] // 10 ** np.arange(n)[::-1].astype(np.uint64) % 10 for half, n in ((left, 6), (right, 7))]
    return np.concatenate(digits, axis=1).astype(np.uint8)


def our_numpy(rows: np.ndarray) -> np.ndarray:
    """The path of small inputs and of processors without AES instructions; any radix and length."""
    states = round_states(KEY, SHAPE, np.empty((1, 0), np.uint8))
    return permute_batched(KEY, 10, SHAPE, states, rows, inverse=False)


def python_integers(rows: np.ndarray) -> np.ndarray:
    return permute_exactly(KEY, 10, SHAPE, rows, inverse=False)


def fastfpe(rows: np.ndarray) -> np.ndarray:
    """Text in, text out, as the library takes it; making the texts is in its time: about 4 % of it."""
    import fastfpe as peer

    texts = [row.tobytes().decode() for row in rows + np.uint8(48)]
    done = "".join(peer.ff1.encrypt(KEY.hex(), "", "0123456789", text) for text in texts)
    return (np.frombuffer(done.encode(), np.uint8) - 48).reshape(rows.shape)


def contenders() -> list[Contender]:
    """The kernel first, then those that are here."""
    found: list[Contender] = [
        ("kernel", FF1(KEY, 10).encrypt, 1, 1),
        ("NumPy and OpenSSL, ten batched rounds", openssl_and_numpy, 1, 8),
        ("the same, as our path without a compiler", our_numpy, 1, 8),
        ("Python integers and OpenSSL, row by row", python_integers, 0.005, 1000),
    ]
    if importlib.util.find_spec("fastfpe"):
        found.append(("fastfpe, row by row", fastfpe, 0.05, 75))
    return found


def rates(rows: np.ndarray, repeats: int) -> dict[str, float]:
    """Median rows per CPU-second of each."""
    found = contenders()
    sample = np.tile(rows[:1000], (25, 1))  # enough rows for the compiled path
    expected = found[0][1](sample)[:1000]
    for name, run, _, _ in found:
        if not np.array_equal(run(rows[:1000]), expected):
            raise SystemExit(f"{name} gives another result")
    seen: dict[str, list[float]] = {name: [] for name, *_ in found}
    for _ in range(repeats):
        for name, run, share, _ in found:
            given = rows[: int(len(rows) * share)]
            start = time.process_time()
            run(given)
            seen[name].append(len(given) / (time.process_time() - start))
    return {name: statistics.median(measured) for name, measured in seen.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--repeats", type=int, default=7)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    digits = seeded(1, "benchmarks/ff1").integers(0, 10, (chosen.rows, 13), dtype=np.uint8)
    measured = rates(digits, chosen.repeats)
    ours = measured["kernel"]
    print(f"AES registers of {register_words()} words\n{'':42}{'M rows/CPU-s':>14}{'kernel is':>11}{'bar':>8}")
    below = [] if importlib.util.find_spec("fastfpe") else ["fastfpe is not installed"]
    for name, _, _, bar in contenders():
        ratio = ours / measured[name]
        print(f"{name:42}{measured[name] / 1e6:>14.4f}{ratio:>10.1f}x{bar:>7}x")
        below += [f"{name}: {ratio:.1f}x, the bar is {bar}x"] if ratio < bar else []
    print(*below, sep="\n")
    if below and chosen.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
