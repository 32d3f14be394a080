"""Statistics with differential privacy: error beside OpenDP's own queries, what agreeing totals gain, CPU beside polars.

    python benchmarks/bench_statistics.py [--rows 10000000] [--repeats 3] [--check]

Error: NIST's excerpt of the American Community Survey (Massachusetts 2019, 7,634 persons; ``../shared/data/microdata``), a histogram and
a table of two columns at ε = 0.1, 1 and 10, root mean squared error over cells and 200 releases, beside ``count_by_categories >>
laplace`` of OpenDP; and area > sex > age band with totals that agree, beside the four tables released each by itself at the same ε in
all, negative counts at 0.
CPU: a count over 250 groups of so many rows of a fifth as many persons, of whom three rows each are looked at, from a Parquet file;
beside polars, which counts the same groups of the same file without privacy, with the first three rows of each person and with all.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from ratios import options

from pseudo.dp.queries import Measured
from pseudo.dp.statistics import Statistics
from pseudo.entropy import seeded
from pseudo.model import Group, Purpose, Query, QueryKind, ReleaseClass, StatisticsSpec, Text
from pseudo.table import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.dp.contributions import Records

CENSUS = Path(__file__).resolve().parents[2] / "shared/data/microdata/census_ma2019.csv"
EPSILONS = ("0.1", "1", "10")
RELEASES = 200
BAR_ERROR, BAR_TOTALS, BAR_CPU = 1.05, 1.3, 2.0
CHANCE = 0.02
"""At ε = 10 hardly any noise is drawn, and few draws decide."""
GROUPS, PERSON_ROWS, KEPT = 250, 5, 3


def spec(
    groups: dict[str, Group], queries: tuple[Query, ...], epsilon: str, subject: str | None = None, most: int = 1
) -> StatisticsSpec:
    """Queries under one ε."""
    text = Text("성능 측정", "a benchmark")
    public = ReleaseClass.OPEN, Purpose.STATISTICS, text
    return StatisticsSpec("bench", "1", *public, "bench", subject, most, epsilon, queries, groups)


def census() -> tuple[dict[str, Group], pa.RecordBatch]:
    """The survey's groups, as if they were public, and its rows."""
    frame = pl.read_csv(CENSUS, infer_schema=False)
    values = {name: tuple(sorted(frame[name].unique())) for name in ("PUMA", "SEX", "EDU", "RAC1P")}
    groups = {name: Group(name, values=keys) for name, keys in values.items()}
    groups["age"] = Group("AGEP", edges=tuple(float(edge) for edge in range(0, 101, 5)))
    return groups, frame.to_arrow().combine_chunks().to_batches()[0]


def read(asked: Statistics, batch: pa.RecordBatch) -> Records:
    """All rows of a batch."""
    rows = asked.reader.contributions()
    rows.add(asked.reader.rows(batch.select(asked.reader.columns), 0))
    return rows.records()


def errors(asked: Statistics, records: Records) -> tuple[float, float]:
    """RMSE over all cells and releases: of values, and of figures as drawn with negative ones at 0."""
    found: tuple[list[Any], list[Any]] = ([], [])
    for query, noises in zip(asked.queries, asked.noises, strict=True):
        exact = query.exact(records, asked.reader)
        for _ in range(RELEASES):
            measured = [Measured(noise.draw(counts), noise) for noise, counts in zip(noises, exact, strict=True)]
            for answer, true in zip(query.answers(measured), exact, strict=True):
                found[0].append((answer.value - true) ** 2)
                found[1].append((np.maximum(answer.noisy, 0) - true) ** 2)
    value, drawn = (float(np.sqrt(np.mean(np.concatenate(squares)))) for squares in found)
    return value, drawn


def of_opendp(labels: list[str], keys: list[str], epsilon: float, exact: np.ndarray) -> float:
    """RMSE of OpenDP's own query over the same cells."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=str)), dp.symmetric_distance()
    counts = space >> dp.t.then_count_by_categories(keys, null_category=False)
    query = dp.binary_search_chain(lambda scale: counts >> dp.m.then_laplace(scale), d_in=1, d_out=epsilon)
    squares = [(np.array(query(labels)) - exact) ** 2 for _ in range(RELEASES)]
    return float(np.sqrt(np.mean(np.concatenate(squares))))


def accuracy() -> list[str]:
    """Errors of counts beside OpenDP's query; what is over its bar."""
    groups, batch = census()
    over = []
    for by in (("EDU",), ("PUMA", "EDU")):
        for epsilon in EPSILONS:
            asked = Statistics(spec(groups, (Query("q", QueryKind.ROWS, by),), epsilon))
            records = read(asked, batch)
            exact = asked.queries[0].exact(records, asked.reader)[0]
            at = asked.queries[0].located(records, asked.reader, len(by))
            theirs = of_opendp(
                at.astype(str).tolist(), [str(cell) for cell in range(len(exact))], float(epsilon), exact
            )
            ours, _ = errors(asked, records)
            title = f"counts by {' x '.join(by)}, epsilon {epsilon}"
            print(f"{title:<44} RMSE {ours:8.3f}; OpenDP's query {theirs:.3f}")
            over += [title] if ours > BAR_ERROR * theirs + CHANCE else []
    return over


