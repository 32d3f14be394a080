"""HMAC-SHA-256 of a column against what one would use otherwise, and repeated values against hashing every row.

    python benchmarks/bench_hash.py [--rows 1000000] [--repeats 9] [--check] [--avx2 1]

128 bits in hexadecimal of 14-byte texts, Arrow in and out, same bytes from all; the kernel's column is what the technique
``hmac`` makes of a batch. Presidio's operator is a salted hash and no HMAC: its bytes are others. ``--avx2 1`` switches
wider vectors and the processor's SHA instructions off, for the kernel only.
"""

from __future__ import annotations

import hmac
import os
import sys
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import polars as pl
import polars_hash as plh
import pyarrow as pa
from presidio_anonymizer.operators import Hash
from ratios import Contender, compare, finish, options, processor

from pseudo import techniques
from pseudo.entropy import seeded
from pseudo.kernels.sha512 import hmac_sha512_rows
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Context, Options, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

KEY = "benchmark-key-of-32-characters-."
SLOW = 10  # a slow contender gets this part of the rows
OPTIONS = Options("x", ColumnType.TEXT, NullRule.KEEP, domain="x")
TECHNIQUE: Any = techniques.create("hmac", OPTIONS, {"length_bits": 128}, Context(lambda *_: KEY.encode(), None))


def adaptive(column: pa.Array) -> pa.Array:
    return TECHNIQUE.apply(pa.record_batch([column], names=["x"]), None, Rows(0)).column(0)


def every_row(column: pa.Array) -> pa.Array:
    """The technique without its search for repeated values."""
    return TECHNIQUE._pseudonyms(column)  # noqa: SLF001 (there is no other way to leave it out)


def digest_loop(cells: Sequence[str]) -> list[str]:
    key = KEY.encode()
    return [hmac.digest(key, cell.encode(), "sha256").hex()[:32] for cell in cells]


def polars_hash(column: pl.Series) -> pl.Series:
    digest = plh.col("x").chash.hmac_sha256(key=KEY)
    return pl.DataFrame({"x": column}).select(digest.str.slice(0, 32)).to_series()


def presidio(cells: Sequence[str]) -> list[str]:
    operator, params = Hash(), {"hash_type": "sha256", "salt": KEY.encode()}
    return [operator.operate(cell, params)[:32] for cell in cells]


def sha512_loop(cells: Sequence[str]) -> list[bytes]:
    key = KEY.encode()
    return [hmac.digest(key, cell.encode(), "sha512") for cell in cells]


def bars() -> dict[str, float]:
    """The bars that the kernel's form here is held to."""
    from pseudo.kernels._sha2_ir import compression
    from pseudo.kernels._vector_ir import processor_features

    form = compression(32)
    print(f"{processor()}; kernel: {type(form).__name__}, {form.rows} rows at once")
    if "avx512f" in processor_features():
        print("not judged here: the bar of processors with AVX2 alone (--avx2 1)")
        return {"polars": 6, "loop": 40, "presidio": 30}
    if type(form).__name__ == "Streams":
        print("not judged here: AVX-512; its bars stand for the SHA instructions. AVX2 alone: --avx2 1")
        return {"polars": 6, "loop": 40, "presidio": 30}
    print("not judged here: the bars of wider vectors and of the SHA instructions")
    return {"polars": 2.5 if form.rows == 8 else 0}


def distinct_rows(rows: int, repeats: int) -> list[str]:
    serial = seeded(1, "benchmarks/hash").permutation(10**7)[:rows]
    texts = [f"900101-{number:07}" for number in serial.tolist()]
    column, few = pa.array(texts), texts[: rows // SLOW]
    series = pl.Series("x", column)
    expected = pa.array(digest_loop(few))
    for name, made in (("kernel", adaptive(column)), ("polars-hash", pa.array(polars_hash(series), pa.string()))):
        if not made[: len(few)].equals(expected):
            raise SystemExit(f"{name} gives another result")
    bar = bars()
    contenders = [
        Contender("kernel", lambda: adaptive(column), rows),
        Contender("polars-hash hmac_sha256", lambda: polars_hash(series), rows, bar["polars"]),
        Contender("loop over hmac.digest", lambda: pa.array(digest_loop(few)), len(few), bar.get("loop", 0)),
        Contender("Presidio's operator hash, salted", lambda: presidio(few), len(few), bar.get("presidio", 0)),
    ]
    layout = _layout(column)
    longer = [
        Contender("kernel", lambda: hmac_sha512_rows(*layout, KEY.encode()), rows),
        Contender("loop over hmac.digest", lambda: sha512_loop(few), len(few)),
    ]
    return [
        *compare("HMAC-SHA-256, all rows distinct", contenders, repeats),
        *compare("HMAC-SHA-512, raw digests", longer, repeats),
    ]


def _layout(column: pa.Array) -> Any:
    from pseudo.kernels.arrow import string_layout

    return string_layout(column)


def repeated_rows(rows: int, repeats: int) -> list[str]:
    """Ratios of the other way round: what stands first is the faster one, which the others are held against."""
    below = []
    random = seeded(2, "benchmarks/hash")
    for share in (0.001, 0.01, 0.1, 1):
        values = int(rows * share)
        picked = random.integers(0, values, rows) if share < 1 else random.permutation(rows)
        column = pa.array([f"900101-{number:07}" for number in picked.tolist()])
        coded = column.dictionary_encode()
        if not adaptive(coded).cast(pa.string()).equals(adaptive(column)):
            raise SystemExit("a dictionary array gives another result")
        direct = Contender("every row hashed", lambda: every_row(column), rows, 0.95)  # noqa: B023 (called before the next)
        title = f"{len(coded.dictionary):,} distinct of {rows:,} rows"
        below += compare(title, [Contender("plain text, adaptive", lambda: adaptive(column), rows), direct], repeats)  # noqa: B023
        if share < 1:
            direct = Contender(direct.name, direct.run, rows, 8)
            below += compare(title, [Contender("dictionary array", lambda: adaptive(coded), rows), direct], repeats)  # noqa: B023
    return below


def main() -> None:
    chosen = options(__doc__, rows=1_000_000, repeats=9, avx2=0)
    if chosen.avx2 and "NUMBA_CPU_FEATURES" not in os.environ:
        kept = {
            name: here and not name.startswith(("avx512", "sha", "vaes", "vpclmul"))
            for name, here in llvm.get_host_cpu_features().items()
        }
        told = ",".join(f"{'+' if on else '-'}{name}" for name, on in kept.items())
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "NUMBA_CPU_FEATURES": told})  # noqa: S606 (itself)
    finish(
        [
            *distinct_rows(chosen.rows, chosen.repeats),
            *([] if chosen.avx2 else repeated_rows(chosen.rows, chosen.repeats)),
        ],
        check=chosen.check,
    )


if __name__ == "__main__":
    main()
