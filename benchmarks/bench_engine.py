"""The local engine end to end beside its peers: CPU seconds and peak memory of whole processes, start-up included.

    pip install -r benchmarks/requirements.txt
    python benchmarks/bench_engine.py --rows 10000000 --runs 3 --check
    python benchmarks/bench_engine.py --memory 30000000      # peak memory at a million rows and at so many
    python benchmarks/bench_engine.py --start 5              # `pseudo apply` on 1,000 rows

Parquet of 8 columns to Parquet (engine_contenders.py says what is done to it), and CSV to Parquet. Contenders take turns; medians
count, and ratios of CPU time, for a machine may be shared. Before that all write a table of 4,096 rows, and their cells are compared.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
BARS = {"polars": 2.3, "duckdb": 3.0, "pandas": 10.0}
CSV_BAR, LOOP_BAR, PEAK_MIB, GROWTH = 1.6, 1.2, 600, 1.1
NEEDS = {"polars": "polars_hash", "duckdb": "duckdb", "pandas": "pandas"}
BLOCK, SMALL, MILLION = 131_072, 4_096, 1_000_000
NAMES = [a + b + c for a in "김이박최정강조윤장임" for b in "민서지우하준도윤연예" for c in "은수아호진영현빈"]
DEPARTMENTS = ["내과", "외과", "정형외과", "신경과", "산부인과", "안과"]
RECIPE = HERE / "people.yaml"


def padded(numbers: np.ndarray, width: int) -> pa.Array:
    """Numbers as text with leading zeros."""
    return pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), width, "0")


def block(start: int, rows: int, rng: np.random.Generator) -> pa.Table:
    """So many made-up persons; identifiers and telephones all differ."""
    days = np.datetime64("1970-01-01")
    return pa.table(
        {
            "person_id": pc.binary_join_element_wise("P", padded(np.arange(start, start + rows), 9), ""),
            "visit_id": pc.binary_join_element_wise("V", padded(rng.integers(0, 10**13, rows), 13), ""),
            "name": pa.array(NAMES).take(pa.array(rng.integers(0, len(NAMES), rows))),
            "phone": pc.binary_join_element_wise(
                "010", padded(rng.integers(1000, 9999, rows), 4), padded(rng.integers(0, 9999, rows), 4), "-"
            ),
            "birth_date": pa.array(days + rng.integers(-10_000, 18_000, rows), pa.date32()),
            "visit_date": pa.array(days + rng.integers(19_000, 20_400, rows), pa.date32()),
            "department": pa.array(DEPARTMENTS).take(pa.array(rng.integers(0, len(DEPARTMENTS), rows))),
            "cost": pa.array(rng.integers(1_000, 10**6, rows)),
        }
    )


def make_table(path: Path, rows: int) -> Path:
    """A table of so many rows, as CSV or Parquet by its ending."""
    rng = np.random.default_rng(1)
    schema = block(0, 1, rng).schema
    writer = pa_csv.CSVWriter(path, schema) if path.suffix == ".csv" else pq.ParquetWriter(path, schema)
    with writer:
        for start in range(0, rows, BLOCK):
            writer.write_table(block(start, min(BLOCK, rows - start), rng))
    return path


class Bench:
    """A folder with the tables, their plans and what is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {**os.environ, "PSEUDO_HOME": str(folder / "home")}
        self.pseudo("key", "new", "bench")

    def measured(self, *words: str) -> tuple[float, float]:
        """CPU seconds and peak MiB of a process, its children's too."""
        process = subprocess.Popen([sys.executable, *words], env=self.env, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"failed: {' '.join(words[:3])}")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def pseudo(self, *words: str) -> tuple[float, float]:
        """The command line."""
        return self.measured("-m", "pseudo", *words)

    def table(self, rows: int, ending: str = "parquet") -> Path:
        """A table, made once, with its plan beside it."""
        path = self.folder / f"people-{rows}.{ending}"
        if not path.exists():
            make_table(path, rows)
            plan = str(path.with_suffix(f".{ending}.yaml"))
            self.pseudo("plan", str(path), "--recipe", str(RECIPE), "--project", "bench", "-o", plan)
        return path

    def contender(self, name: str, table: Path) -> tuple[float, float]:
        """One run; the output is left as ``NAME.parquet``."""
        plan = table.with_suffix(f"{table.suffix}.yaml")
        out = self.folder / f"{name}.parquet"
        return self.measured(str(HERE / "engine_contenders.py"), name, str(table), str(out), str(plan))

    def applied(self, table: Path) -> tuple[float, float]:
        """``pseudo apply``: scan, plan, engine, gate, evidence, signature."""
        words = ("--recipe", str(RECIPE), "--project", "bench", "--out", str(self.folder / "release"), "--force")
        return self.pseudo("apply", str(table), *words)

    def medians(self, names: list[str], table: Path, runs: int) -> dict[str, tuple[float, float]]:
        """Median CPU and greatest peak of each contender, in turns."""
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
        for _ in range(runs):
            for name in names:
                seen[name].append(self.applied(table) if name == "apply" else self.contender(name, table))
        return {
            name: (statistics.median(cpu for cpu, _ in found), max(peak for _, peak in found))
            for name, found in seen.items()
        }

    def agree(self, peers: list[str]) -> None:
        """Stop where a peer's cells differ from ours on a small table."""
        small = self.table(SMALL)
        for name in ("ours", *peers):
            self.contender(name, small)
        mine = pq.read_table(self.folder / "ours.parquet")
        for name in peers:
            theirs = pq.read_table(self.folder / f"{name}.parquet")
            for column in mine.column_names:
                if name == "duckdb" and column in {"person_id", "visit_id", "name"}:
                    continue  # no HMAC
                if not mine[column].cast(pa.string()).equals(text(theirs[column])):
                    sys.exit(f"{name} differs in {column}")