def totals() -> list[str]:
    """Errors of totals that agree beside tables of their own; what is over its bar."""
    groups, batch = census()
    by, over = ("PUMA", "SEX", "age"), []
    tables = tuple(Query(f"q{depth}", QueryKind.ROWS, by[:depth]) for depth in range(len(by) + 1))
    for epsilon in EPSILONS:
        tree = Statistics(spec(groups, (Query("q", QueryKind.ROWS, by, totals=True),), epsilon))
        ours, drawn = errors(tree, read(tree, batch))
        apart = Statistics(spec(groups, tables, epsilon))
        theirs, _ = errors(apart, read(apart, batch))
        title = f"totals of {' > '.join(by)}, epsilon {epsilon}"
        print(
            f"{title:<44} RMSE {ours:8.3f}; four tables of a quarter of epsilon each {theirs:.3f} ({theirs / ours:.2f}x, bar "
            f"{BAR_TOTALS}); with the same shares but not agreeing {drawn:.3f}"
        )
        over += [title] if theirs / ours < BAR_TOTALS else []
    return over


def visits(rows: int, path: Path) -> None:
    """A table of visits: a person's identifier and one of the groups."""
    random = seeded(1, "benchmarks/statistics")
    persons = pa.array([f"P{number:09d}" for number in range(rows // PERSON_ROWS)], pa.string())
    groups = pa.array([f"g{number:03d}" for number in range(GROUPS)], pa.string())
    whose = pa.array(random.integers(0, len(persons), rows))
    pq.write_table(
        pa.table({"id": persons.take(whose), "group": groups.take(pa.array(random.integers(0, GROUPS, rows)))}), path
    )


def counted(path: Path) -> None:
    """Read, bounded, counted, noised: all but the folder."""
    groups = {"group": Group("group", values=tuple(f"g{number:03d}" for number in range(GROUPS)))}
    asked = Statistics(spec(groups, (Query("q", QueryKind.ROWS, ("group",)),), "1", "id", KEPT))
    rows, start = asked.reader.contributions(), 0
    for batch in open_source(str(path)).batches(asked.reader.columns):
        rows.add(asked.reader.rows(batch, start))
        start += batch.num_rows
    exact = asked.queries[0].exact(rows.records(), asked.reader)
    asked.noises[0][0].draw(exact[0])


def cpu_seconds(run: Callable[[], Any], repeats: int) -> float:
    """Median CPU seconds, after one run that warms up."""
    run()
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def speed(rows: int, repeats: int) -> list[str]:
    """CPU beside polars; what is over its bar."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "visits.parquet"
        visits(rows, path)
        ours = cpu_seconds(lambda: counted(path), repeats)
        bounded = pl.scan_parquet(path).group_by("id").head(KEPT).group_by("group").len()
        whole = pl.scan_parquet(path).group_by("group").len()
        theirs = {
            name: cpu_seconds(query.collect, repeats) for name, query in (("bounded", bounded), ("all rows", whole))
        }
    ratio = ours / theirs["bounded"]
    print(
        f"{rows:,} rows, {GROUPS} groups, {KEPT} rows a person: {ours:.2f} CPU-s; polars without privacy {theirs['bounded']:.2f} "
        f"({ratio:.1f}x, bar {BAR_CPU:g}), without bounding {theirs['all rows']:.2f}"
    )
    return ["CPU"] if ratio > BAR_CPU else []


def main() -> None:
    """Measure, compare, hold to the bars."""
    chosen = options(__doc__, rows=10_000_000, repeats=3)
    over = accuracy() + totals() + speed(chosen.rows, chosen.repeats)
    if chosen.check and over:
        sys.exit("over the bar: " + "; ".join(over))


if __name__ == "__main__":
    main()
