"""What bench_engine.py runs, one contender a process: the same treatment of the same file, read, changed and written.

    python benchmarks/engine_contenders.py ours people.parquet out.parquet plan.yaml

Three columns by HMAC-SHA-256 cut to 128 bits, the visit's month, the age in bands of five years, the telephone's middle masked, two
columns kept. All use one fixed key; duckdb, which has no HMAC, hashes key and cell once, which is less work and no HMAC.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

KEY = "0123456789abcdef0123456789abcdef"
KEYED = ("person_id", "visit_id", "name")
AT = "2025-12-31"


def ours(source: str, out: str, plan: str) -> None:
    """The local engine, from the opened table to the closed file; no scan and no gate."""
    from pseudo.engine import Pipeline, run
    from pseudo.planning import load_plan
    from pseudo.table import open_sink, open_source
    from pseudo.techniques.contract import Context

    table = open_source(source)
    pipeline = Pipeline(load_plan(Path(plan)), Context(lambda _domain, _length: KEY.encode()))
    sinks: list[Any] = []

    def write(batch: Any) -> None:
        if not sinks:
            sinks.append(open_sink(out, None, batch.schema))
        sinks[0].write(batch)

    run(pipeline, table, write)
    sinks[0].close()


def copy(source: str, out: str, _plan: str) -> None:
    """The file through pyarrow and nothing changed: what reading and writing alone cost."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(source)
    with pq.ParquetWriter(out, file.schema_arrow) as writer:
        for batch in file.iter_batches(batch_size=131_072):
            writer.write_batch(batch)


def polars(source: str, out: str, _plan: str) -> None:
    """The streaming engine of polars with polars-hash."""
    import polars as pl
    import polars_hash as plh

    csv = source.endswith(".csv")
    table = pl.scan_csv(source, try_parse_dates=True) if csv else pl.scan_parquet(source)
    birth, end = pl.col("birth_date"), pl.lit(AT).str.to_date()

    def day_of_year(date: pl.Expr) -> pl.Expr:
        return date.dt.month().cast(pl.Int32) * 100 + date.dt.day()

    later = day_of_year(birth) > day_of_year(end)
    age = end.dt.year().cast(pl.Int32) - birth.dt.year() - later.cast(pl.Int32)
    low = age // 5 * 5
    band = pl.when(age >= 80).then(pl.lit("80+")).otherwise(pl.format("{}-{}", low, low + 4))
    phone = pl.col("phone")
    table.with_columns(
        *(plh.col(name).chash.hmac_sha256(key=KEY).str.slice(0, 32) for name in KEYED),
        pl.col("visit_date").dt.truncate("1mo"),
        band.alias("birth_date"),
        pl.format("{}-****-{}", phone.str.slice(0, 3), phone.str.slice(-4)).alias("phone"),
    ).sink_parquet(out, compression="snappy")


def duckdb(source: str, out: str, _plan: str) -> None:
    """DuckDB's COPY, with SHA-256 over key and cell in the place of HMAC."""
    import duckdb as db

    hashed = ", ".join(f"sha256('{KEY}' || {name})[1:32] AS {name}" for name in KEYED)
    age = f"date_sub('year', birth_date, DATE '{AT}')"  # full years, as a person counts them
    low = f"({age} // 5 * 5)"
    band = f"CASE WHEN {age} >= 80 THEN '80+' ELSE {low} || '-' || ({low} + 4) END AS birth_date"
    phone = "phone[1:3] || '-****-' || phone[-4:] AS phone"
    month = "CAST(date_trunc('month', visit_date) AS DATE) AS visit_date"
    db.sql(
        f"COPY (SELECT * REPLACE ({hashed}, {band}, {phone}, {month}) FROM '{source}') "  # noqa: S608  our own words
        f"TO '{out}' (FORMAT parquet)"
    )


def pandas(source: str, out: str, _plan: str) -> None:
    """A frame of pandas, ``hmac.digest`` cell by cell."""
    import hmac

    import pandas as pd

    table = pd.read_parquet(source)
    key = KEY.encode()
    for name in KEYED:
        table[name] = table[name].map(lambda cell: hmac.digest(key, cell.encode(), "sha256")[:16].hex())
    birth, end = pd.to_datetime(table["birth_date"]), pd.Timestamp(AT)
    later = birth.dt.month * 100 + birth.dt.day > end.month * 100 + end.day
    age = end.year - birth.dt.year - later
    low = age // 5 * 5
    table["birth_date"] = (low.astype(str) + "-" + (low + 4).astype(str)).mask(age >= 80, "80+")
    table["visit_date"] = pd.to_datetime(table["visit_date"]).dt.to_period("M").dt.start_time
    table["phone"] = table["phone"].str[:3] + "-****-" + table["phone"].str[-4:]
    table.to_parquet(out)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:5])