def text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells as text; moments as dates."""
    return (column.cast(pa.date32()) if pa.types.is_timestamp(column.type) else column).cast(pa.string())


def peers_here() -> list[str]:
    """The peers that are installed; the others are named."""
    here = [name for name, module in NEEDS.items() if find_spec(module)]
    for name in sorted(set(NEEDS) - set(here)):
        print(f"{name}: not installed, skipped")
    return here


def judged(what: str, value: float, bar: float, *, least: bool) -> bool:
    """A line, and whether the bar is met."""
    met = value >= bar if least else value <= bar
    print(f"{what:<58} {value:>8.2f}   bar {'>=' if least else '<='} {bar:g}   {'ok' if met else 'NOT MET'}")
    return met


def compare(bench: Bench, rows: int, runs: int) -> bool:
    """Parquet and CSV beside the peers; whether all bars are met."""
    peers = peers_here()
    bench.agree(peers)
    table, small = bench.table(rows), bench.table(SMALL)
    found = bench.medians(["ours", "copy", *peers, "apply"], table, runs)
    started = bench.medians(["ours", "copy"], small, runs)
    print(f"{rows:,} rows x 8, Parquet to Parquet, medians of {runs}")
    for name, (cpu, peak) in found.items():
        print(f"  {name:<10} {cpu:8.1f} CPU s {peak:8.0f} MiB")
    ours = found["ours"][0]
    met = [judged(f"{name} / ours, CPU", found[name][0] / ours, BARS[name], least=True) for name in peers]
    loop, copied = (found[name][0] - started[name][0] for name in ("ours", "copy"))
    met.append(judged("our loop / pyarrow copy, CPU without start-up", loop / copied, LOOP_BAR, least=False))
    met.append(judged("our peak, MiB", found["ours"][1], PEAK_MIB, least=False))
    if "polars" in peers:
        lines = bench.table(min(rows, 3 * MILLION), "csv")
        csv = bench.medians(["ours", "polars"], lines, runs)
        met.append(judged("CSV to Parquet: polars / ours, CPU", csv["polars"][0] / csv["ours"][0], CSV_BAR, least=True))
    return all(met)


def memory(bench: Bench, rows: int) -> bool:
    """Peak memory at a million rows and at many."""
    few = bench.contender("ours", bench.table(MILLION))
    many = bench.contender("ours", bench.table(rows))
    print(
        f"{MILLION:,} rows: {few[1]:.0f} MiB, {few[0]:.1f} CPU s; {rows:,} rows: {many[1]:.0f} MiB, {many[0]:.1f} CPU s"
    )
    return all(
        [
            judged("peak, MiB", many[1], PEAK_MIB, least=False),
            judged("growth of the peak", many[1] / few[1], GROWTH, least=False),
        ]
    )


def start(bench: Bench, runs: int) -> bool:
    """CPU seconds of ``pseudo apply`` on 1,000 rows, warm, and of importing pandas, which tells how busy the machine is."""
    table = bench.table(1_000)
    bench.applied(table)
    ours = statistics.median(bench.applied(table)[0] for _ in range(runs))
    pandas = statistics.median(bench.measured("-c", "import pandas")[0] for _ in range(runs))
    print(f"pseudo apply on 1,000 rows: {ours:.2f} CPU s; `import pandas` alone: {pandas:.2f} ({ours / pandas:.1f} x)")
    return judged("pseudo apply on 1,000 rows, CPU s", ours, 2.0, least=False)


def main() -> None:
    """Do what was asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10 * MILLION)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory", type=int, metavar="ROWS", help="only peak memory, at 1,000,000 and at ROWS")
    parser.add_argument("--start", type=int, metavar="RUNS", help="only the start of `pseudo apply`")
    parser.add_argument("--check", action="store_true", help="end with status 1 where a bar is not met")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pseudokit-bench-"))
    try:
        bench = Bench(folder)
        if asked.memory:
            met = memory(bench, asked.memory)
        elif asked.start:
            met = start(bench, asked.start)
        else:
            met = compare(bench, asked.rows, asked.runs)
    finally:
        shutil.rmtree(folder)
    sys.exit(0 if met or not asked.check else 1)


if __name__ == "__main__":
    main()
